"""Cells of Markdown tables in which several lines of the page stand on one: Markdown has no line ends in them."""

from __future__ import annotations

import re

from extractors.reading.wrapped.lines import is_open, leads_on
from extractors.text import without_mark
from schemas.document import Document
from schemas.shapes import Shapes

_WORD = re.compile(r"(?<=\s)(?=[^\W_a-z]|[€$£])")
_ENDS = ('"', "”", "»", ".", ")")
_AMOUNT = re.compile(r"[€$£0-9]|[A-Z]{3} ?[0-9]|Euro\b")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}$")
_FEWEST_WORDS = 5
_LOOKED_AT = 2_000


def has_joined_cells(page: Document, shapes: Shapes) -> bool:
    """Whether a cell of the page holds more than one record, as the source knows them by their beginnings.

    ``Chair in RT 2.4 "Diasporas" Co-Chair in RT 1.3 "Remittances"`` were two lines.
    """
    cells = (without_mark(line.text) for line in page.lines if line.cell)
    return any(_holds_several(text[:_LOOKED_AT], shapes) for text in cells)


def _holds_several(text: str, shapes: Shapes) -> bool:
    if not shapes.may_be_record(text):
        return False
    places = (match.start() for match in _WORD.finditer(text))
    return any(_are_two(text[:place], text[place:], shapes) for place in places)


def _are_two(text: str, rest: str, shapes: Shapes) -> bool:
    """Whether a text may be a whole record, and its rest another one. An amount may also stand behind a verb."""
    said = text.strip().removesuffix("-").rstrip()
    has_end = said.endswith(_ENDS) or _YEAR.search(said) is not None
    if leads_on(said) or is_open(said) or not (has_end or said.count(" ") + 1 >= _FEWEST_WORDS):
        return False
    in_sentence = _AMOUNT.match(rest) is not None and said.rpartition(" ")[2][:1].islower() and not has_end
    return not in_sentence and shapes.may_be_record(rest) and (shapes.begins(rest) or shapes.may_begin(rest))
