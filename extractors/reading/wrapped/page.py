"""Text that a tool wrapped at a column (lynx, w3m, pandoc, ``fold -s``): its lines are put together again.

A page is wrapped where most of its long lines end within a word of one bound and go on in the next line, at the same
or a hanging indent. Then every line that was broken is joined. Where that is not certain the page is refused: half a
joined page would give rows that are not on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.reading.wrapped.columns import has_wrapped_cells
from extractors.reading.wrapped.join import Joined, Unclear, join_lines
from extractors.reading.wrapped.lines import (
    Printed,
    hangs_below,
    in_bytes,
    is_full,
    is_open,
    leads_on,
    stands_below,
    words_go_on,
)
from extractors.text import without_mark
from extractors.values.dates import divides_date, opens_with_date
from schemas.shapes import Shapes
from schemas.snapshot import Refusal

_NARROWEST, _WIDEST = 30, 200
"""Columns that a page may be wrapped at."""
_NARROWEST_PART = 42
"""The same where other lines are wider: items of a list may be as short as narrow lines."""
_SHORTEST = 18
_LONG = 0.6
"""Of the bound: a shorter line tells nothing of wrapping."""
_MARGIN = 8
"""Columns by which lines of another indent, such as headings, may be wider."""
_MOST = 0.6
"""The share of the long lines without a blank line below that must go on."""
_SURE = 1 / 3
"""The share of the broken lines that must go on as no line of its own begins."""
_FEWEST_BROKEN = 3
_WIDEST_OF_LISTS = 140
"""A wider line that ends in a comma may be a list of terms."""
_LONGEST_HEADING = 130
_NEARLY_ALL = 0.7
_ENDS = (".", ":", ";", "!", "?")
_USUAL_COLUMNS = frozenset({60, 64, 65, 66, 70, 72, 74, 75, 76, 78, 79, 80, 100, 120, 132})

_Pair = tuple[Printed, Printed]
"""A line and the one right below it."""


def unwrap(lines: Sequence[Printed], shapes: Shapes) -> tuple[Joined, ...] | Refusal | None:
    """The lines of a wrapped page as they were before; None for a page that is not wrapped.

    The refusal's reason is ``wrapped``. With a bound of 40 columns ``Team Member in RT 2.1 "Reducing the`` and
    ``cost of migration"`` are one line.
    """
    if has_wrapped_cells(lines, shapes):
        return _refused("The text shows a table as columns side by side, whose cells are wrapped.")
    return _unwrapped(_as_measured(lines, shapes), shapes)


def _as_measured(lines: Sequence[Printed], shapes: Shapes) -> Sequence[Printed]:
    """The lines as wide as the tool took them for: by bytes if more of them are full then."""
    if all(line.raw.isascii() for line in lines):
        return lines
    by_bytes = [in_bytes(line) for line in lines]
    return by_bytes if _full_lines(by_bytes, shapes) > _full_lines(lines, shapes) else lines


def _full_lines(lines: Sequence[Printed], shapes: Shapes) -> int:
    """How many of the lines that go on for sure, or that end in a space where all those do, fill the width."""
    sure = _sure(lines, shapes)
    bound = _bound(lines, sure)
    broken = [pair for pair in _near(lines) if pair[0].trailing] if _leaves_spaces(sure) else sure
    return sum(is_full(*pair, bound) for pair in broken) if bound else 0


def _leaves_spaces(sure: Sequence[_Pair]) -> bool:
    """Whether the spaces at which lines were broken are still there, as ``fold -s`` leaves them."""
    return all(line.trailing for line, _ in sure)


def _unwrapped(lines: Sequence[Printed], shapes: Shapes) -> tuple[Joined, ...] | Refusal | None:
    sure = _sure(lines, shapes)
    bound = _bound(lines, sure)
    if bound is None or not any(is_full(*pair, bound) for pair in sure):
        return _partly_wrapped(sure)
    numbers = {line.number for line, _ in sure}
    others = [pair for pair in _near(lines) if pair[0].number not in numbers and _may_be_one(*pair, shapes)]
    if not _is_wrapped(sure, others, bound):
        return _partly_wrapped(sure)
    if _is_cut_at(bound, [pair for pair in (*sure, *others) if is_full(*pair, bound)]):
        return _refused(f"The text is cut at column {bound}, perhaps within words, so that its lines can't be joined.")
    joined = join_lines(lines, bound, shapes)
    if not isinstance(joined, Unclear):
        return joined
    return _refused(f"The text is wrapped at column {bound}, and it is not certain that line {joined.number} goes on.")


def _near(lines: Sequence[Printed]) -> Iterator[_Pair]:
    return (pair for pair in pairwise(lines) if pair[0].width >= _SHORTEST and not pair[1].gap)


def _sure(lines: Sequence[Printed], shapes: Shapes) -> list[_Pair]:
    """The lines that go on in the one below for sure, if they are full."""
    sure = (pair for pair in _near(lines) if _is_sure(*pair) and stands_below(*pair, pair[0].text, shapes))
    return [(line, below) for line, below in sure if below.text[0].islower() or not shapes.begins(below.text)]


def _is_sure(line: Printed, below: Printed) -> bool:
    """Whether a line goes on in the one below by its words, or by the indent or a date at the beginning of that one."""
    return words_go_on(line.text, below.text) or hangs_below(line, below) or opens_with_date(below.text)


def _may_be_one(line: Printed, below: Printed, shapes: Shapes) -> bool:
    """Whether two lines tell something of wrapping: ends of sentences, fixed texts and beginnings of records do not."""
    ends = line.text.endswith(_ENDS) or shapes.is_whole(without_mark(line.text))
    if ends or not stands_below(line, below, line.text, shapes):
        return False
    return not (shapes.begins(below.text) or shapes.may_begin(below.text))


def _bound(lines: Sequence[Printed], sure: Sequence[_Pair]) -> int | None:
    """The widest line, at the indents of those that go on for sure, that could have been broken.

    Where the spaces at which lines were broken are left, within the bound, only lines that end in one count.
    None if no tool wraps at such a column, or where other lines are much wider.
    """
    indents = {line.indent for pair in sure for line in pair}
    ends_in_space = _leaves_spaces(sure)
    text = list(_without_headings(lines))
    counted = (line for line in text if line.indent in indents and (line.trailing or not ends_in_space))
    bound = max((line.breakable_width for line in counted), default=0)
    widest = max((line.breakable_width for line in text), default=0)
    return bound if _NARROWEST <= bound <= _WIDEST and widest <= bound + _MARGIN else None


def _without_headings(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The lines without those that stand alone and have the shape of a heading: pandoc does not break these."""
    for place, line in enumerate(lines):
        gap_below = lines[place + 1].gap if place + 1 < len(lines) else 1
        heads = line.gap and gap_below and len(line.text) <= _LONGEST_HEADING and not line.text.endswith(_ENDS)
        if not heads:
            yield line


def _is_wrapped(sure: Sequence[_Pair], others: Sequence[_Pair], bound: int) -> bool:
    """Whether most long lines go on in the next one. Few broken lines tell only where each goes on for sure."""
    long = sum(line.width >= _LONG * bound for line, _ in (*sure, *others))
    surely_broken = [pair for pair in sure if is_full(*pair, bound)]
    broken = len(surely_broken) + sum(is_full(*pair, bound) for pair in others)
    most = broken >= _MOST * long
    if broken >= _FEWEST_BROKEN:
        return most and len(surely_broken) >= _SURE * broken and _is_any_unended(surely_broken)
    if broken == 1 and bound > _WIDEST_OF_LISTS and surely_broken and surely_broken[0][0].text.endswith(","):
        return False
    return len(surely_broken) == broken and _are_broken(surely_broken, most=most)


def _are_broken(few: Sequence[_Pair], *, most: bool) -> bool:
    """Whether a few lines are broken: none ends as a sentence does, and they are ``most``, or one can't end there."""
    texts = [line.text for line, _ in few]
    unended = not any(text.endswith(_ENDS) and not is_open(text) for text in texts)
    return unended and (most or any(is_open(text) or leads_on(text) for text in texts))


def _is_any_unended(broken: Sequence[_Pair]) -> bool:
    """Whether one of the lines can't end where it does: the items of a list may all begin with small letters."""
    return any(_ends_in_word(*pair) or is_open(pair[0].text) or hangs_below(*pair) for pair in broken)


def _is_cut_at(bound: int, broken: Sequence[_Pair]) -> bool:
    """Whether nearly all broken lines end at one column, as ``fold`` cuts them. A single one does by chance as well."""
    at_bound = [pair for pair in broken if pair[0].width + pair[0].trailing == bound]
    if len(at_bound) < _NEARLY_ALL * len(broken):
        return False
    return len(at_bound) > 1 or (bound in _USUAL_COLUMNS and not any(_ends_in_word(*pair) for pair in at_bound))


def _ends_in_word(line: Printed, below: Printed) -> bool:
    """Whether a line surely ends with a whole word, as ``of`` is one, or the day above the name of its month."""
    return leads_on(line.text) or divides_date(line.text, below.text)


def _partly_wrapped(sure: Sequence[_Pair]) -> Refusal | None:
    """A refusal where part of a page is wrapped, but not all: other lines are wider than its bound."""
    long = [pair for pair in sure if _NARROWEST_PART <= pair[0].width <= _WIDEST]
    bound = max((line.width for line, _ in long), default=0)
    broken = [pair for pair in long if is_full(*pair, bound)]
    if len(broken) < max(_FEWEST_BROKEN, _NEARLY_ALL * len(long)) or not _is_any_unended(broken):
        return None
    return _refused(f"Part of the text is wrapped at column {bound}, and other lines are wider.")


def _refused(message: str) -> Refusal:
    return Refusal("wrapped", f"{message} Save the page again without wrapping its lines.")
