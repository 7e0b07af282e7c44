"""Several pages of one country as one: whose word counts, what fills its gaps, and where pages contradict each other.

The newest page that is not cut gives the participations whole. Values that its form loses are filled from pages with
the same blocks. Pages without a capture time are oldest, and equal among themselves. Where equals differ the value is
NULL and an issue names both pages: choosing one of them would be a silent guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from schemas.extraction import Block, Dating, Extraction, Identity, Issue

_Part = TypeVar("_Part", Block, Identity)

_IDENTITY_FIELDS = ("official_name", "latitude", "longitude", "point")
_BLOCK_FIELDS = (
    "delegate",
    "attended_prep_meetings",
    "attended_summit",
    "contribution_status",
    "roundtable_status",
)
_LISTS = ("contributions", "roles", "meetings")
_BASES = ("page", "official_name", "name", "url", "file_name")
_SAME_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‛", "'") | dict.fromkeys("–—−‑", "-"))
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
    standing = {page.page.page_id for page in equals}
    issues: list[Issue] = []
    identity = _identity(ranked, equals, issues)
    lengths = {len(page.blocks): page for page in reversed(equals)}
    if len(lengths) > 1:
        issues.append(_disagree("number of blocks; the longest list is kept", list(lengths.values())))
    blocks, witnesses = [], []
    for i, block in enumerate(lead.blocks):
        said = [(page, page.blocks[i]) for page in ranked if i < len(page.blocks)]
        filled = _filled(block, [other for _, other in said if _same(block, other)], _BLOCK_FIELDS)
        agreed = _undisputed(filled, [one for one in said if one[0].page.page_id in standing], issues)
        blocks.append(agreed)
        witnesses.append(tuple(one for one in said if one[0].page.page_id in standing or _same(agreed, one[1])))
    return Agreed(identity, tuple(blocks), tuple(ranked), tuple(witnesses), tuple(issues))


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
    names = " and ".join(page.page.url or page.page.path for page in pages)
    return Issue("warning", "pages_differ", f"Pages of equal standing differ in the {what}: {names}.")


def _undisputed(block: Block, said: Sequence[tuple[Extraction, Block]], issues: list[Issue]) -> Block:
    """The block with whatever pages of equal standing contradict taken out."""
    keeping = [(page, other) for page, other in said if not _loses_words(page)] or said
    for name in _BLOCK_FIELDS:
        differing = _differing(name, keeping)
        if differing:
            block = _with(block, name, None)
            issues.append(_disagree(f"{name} of block {block.number}", differing))
    for name in _LISTS:
        lists = {_texts(getattr(other, name)): page for page, other in reversed(said)}
        if len(lists) > 1:
            common = set.intersection(*(set(texts) for texts in lists))
            kept = tuple(item for item in getattr(block, name) if folded(item.text) in common)
            block = _with(block, name, kept)
            issues.append(
                _disagree(f"{name} of block {block.number}; what all of them print is kept", list(lists.values()))
            )
    return _dated_together(block, said, issues)


def _dated_together(block: Block, said: Sequence[tuple[Extraction, Block]], issues: list[Issue]) -> Block:
    """The block's dating, open as far as the pages differ in it."""
    datings = [(page, other.dating) for page, other in said]
    ranges = {(dating.first, dating.last): page for page, dating in reversed(datings)}
    if len(ranges) <= 1:
        return block
    issues.append(_disagree(f"edition of block {block.number}", list(ranges.values())))
    bounds = [year for first, last in ranges for year in (first, last) if year is not None]
    return replace(block, dating=Dating(first=min(bounds, default=None), last=max(bounds, default=None)))


def _texts(items: Sequence[Any]) -> tuple[object, ...]:
    return tuple(folded(item.text) for item in items)


def folded(value: object) -> object:
    """A value as it is compared: of a text, saves may differ in quotes, dashes, case and space only."""
    if not isinstance(value, str):
        return value
    return " ".join(value.translate(_SAME_MARKS).casefold().split())


def _loses_words(page: Extraction) -> bool:
    """Whether the page's form loses lines of one word, and with them every ``No``."""
    return all(block.delegate is None for block in page.blocks)


def _same(block: Block, other: Block) -> bool:
    """Whether two pages say the same of a block, but for values that one of them lacks."""
    return all(_texts(getattr(block, name)) == _texts(getattr(other, name)) for name in _LISTS) and all(
        None in (getattr(block, name), getattr(other, name)) or getattr(block, name) == getattr(other, name)
        for name in _BLOCK_FIELDS
    )
