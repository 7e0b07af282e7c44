"""What roundtables and meetings say about the edition of their block: by catalogued titles, and by dates.

A title that may be one of several editions says nothing, nor does a line that speaks of other times too (``a follow-up
of GFMD 2009``). Where a title and the date of its line are of different editions, both are given, so that the line
allows none and the block's evidence is left out and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.gfmd.chronology.weighing import CATALOGUED_MEETING, CONTRIBUTION, DAY, MEETING_TITLE, weight_of_title
from extractors.gfmd.facts import Block, EditionEvidence, MeetingAttendance, RoundtableRole
from extractors.gfmd.reference.catalogue import Candidate, meetings_surely_titled
from extractors.gfmd.reference.known import reference
from extractors.gfmd.reference.named_editions import editions_named
from extractors.gfmd.sessions.own_dates import OTHER_TIME, LineDates, dates_of_line
from extractors.gfmd.sessions.roundtables import possible_roundtables
from extractors.values.dates import PrintedDate, find_date

# "Elected host of the Summit" and "to host the Summit" are said before it takes place.
_HOSTED = re.compile(
    r"\b(?:co-?)?hosted\b"
    r"|\A(?:co-?)?host of (?:the )?(?:(?:\w{3,8}th|first|second|third|[0-9]{1,2}(?:st|nd|rd|th)|GFMD) ){0,3}"
    r"(?:GFMD|Global Forum|Summit)\b",
    re.IGNORECASE,
)
_TOOK_PART = re.compile(
    r"\b(?:attended|participat(?:ed|ion|ing)|took part|represented|asisti[óo]|particip[óoé]|participou)\b",
    re.IGNORECASE,
)
_NO_ATTENDANCE = frozenset({"host", "other"})
_WEIGHT_OF_DAY = {"meeting": DAY, "contribution": CONTRIBUTION}


def roundtable_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What each session under ``RT Participation`` says about the edition; a session with two roles says it once."""
    sessions = {role.position: role for role in reversed(block.roles)}
    for _, role in sorted(sessions.items()):
        yield from _of_role(role)


def _of_role(role: RoundtableRole) -> Iterator[EditionEvidence]:
    beside, title_end = _without_title(role)
    dates = dates_of_line(beside, title_end)
    if dates.names_other_times:
        return
    found = [*_of_titled_role(role)]
    if found:
        yield from found
        yield from _against(found[0], beside, dates)
    elif _tells_of_a_summit(role):
        yield from dated_evidence("meeting", role.span.first, role.text)


def _without_title(role: RoundtableRole) -> tuple[str, int]:
    """The text of a line with its title blanked, and where the title ends."""
    start = role.text.find(role.title) if role.title else -1
    if role.title is None or start < 0:
        return role.text, 0
    end = start + len(role.title)
    return role.text[:start] + " " * len(role.title) + role.text[end:], end


def _of_titled_role(role: RoundtableRole) -> Iterator[EditionEvidence]:
    if role.title is None:
        return
    line, roundtables = role.span.first, possible_roundtables(role)
    if roundtables:
        weight = weight_of_title(roundtables, role.code, is_cut=role.title_is_cut)
        yield from _titled("roundtable", line, role.title, roundtables, weight)
    elif role.venue == "thematic_meeting":
        meetings = meetings_surely_titled(role.title, cut=role.title_is_cut)
        yield from _titled("meeting", line, role.title, meetings, MEETING_TITLE)


def _tells_of_a_summit(role: RoundtableRole) -> bool:
    """Whether a line tells of a summit or meeting that took place: "hosted the Summit", not "elected to host it".

    It says so by a verb of the past, or by a role that only who is there can have.
    """
    if OTHER_TIME.search(role.text):
        return False
    if _HOSTED.search(role.text):
        return True
    was_there = role.role not in _NO_ATTENDANCE or _TOOK_PART.search(role.text) is not None
    return was_there and role.venue in ("summit", "thematic_meeting")


def _against(found: EditionEvidence, beside: str, dates: LineDates) -> Iterator[EditionEvidence]:
    """What a forum or a date named beside a title says, where that is another edition."""
    printed = dates.own if isinstance(dates.own, PrintedDate) else None
    named = editions_named(beside) or (_with_meetings_on([(printed.first, printed.last)]) if printed else ())
    if (named or printed) and not set(named) & set(found.editions):
        what = " or ".join(map(str, named)) or "a day of no edition"
        yield EditionEvidence(found.basis, found.line, named, f"the line names {what}", found.weight)


def meeting_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What each line under ``Thematic Meetings`` says about the edition."""
    for meeting in block.meetings:
        if not meeting.names_other_times:
            yield from _of_meeting(meeting)


def _of_meeting(meeting: MeetingAttendance) -> Iterator[EditionEvidence]:
    by_title = [*_of_meeting_title(meeting)]
    by_days = [*_of_days(meeting)]
    yield from by_days or by_title
    possible = _possible(meeting)
    for evidence in by_title:
        if possible is not None and not set(possible) & set(evidence.editions):
            yield from by_title if by_days else ()
            reason = f"its {'date' if meeting.printed_days else 'year'} is not of the time of that meeting"
            yield EditionEvidence("meeting", evidence.line, possible, reason, evidence.weight)


def _of_meeting_title(meeting: MeetingAttendance) -> Iterator[EditionEvidence]:
    if meeting.title:
        candidates = meetings_surely_titled(meeting.title, cut=meeting.title_is_cut)
        yield from _titled("meeting", meeting.span.first, meeting.title, candidates, MEETING_TITLE)


def _of_days(meeting: MeetingAttendance) -> Iterator[EditionEvidence]:
    if meeting.printed_days:
        weight = CATALOGUED_MEETING if meeting.meeting_id else DAY
        yield from _by_days("meeting", meeting.span.first, *meeting.printed_days, weight)


def _possible(meeting: MeetingAttendance) -> tuple[int, ...] | None:
    """The editions whose meetings can have been on the printed days or in the printed years; None where none are."""
    spans = [meeting.printed_days] if meeting.printed_days else []
    spans += [(date(year, 1, 1), date(year, 12, 31)) for year in meeting.printed_years]
    return _with_meetings_on(spans) if spans else None


def _with_meetings_on(spans: Sequence[tuple[date, date]]) -> tuple[int, ...]:
    """The editions that can have met on all of these days: days between the times of two editions may be of either."""
    editions = reference().editions
    opens = [editions[0].meetings_from, *(e.meetings_until for e in editions[:-1])]
    closes = [*(e.meetings_from for e in editions[1:]), editions[-1].meetings_until]
    return tuple(
        e.edition
        for e, after, before in zip(editions, opens, closes, strict=True)
        if all(min(e.meetings_from, after) <= last and first <= max(e.meetings_until, before) for first, last in spans)
    )


def _titled(
    basis: str, line: int, title: str, candidates: Sequence[Candidate], weight: int
) -> Iterator[EditionEvidence]:
    """The edition of a catalogued title; none where the title may be one of several editions."""
    editions = {candidate.edition for candidate in candidates}
    only = editions.pop() if len(editions) == 1 else None
    if only is not None:
        names = ", ".join(sorted(c.id for c in candidates))
        yield EditionEvidence(basis, line, (only,), f"the title {title!r} is that of {names}", weight)


def dated_evidence(basis: str, line: int, text: str) -> Iterator[EditionEvidence]:
    """The edition in whose time the date lies that a text prints first."""
    printed = find_date(text)
    if printed:
        yield from _by_days(basis, line, printed.first, printed.last, _WEIGHT_OF_DAY[basis])


def _by_days(basis: str, line: int, first: date, last: date, weight: int) -> Iterator[EditionEvidence]:
    """The edition in whose certain window all of the days lie; none where they lie in no window."""
    for year, (opens, closes) in reference().windows.items():
        if opens <= first and last <= closes:
            days = f"{first}" if first == last else f"{first} to {last}"
            yield EditionEvidence(basis, line, (year,), f"{days} is in the time of {year}", weight)
            return
