"""The blocks of a cut page, and how an older capture of its address goes on with them.

What the newer capture prints counts as far as it reaches. Behind its end the older one is heard: what it says of the
block within which the newer one was cut, and the blocks that follow. Where the two pages differ so much that nobody can
tell how they go together, nothing is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rapidfuzz.distance import Indel

from extractors.gfmd.facts import Block, GfmdExtraction, facts_of
from extractors.gfmd.uniting.blocks import (
    FIELDS,
    LISTS,
    ListLine,
    Said,
    contradicted,
    ends_in_blocks,
    filled,
    fits,
    joined_list,
    line_texts,
    lines_of,
    loses_words,
    said_of,
    together,
    with_lines,
)

_MIN_ALIKE = 0.9
"""Least similarity of two lines one of which is the other one corrected. Lines that differ in a figure never are."""
_FIGURES = re.compile("[0-9]+")
_MOST_LINES = 50
"""Lines of a list that are compared with each other: true lists have fewer than twenty."""
_MOST_BLOCKS = 100
"""Blocks of the longest pages that are put beside each other: there are fewer editions."""
_SAME_EDITION, _SHARED_LINE, _FITS, _FITS_NEARLY = 8, 4, 2, 1
"""How much speaks for two blocks being one. To fit is little: blocks with empty lists fit one another."""


class FilledBlocks(NamedTuple):
    """The blocks of both captures, and those of the older one with what of it was taken, both numbered alike.

    ``left_out`` tells of what the older one has more and nobody can place.
    """

    blocks: tuple[Block, ...]
    taken: tuple[Block, ...]
    left_out: bool


def filled_blocks(newest: GfmdExtraction, older: GfmdExtraction) -> FilledBlocks:
    """The blocks of a page that is cut or loses words, filled from an older capture of its address."""
    if not (ends_in_blocks(newest) or loses_words(newest)):
        return FilledBlocks(facts_of(newest).blocks, (), left_out=False)
    places = _places_in_older(newest, older)
    pairs = [_pair(newest, older, *at) for at in zip(facts_of(newest).blocks, places, strict=True)]
    last = places[-1] if places else -1
    follow = facts_of(older).blocks[last + 1 :] if last is not None and ends_in_blocks(newest) else ()
    further = tuple(block._replace(number=number) for number, block in enumerate(follow, len(pairs) + 1))
    placed = max((place for place in places if place is not None), default=-1)
    unplaced = last is None and ends_in_blocks(newest) and placed + 1 < len(facts_of(older).blocks)
    return FilledBlocks(
        blocks=(*(pair.block for pair in pairs), *further),
        taken=(*(pair.taken for pair in pairs if pair.taken), *further),
        left_out=unplaced or any(pair.left_out for pair in pairs),
    )


class _Pair(NamedTuple):
    """A block as both captures have it, what was taken of the older one's, and whether some of it was left out."""

    block: Block
    taken: Block | None = None
    left_out: bool = False


def _pair(newest: GfmdExtraction, older: GfmdExtraction, block: Block, place: int | None) -> _Pair:
    mine = said_of(newest, block)
    if place is None or not (mine.is_open or mine.loses_words):
        return _Pair(block)
    before = facts_of(older).blocks[place]._replace(number=block.number)
    theirs = replace(said_of(older, facts_of(older).blocks[place]), block=before)
    if fits(mine, theirs):
        both = filled(together(mine, theirs).block, [block], FIELDS)
        return _Pair(both, before if _tells_more(both, block) else None)
    return _gone_on(mine, theirs, block) if mine.is_open else _Pair(block)


def _tells_more(block: Block, other: Block) -> bool:
    values = any(getattr(block, name) != getattr(other, name) for name in FIELDS)
    return values or any(line_texts(block, name) != line_texts(other, name) for name in LISTS)


def _gone_on(mine: Said, theirs: Said, block: Block) -> _Pair:
    """A block that the newer page prints otherwise as far as it goes, with what the older one has behind that."""
    lists = {name: _list_gone_on(mine, theirs, name) for name in LISTS}
    whole = with_lines(filled(block, [theirs.block], FIELDS), {name: found.lines for name, found in lists.items()})
    taken = with_lines(theirs.block, {name: found.further for name, found in lists.items()})
    more = _tells_more(whole, block)
    return _Pair(whole, taken if more else None, any(found.left_out for found in lists.values()))


class _ListGoneOn(NamedTuple):
    """The lines of a list, those of them that the older page goes on with, and whether others of its are left out."""

    lines: Sequence[ListLine]
    further: Sequence[ListLine] = ()
    left_out: bool = False


def _list_gone_on(mine: Said, theirs: Said, name: str) -> _ListGoneOn:
    """A list as far as the newer page goes, and then as the older one has it."""
    lines, before = lines_of(mine.block, name), lines_of(theirs.block, name)
    if mine.shows_to_its_end(name):
        return _ListGoneOn(lines)
    both = joined_list(mine, theirs, name)
    if both is not None:
        return _ListGoneOn(both, [line for line in both if line in before and line not in lines])
    last = _last_shared(lines, before)
    if last is None:
        return _ListGoneOn(lines, left_out=bool(before))
    at, place = last
    # Lines that only the newer page has stand for as many of the older one, which say something else now.
    replaced = len(lines) - 1 - at
    further = before[place + 1 + replaced :]
    if lines[at].is_half and before[place].text.startswith(lines[at].text):
        lines, further = lines[:at], before[place:]
    return _ListGoneOn([*lines, *further], further, left_out=replaced > 0)


def _last_shared(lines: Sequence[ListLine], before: Sequence[ListLine]) -> tuple[int, int] | None:
    """The places of the last line of a list that an older copy of the list has, too, perhaps before a correction."""
    for at in reversed(range(len(lines))[-_MOST_LINES:]):
        alike = [place for place, other in enumerate(before[:_MOST_LINES]) if _are_alike(lines[at], other)]
        if alike:
            return at, next((place for place in alike if before[place].text == lines[at].text), alike[0])
    return None


def _are_alike(line: ListLine, other: ListLine) -> bool:
    """Whether one of two lines can be the other one corrected. Codes and amounts are other lines' names."""
    if line.text == other.text or (line.is_half and other.text.startswith(line.text)):
        return True
    return is_corrected(line.text, other.text, _MIN_ALIKE)


def is_corrected(one: str, other: str, least: float) -> bool:
    """Whether one of two texts can be the other one corrected: they are nearly the same, and so are their figures.

    ``least`` is the similarity that they must have. ``5 May`` is no correction of ``6 May``.
    """
    same_figures = _FIGURES.findall(one) == _FIGURES.findall(other)
    return same_figures and Indel.normalized_similarity(one, other) >= least


def _places_in_older(newest: GfmdExtraction, older: GfmdExtraction) -> list[int | None]:
    """For each block of a page which block of an older capture it was, or None if nobody can tell.

    A block that shows nothing of its own has no place behind one that has none: that one may have been put in, or have
    taken the place of another.
    """
    if max(len(facts_of(newest).blocks), len(facts_of(older).blocks)) > _MOST_BLOCKS:
        return [None for _ in facts_of(newest).blocks]
    mine, theirs = ([said_of(page, block) for block in facts_of(page).blocks] for page in (newest, older))
    likeness = [[_likeness(one, other) for other in theirs] for one in mine]
    places = _best_pairing(likeness)
    for at, place in enumerate(places):
        is_behind_unplaced = at > 0 and places[at - 1] is None
        if place is not None and is_behind_unplaced and likeness[at][place] <= _FITS:
            places[at] = None
    return places


def _likeness(mine: Said, theirs: Said) -> int:
    """How much speaks for two blocks being one: their edition, lines that both print, and that they fit."""
    editions = {said.block.dating.edition for said in (mine, theirs)}
    if len(editions - {None}) > 1:
        return 0
    same_edition = _SAME_EDITION if None not in editions else 0
    shared = sum(_shared_lines(mine.block, theirs.block, name) for name in LISTS)
    return same_edition + _SHARED_LINE * shared + _fitness(mine, theirs)


def _fitness(mine: Said, theirs: Said) -> int:
    like_lists = all(joined_list(mine, theirs, name) is not None for name in LISTS)
    values = len(contradicted(mine, theirs))
    return _FITS if like_lists and not values else _FITS_NEARLY if like_lists and values == 1 else 0


def _shared_lines(block: Block, other: Block, name: str) -> int:
    """How many lines of a list another one has too; one, where it has one only as it was before a correction."""
    lines, others = lines_of(block, name), lines_of(other, name)
    same = {line.text for line in lines} & {line.text for line in others}
    return len(same) or int(_last_shared(lines, others) is not None)


def _best_pairing(likeness: Sequence[Sequence[int]]) -> list[int | None]:
    """For each row of a table the column that it goes with, in order, so that the sum of all pairs is greatest.

    Rows and columns that are not like each other (0) stay alone. Of equal sums the one with the lower columns is taken:
    ``[[2, 2], [0, 2]]`` gives ``[0, 1]``. The work grows with rows times columns.
    """
    columns = len(likeness[0]) if likeness else 0
    best = [[0] * (columns + 1) for _ in range(len(likeness) + 1)]
    for row in reversed(range(len(likeness))):
        for column in reversed(range(columns)):
            alone = max(best[row + 1][column], best[row][column + 1])
            best[row][column] = max(alone, _sum_with(likeness, best, row, column))
    places: list[int | None] = []
    column = 0
    for row in range(len(likeness)):
        goes_with = (
            at
            for at in range(column, columns)
            if likeness[row][at] and _sum_with(likeness, best, row, at) == best[row][column]
        )
        place = next(goes_with, None)
        places.append(place)
        column = column if place is None else place + 1
    return places


def _sum_with(likeness: Sequence[Sequence[int]], best: Sequence[Sequence[int]], row: int, column: int) -> int:
    return likeness[row][column] + best[row + 1][column + 1]
