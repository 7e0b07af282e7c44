"""The labels of a practice's own page, and the values that stand under them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractors.data_files import any_of, meanings
from extractors.gfmd.site.page_lines import Field
from extractors.text import kept_by_text
from schemas.document import Line

_ROOM = "extractors.gfmd.practices"
UNKNOWN = "unknown"
"""What stands as the label of values whose own label the program does not know, and of that label's own line."""
AFTER_TEXT = frozenset({"gfmd_source", "partner", "recollection", "link"})
"""The labels that stand below the running text."""


class Row(NamedTuple):
    """A value of the page with the label above it, and whether it stands right below that label's line."""

    label: str | None
    text: str
    line: Line
    adjoins: bool


@kept_by_text
def practice_label(text: str) -> Field | None:
    """The label of a practice's own page that a line opens with, and the value beside it, or None if it is no label.

    ``Thematic Area: Remittances`` gives ``theme`` and ``Remittances``; ``Date Shared`` gives ``date`` and ``""``.
    """
    match = _opening().fullmatch(text)
    return Field(meanings(_ROOM, "labels")[match[1].casefold()], (match[2] or "").strip()) if match else None


@cache
def _opening() -> re.Pattern[str]:
    """A label and what may follow it behind a colon."""
    return re.compile(rf"({any_of(map(re.escape, meanings(_ROOM, 'labels')))}) ?(?:: ?(.*))?", re.IGNORECASE)
