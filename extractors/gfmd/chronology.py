"""Which edition each block is. A wrong year is the worst error that this program can make.

Evidence of one block, strongest first: a year stated in a heading, the catalogued title of a roundtable, a dated
meeting, an edition or date named in a contribution (only where the block has nothing better). Then order does the
rest. A block that is not forced to one edition gets none, and the range that is still possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.gfmd.contribution_evidence import contribution_evidence
from extractors.gfmd.ordering import agreeing, feasible
from extractors.gfmd.reference import reference
from extractors.gfmd.session_evidence import meeting_evidence, roundtable_evidence
from schemas.extraction import Block, Dating, EditionEvidence, Issue, Span

_STRENGTH = ("stated", "roundtable", "meeting", "contribution")


def date_blocks(blocks: Sequence[Block], *, uncertain: bool) -> tuple[tuple[Block, ...], tuple[Issue, ...]]:
    """The blocks with their datings, and the contradictions found.

    ``uncertain`` says that the division into blocks is not certain: then nothing is settled by position.
    """
    years = reference().years
    evidence = [tuple(edition_evidence(block)) for block in blocks]
    allowed = {i: _allowed(found, years) for i, found in enumerate(evidence) if found}
    kept = agreeing(len(blocks), len(years), allowed)
    ranges = feasible(len(blocks), len(years), {i: allowed[i] for i in kept})
    if uncertain or ranges is None:
        everything = frozenset(range(len(years)))
        ranges = tuple(allowed[i] if i in kept else everything for i in range(len(blocks)))
    dated = tuple(
        replace(block, dating=_dating(found, [years[p] for p in sorted(possible)], i in kept))
        for i, (block, found, possible) in enumerate(zip(blocks, evidence, ranges, strict=True))
    )
    return dated, tuple(_contradictions(dated, len(years)))


def _allowed(found: Sequence[EditionEvidence], years: Sequence[int]) -> frozenset[int]:
    """The places of the editions that all of a block's evidence allows."""
    common = set(years)
    for evidence in found:
        common &= set(evidence.editions)
    return frozenset(i for i, year in enumerate(years) if year in common)


def _dating(found: tuple[EditionEvidence, ...], possible: Sequence[int], kept: bool) -> Dating:
    settled = possible[0] if len(possible) == 1 else None
    return Dating(
        edition=settled,
        basis=_basis(found if kept else (), settled),
        first=possible[0],
        last=possible[-1],
        evidence=found,
        left_out=bool(found) and not kept,
    )


def _basis(found: Sequence[EditionEvidence], settled: int | None) -> str | None:
    """The weakest kind of evidence, counted from the strongest, that leaves one edition; else ``position``."""
    if settled is None:
        return None
    left = set(reference().years)
    for basis in _STRENGTH:
        for evidence in (one for one in found if one.basis == basis):
            left &= set(evidence.editions)
        if left == {settled}:
            return basis
    return "position"


def _contradictions(blocks: Sequence[Block], editions: int) -> Iterator[Issue]:
    if len(blocks) > editions:
        span = Span(blocks[0].span.first, blocks[-1].span.last)
        message = f"The page has {len(blocks)} blocks, more than there were editions; none is settled by its position."
        yield Issue("warning", "too_many_blocks", message, span)
    for block in blocks:
        if block.dating.left_out:
            reasons = "; ".join(evidence.reason for evidence in block.dating.evidence)
            message = (
                f"The evidence of block {block.number} contradicts itself or the order and is left out: {reasons}."
            )
            yield Issue("warning", "edition_contradiction", message, block.span)


def edition_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What the lines of one block say about its edition; contributions only where nothing better does.

    A line within which the page ends is no evidence: the half that is missing may say otherwise.
    """
    better = _whole(block, (*_stated(block), *roundtable_evidence(block), *meeting_evidence(block)))
    yield from _united(better or _whole(block, tuple(contribution_evidence(block))))


def _whole(block: Block, found: Sequence[EditionEvidence]) -> list[EditionEvidence]:
    return [evidence for evidence in found if evidence.line != block.cut_line]


def _united(found: Sequence[EditionEvidence]) -> Iterator[EditionEvidence]:
    """One piece of evidence for each line and basis: the editions that all of its pieces allow, perhaps none."""
    by_line: dict[tuple[str, int], list[EditionEvidence]] = {}
    for evidence in found:
        by_line.setdefault((evidence.basis, evidence.line), []).append(evidence)
    for (basis, line), pieces in by_line.items():
        editions = tuple(year for year in pieces[0].editions if all(year in piece.editions for piece in pieces))
        reasons = dict.fromkeys(piece.reason for piece in pieces)
        yield EditionEvidence(basis, line, editions, "; ".join(reasons))


def _stated(block: Block) -> Iterator[EditionEvidence]:
    if block.stated:
        span, year = block.stated
        yield EditionEvidence("stated", span.first, (year,), f"the heading states {year}")
