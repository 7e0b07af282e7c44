"""Of which time a line under ``RT Participation`` speaks: its own day, editions that it names, and other times.

What stands in the title of the session says nothing of that. A line that speaks of other times too (``a follow-up of
GFMD 2009``) says nothing for certain.
"""

from __future__ import annotations

import re

from extractors.gfmd.facts import Days, RoundtableRole, SessionTime
from extractors.gfmd.reference.named_editions import editions_named
from extractors.gfmd.sessions.own_dates import dates_of_line, other_time
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


def read_session_time(record: RoundtableRole, role: str) -> SessionTime:
    """The time of which a line speaks beside the title of its session, where a country had this role in it.

    ``Team Member in RT 1.1 "T" on 9 July 2007`` gives that day. ``Attended the summit on 4 November 2009`` gives
    it also as a day on which a summit was held. Editions count beside a catalogued title only.
    """
    beside, title_end = _text_without_title(record)
    dates = dates_of_line(beside, title_end)
    if dates.names_other_times:
        return SessionTime(names_other_times=True)
    own = dates.own if isinstance(dates.own, PrintedDate) else None
    is_known = bool(record.titled or record.meetings_titled)
    meeting_date = find_date(record.text) if _was_held(record, role) else None
    return SessionTime(_days_of_date(own), editions_named(beside) if is_known else (), _days_of_date(meeting_date))


def _days_of_date(printed: PrintedDate | None) -> Days | None:
    return (printed.first, printed.last) if printed else None


def _text_without_title(record: RoundtableRole) -> tuple[str, int]:
    """The text of a line with its title blanked, and where the title ends."""
    text, title = record.text, record.title
    start = text.find(title) if title else -1
    if title is None or start < 0:
        return text, 0
    end = start + len(title)
    return text[:start] + " " * len(title) + text[end:], end


def _was_held(record: RoundtableRole, role: str) -> bool:
    """Whether a line tells of a summit or meeting that took place: "hosted the Summit", not "elected to host it".

    It says so by a verb of the past, or by a role that only who is there can have.
    """
    was_there = record.venue in ("summit", "thematic_meeting") and (
        role not in _NO_ATTENDANCE or _TOOK_PART.search(record.text) is not None
    )
    return (was_there or _HOSTED.search(record.text) is not None) and not other_time().search(record.text)
