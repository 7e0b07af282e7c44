"""Which part of a page owns each of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.claims import claims_of
from extractors.gfmd.site.frame import is_frame_text
from schemas.columns import Columns
from schemas.document import Document, Line
from schemas.extraction import Claim


@dataclass(slots=True)
class LineOwners:
    """The owner of each line, by number. The first part that claims a line keeps it."""

    by_line: dict[int, str] = field(default_factory=dict)

    def claim(self, lines: Sequence[Line], owner: str) -> None:
        """Give those of the lines that nobody owns yet to a part."""
        for line in lines:
            self.by_line.setdefault(line.number, owner)

    def ignore_frame(self, frame: Sequence[Line]) -> None:
        """Ignore the lines around the content that are links or listed texts; the rest stays unclaimed."""
        self.claim([line for line in frame if line.href], "ignored:link outside the content")
        self.claim([line for line in frame if is_frame_text(line.text)], "ignored:frame")

    def claims(self, document: Document) -> Columns[Claim]:
        """The owner of every line of the page, in order."""
        return claims_of(document.lines, self.by_line)
