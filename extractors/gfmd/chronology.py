"""Which edition each block is. A wrong year is the worst error that this program can make.

Evidence of one block, strongest first: a year stated in a heading, the catalogued title of a roundtable, a dated
meeting, an edition or date named in a contribution (only where the block has nothing better). Then order does the
rest. A block that is not forced to one edition gets none, and the range that is still possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from extractors.dates import find_date
from extractors.gfmd.catalogue import meetings_titled
from extractors.gfmd.left_over import comes_from, is_left_over, is_source
from extractors.gfmd.ordering import agreeing, feasible
from extractors.gfmd.reference import reference
from extractors.gfmd.roundtables import possible_roundtables
from extractors.gfmd.sessions import read_session
from extractors.text import plain_dashes
from schemas.extraction import Block, Contribution, Dating, EditionEvidence, Issue, MeetingAttendance, Span

_YEARS = r"(20[0-9]{2}(?: ?[-/] ?(?:20)?[0-9]{2}(?![0-9])|(?:, ?| and | or | & )20[0-9]{2}){0,5})"
_YEAR = re.compile(r"[0-9]{4}|[0-9]{2}")
_NAMED = (
    re.compile(rf"\bGFMD(?:['’]s)? (?:Summit )?(?:in )?{_YEARS}\b", re.IGNORECASE),
    re.compile(rf"\b{_YEARS} (?:GFMD|Global Forum)\b", re.IGNORECASE),
    re.compile(rf"\bGlobal Forum(?: on Migration and Development)?,? (?:in )?{_YEARS}\b", re.IGNORECASE),
)
# Another time than that of the contribution itself: nothing such a line names tells the edition.
_OTHER_TIME = re.compile(
    r"\b(?:since|after|following|before|until|till|prior to|as (?:in|for|at|of)|like|follow-?up|outstanding|arrears"
    r"|debts?|deficit|advances?|prepayments?|pledge[sd]?|next|upcoming|future|reimburse\w{0,5}|repa(?:y|id)\w{0,5})\b",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?<![0-9.,])20[0-9]{2}(?![0-9]|[.,][0-9])")
_SAME_TITLE = 0.95
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
    better = _whole(block, (*_stated(block), *_roundtables(block), *_meetings(block)))
    yield from better or _whole(block, [found for each in block.contributions for found in _contribution(each)])


def _whole(block: Block, found: Sequence[EditionEvidence]) -> list[EditionEvidence]:
    return [evidence for evidence in found if evidence.line != block.cut_line]


def _stated(block: Block) -> Iterator[EditionEvidence]:
    if block.stated:
        span, year = block.stated
        yield EditionEvidence("stated", span.first, (year,), f"the heading states {year}")


def _roundtables(block: Block) -> Iterator[EditionEvidence]:
    seen: set[int] = set()
    for role in block.roles:
        if role.position in seen:
            continue
        seen.add(role.position)
        candidates = possible_roundtables(read_session(role.text))
        editions = tuple(sorted({c.edition for c in candidates if c.edition}))
        if editions:
            names = ", ".join(sorted(c.id for c in candidates))
            yield EditionEvidence(
                "roundtable", role.span.first, editions, f"the title {role.title!r} is that of {names}"
            )
            continue
        meetings = meetings_titled(role.title) if role.title and role.venue == "thematic_meeting" else ()
        editions = tuple(sorted({c.edition for c in meetings if c.edition}))
        if editions:
            names = ", ".join(sorted(c.id for c in meetings))
            yield EditionEvidence("meeting", role.span.first, editions, f"the title {role.title!r} is that of {names}")
        elif role.role == "host" or role.venue in ("summit", "thematic_meeting"):
            yield from _dated("meeting", role.span.first, role.text)


def _meetings(block: Block) -> Iterator[EditionEvidence]:
    for meeting in block.meetings:
        if meeting.printed_days:
            found = _by_days("meeting", meeting.span.first, *meeting.printed_days)
            if found:
                yield _unless_title_of_another(meeting, found)
        elif meeting.meeting_id:
            year = next(m.edition for m in reference().meetings if m.meeting_id == meeting.meeting_id)
            if year:
                reason = f"the meeting {meeting.meeting_id} belongs to {year}"
                yield EditionEvidence("meeting", meeting.span.first, (year,), reason)


def _unless_title_of_another(meeting: MeetingAttendance, by_days: EditionEvidence) -> EditionEvidence:
    """What printed days say; nothing is possible where they, perhaps mistyped, and a catalogued title disagree."""
    same = [c for c in meetings_titled(meeting.title or "") if c.score >= _SAME_TITLE]
    if not same or {c.edition for c in same} & {None, *by_days.editions}:
        return by_days
    reason = f"{by_days.reason}, but the title {meeting.title!r} is that of {', '.join(sorted(c.id for c in same))}"
    return replace(by_days, editions=(), reason=reason)


def _dated(basis: str, line: int, text: str) -> Iterator[EditionEvidence]:
    printed = find_date(text)
    found = _by_days(basis, line, printed.first, printed.last) if printed else None
    if found:
        yield found


def _by_days(basis: str, line: int, first: date, last: date) -> EditionEvidence | None:
    """The edition in whose certain window all of the days lie; none where they lie in no window."""
    for year, (opens, closes) in reference().windows.items():
        if opens <= first and last <= closes:
            days = f"{first}" if first == last else f"{first} to {last}"
            return EditionEvidence(basis, line, (year,), f"{days} is in the time of {year}")
    return None


def _contribution(contribution: Contribution) -> Iterator[EditionEvidence]:
    text, line = plain_dashes(contribution.text), contribution.span.first
    named = tuple(_editions_named(text))
    if is_left_over(text):
        sources = sorted(edition for start, edition in named if is_source(text, start))
        later = tuple(year for year in reference().years if sources and year > sources[0])
        if later:
            reason = f"money is left over from {_listed(sorted({*sources}))}"
            yield EditionEvidence("contribution", line, later, reason)
    elif _OTHER_TIME.search(text) or any(comes_from(text, start) for start, _ in named):
        return
    else:
        yield from _named_or_dated(line, text, tuple(sorted({edition for _, edition in named})))


def _named_or_dated(line: int, text: str, named: tuple[int, ...]) -> Iterator[EditionEvidence]:
    """The editions that a contribution names, or else its date; none is possible where both are printed and differ."""
    if not named and len(set(_ANY_YEAR.findall(text))) > 1:
        return
    dated = next(_dated("contribution", line, text), None)
    if not named:
        yield from (dated,) if dated else ()
        return
    reason = f"the contribution names {_listed(named)}"
    if dated and not {*dated.editions} & {*named}:
        yield replace(dated, editions=(), reason=f"{reason}, but {dated.reason}")
    else:
        yield EditionEvidence("contribution", line, named, reason)


def _editions_named(text: str) -> Iterator[tuple[int, int]]:
    """The editions that words such as "2010 GFMD budget" or "GFMD 2017-2018" can mean, each with where they stand."""
    for match in (m for pattern in _NAMED for m in pattern.finditer(text)):
        for year in _YEAR.findall(match[1]):
            for edition in _editions_of(int(year.rjust(4, "0")) % 100 + 2000):
                yield match.start(), edition


def _editions_of(year: int) -> Iterator[int]:
    """The editions that "GFMD 2013" can mean: that year's summit, and the one in preparation in the middle of the year.

    The site files the forum of January 2020 under 2019, and calls that of January 2021 GFMD 2020.
    """
    middle = date(year, 6, 15)
    for e in reference().editions:
        if e.edition == year or e.meetings_from <= middle <= e.meetings_until:
            yield e.edition


def _listed(editions: Sequence[int]) -> str:
    return " or ".join(str(year) for year in editions)
