"""The labels and layouts of a practice's own page: where title, terms and running text stand.

Old: likes, ``Date Shared:``, date, title, countries, terms, text. Transitional (2023): title above ``Date Shared:``.
New: labels without colons, the text below ``Summary``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extractors.data_files import any_of, meanings
from extractors.gfmd.practices.shape import STOPS, is_body
from extractors.gfmd.practices.signatures import is_posted_day
from extractors.gfmd.practices.terms import holds_terms, scheme_of
from extractors.gfmd.site.addresses import practice_url
from extractors.gfmd.site.frame import is_frame_text, is_likes
from extractors.gfmd.site.page_lines import Field, PageLine
from extractors.gfmd.site.vocabulary import SUBMITTED_BY
from extractors.text import kept_by_text
from schemas.document import Line

_ROOM = "extractors.gfmd.practices"
UNKNOWN = "unknown"
"""What stands as the label of values whose own label the program does not know, and of that label's own line."""
AFTER_TEXT = frozenset({"gfmd_source", "partner", "recollection", "link"})
"""The labels that stand below the running text."""
_AFTER_TITLE = re.compile(r" ?[|–—:-].*")


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


def practice_layout(lines: Sequence[PageLine]) -> str:
    """The layout: ``practice_new``, ``practice_transitional`` or ``practice_old``."""
    labels = [one.field.label if one.field else None for one in lines]
    if "summary" in labels or "partner" in labels:
        return "practice_new"
    before_date = labels[: labels.index("date")] if "date" in labels else []
    shown = [one for one, label in zip(lines, before_date, strict=False) if not label and not is_likes(one.text)]
    return "practice_transitional" if shown else "practice_old"


def title_at(rows: Sequence[Row], lines: Sequence[PageLine], name: str | None) -> int | None:
    """Where the title stands: at what the page calls itself, at a heading, else by the layout, or None if none does.

    In the old layout it is below the date, in the others right above ``Date Shared``. Of several headings it is the
    one nearest above the fields of the page.
    """
    plain = [i for i, row in enumerate(rows) if row.label is None and _may_be_title(row)]
    named = [i for i in plain if name and _is_page_name(rows[i].text, name)]
    if named:
        return named[0]
    heading = _nearest_heading(rows, plain, lines)
    return heading if heading is not None else _title_by_layout(rows, plain, lines)


def _nearest_heading(rows: Sequence[Row], plain: Sequence[int], lines: Sequence[PageLine]) -> int | None:
    """The heading nearest above the first field of the page, else the first heading, or None if there is none."""
    field = next((one.line.number for one in lines if one.field or is_likes(one.text)), 0)
    headings = [i for i in plain if rows[i].line.heading]
    above_fields = [i for i in headings if rows[i].line.number < field]
    return next(iter((*above_fields[-1:], *headings)), None)


def _title_by_layout(rows: Sequence[Row], plain: Sequence[int], lines: Sequence[PageLine]) -> int | None:
    shared = date_line(lines)
    if shared is None:
        return plain[0] if plain else None
    above = [i for i in plain if rows[i].line.number < shared]
    below = next((i for i, row in enumerate(rows) if row.line.number > shared and row.label != "date"), None)
    if below is not None and below in plain and not (above and is_body(rows[below].text)):
        return below
    return above[-1] if above else None


def date_line(lines: Sequence[PageLine]) -> int | None:
    """The number of the line that opens with ``Date Shared``, the first of several, or None without one."""
    return next((one.line.number for one in lines if one.field and one.field.label == "date"), None)


def _may_be_title(row: Row) -> bool:
    """Whether a line can be a title at all: no list of terms, no part of the frame, no link to another page."""
    text, href = row.text, row.line.href
    if SUBMITTED_BY.fullmatch(text) or is_posted_day(text) or is_frame_text(text) or holds_terms(text):
        return False
    return href is None or practice_url(href) is not None


def _is_page_name(text: str, name: str) -> bool:
    """Whether a text is the name of the page, perhaps without the site's name behind it."""
    return name.startswith(text) and (name == text or _AFTER_TITLE.fullmatch(name[len(text) :]) is not None)


def text_at(rows: Sequence[Row]) -> int:
    """Where the running text begins among the rows below the title: below ``Summary``, else at the first of its shape.

    Lines of terms stand together in text, and a blank line ends them; one right below its label is its value.
    """
    summary = next((i for i, row in enumerate(rows) if row.label == "summary"), None)
    if summary is not None:
        return summary
    return next((i for i in range(len(rows)) if begins_text(rows, i)), len(rows))


def begins_text(rows: Sequence[Row], i: int) -> bool:
    """Whether the running text can begin at this row, where none of those above belongs to it."""
    row = rows[i]
    if row.label in (*AFTER_TEXT, "date", UNKNOWN) or row.adjoins or SUBMITTED_BY.fullmatch(row.text):
        return False
    if scheme_of(row.text) or holds_terms(row.text):
        return False
    stands_off = row.line.gap > 0 or bool(row.line.path)
    if is_body(row.text) and (stands_off or row.text.endswith(STOPS)):
        return True
    if row.line.strong and i + 1 < len(rows) and is_body(rows[i + 1].text):
        return True  # a heading within the text
    return i > 0 and stands_off and not row.line.path


def last_of_head(rows: Sequence[Row], start: int) -> int | None:
    """The line of terms that stands last before the text: it holds the themes, whatever label is above it."""
    head = [i for i, row in enumerate(rows[:start]) if row.label not in (*AFTER_TEXT, "date", UNKNOWN)]
    return head[-1] if len(head) > 1 and start < len(rows) and rows[start].label != "summary" else None
