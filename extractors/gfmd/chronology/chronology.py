"""Which edition each block is. A wrong year is the worst error that this program can make.

Evidence of one block, strongest first: a year stated in a heading, the catalogued title of a roundtable, a dated
meeting, an edition or date named in a contribution (only where the block has nothing better). Then order does the
rest. A block that is not forced to one edition gets none, and the range that is still possible; so does a block whose
own evidence had to be left out, whatever the order says of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.gfmd.chronology.contribution_evidence import contribution_evidence
from extractors.gfmd.chronology.session_evidence import meeting_evidence, roundtable_evidence
from extractors.gfmd.chronology.weighing import STATED, Reading, read_block
from extractors.gfmd.facts import Block, Dating, EditionEvidence
from extractors.gfmd.reference.known import reference
from extractors.matching.ordering import Allowed, agreeing, feasible
from schemas.extraction import Issue, Span

_STRENGTH = ("stated", "roundtable", "meeting", "contribution")


def date_blocks(blocks: Sequence[Block], *, uncertain: bool) -> tuple[tuple[Block, ...], tuple[Issue, ...]]:
    """The blocks with their datings, and the contradictions found.

    ``uncertain`` says that the division into blocks is not certain: then nothing is settled by position, and no line
    of a block outweighs another, for they may be of different editions.
    """
    years = reference().years
    evidence = [tuple(edition_evidence(block)) for block in blocks]
    readings = [Reading(found) if uncertain else read_block(found) for found in evidence]
    allowed = {i: _allowed_places(one.counting, years) for i, one in enumerate(readings) if one.counting}
    consistent = (
        _consistent_without_counting(allowed, len(years)) if uncertain else agreeing(len(blocks), len(years), allowed)
    )
    counting = {i: allowed[i] for i in consistent}
    ordered = None if uncertain else feasible(len(blocks), len(years), counting)
    ranges = ordered if ordered is not None else _places_by_own_evidence(len(blocks), len(years), counting)
    dated = tuple(
        _with_dating(
            block, reading, [years[p] for p in sorted(possible)], stands=i in consistent or not reading.counting
        )
        for i, (block, reading, possible) in enumerate(zip(blocks, readings, ranges, strict=True))
    )
    return dated, tuple(_dating_issues(dated, len(years)))


def _consistent_without_counting(allowed: Allowed, places: int) -> frozenset[int]:
    """The blocks whose evidence can stand where nobody knows how many blocks without evidence are between them."""
    blocks = sorted(allowed)
    consistent = agreeing(len(blocks), places, {place: allowed[i] for place, i in enumerate(blocks)})
    return frozenset(blocks[place] for place in consistent)


def _places_by_own_evidence(blocks: int, places: int, counting: Allowed) -> tuple[frozenset[int], ...]:
    """The places that the evidence of each block allows by itself; all of them where it has none that counts."""
    return tuple(counting.get(i, frozenset(range(places))) for i in range(blocks))


def _allowed_places(found: Sequence[EditionEvidence], years: Sequence[int]) -> frozenset[int]:
    """The places of the editions that all of a block's evidence allows."""
    common = set(years)
    for evidence in found:
        common &= set(evidence.editions)
    return frozenset(i for i, year in enumerate(years) if year in common)


def _with_dating(block: Block, reading: Reading, possible: Sequence[int], *, stands: bool) -> Block:
    """The block with its dating. A title that its other lines outweigh is none of a catalogued roundtable.

    ``stands`` is false where the lines of the block contradict each other or the other blocks.
    """
    outweighed = {evidence.line for evidence in reading.outweighed}
    roles = tuple(
        role._replace(roundtable_id=None, match_score=None) if role.span.first in outweighed else role
        for role in block.roles
    )
    return block._replace(roles=roles, dating=_dating(reading, possible, stands=stands))


def _dating(reading: Reading, possible: Sequence[int], *, stands: bool) -> Dating:
    """The edition, where one is left. One whose own evidence was left out may also be what that evidence says."""
    counting, outweighed = reading
    own = {year for evidence in counting if not stands for year in evidence.editions}
    editions = sorted({*possible, *own})
    settled = editions[0] if len(editions) == 1 and stands else None
    return Dating(
        edition=settled,
        basis=_edition_basis(counting, settled),
        first=editions[0],
        last=editions[-1],
        evidence=(
            *(evidence if stands else evidence._replace(used=False) for evidence in counting),
            *(evidence._replace(used=False) for evidence in outweighed),
        ),
        left_out=not stands,
    )


def _edition_basis(found: Sequence[EditionEvidence], settled: int | None) -> str | None:
    """The weakest kind of evidence, counted from the strongest, that leaves one edition; else ``position``."""
    if settled is None:
        return None
    editions = set(reference().years)
    for basis in _STRENGTH:
        for evidence in (one for one in found if one.basis == basis):
            editions &= set(evidence.editions)
        if editions == {settled}:
            return basis
    return "position"


def _dating_issues(blocks: Sequence[Block], editions: int) -> Iterator[Issue]:
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
        else:
            yield from _outweighed_title_issues(block)


def _outweighed_title_issues(block: Block) -> Iterator[Issue]:
    for evidence in block.dating.evidence:
        if not evidence.used:
            message = (
                f"Several sure lines of block {block.number} outweigh this one, and it is left out: {evidence.reason}."
            )
            yield Issue("warning", "evidence_outweighed", message, _span_of_line(block, evidence.line))


def _span_of_line(block: Block, number: int) -> Span:
    """All physical lines of the record that begins at this one."""
    spans = [
        *(one.span for one in block.contributions),
        *(one.span for one in block.roles),
        *(one.span for one in block.meetings),
    ]
    return next((span for span in spans if span.first == number), Span(number, number))


def edition_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What the lines of one block say about its edition; contributions only where nothing better does.

    A line within which the page ends is no evidence: the half that is missing may say otherwise.
    """
    better = _certain_evidence(
        block, (*_heading_evidence(block), *roundtable_evidence(block), *meeting_evidence(block))
    )
    yield from _merged_by_line(better or _certain_evidence(block, tuple(contribution_evidence(block))))


def _certain_evidence(block: Block, found: Sequence[EditionEvidence]) -> list[EditionEvidence]:
    return [evidence for evidence in found if evidence.line != block.cut_line]


def _merged_by_line(found: Sequence[EditionEvidence]) -> Iterator[EditionEvidence]:
    """One piece of evidence for each line and basis: the editions that all of its pieces allow, perhaps none."""
    by_line: dict[tuple[str, int], list[EditionEvidence]] = {}
    for evidence in found:
        by_line.setdefault((evidence.basis, evidence.line), []).append(evidence)
    for (basis, line), pieces in by_line.items():
        editions = tuple(year for year in pieces[0].editions if all(year in piece.editions for piece in pieces))
        reasons = dict.fromkeys(piece.reason for piece in pieces)
        yield EditionEvidence(basis, line, editions, "; ".join(reasons), max(piece.weight for piece in pieces))


def _heading_evidence(block: Block) -> Iterator[EditionEvidence]:
    if block.stated:
        span, year = block.stated
        yield EditionEvidence("stated", span.first, (year,), f"the heading states {year}", STATED)
