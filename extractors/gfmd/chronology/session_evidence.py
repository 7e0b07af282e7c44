"""What roundtables and meetings say about the edition of their block: by catalogued titles, and by dates.

A title that may be one of several editions says nothing, nor does a line that speaks of other times too (``a follow-up
of GFMD 2009``). Where a title and the date of its line are of different editions, both are given, so that the line
allows none and the block's evidence is left out and reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from extractors.gfmd.chronology.weighing import CATALOGUED_MEETING, DAY, MEETING_TITLE, weight_of_title
from extractors.gfmd.facts import Block, Days, EditionEvidence, MeetingAttendance, RoundtableRole, SessionTime
from extractors.gfmd.reference.catalogue import Candidate
from extractors.gfmd.reference.known import reference


def roundtable_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What each session under ``RT Participation`` says about the edition; a session with two roles says it once."""
    sessions = {role.position: role for role in reversed(block.roles)}
    for _, role in sorted(sessions.items()):
        yield from _role_evidence(role)


def _role_evidence(role: RoundtableRole) -> Iterator[EditionEvidence]:
    if role.time.names_other_times:
        return
    found = [*_titled_role_evidence(role)]
    if found:
        yield from found
        yield from _contradicting_evidence(found[0], role.time)
    elif role.time.held:
        yield from by_days("meeting", role.span.first, role.time.held, DAY)


def _titled_role_evidence(role: RoundtableRole) -> Iterator[EditionEvidence]:
    if role.title is None:
        return
    line = role.span.first
    if role.titled:
        weight = weight_of_title(role.titled, role.code, is_cut=role.title_is_cut)
        yield from _title_evidence("roundtable", line, role.title, role.titled, weight)
    else:
        yield from _title_evidence("meeting", line, role.title, role.meetings_titled, MEETING_TITLE)


def _contradicting_evidence(found: EditionEvidence, time: SessionTime) -> Iterator[EditionEvidence]:
    """What a forum or a date named beside a title says, where that is another edition."""
    named = time.editions or (_editions_meeting_on([time.days]) if time.days else ())
    if (named or time.days) and not set(named) & set(found.editions):
        what = " or ".join(map(str, named)) or "a day of no edition"
        yield EditionEvidence(found.basis, found.line, named, f"the line names {what}", found.weight)


def meeting_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What each line under ``Thematic Meetings`` says about the edition."""
    for meeting in block.meetings:
        if not meeting.names_other_times:
            yield from _meeting_evidence(meeting)


def _meeting_evidence(meeting: MeetingAttendance) -> Iterator[EditionEvidence]:
    by_title = [*_meeting_title_evidence(meeting)]
    by_days = [*_meeting_days_evidence(meeting)]
    yield from by_days or by_title
    possible = _editions_in_time(meeting)
    for evidence in by_title:
        if possible is not None and not set(possible) & set(evidence.editions):
            yield from by_title if by_days else ()
            reason = f"its {'date' if meeting.printed_days else 'year'} is not of the time of that meeting"
            yield EditionEvidence("meeting", evidence.line, possible, reason, evidence.weight)


def _meeting_title_evidence(meeting: MeetingAttendance) -> Iterator[EditionEvidence]:
    if meeting.title:
        yield from _title_evidence("meeting", meeting.span.first, meeting.title, meeting.titled, MEETING_TITLE)


def _meeting_days_evidence(meeting: MeetingAttendance) -> Iterator[EditionEvidence]:
    if meeting.printed_days:
        weight = CATALOGUED_MEETING if meeting.meeting_id else DAY
        yield from by_days("meeting", meeting.span.first, meeting.printed_days, weight)


def _editions_in_time(meeting: MeetingAttendance) -> tuple[int, ...] | None:
    """The editions whose meetings can have been on the printed days or in the printed years, or None if none are."""
    spans = [meeting.printed_days] if meeting.printed_days else []
    spans += [(date(year, 1, 1), date(year, 12, 31)) for year in meeting.printed_years]
    return _editions_meeting_on(spans) if spans else None


def _editions_meeting_on(spans: Sequence[Days]) -> tuple[int, ...]:
    """The editions that can have met on all of these days: days between the times of two editions may be of either."""
    editions = reference().editions
    opens = [editions[0].meetings_from, *(e.meetings_until for e in editions[:-1])]
    closes = [*(e.meetings_from for e in editions[1:]), editions[-1].meetings_until]
    return tuple(
        e.edition
        for e, after, before in zip(editions, opens, closes, strict=True)
        if all(min(e.meetings_from, after) <= last and first <= max(e.meetings_until, before) for first, last in spans)
    )


def _title_evidence(
    basis: str, line: int, title: str, candidates: Sequence[Candidate], weight: int
) -> Iterator[EditionEvidence]:
    """The edition of a catalogued title; none where the title may be one of several editions."""
    editions = {candidate.edition for candidate in candidates}
    only = editions.pop() if len(editions) == 1 else None
    if only is not None:
        names = ", ".join(sorted(c.id for c in candidates))
        yield EditionEvidence(basis, line, (only,), f"the title {title!r} is that of {names}", weight)


def by_days(basis: str, line: int, printed: Days, weight: int) -> Iterator[EditionEvidence]:
    """The edition in whose certain window all of the printed days lie; nothing where they lie in no window.

    12 October 2011 on line 7 gives evidence for 2011, with the reason "2011-10-12 is in the time of 2011".
    """
    first, last = printed
    for year, (opens, closes) in reference().windows.items():
        if opens <= first and last <= closes:
            days = f"{first}" if first == last else f"{first} to {last}"
            yield EditionEvidence(basis, line, (year,), f"{days} is in the time of {year}", weight)
            return
