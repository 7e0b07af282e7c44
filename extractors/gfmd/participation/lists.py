"""The lists of a block: what stands under ``Financial Contribution``, ``RT Participation`` and ``Thematic Meetings``.

A line under the wrong label is read as what it is by its own words. One within which the page ends gives only what the
whole line can't take back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from extractors.gfmd.contributions.contributions import is_contribution_line, read_contribution
from extractors.gfmd.contributions.negatives import says_none
from extractors.gfmd.facts import Contribution, MeetingAttendance, RoundtableRole
from extractors.gfmd.participation.labels_by_words import label_by_words
from extractors.gfmd.sessions.meetings import names_another_meeting, read_meetings
from extractors.gfmd.sessions.roundtables import read_roles_of
from extractors.gfmd.site.spoken import Spoken, spoken
from extractors.gfmd.site.vocabulary import Label, answer
from extractors.text import kept_by_text, quoted
from schemas.document import Line, span_of
from schemas.extraction import Issue

_Record = TypeVar("_Record")
LISTS = {
    Label.CONTRIBUTION: ("Financial Contribution", "a contribution"),
    Label.ROUNDTABLES: ("RT Participation", "a role"),
    Label.THEMATIC_MEETINGS: ("Thematic Meetings", "a meeting"),
}
"""The labels with a list under them: what is printed, and what a line of the list is."""
_HALF_CODE = re.compile(r"(?:(?<![0-9.])[0-9]\.?|\b[IVX]{1,4})\Z")
_CLOSING = ('"', "”", "»", "’", "″")


class Lists(NamedTuple):
    """The records of a block's lists, and what is doubtful about them.

    ``denied`` are the labels under which a line says that there was nothing.
    """

    contributions: tuple[Contribution, ...]
    roles: tuple[RoundtableRole, ...]
    meetings: tuple[MeetingAttendance, ...]
    denied: frozenset[Label]
    issues: tuple[Issue, ...]


def read_lists(labels: Mapping[Label, Sequence[Line]]) -> Lists:
    """Read the lines under each label of a block.

    ``CHF 500`` below ``RT Participation`` is read as a contribution, with an issue that says so.
    """
    issues: list[Issue] = []
    lists, denied = _lines_by_list(labels, issues)
    contributions = _read_contribution_lines(lists[Label.CONTRIBUTION], issues)
    roles = _read_role_lines(lists[Label.ROUNDTABLES], issues)
    meetings = _read_meeting_lines(lists[Label.THEMATIC_MEETINGS], issues)
    return Lists(contributions, roles, meetings, denied, tuple(issues))


def _lines_by_list(
    labels: Mapping[Label, Sequence[Line]], issues: list[Issue]
) -> tuple[dict[Label, list[Line]], frozenset[Label]]:
    """The lines of each list, and the labels under which a line says that there was nothing.

    What stands under the wrong label by its own words goes where it belongs. A bare ``Yes`` names nothing that could be
    listed: alone it leaves the list blank.
    """
    found: dict[Label, list[Line]] = {label: [] for label in LISTS}
    denied: set[Label] = set()
    for label in LISTS:
        lines = labels.get(label, ())
        issues.extend(_yes_without_list(label, lines))
        for line in lines:
            list_label, denies = _list_of_text(line.text, label)
            if denies:
                denied.add(label)
            elif list_label:
                found[list_label].append(line)
                issues.extend(_misplaced_line_issues(line, label, list_label))
    return found, frozenset(denied)


def _yes_without_list(label: Label, lines: Sequence[Line]) -> Iterator[Issue]:
    if lines and all(answer(line.text) for line in lines):
        message = f"Under {LISTS[label][0]!r} the page says Yes and names nothing."
        yield Issue("info", "yes_without_list", message, span_of(lines))


def _misplaced_line_issues(line: Line, label: Label, list_label: Label) -> Iterator[Issue]:
    if list_label is not label:
        message = f"{line.text[:80]!r} is printed under {LISTS[label][0]!r}; it was read as {LISTS[list_label][1]}."
        yield Issue("info", "line_misplaced", message, line.span)


@kept_by_text
def _list_of_text(text: str, label: Label) -> tuple[Label | None, bool]:
    """The label whose list a line with this text belongs to, and whether it denies the list under ``label``."""
    words = spoken(text)
    return (None, True) if says_none(words, label) else (_list_label(words, label), False)


def _list_label(words: Spoken, label: Label) -> Label | None:
    """The label whose list a line belongs to by its words; None for a bare ``Yes``, and where it denies that list."""
    if answer(words.text):
        return None
    list_label = label_by_words(words, label)
    return None if list_label is not label and says_none(words, list_label) else list_label


def _read_contribution_lines(lines: Sequence[Line], issues: list[Issue]) -> tuple[Contribution, ...]:
    found: list[Contribution] = []
    for line in lines:
        contribution, doubts = read_contribution(line)
        kept = _records_of_line(line, [contribution], half_contribution, issues)
        issues.extend(doubts if kept else ())
        found += kept
    return tuple(found)


def _records_of_line(
    line: Line, read: Sequence[_Record], half: Callable[[_Record], _Record | None], issues: list[Issue]
) -> Sequence[_Record]:
    """The records of a line: all of a whole one, and of one within which the page ends what ``half`` leaves of each."""
    if not line.is_cut:
        return read
    kept = [certain for record in read if (certain := half(record))]
    if not kept:
        message = "The page ends within this line, and what there is of it says too little for a record."
        issues.append(Issue("warning", "line_cut", message, line.span))
    return kept


def _read_role_lines(lines: Sequence[Line], issues: list[Issue]) -> tuple[RoundtableRole, ...]:
    found: list[RoundtableRole] = []
    for line in lines:
        roles = read_roles_of(line, found[-1].position + 1 if found else 1)
        found += _records_of_line(line, roles, half_role, issues)
    issues.extend(issue for role in found for issue in _role_issues(role))
    return tuple(found)


def _role_issues(role: RoundtableRole) -> Iterator[Issue]:
    if role.code is None and role.sessions_unclear:
        message = "The line names several sessions, and not clearly which title is whose; no code is taken."
        yield Issue("warning", "sessions_unclear", message, role.span)
    elif role.title and role.title_of_roundtable and not role.roundtable_id:
        message = f"The catalogue has no single roundtable for {role.title!r}, printed with code {role.code}."
        yield Issue("info", "roundtable_unknown", message, role.span)
    elif role.role == "other" and role.venue == "other":
        yield Issue("info", "role_unknown", "Neither a known role nor a known session is named.", role.span)


def _read_meeting_lines(lines: Sequence[Line], issues: list[Issue]) -> tuple[MeetingAttendance, ...]:
    found: list[MeetingAttendance] = []
    for line in lines:
        found += _records_of_line(line, read_meetings(line), half_meeting, issues)
    issues.extend(issue for meeting in found for issue in _meeting_issues(meeting))
    return tuple(found)


def _meeting_issues(meeting: MeetingAttendance) -> Iterator[Issue]:
    if meeting.unread_date:
        message = f"{meeting.unread_date!r} is not clearly the day of the meeting; no date is taken."
        yield Issue("warning", "date_unreadable", message, meeting.span)
    if names_another_meeting(meeting):
        message = "The line names several meetings with one date; only the first title is taken."
        yield Issue("warning", "meetings_unclear", message, meeting.span)
    if meeting.title and not meeting.meeting_id:
        day = meeting.starts_on or "an unknown day"
        message = f"The catalogue has no single meeting for {meeting.title!r} on {day}."
        yield Issue("info", "meeting_unknown", message, meeting.span)


def half_contribution(contribution: Contribution) -> Contribution | None:
    """A contribution, if the half of its line tells of one: ``EUR 5,000 for the`` does, ``The Gover`` gives None."""
    tells = contribution.kind != "unspecified" or is_contribution_line(contribution.text)
    return contribution if tells else None


def half_role(role: RoundtableRole) -> RoundtableRole | None:
    """A role without the code that the line ends in, and without a match where its title may go on.

    ``Team Member in RT 2`` gives a role without a code, ``Tea`` gives None.
    """
    if role.role == "other" or role.venue == "other":
        return None
    if role.title is None:
        return role._replace(code=None) if _HALF_CODE.search(role.text) else role
    return role if _title_is_closed(role.text) else role._replace(roundtable_id=None, match_score=None)


def half_meeting(meeting: MeetingAttendance) -> MeetingAttendance | None:
    """An attendance without day and place, unless a full stop ends the line, and without a match of half a title.

    ``Attended the Thematic Workshop on "Health" on 29 March 20`` keeps the title alone; ``Attended the`` gives None.
    """
    if meeting.title is None:
        return None
    if meeting.text.endswith(".") and meeting.city and meeting.country_iso3:
        return meeting
    whole = meeting._replace(starts_on=None, ends_on=None, printed_days=None, city=None, country_iso3=None)
    return whole if _title_is_closed(meeting.text) else whole._replace(meeting_id=None)


def _title_is_closed(text: str) -> bool:
    """Whether the quotation of a line is closed within it."""
    title = quoted(text)
    return title is not None and (title[2] < len(text) or text.endswith(_CLOSING)) and title[2] - title[1] > 1
