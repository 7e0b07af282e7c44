"""Which date of a line is its own, of which editions it speaks, and whether it speaks of other times too.

The date of a meeting or session is the first one printed behind its title, with nothing but names of places and small
words in between. Other years on the line belong to something else (``a sequel to the workshop of 3 March 2010``), and a
line with such years is no evidence of an edition. What stands in the title of the session says nothing of its time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extractors.data_files import any_listed, listed
from extractors.gfmd.facts import Days, RoundtableRole, SessionTime
from extractors.gfmd.reference.known import reference
from extractors.gfmd.reference.named_editions import editions_named, names_of_editions
from extractors.values.dates import Found, PrintedDate, dates_in, find_date

YEAR = re.compile(r"(?<![0-9.,])20[0-9]{2}(?![0-9]|[.,][0-9])")
_ROOM = "extractors.gfmd.sessions"
_WORD = re.compile(r"[^\W\d_]+")
_CLOSED_BRACKET = re.compile(r"\([^()]{0,200}\)")
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


class LineDates(NamedTuple):
    """The date of a line, the years that it prints without one, and whether it speaks of other times too.

    ``other`` is the first date of a line that has none of its own.
    """

    own: Found | None
    years: tuple[int, ...]
    names_other_times: bool
    other: Found | None = None


def dates_of_line(text: str, title_end: int = 0) -> LineDates:
    """The dates of a line without its title, which ends at ``title_end``; a date before it counts where none follows.

    A date behind a title that other words than names and small ones lead to is not that of the line, and then the line
    speaks of other times: ``"T", inspired by the workshop of 3 March 2010``.
    """
    found = dates_in(text)
    behind = [one for one in found if one.start >= title_end]
    if title_end == 0 or not behind:
        return _line_dates(text, _first_date(text, title_end, found), found)
    own = next((one for one in behind if _leads_to_own_date(text[title_end : one.start])), None)
    dates = _line_dates(text, own, found)
    return dates if own else dates._replace(names_other_times=True)


def dates_of_open_line(text: str, start: int) -> LineDates:
    """The dates of a line of whose title nothing tells the end; it begins at ``start``.

    ``dates_of_open_line("Attended a workshop on 12 May 2011, a follow-up of 3 March 2010", 0)`` gives the day in 2011,
    no year, and that other times are named.
    """
    found = dates_in(text)
    return _line_dates(text, _first_date(text, start, found), found)


def _leads_to_own_date(between: str) -> bool:
    """Whether the words between a title and a date leave no doubt that the date is that of what is titled."""
    words = _WORD.findall(_CLOSED_BRACKET.sub(" ", between))
    leading = listed(_ROOM, "before_own_date")
    is_plain = all(word[0].isupper() or word in leading for word in words)
    return is_plain and not (other_time().search(" ".join(words)) or YEAR.search(_CLOSED_BRACKET.sub(" ", between)))


def _line_dates(text: str, own: Found | None, found: Sequence[Found]) -> LineDates:
    outside = text if own is None else text[: own.start] + " " * (own.end - own.start) + text[own.end :]
    mentions = list(YEAR.finditer(outside))
    if isinstance(own, PrintedDate):
        others = any(_is_other_year(int(year[0]), own, outside) for year in mentions)
        return LineDates(own, (), others)
    in_own = YEAR.finditer(own.text) if own else ()
    years = {int(year[0]) for year in (*mentions, *in_own)}
    others = len(years) > 1 or any(other_time().search(outside, 0, year.start()) for year in mentions)
    return LineDates(own, tuple(sorted(years)), others, None if own else next(iter(found), None))


def _first_date(text: str, start: int, found: Sequence[Found]) -> Found | None:
    """The first date from ``start`` on that no words such as "a follow-up of" lead to; else the first one before it."""
    behind = [one for one in found if one.start >= start]
    before = [one for one in found if one.start < start]
    for first, since in ((behind[:1], start), (before[:1], 0)):
        if first and not other_time().search(text, since, first[0].start):
            return first[0]
    return None


def _is_other_year(year: int, own: PrintedDate, outside: str) -> bool:
    """Whether a year beside a date is another one; "GFMD 2016" beside a day of December 2015 may be its edition."""
    if year in (own.first.year, own.last.year):
        return False
    edition = next((e for e in reference().editions if e.meetings_from <= own.first <= e.meetings_until), None)
    if edition is None:
        return True
    named = [one for one in names_of_editions(outside) if str(year) in outside[one.start : one.end]]
    return not any(edition.edition in one.editions for one in named)


@cache
def other_time() -> re.Pattern[str]:
    """Words that lead over to another time than that of the line: before, after, or still to come."""
    return re.compile(rf"\b(?:{any_listed(_ROOM, 'other_time')})\b", re.IGNORECASE)


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
