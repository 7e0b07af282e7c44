"""A cut or damaged capture of an address, filled from older ones: what it lacks, and nothing that it says otherwise.

What the newest capture prints counts wherever it reaches. What stood behind its end comes from an older one, and so
does what its form loses. An issue of the newest page, ``filled_from_older``, names both captures and what was taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from extractors.gfmd.extraction import resolve
from extractors.gfmd.facts import Block, Facts, GfmdExtraction, Practice, facts_of
from extractors.gfmd.uniting.block_filling import FilledBlocks, filled_blocks
from extractors.gfmd.uniting.blocks import LISTS, filled, loses_words
from extractors.gfmd.uniting.practice_filling import further_practices, rest_of_practice
from schemas.extraction import Account, Identity, Issue, Span

_IDENTITY_FIELDS = ("official_name", "latitude", "longitude", "point")
_BEHIND_IDENTITY = frozenset({"participation", "practices", "subscription"})
"""Owners of lines that stand behind the identity of a country's page."""


class _Filled(NamedTuple):
    """A page with what an older capture gives it: what of that one counts, in words, and whether some is left out."""

    whole: GfmdExtraction
    taken: GfmdExtraction
    what: Sequence[str]
    left_out: bool = False


class _CapturePart(NamedTuple):
    """A capture with what of it counts, and behind which line of the whole its lines are numbered."""

    page: GfmdExtraction
    behind: int


def filled_account(newest: GfmdExtraction, older: Sequence[GfmdExtraction]) -> Account:
    """What an address says by its newest capture and, where that lacks something, by older ones, the newest first."""
    whole, parts, issues = newest, [_CapturePart(newest, 0)], list[Issue]()
    for capture in older:
        behind = last_line(whole)
        found = _filled(whole, with_shifted_blocks(capture, behind))
        if found.left_out:
            issues.append(_left_out(newest, capture))
        if found.what:
            whole = found.whole
            parts.append(_CapturePart(with_shifted_blocks(found.taken, -behind), behind))
            issues.append(_filled_from_older(newest, capture, found.what))
    if len(parts) > 1:
        whole = resolve(replace(whole, issues=()))
        issues += _new_doubts(whole, (newest, *older))
        parts = _with_datings(parts, facts_of(whole).blocks)
    pages = [part.page for part in parts]
    return Account(whole, (replace(pages[0], issues=(*newest.issues, *issues)), *pages[1:]))


def _new_doubts(whole: GfmdExtraction, captures: Sequence[GfmdExtraction]) -> list[Issue]:
    """What is doubtful about the editions of the whole that no capture says by itself; no single line tells it."""
    known = {(issue.code, issue.message) for capture in captures for issue in capture.issues}
    return [issue._replace(span=None) for issue in whole.issues if (issue.code, issue.message) not in known]


def _with_datings(parts: Sequence[_CapturePart], blocks: Sequence[Block]) -> list[_CapturePart]:
    """The captures with the datings of the whole, each block with the evidence of its own lines."""
    ends = [*(part.behind for part in parts[1:]), math.inf]
    redated = (_redated(part, end, blocks) for part, end in zip(parts, ends, strict=True))
    return [
        part._replace(page=_with_facts(part.page, blocks=tuple(own))) for part, own in zip(parts, redated, strict=True)
    ]


def _redated(part: _CapturePart, end: float, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a part, whose lines are numbered in the whole from behind its own beginning up to ``end``."""
    for block in facts_of(part.page).blocks:
        dating = blocks[block.number - 1].dating
        own = (one for one in dating.evidence if part.behind < one.line <= end)
        evidence = tuple(one._replace(line=one.line - part.behind) for one in own)
        yield block._replace(dating=dating._replace(evidence=evidence))


def _filled(newest: GfmdExtraction, older: GfmdExtraction) -> _Filled:
    """A page filled from an older capture; nothing is taken where that one is of another kind or country."""
    countries = {one.identity.iso3 for one in (newest, older) if one.identity}
    if newest.page.kind != older.page.kind or len(countries) > 1:
        return _Filled(newest, older, ())
    if newest.page.kind == "practice":
        rest = rest_of_practice(newest, older)
        return _Filled(newest, _with_facts(older, practices=rest), ["the rest of the practice"] if rest else [])
    return _filled_country_page(newest, older)


def _filled_country_page(newest: GfmdExtraction, older: GfmdExtraction) -> _Filled:
    blocks = _blocks_of_both(newest, older)
    identity, names = _filled_identity(newest, older)
    practices = further_practices(newest, older)
    whole = replace(
        older if newest.refusal else newest,
        identity=identity,
        facts=Facts(
            blocks.blocks,
            (*facts_of(newest).practices, *practices),
            facts_of(newest).uncertain_blocks or facts_of(older).uncertain_blocks,
        ),
    )
    whole = replace(whole, page=replace(whole.page, complete=older.page.complete))
    taken = _with_facts(older, blocks=blocks.taken, practices=practices)
    what = [*names, *_named_blocks(blocks, len(facts_of(newest).blocks)), *_counted(practices)]
    return _Filled(whole, taken, what, blocks.left_out)


def _with_facts(page: GfmdExtraction, **facts: Any) -> GfmdExtraction:
    """A page with some of its facts replaced."""
    return replace(page, facts=replace(facts_of(page), **facts))


def _blocks_of_both(newest: GfmdExtraction, older: GfmdExtraction) -> FilledBlocks:
    if newest.refusal:
        return FilledBlocks(facts_of(older).blocks, facts_of(older).blocks, left_out=False)
    return filled_blocks(newest, older)


def _filled_identity(newest: GfmdExtraction, older: GfmdExtraction) -> tuple[Identity | None, list[str]]:
    """The identity with what the newest capture can't show of it, and the names of that."""
    if newest.refusal or newest.identity is None or older.identity is None:
        return older.identity, ["the country"] if older.identity else []
    names = [name for name in _IDENTITY_FIELDS if _is_lost(name, newest, older.identity)]
    identity = filled(newest.identity, [older.identity], names)
    return identity, [name for name in names if getattr(identity, name) != getattr(newest.identity, name)]


def _is_lost(name: str, newest: GfmdExtraction, before: Identity) -> bool:
    """Whether a value may have stood behind the end of a page, or on a line of one word that its form loses."""
    reached = any(claim.owner in _BEHIND_IDENTITY for claim in newest.claims)
    value = getattr(before, name)
    return not reached or (loses_words(newest) and isinstance(value, str) and " " not in value)


def _named_blocks(found: FilledBlocks, known: int) -> list[str]:
    """What was taken of blocks, in words: parts of the ``known`` ones, and whole ones behind them."""
    parts = [f"what is missing of block {block.number}" for block in found.taken if block.number <= known]
    further = [block.number for block in found.taken if block.number > known]
    if not further:
        return parts
    return [*parts, f"block {further[0]}" if len(further) == 1 else f"blocks {further[0]} to {further[-1]}"]


def _counted(practices: Sequence[Practice]) -> list[str]:
    count = len(practices)
    return [f"{count} practice{'s' if count > 1 else ''}"] if count else []


def _filled_from_older(newest: GfmdExtraction, older: GfmdExtraction, what: Sequence[str]) -> Issue:
    fault = "has lost its labels" if newest.refusal else "has lost lines" if newest.page.complete else "is cut"
    message = (
        f"The capture of {newest.page.url} of {_time_of(newest)} {fault}; what it lacks is taken from the one of "
        f"{_time_of(older)}: {', '.join(what)}."
    )
    return Issue("warning", "filled_from_older", message)


def _left_out(newest: GfmdExtraction, older: GfmdExtraction) -> Issue:
    message = (
        f"The capture of {newest.page.url} of {_time_of(newest)} is cut. "
        f"How all blocks of the one of {_time_of(older)} "
        "go on with it can't be told, and some of what that one shows is left out."
    )
    return Issue("warning", "pages_differ", message)


def _time_of(page: GfmdExtraction) -> str:
    return f"{page.page.fetched_at:%Y-%m-%d %H:%M:%S}"


def last_line(page: GfmdExtraction) -> int:
    """The last line that a page, or a block on it, has."""
    return max(
        (*(claim.line for claim in page.claims), *(block.span.last for block in facts_of(page).blocks)), default=0
    )


def with_shifted_blocks(page: GfmdExtraction, by: int) -> GfmdExtraction:
    """The page with each line of its blocks numbered so much higher, or lower where it is negative."""
    facts = facts_of(page)
    return replace(page, facts=replace(facts, blocks=tuple(_shifted_block(block, by) for block in facts.blocks)))


def _shifted_block(block: Block, by: int) -> Block:
    lists: dict[str, Any] = {
        name: tuple(item._replace(span=_shifted_span(item.span, by)) for item in getattr(block, name)) for name in LISTS
    }
    stated = (_shifted_span(block.stated[0], by), block.stated[1]) if block.stated else None
    cut_line = block.cut_line + by if block.cut_line is not None else None
    return block._replace(span=_shifted_span(block.span, by), stated=stated, cut_line=cut_line, **lists)


def _shifted_span(span: Span, by: int) -> Span:
    return Span(span.first + by, span.last + by)
