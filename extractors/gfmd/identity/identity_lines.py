"""Pages of text whose labels a tool printed so that they are none: several on one line, or as items of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.text import begins_with_list_mark, without_mark
from schemas.document import Line
from schemas.snapshot import Refusal

_IDENTITY_LABEL = re.compile(r"Official Name|ISO2 Code|ISO3 Code|Longitude|Latitude|Geolocation")
_LABEL = re.compile(f"(?:{_IDENTITY_LABEL.pattern}|Attended Meeting|RT Participation|Attended Summit):?")
_FEWEST = 3


def lines_in_one(lines: Sequence[Line]) -> Refusal | None:
    """A refusal where a line holds most of the identity: what its values are can't be told.

    A tool that knows no lists of definitions prints ``Official NameKingdom of Belgium ISO2 CodeBE ISO3 CodeBEL``.
    """
    for line in lines:
        if _IDENTITY_LABEL.match(line.text) and len(_IDENTITY_LABEL.findall(line.text)) >= _FEWEST:
            message = f"Several lines of the page stand on one, in line {line.number}. Save the page again as HTML."
            return Refusal("wrapped", message)
    return None


def marked_labels(lines: Sequence[Line]) -> Refusal | None:
    """A refusal where labels are items of a list, as values are: ``- Official Name`` above ``- Republic of Peru``.

    Tools that extract the text of a page print lists of definitions so.
    """
    marked = (line for line in lines if begins_with_list_mark(line.text) and _LABEL.fullmatch(without_mark(line.text)))
    if sum(1 for _ in marked) < _FEWEST:
        return None
    return Refusal("wrapped", "The labels of the page are items of a list, as values are. Save the page again as HTML.")
