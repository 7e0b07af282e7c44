"""What roundtables, meetings and contributions say about the edition of their block: by titles, dates and names.

A title that may be one of several editions says nothing, nor does a line that speaks of other times too (``a follow-up
of GFMD 2009``). Where a title and the date of its line are of different editions, both are given, so that the line
allows none and the block's evidence is left out and reported.

Contributions are the weakest evidence, for a block that has no other. What one was for counts before the month when it
was paid: ``EUR 40,000 paid in January 2010 for the Athens Summit`` is of 2009. Where a line names a forum in words that
are not understood, such as ``to the Greek Chairmanship``, its month says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from extractors.gfmd.chronology.weighing import CATALOGUED_MEETING, CONTRIBUTION, DAY, MEETING_TITLE, weight_of_title
from extractors.gfmd.facts import (
    Block,
    Contribution,
    ContributionTime,
    Days,
    EditionEvidence,
    MeetingAttendance,
    RoundtableRole,
    SessionTime,
)
from extractors.gfmd.reference.catalogue import Candidate
from extractors.gfmd.reference.known import reference
from extractors.gfmd.reference.named_editions import NamedEdition


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


def contribution_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What each line under ``Financial Contribution`` says about the edition."""
    for contribution in block.contributions:
        yield from _left_over_evidence(contribution)
        yield from _time_evidence(contribution.span.first, contribution.time)


def _left_over_evidence(contribution: Contribution) -> Iterator[EditionEvidence]:
    """Money that an edition left over is given to a later one."""
    line, sources = contribution.span.first, contribution.time.left_by
    later = tuple(year for year in reference().years if sources and year > sources[0])
    if later:
        yield EditionEvidence(
            "contribution", line, later, f"money is left over from {_editions_in_words(sources)}", CONTRIBUTION
        )


def _time_evidence(line: int, time: ContributionTime) -> Iterator[EditionEvidence]:
    """The editions that a contribution names, or else its date.

    The place or number of a summit tells, whenever the money was paid; a year is possible only where no date differs.
    """
    dated = tuple(by_days("contribution", line, time.paid_on, CONTRIBUTION)) if time.paid_on else ()
    if not time.named:
        yield from (found for found in dated if not _may_be_of_another_forum(time, found))
        return
    editions = _editions_of_names(time.named)
    named = sorted({edition for one in time.named for edition in one.editions})
    reason = f"the contribution names {_editions_in_words(named)}"
    is_sure = not all(one.by_year for one in time.named)
    differing = [found for found in dated if not {*found.editions} & {*editions}]
    if differing and not is_sure:
        yield differing[0]._replace(editions=(), reason=f"{reason}, but {differing[0].reason}")
    else:
        yield EditionEvidence("contribution", line, editions, reason, CONTRIBUTION)


def _may_be_of_another_forum(time: ContributionTime, dated: EditionEvidence) -> bool:
    """Whether a line says what forum its money is for in words that don't surely mean the one of its date.

    ``EUR 5,000 in January 2010 to the Greek Chairmanship`` and ``for the Athens event`` are of 2009.
    """
    return not {*time.cities} <= {*dated.editions} if time.cities else time.names_forum


def _editions_of_names(named: Sequence[NamedEdition]) -> tuple[int, ...]:
    """The editions that all names of a text can mean: "GFMD 2011 in Geneva" is not that of 2024."""
    by_year = {edition for one in named if one.by_year for edition in one.editions}
    by_summit = {edition for one in named if not one.by_year for edition in one.editions}
    return tuple(sorted(by_year & by_summit if by_year and by_summit else by_year | by_summit))


def _editions_in_words(editions: Sequence[int]) -> str:
    return " or ".join(str(year) for year in editions)
