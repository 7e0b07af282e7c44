"""Lines under ``Thematic Meetings``: which meeting, when, where, and in what role.

Seen: ``- Attended the Thematic Workshop on "T" on 29 March 2016 in Bangkok, Thailand.``,
``Participated in the Thematic Workshop on "T" 3 May 2018, Geneva``, ``- Co-Chair in Thematic Meeting on "T" on
12-13 October 2011 in Chisinau, Moldova.``, ``… on 30 June 2011 in New York, USA.``
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.gfmd.facts import MeetingAttendance
from extractors.gfmd.records import Meeting
from extractors.gfmd.reference.catalogue import folded, meetings_surely_titled, meetings_titled
from extractors.gfmd.reference.known import reference
from extractors.gfmd.sessions.own_dates import LineDates, dates_of_line, dates_of_open_line
from extractors.gfmd.sessions.roles import is_role, read_roles
from extractors.gfmd.site.spoken import NO_PLACE
from extractors.text import DASH, is_clipped, kept_by_text, plain_dashes, quoted, unclipped, without_mark
from extractors.values.dates import PrintedDate, UnreadableDate, dates_in
from extractors.values.places import Place, read_place
from schemas.document import Line

_KIND = re.compile(r"\bthematic (meeting|workshop)s?\b", re.IGNORECASE)
_TOOK_PART = re.compile(
    r"(?:attended|participated in|took part in)\b.{0,80}\b(?:meetings?|workshops?|seminars?|conferences?)\b",
    re.IGNORECASE,
)
_LIKE_MEETING = re.compile(r".{0,80}?\b(?:meeting|workshop|seminar|conference)s?\b", re.IGNORECASE)
_ORGANISED = re.compile(r"(?:co-?)?organi[sz]ed\b", re.IGNORECASE)
_THEMATIC = re.compile(r".{0,60}\bthematic (?:meeting|workshop)", re.IGNORECASE)
_PLACE_BEFORE_DATE = re.compile(
    r"[,.;( ]{0,3}(?:(?:held )?(?:in|at|à|en|em) )?(.{2,80}?)"
    r"(?:,? (?:on|from|the|le|les|du|el|del|em|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)){0,3},?",
    re.IGNORECASE,
)
_TITLE_START = re.compile(r"\bthematic (?:meeting|workshop)s?(?: on)? (?!(?:in|at|held|from)\b)", re.IGNORECASE)
_NEXT_MEETING = re.compile(
    r"(?:;|,? and|,| &) "
    r"(?=(?:in |at )?(?:the )?(?:(?:GFMD )?thematic (?:meeting|workshop) )?(?:on )?[\"“„«])",
    re.IGNORECASE,
)
_ROLE_BEHIND = re.compile(rf"[(\[]([^()\[\]]{{3,60}})[)\]]|(?:[,;:]| {DASH}) ((?:(?! {DASH} )[^,;:()\[\]]){{3,60}})\Z")
_FURTHER_TITLE = re.compile(r"[\"“”»] ?(?:;|,? and|,|&) ?(?:on )?[\"“„«]\w", re.IGNORECASE)
_BETWEEN_DAYS = re.compile(r"[ ,;+&]{0,3}(?:and|as well as|y|et|e)?[ ]?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r" ['’]?[0-9]{2}\b(?![.,:/-][0-9])")
_TITLE_TAIL = (" on", " from", " in")


@kept_by_text
def is_meeting_line(text: str) -> bool:
    """Whether a line tells of a meeting, so that it can stand under ``Thematic Meetings``.

    It says that the country took part in one; or it names a role in one, or a thematic one, and a title or a day.
    """
    words = plain_dashes(without_mark(text))
    if _TOOK_PART.match(words):
        return True
    opening = _LIKE_MEETING.match(words)
    if opening is None or not (read_roles(opening[0]) or _ORGANISED.match(words) or _THEMATIC.match(words)):
        return False
    return quoted(words) is not None or bool(dates_in(words))


def read_meetings(line: Line) -> tuple[MeetingAttendance, ...]:
    """One line as an attendance, or as several where each title in it has a date of its own.

    ``Workshop on "Boats", 3 March 2010, Lima, Peru`` gives the title Boats, that day, the city Lima and PER.
    """
    return tuple(meeting._replace(span=line.span) for meeting in _meetings_of_text(without_mark(line.text)))


@kept_by_text
def _meetings_of_text(text: str) -> tuple[MeetingAttendance, ...]:
    """The attendances of a line with this text, wherever it stands."""
    clauses = _NEXT_MEETING.split(text)
    divided = [_divide_without_role(clause) for clause in clauses] if len(clauses) > 1 else []
    if not divided or not all(words.title and words.printed for words in divided):
        return (_attendance(text, text, _divide_without_role(text)),)
    opening = divided[0].before
    return tuple(
        _attendance(text, clause, words._replace(before=f"{opening} {words.before}"))
        for clause, words in zip(clauses, divided, strict=True)
    )


def _attendance(text: str, clause: str, words: _MeetingWords) -> MeetingAttendance:
    """The attendance that a clause of a line tells of.

    A date without a day gives no dates; a place without a country gives the city only, unless the meeting is catalogued
    in that very city.
    """
    printed = words.printed
    days = printed if printed and not printed.whole_month else None
    place = _meeting_place(words)
    meeting = _catalogued_meeting(words)
    kind = _KIND.search(words.before)
    roles = read_roles(words.before) or read_roles(words.behind)
    return MeetingAttendance(
        span=NO_PLACE,
        role=roles[0] if roles else "participant",
        kind="thematic_workshop" if kind and kind[1].casefold() == "workshop" else "thematic_meeting",
        text=text,
        title=words.title,
        title_is_cut=words.cut,
        starts_on=days.first if days else None,
        ends_on=days.last if days else None,
        printed_days=(printed.first, printed.last) if printed else None,
        printed_years=words.dates.years,
        names_other_times=words.dates.names_other_times,
        unread_date=_unread_date(clause, words.dates),
        city=place.city,
        country_iso3=place.country_iso3 or _country_of_meeting(meeting, place.city),
        meeting_id=meeting.meeting_id if meeting else None,
        titled=meetings_surely_titled(words.title, cut=words.cut) if words.title else (),
    )


def _unread_date(clause: str, dates: LineDates) -> str | None:
    """What a clause prints like a date of its own and can't be taken as one."""
    unread = dates.own if isinstance(dates.own, UnreadableDate) else dates.other
    return clause[unread.start : unread.end] if unread else None


def names_another_meeting(meeting: MeetingAttendance) -> bool:
    """Whether a line quotes a further title right after that of its one meeting."""
    after = meeting.text.partition(meeting.title)[2] if meeting.title else ""
    return _FURTHER_TITLE.match(after) is not None


def _meeting_place(words: _MeetingWords) -> Place:
    """The place behind the date; or the one before it, where only that one has a country or there is no other."""
    behind, before = read_place(words.after), _place_before(words)
    return before if (before.country_iso3 and not behind.country_iso3) or behind == Place(None, None) else behind


def _place_before(words: _MeetingWords) -> Place:
    """A place that stands between title and date, as in ``"T" in Brussels, Belgium on 12 October 2011``."""
    match = _PLACE_BEFORE_DATE.fullmatch(words.between.strip())
    return read_place(match[1]) if match else Place(None, None)


class _MeetingWords(NamedTuple):
    """A line divided: what stands before the title, the title, the dates, and what stands after title and date.

    ``behind`` is a role that stands by itself behind the title, which no other part holds.
    """

    before: str
    title: str | None
    cut: bool
    dates: LineDates
    after: str
    between: str = ""
    behind: str = ""

    @property
    def printed(self) -> PrintedDate | None:
        """The date of the line, if it can be read."""
        return self.dates.own if isinstance(self.dates.own, PrintedDate) else None


def _divide_without_role(text: str) -> _MeetingWords:
    """Divide a line whose role may stand behind its title, in brackets or at the end: ``"T" in Lima (Co-Chair)``."""
    title = quoted(text)
    for aside in _ROLE_BEHIND.finditer(text, title[2] if title else 0):
        role = aside[1] or aside[2]
        if is_role(role):
            blanked = text[: aside.start()] + " " * len(aside[0]) + text[aside.end() :]
            return _divide_line(blanked)._replace(behind=role)
    return _divide_line(text)


def _divide_line(text: str) -> _MeetingWords:
    quotation = quoted(text)
    if quotation is None:
        opening = _TITLE_START.search(text)
        return _divide_by_date(text, opening.end() if opening else len(text))
    _, start, end = quotation
    if end == len(text) and dates_in(text[start:]):
        return _divide_by_date(text, start + 1)
    dates = dates_of_line(text[:start] + " " * (end - start) + text[end:], end)
    title, cut = unclipped(quotation[0]) or None, is_clipped(quotation[0])
    if dates.own is None or dates.own.start < end:
        return _MeetingWords(text[:start], title, cut, dates, text[end:])
    return _MeetingWords(
        text[:start], title, cut, dates, text[_end_of_days(text, dates) :], text[end : dates.own.start]
    )


def _end_of_days(text: str, dates: LineDates) -> int:
    """Where the days of a line end; of unread ones the last that stands in a row: ``8 June, 10 July and 12 August``."""
    own = dates.own
    if own is None:
        return len(text)
    end = own.end
    for one in dates_in(text):
        if isinstance(own, UnreadableDate) and one.start >= end and _BETWEEN_DAYS.fullmatch(text, end, one.start):
            end = one.end
    short_year = _SHORT_YEAR.match(text, end) if isinstance(own, UnreadableDate) else None
    return short_year.end() if short_year else end


def _divide_by_date(text: str, start: int) -> _MeetingWords:
    """Divide a line whose title no quotation closes: the title ends where the date begins."""
    dates = dates_of_open_line(text, start)
    own = dates.own
    title = _without_date_preposition(text[start : own.start] if own and own.start >= start else text[start:])
    after = text[_end_of_days(text, dates) :]
    return _MeetingWords(text[:start], unclipped(title) or None, is_clipped(title), dates, after)


def _without_date_preposition(title: str) -> str:
    """A title without the marks and the preposition that lead over to the date."""
    title = title.strip(' ,."“”’»')
    while title.endswith(_TITLE_TAIL):
        title = title.rpartition(" ")[0].rstrip(' ,."“”’»')
    return title


def _catalogued_meeting(words: _MeetingWords) -> Meeting | None:
    """The catalogued meeting of this title whose dates, where both are known, do not contradict the printed ones.

    Without a printed date only just the same title will do.
    """
    if words.title is None:
        return None
    alike = meetings_titled if words.printed else meetings_surely_titled
    ids = {candidate.id for candidate in alike(words.title, cut=words.cut)}
    possible = [meeting for meeting in reference().meetings if meeting.meeting_id in ids]
    if len({meeting.edition for meeting in possible}) > 1 and words.printed is None:
        return None
    agreeing = [meeting for meeting in possible if _agrees_in_time(meeting, words.printed, words.dates.years)]
    agreeing = agreeing or _on_the_same_days(words.title, words.printed)
    return agreeing[0] if len(agreeing) == 1 else None


def _on_the_same_days(title: str, printed: PrintedDate | None) -> list[Meeting]:
    """The meetings on the very days printed of whose title the printed one has a part, or that it has words more of."""
    if printed is None or printed.whole_month or " " not in title:
        return []
    printed_words = f" {folded(title)} "
    thematic = (m for m in reference().meetings if m.kind == "thematic")
    dated = [m for m in thematic if (m.starts_on, m.ends_on) == (printed.first, printed.last)]
    return [
        m
        for m in dated
        if printed_words in (catalogued_words := f" {folded(m.title)} ") or catalogued_words in printed_words
    ]


def _agrees_in_time(meeting: Meeting, printed: PrintedDate | None, years: tuple[int, ...]) -> bool:
    if meeting.starts_on is None or meeting.ends_on is None:
        return _is_in_time(meeting, printed)
    if printed is None:
        return all(meeting.starts_on.year <= year <= meeting.ends_on.year for year in years)
    return meeting.starts_on <= printed.last and printed.first <= meeting.ends_on


def _is_in_time(meeting: Meeting, printed: PrintedDate | None) -> bool:
    """Whether a date can be of a meeting without one: in the time of its edition, where that is known."""
    edition = next((e for e in reference().editions if e.edition == meeting.edition), None)
    if edition is None or printed is None:
        return True
    return edition.meetings_from <= printed.last and printed.first <= edition.meetings_until


def _country_of_meeting(meeting: Meeting | None, city: str | None) -> str | None:
    """The country of a catalogued meeting, where the page names its very city without the country."""
    if meeting and city and meeting.city and meeting.city.casefold() == city.casefold():
        return meeting.country_iso3
    return None
