"""Several pages of one country as one: whose word counts, what fills its gaps, and where pages contradict each other.

The newest page that is not cut gives the participations whole; where all are cut, older ones that show more go on where
it ends. Values that its form loses, each ``No`` included, are filled from pages with the same blocks. Pages without a
capture time are oldest, and equal among themselves. Where equals differ the value is NULL and an issue names both
pages: choosing one of them would be a silent guess. Where pages differ in the number of blocks, their blocks are told
apart by edition and lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from extractors.text import plain_dashes
from schemas.extraction import Block, Dating, Extraction, Identity, Issue

_Part = TypeVar("_Part", Block, Identity)

_IDENTITY_FIELDS = ("official_name", "latitude", "longitude", "point")
_YES_NO_LABELS = ("attended_prep_meetings", "attended_summit")
_BLOCK_FIELDS = ("delegate", *_YES_NO_LABELS, "contribution_status", "roundtable_status")
_LISTS = ("contributions", "roles", "meetings")
_STATUS_OF = {"contributions": "contribution_status", "roles": "roundtable_status"}
_NEXT_FIELD = {"contributions": "roundtable_status", "roles": "attended_prep_meetings"}
"""What follows a list on a page: where it is unknown, the page may have been cut within the list."""
_BASES = ("page", "official_name", "name", "url", "file_name")
_SAME_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‛", "'"))
_LONG_AGO = datetime.min  # noqa: DTZ901  capture times are UTC without a zone


@dataclass(frozen=True, slots=True)
class Agreed:
    """A country as all its pages tell it. ``witnesses`` gives for each block the pages that it rests on."""

    identity: Identity
    blocks: tuple[Block, ...]
    pages: tuple[Extraction, ...]
    witnesses: tuple[tuple[tuple[Extraction, Block], ...], ...]
    issues: tuple[Issue, ...]


def agree(pages: Sequence[Extraction]) -> Agreed:
    """Unite the usable pages of one country, given in any order. Raises ValueError for none."""
    ranked = sorted(pages, key=_rank)
    lead = ranked[0]
    equals = [page for page in ranked if _weight(page) == _weight(lead)]
    issues: list[Issue] = []
    identity = _identity(ranked, equals, issues)
    whole = _continued(ranked, issues)
    others = [page for page in equals if page is not lead and not _begins_list(page, whole)]
    lengths = {len(page.blocks): page for page in (*reversed(others), lead)}
    if len(lengths) > 1:
        by_length = [lengths[length] for length in sorted(lengths, reverse=True)]
        issues.append(_disagree("number of blocks; the longest list is kept", by_length))
    standing = {page.page.page_id for page in others}
    counting = {lead.page.page_id, *standing}
    placed = [(page, _placed(page, whole)) for page in ranked]
    blocks, witnesses = [], []
    for i, block in enumerate(whole):
        said = [(page, _sure(page, places[i])) for page, places in placed if i in places]
        known = _sure(lead, block)
        filled = _filled(known, [other for _, other in said if _same(known, other)], _BLOCK_FIELDS)
        rivals = [one for one in said if one[0].page.page_id in standing]
        agreed = _undisputed(_filled(filled, [block], _YES_NO_LABELS), [(lead, known), *rivals], issues)
        blocks.append(agreed)
        witnesses.append(tuple(one for one in said if one[0].page.page_id in counting or _supports(*one, agreed)))
    return Agreed(identity, tuple(blocks), tuple(ranked), tuple(witnesses), tuple(issues))


def _continued(ranked: Sequence[Extraction], issues: list[Issue]) -> tuple[Block, ...]:
    """The blocks of the page that counts first; where it is cut, with those that further cut pages go on with."""
    known = ranked[0]
    blocks = known.blocks
    for page in ranked[1:] if not known.page.complete else ():
        more = _extent(page.blocks) > _extent(blocks)
        if more and _begins_list(replace(known, blocks=blocks), page.blocks):
            pairs = zip(blocks[:-1], page.blocks, strict=False)
            earlier = [replace(mine, dating=theirs.dating) for mine, theirs in pairs]
            last = [_filled(page.blocks[len(blocks) - 1], blocks[-1:], _BLOCK_FIELDS)] if blocks else []
            known, blocks = page, (*earlier, *last, *page.blocks[len(blocks) :])
        elif more and _weight(page) != _weight(ranked[0]):
            pages = _names((ranked[0], page))
            message = f"Of two cut pages that differ the older shows more, which is left out: {pages}."
            issues.append(Issue("warning", "pages_differ", message))
    return blocks


def _extent(blocks: Sequence[Block]) -> tuple[int, int, int]:
    """How far blocks reach: their number, and of the last one the values and the letters of its lists."""
    values = sum(getattr(block, name) is not None for block in blocks[-1:] for name in _BLOCK_FIELDS)
    texts = [text for block in blocks[-1:] for name in _LISTS for text in _texts(getattr(block, name))]
    return len(blocks), values, sum(map(len, texts))


def _begins_list(page: Extraction, blocks: Sequence[Block]) -> bool:
    """Whether a page that was cut among its blocks shows the beginning of these."""
    count = len(page.blocks)
    if page.page.complete or page.practices or count > len(blocks):
        return False
    pairs = list(zip(page.blocks, blocks, strict=False))
    return all(_same(mine, other) for mine, other in pairs[:-1]) and all(_begins(*pair) for pair in pairs[-1:])


def _begins(cut: Block, whole: Block) -> bool:
    """Whether a block, possibly cut at its end, says nothing but what the whole one does."""
    return _same_values(cut, whole) and all(
        _lists_begin(_texts(getattr(cut, name)), _texts(getattr(whole, name)))
        if name not in _NEXT_FIELD or getattr(cut, _NEXT_FIELD[name]) is None
        else _texts(getattr(cut, name)) == _texts(getattr(whole, name))
        for name in _LISTS
    )


def _lists_begin(cut: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether a list of texts is the beginning of another; its last text may be cut too."""
    pairs = list(zip(cut, whole, strict=False))
    return len(pairs) == len(cut) and cut[:-1] == whole[: len(cut[:-1])] and all(b.startswith(a) for a, b in pairs)


def _supports(page: Extraction, said: Block, agreed: Block) -> bool:
    """Whether what a page says of a block is what was agreed, as far as the page goes."""
    is_end = not page.page.complete and not page.practices and said.number == page.blocks[-1].number
    return _same(agreed, said) or (is_end and _begins(said, agreed))


def _placed(page: Extraction, blocks: Sequence[Block]) -> dict[int, Block]:
    """The blocks of a page by their place among these: by position, or where the numbers differ by what they say."""
    theirs = page.blocks
    by_position = dict(enumerate(theirs[: len(blocks)]))
    if not page.page.complete or len(theirs) == len(blocks):
        return by_position
    fewer, more = sorted((theirs, blocks), key=len)
    places = _places(fewer, more)
    if places is None:
        return by_position
    return dict(zip(places, theirs, strict=True)) if fewer is theirs else {i: more[at] for i, at in enumerate(places)}


def _places(fewer: Sequence[Block], more: Sequence[Block]) -> list[int] | None:
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
    return possible and _same_lists(block, other)


def _weight(page: Extraction) -> tuple[bool, datetime]:
    """What decides whose word counts: a whole page before a cut one, then the newest."""
    return page.page.complete, page.page.fetched_at or _LONG_AGO


def _rank(page: Extraction) -> tuple[bool, float, int, int, str]:
    """The order of pages, the one that counts first; among equals the one that loses least, then by page id."""
    complete, captured = _weight(page)
    lost = sum(getattr(block, name) is None for block in page.blocks for name in _BLOCK_FIELDS)
    age = -(captured - _LONG_AGO).total_seconds()
    return not complete, age, -len(page.blocks), lost, page.page.page_id


def _identity(ranked: Sequence[Extraction], equals: Sequence[Extraction], issues: list[Issue]) -> Identity:
    known = [page.identity for page in ranked if page.identity]
    identity = _filled(known[0], known, _IDENTITY_FIELDS)
    basis = min((one.code_basis for one in known), key=_BASES.index)
    for name in _IDENTITY_FIELDS:
        said = _differing(name, [(page, page.identity) for page in equals])
        if said:
            identity = _with(identity, name, None)
            issues.append(_disagree(f"{name} of the country", said))
    return replace(identity, code_basis=basis)


def _filled(part: _Part, others: Sequence[_Part], names: Sequence[str]) -> _Part:
    """The part with each value that it lacks taken from the first of the others that has it."""
    missing = [name for name in names if getattr(part, name) is None]
    found = {name: _first(getattr(other, name) for other in others) for name in missing}
    return replace(part, **found) if missing else part


def _with(part: _Part, name: str, value: object) -> _Part:
    change: dict[str, Any] = {name: value}
    return replace(part, **change)


def _first(values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _differing(name: str, said: Sequence[tuple[Extraction, Block | Identity | None]]) -> list[Extraction]:
    """One page for each value that the pages give, where they give more than one."""
    by_value: dict[Any, Extraction] = {}
    for page, part in said:
        value = getattr(part, name) if part else None
        if value is not None:
            by_value.setdefault(folded(value), page)
    return list(by_value.values()) if len(by_value) > 1 else []


def _disagree(what: str, pages: Sequence[Extraction]) -> Issue:
    return Issue("warning", "pages_differ", f"Pages of equal standing differ in the {what}: {_names(pages)}.")


def _names(pages: Sequence[Extraction]) -> str:
    return " and ".join(page.page.url or page.page.path for page in pages)


def _undisputed(block: Block, said: Sequence[tuple[Extraction, Block]], issues: list[Issue]) -> Block:
    """The block with whatever pages of equal standing contradict taken out."""
    for name in _BLOCK_FIELDS:
        differing = _differing(name, said)
        if differing:
            block = _with(block, name, None)
            issues.append(_disagree(f"{name} of block {block.number}", differing))
        else:
            value = _first(getattr(other, name) for _, other in said)
            block = block if value is None else _with(block, name, value)
    for name in _LISTS:
        lists = {_texts(getattr(other, name)): page for page, other in reversed(said)}
        if len(lists) > 1:
            common = set.intersection(*(set(texts) for texts in lists))
            kept = tuple(item for item in getattr(block, name) if folded(item.text) in common)
            block = _with(block, name, kept)
            if not kept and name in _STATUS_OF and getattr(block, _STATUS_OF[name]) == "listed":
                block = _with(block, _STATUS_OF[name], None)
            issues.append(
                _disagree(f"{name} of block {block.number}; what all of them print is kept", list(lists.values()))
            )
    return _dated_together(block, said, issues)


def _sure(page: Extraction, block: Block) -> Block:
    """The block without what its page can't tell: where a form loses every printed ``No``, a bare label is no yes."""
    if not _loses_words(page):
        return block
    unsure: dict[str, Any] = {name: None for name in _YES_NO_LABELS if getattr(block, name)}
    return replace(block, **unsure)


def _dated_together(block: Block, said: Sequence[tuple[Extraction, Block]], issues: list[Issue]) -> Block:
    """The block's dating, open as far as the pages differ in it."""
    datings = [(page, other.dating) for page, other in said]
    ranges = {(dating.first, dating.last): page for page, dating in reversed(datings)}
    if len(ranges) <= 1:
        return block
    issues.append(_disagree(f"edition of block {block.number}", list(ranges.values())))
    bounds = [year for first, last in ranges for year in (first, last) if year is not None]
    return replace(block, dating=Dating(first=min(bounds, default=None), last=max(bounds, default=None)))


def _texts(items: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(folded(item.text)) for item in items)


def folded(value: object) -> object:
    """A value as it is compared: of a text, saves may differ in quotes, dashes, case and space only."""
    if not isinstance(value, str):
        return value
    return " ".join(plain_dashes(value).translate(_SAME_MARKS).casefold().split())


def _loses_words(page: Extraction) -> bool:
    """Whether the page's form loses lines of one word, and with them every ``No``."""
    return all(block.delegate is None for block in page.blocks)


def _same(block: Block, other: Block) -> bool:
    """Whether two pages say the same of a block, but for values that one of them lacks."""
    return _same_lists(block, other) and _same_values(block, other)


def _same_lists(block: Block, other: Block) -> bool:
    return all(_texts(getattr(block, name)) == _texts(getattr(other, name)) for name in _LISTS)


def _same_values(block: Block, other: Block) -> bool:
    return all(
        None in (getattr(block, name), getattr(other, name)) or getattr(block, name) == getattr(other, name)
        for name in _BLOCK_FIELDS
    )
