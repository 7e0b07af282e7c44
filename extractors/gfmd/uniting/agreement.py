"""Several pages of one country as one: whose word counts, what fills its gaps, and where pages contradict each other.

The newest page that is not cut counts most; where all are cut, others that show more go on where it ends. What it can't
tell, each ``No`` that its form loses included, is filled from pages whose copy of the block fits. Pages without a
capture time are oldest, and equal among themselves. Where equals differ the value is NULL and an issue names both
pages: choosing one of them would be a silent guess. Where a page that counts less says otherwise or more, an issue says
so, too. Where pages differ in the number of blocks, their blocks are told apart by edition and lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from extractors.gfmd.facts import Block, GfmdExtraction, facts_of
from extractors.gfmd.uniting.blocks import (
    FIELDS,
    LISTS,
    Said,
    ends_in_blocks,
    filled,
    fits,
    lines_of,
    said_of,
    same_lists,
    together,
    without,
)
from extractors.gfmd.uniting.disputes import Heard, Standing, agreed, differing, disagree, left_out, of_lengths
from schemas.extraction import Account, Identity, Issue

_IDENTITY_FIELDS = ("official_name", "latitude", "longitude", "point", "printed_name")
_BASES = ("page", "official_name", "name", "url", "file_name")
_LONG_AGO = datetime.min  # noqa: DTZ901  capture times are UTC without a zone


@dataclass(frozen=True, slots=True)
class Agreed:
    """A country as all its pages tell it, that which counts most first.

    ``witnesses`` gives for each block the pages that it rests on. ``issues`` are about several pages, ``left_out`` is
    about what the first one says otherwise than others.
    """

    identity: Identity
    blocks: tuple[Block, ...]
    pages: tuple[GfmdExtraction, ...]
    witnesses: tuple[tuple[tuple[GfmdExtraction, Block], ...], ...]
    issues: tuple[Issue, ...]
    left_out: tuple[Issue, ...]


class _Read(NamedTuple):
    """A page, and what it surely says of each of its blocks."""

    page: GfmdExtraction
    said: Sequence[Said]


def agree(accounts: Sequence[Account]) -> Agreed:
    """Unite what the addresses of one country say, given in any order. Raises ValueError for none."""
    captures = {account.whole.page.page_id: account.pages for account in accounts}
    ranked = sorted((account.whole for account in accounts), key=_rank)
    lead = ranked[0]
    equals = [page for page in ranked if _completeness_and_time(page) == _completeness_and_time(lead)]
    issues: list[Issue] = []
    identity = _agreed_identity(ranked, equals, issues)
    read = [_read_page(page) for page in ranked]
    blocks = _continued(read)
    copies = [one.page for one in read if one.page is lead or _may_show(one, blocks, is_open=False)]
    standing = Standing(lead, _ids(equals), _ids(copies))
    issues += of_lengths(lead, [page for page in equals if standing.is_rival(page)])
    heard = _by_place(read, [said.block for said in blocks])
    united = [agreed(said, among, standing, issues) for said, among in zip(blocks, heard, strict=True)]
    witnesses = (_witnesses(*pair, standing, captures) for pair in zip(united, heard, strict=True))
    pages = tuple(capture for page in ranked for capture in captures[page.page.page_id])
    otherwise = left_out(ranked, united, heard, standing)
    return Agreed(identity, tuple(united), pages, tuple(witnesses), tuple(issues), tuple(otherwise))


def _ids(pages: Sequence[GfmdExtraction]) -> frozenset[str]:
    return frozenset(page.page.page_id for page in pages)


def _read_page(page: GfmdExtraction) -> _Read:
    return _Read(page, [said_of(page, block) for block in facts_of(page).blocks])


def _continued(read: Sequence[_Read]) -> Sequence[Said]:
    """The blocks of the page that counts most; where it is cut, with what pages go on with whose blocks begin so."""
    lead, *others = read
    blocks, is_open = lead.said, ends_in_blocks(lead.page)
    for one in others:
        if is_open and _may_show(one, blocks, is_open=is_open):
            blocks = _continued_by(blocks, one.said)
            is_open = ends_in_blocks(one.page)
    return blocks


def _may_show(one: _Read, blocks: Sequence[Said], *, is_open: bool) -> bool:
    """Whether a page can be another copy of one with these blocks, behind which more may follow where it is open."""
    page, theirs = one
    if (len(theirs) < len(blocks) and not ends_in_blocks(page)) or (len(theirs) > len(blocks) and not is_open):
        return False
    return all(fits(*pair) for pair in zip(blocks, theirs, strict=False))


def _continued_by(blocks: Sequence[Said], theirs: Sequence[Said]) -> list[Said]:
    """Two copies of the same blocks together, dated as the one has it that shows more."""
    shared = [together(*pair) for pair in zip(blocks, theirs, strict=False)]
    if _extent(theirs) > _extent(blocks):
        pairs = zip(shared, theirs, strict=False)
        shared = [replace(one, block=one.block._replace(dating=other.block.dating)) for one, other in pairs]
    return [*shared, *theirs[len(shared) :], *blocks[len(shared) :]]


def _extent(blocks: Sequence[Said]) -> tuple[int, int, int]:
    """How far blocks reach: their number, and of the last one the values and the letters of its lists."""
    last = [said.block for said in blocks[-1:]]
    values = sum(getattr(block, name) is not None for block in last for name in FIELDS)
    letters = sum(len(line.text) for block in last for name in LISTS for line in lines_of(block, name))
    return len(blocks), values, letters


def _by_place(read: Sequence[_Read], blocks: Sequence[Block]) -> list[list[Heard]]:
    """For each of the blocks what the pages say of it, in their order."""
    found: list[list[Heard]] = [[] for _ in blocks]
    for page, said in read:
        for place, number in _numbers_by_place(page, blocks).items():
            found[place].append(Heard(page, said[number], facts_of(page).blocks[number]))
    return found


def _numbers_by_place(page: GfmdExtraction, blocks: Sequence[Block]) -> dict[int, int]:
    """Which block of a page, from 0, stands at which place among these: the same, or the one that says the same.

    Where a page shows the first and the third of three blocks, it is ``{0: 0, 2: 1}``.
    """
    theirs = facts_of(page).blocks
    by_position = {number: number for number in range(min(len(theirs), len(blocks)))}
    if not page.page.complete or len(theirs) == len(blocks):
        return by_position
    is_shorter = len(theirs) < len(blocks)
    places = _places_among(theirs, blocks) if is_shorter else _places_among(blocks, theirs)
    if places is None:
        return by_position
    return {place: number for number, place in enumerate(places)} if is_shorter else dict(enumerate(places))


def _places_among(fewer: Sequence[Block], more: Sequence[Block]) -> list[int] | None:
    """Where each of the blocks stands in a longer list, in order; None if one of them has no place there."""
    places: list[int] = []
    for block in fewer:
        start = places[-1] + 1 if places else 0
        place = next((i for i in range(start, len(more)) if _one_edition(block, more[i])), None)
        if place is None:
            return None
        places.append(place)
    return places


def _one_edition(block: Block, other: Block) -> bool:
    """Whether two blocks are about one edition: both settled as the same, else possible and with the same lists."""
    mine, theirs = block.dating, other.dating
    if mine.edition is not None and theirs.edition is not None:
        return mine.edition == theirs.edition
    bounds = ((mine.first, theirs.last), (theirs.first, mine.last))
    possible = all(first is None or last is None or first <= last for first, last in bounds)
    return possible and same_lists(block, other)


def _witnesses(
    block: Block, heard: Sequence[Heard], standing: Standing, captures: Mapping[str, Sequence[GfmdExtraction]]
) -> tuple[tuple[GfmdExtraction, Block], ...]:
    """The captures that a block rests on: of the pages that count most, and of others whose copy fits."""
    whole = Said(block)
    counting = (
        one for one in heard if one.page is standing.lead or standing.is_rival(one.page) or fits(whole, one.said)
    )
    return tuple(
        (capture, read)
        for one in counting
        for capture in captures[one.page_id]
        for read in facts_of(capture).blocks
        if read.number == one.read.number
    )


def _completeness_and_time(page: GfmdExtraction) -> tuple[bool, datetime]:
    """What decides whose word counts: a whole page before a cut one, then the newest."""
    return page.page.complete, page.page.fetched_at or _LONG_AGO


def _rank(page: GfmdExtraction) -> tuple[bool, float, int, int, str]:
    """The order of pages, the one that counts most first; among equals the one that loses least, then by page id."""
    complete, captured = _completeness_and_time(page)
    lost = sum(getattr(block, name) is None for block in facts_of(page).blocks for name in FIELDS)
    age = -(captured - _LONG_AGO).total_seconds()
    return not complete, age, -len(facts_of(page).blocks), lost, page.page.page_id


def _agreed_identity(
    ranked: Sequence[GfmdExtraction], equals: Sequence[GfmdExtraction], issues: list[Issue]
) -> Identity:
    known = [page.identity for page in ranked if page.identity]
    identity = filled(known[0], known, _IDENTITY_FIELDS)
    basis = min((one.code_basis for one in known), key=_BASES.index)
    for name in _IDENTITY_FIELDS:
        pages = differing(name, [(page, page.identity) for page in equals])
        if pages:
            identity = without(identity, [name])
            issues.append(disagree(f"{name} of the country", pages))
    return identity._replace(code_basis=basis)
