"""Joins the lines of a page that was wrapped at a column, or says which line can't be told to go on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from extractors.reading.wrapped.lines import (
    Printed,
    goes_on,
    goes_on_further_left,
    is_full,
    is_open,
    leads_on,
    stands_below,
    stands_further_left,
)
from extractors.text import begins_with_list_mark, without_mark
from extractors.values.dates import divides_date
from schemas.shapes import Shapes

_HALF_WORD = re.compile(r"[^\W_][-/]$")
_HYPHENED = re.compile(r"[^\W\d_]{1,40}-(?=[^\W\d_])")
_SUSPENDED = re.compile(r"(?:and|or|to|y|e|o|u|et|ou|und|oder)\b", re.IGNORECASE)
"""What follows a hyphen that ends a word of its own: ``pre- and post-departure``."""
_CLOSING = re.compile(r"[\"”’»)\],.;:!?…]{1,8}(?: |\Z)")
_ENDS = (".", "!", "?", '"', "”", "»")
_LOOKED_AHEAD = 8
_SLACK = 3
"""Columns by which a tool may break a line that looks broken earlier, as for the marks of a line end in Markdown."""
_LONGEST_SEEN = 2_000
"""Of the text of a line so far: a quotation that was opened before is not open any more."""

_Verdict = Literal["joins", "begins", "unclear"]


class Joined(NamedTuple):
    """The physical lines ``first`` to ``last`` as the one line that they were.

    ``joints`` is what stands between them: a space, or nothing, by the number of the line before.
    """

    first: int
    last: int
    text: str
    gap: int
    joints: Mapping[int, str]


class Unclear(NamedTuple):
    """The number of a line that may go on with the one above it, or be one of its own."""

    number: int


@dataclass(slots=True)
class _Run:
    """Physical lines that are one line. ``in_list`` says that it stands close below a label; ``text`` is its end."""

    lines: list[Printed]
    text: str
    in_list: bool
    joints: dict[int, str] = field(default_factory=dict)

    def add(self, below: Printed, joint: str) -> None:
        """Join the line below."""
        self.joints[self.lines[-1].number] = joint
        self.lines.append(below)
        self.text = f"{self.text}{joint}{below.text}"[-_LONGEST_SEEN:]

    def joined(self) -> Joined:
        """The whole line."""
        texts = [part for line in self.lines for part in (line.text, self.joints.get(line.number, ""))]
        first = self.lines[0]
        return Joined(first.number, self.lines[-1].number, "".join(texts), first.gap, self.joints)


class _Page(NamedTuple):
    """What holds for all lines of a page: its bound, what its source knows, and how the tool broke its lines.

    ``at_hyphens`` says that words may be broken, ``further_left`` that lines go on at a smaller indent.
    """

    bound: int
    shapes: Shapes
    at_hyphens: bool
    further_left: bool


def join_lines(lines: Sequence[Printed], bound: int, shapes: Shapes) -> tuple[Joined, ...] | Unclear:
    """The lines of a page that was wrapped at column ``bound``, as they were before."""
    page = _Page(bound, shapes, _breaks_at_hyphens(lines, bound), _goes_on_further_left(lines, bound))
    runs: list[_Run] = []
    for place, below in enumerate(lines):
        run = runs[-1] if runs else None
        verdict = _verdict(page, run, lines[place : place + _LOOKED_AHEAD]) if run else "begins"
        if verdict == "unclear":
            return Unclear(below.number)
        if run and verdict == "joins":
            run.add(below, joint(run.text, below.text, at_hyphens=page.at_hyphens))
        else:
            runs.append(_Run([below], below.text, _stands_in_list(page, run, below)))
    return tuple(run.joined() for run in runs)


def _stands_in_list(page: _Page, above: _Run | None, line: Printed) -> bool:
    """Whether a line stands close below a label, where each line may be a record of its own."""
    return above is not None and not line.gap and (above.in_list or page.shapes.begins(without_mark(above.text)))


def _verdict(page: _Page, run: _Run, ahead: Sequence[Printed]) -> _Verdict:
    """Whether the first of the lines ``ahead`` goes on with the run above it."""
    line, below, text = run.lines[-1], ahead[0], run.text
    if page.shapes.is_whole(without_mark(text)):
        return "begins"
    if not stands_below(line, below, text, page.shapes):
        return "unclear" if page.further_left and _may_go_on_further_left(page, line, below) else "begins"
    if is_full(line, below, page.bound):
        return _verdict_on_full(page, run, ahead)
    if page.shapes.begins(below.text) and not below.text[:1].islower():
        return "begins"
    must_go_on = below.text[:1].islower() or is_open(text) or leads_on(text)
    return "unclear" if must_go_on and is_full(line, below, page.bound - _SLACK, words=2) else "begins"


def _may_go_on_further_left(page: _Page, line: Printed, below: Printed) -> bool:
    """Whether a full line may go on at a smaller indent, for all that its words tell."""
    begins = page.shapes.begins(below.text) or begins_with_list_mark(below.text)
    return stands_further_left(line, below) and is_full(line, below, page.bound) and not begins


def _verdict_on_full(page: _Page, run: _Run, ahead: Sequence[Printed]) -> _Verdict:
    """The same below a full line: small letters go on with it, and what begins a record only if nothing is open."""
    below = ahead[0].text
    if below[:1].islower():
        return "joins"
    if page.shapes.begins(below):
        return "unclear" if _must_go_on(page, run.text, ahead) else "begins"
    if _must_go_on(page, run.text, ahead) or not _may_be_record(page, run, ahead):
        return "joins"
    of_records = page.shapes.may_begin(below) and page.shapes.may_begin(without_mark(run.text))
    return "begins" if of_records and run.text.endswith(_ENDS) and not is_open(run.text) else "unclear"


def _must_go_on(page: _Page, text: str, ahead: Sequence[Printed]) -> bool:
    """Whether a text can't end where it does: in ``of the``, within a date, or in a quotation that is closed below."""
    return leads_on(text) or divides_date(text, ahead[0].text) or goes_on(text, _text_ahead(page, ahead))


def _may_be_record(page: _Page, run: _Run, ahead: Sequence[Printed]) -> bool:
    """Whether a line may be a record of its own: by its beginning, or close below a label by any of its words.

    At the hanging indent of a list item only its beginning tells: further records have list marks of their own.
    """
    first, below = run.lines[0], ahead[0]
    if page.shapes.may_begin(below.text):
        return True
    is_of_item = below.indent == first.hanging > first.indent
    return run.in_list and not is_of_item and page.shapes.may_be_record(_text_ahead(page, ahead))


def _text_ahead(page: _Page, ahead: Sequence[Printed]) -> str:
    """The text of a line with that of the next ones, up to the end or the beginning of a line as it was before."""
    texts = [ahead[0].text]
    for line, below in pairwise(ahead):
        is_next = page.shapes.begins(below.text) or page.shapes.may_begin(below.text)
        if is_next or begins_with_list_mark(below.text) or below.gap or not is_full(line, below, page.bound):
            break
        texts.append(below.text)
    return " ".join(texts)


def _goes_on_further_left(lines: Sequence[Printed], bound: int) -> bool:
    """Whether a full line surely goes on in the one below at a smaller indent."""
    pairs = (pair for pair in pairwise(lines) if goes_on_further_left(*pair, pair[0].text))
    return any(is_full(line, below, bound) for line, below in pairs)


def _breaks_at_hyphens(lines: Sequence[Printed], bound: int) -> bool:
    """Whether the tool may have broken words at their hyphens: nowhere did it keep together one that it could break."""
    for line, below in pairwise(lines):
        head = _HYPHENED.match(below.raw)
        adjoins = not below.gap and below.raw[:1].islower() and is_full(line, below, bound)
        if head and adjoins and line.width + 1 + head.end() <= bound:
            return False
    return True


def joint(text: str, below: str, *, at_hyphens: bool = True) -> str:
    """What stands between a text and the line below it: a space, or nothing, as in ``Evidence-`` / ``based``.

    ``at_hyphens`` says that words may have been broken at their hyphens.
    """
    closes = _CLOSING.match(below) is not None and (below[0] != '"' or is_open(text))
    is_half = text.endswith("/") or (at_hyphens and not _SUSPENDED.match(below))
    within = is_half and below[:1].isalnum() and _HALF_WORD.search(text) is not None
    return "" if closes or within else " "
