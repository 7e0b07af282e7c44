"""Who submitted a practice and when, as the site prints it: ``Submitted by NAME on Fri, 11/09/2018 - 08:13``.

The date after ``on`` is mostly lost. On a practice's own page the day is ``Friday, November 9, 2018 - 08:13``. The list
of the search form prints, for each practice, ``Date Shared: DAY`` or the day alone instead of the author.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from extractors.gfmd.site.vocabulary import SUBMITTED_BY
from extractors.values.dates import calendar_day, find_date
from schemas.document import Line

_NUMERIC = re.compile(
    r"(?:\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?\b([0-9]{1,2})/([0-9]{1,2})/((?:19|20)[0-9]{2})\b", re.IGNORECASE
)
# As the site signs a teaser, with no other figures on the line: ``Submitted by Ana Q on Fri, 11/09/2018 - 08:13``.
_STAMP = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun), ([0-9]{2})/([0-9]{2})/((?:19|20)[0-9]{2}) - [0-9]{2}:[0-9]{2}\Z",
    re.IGNORECASE,
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AROUND_DAY = re.compile(
    r"(?:on )?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ?)?"
    r"(?: ?[-–,@]? ?(?:at )?[0-9]{1,2}[:.h][0-9]{2}(?: ?[ap]\.?m\.?)?)?",
    re.IGNORECASE,
)


_SHARED = re.compile(r"date shared ?:? ?(.*)", re.IGNORECASE)
_WITH_WEEKDAY_OR_TIME = re.compile(
    r"\A(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b.*|.*[0-9]{1,2}[:.h][0-9]{2}(?: ?[ap]\.?m\.?)?)", re.IGNORECASE
)
_DIGIT = re.compile("[0-9]")
_FEWEST_STAMPS = 2
_OF_SEARCH = "recent searches"


class Submission(NamedTuple):
    """What a ``Submitted by`` line says: the author as printed, None if it names none.

    ``is_open`` says that the name may follow on the next line; below a day that signs a teaser none does.
    """

    author: str | None
    is_open: bool


def signing_places(lines: Sequence[Line]) -> list[int]:
    """Where the lines stand that sign teasers, right below their titles: each one's ``Submitted by``.

    Where a page prints no author, its days do: ``Date Shared`` with or without the day, or else days alone, if there
    are several or the page is one of the search form.
    """
    submitted = [i for i, line in enumerate(lines) if SUBMITTED_BY.fullmatch(line.text)]
    return submitted or [i for i, line in enumerate(lines) if is_shared_line(line.text)] or _stamp_places(lines)


def _stamp_places(lines: Sequence[Line]) -> list[int]:
    stamps = [i for i, line in enumerate(lines) if i and is_stamp(line.text)]
    return stamps if len(stamps) >= _FEWEST_STAMPS or is_of_search(lines) else []


def is_of_search(lines: Sequence[Line]) -> bool:
    """Whether a page shows what the search form found: it prints ``Recent searches``."""
    return any(line.text.casefold().rstrip(":") == _OF_SEARCH for line in lines)


def is_shared_line(text: str) -> bool:
    """Whether a line is ``Date Shared``, alone or with a day: ``Date Shared: Friday, November 9, 2018 - 08:13``."""
    match = _SHARED.fullmatch(text)
    return match is not None and (not match[1] or is_posted_day(match[1]))


def is_stamp(text: str) -> bool:
    """Whether a line is a day with its weekday or a time, as only the site prints it: not ``9 November 2018``."""
    return is_posted_day(text) and _WITH_WEEKDAY_OR_TIME.fullmatch(text) is not None


def read_submission(text: str, day: date | None = None) -> Submission | None:
    """The author of a ``Submitted by NAME on DATE``, or None if the text is none.

    ``on`` may be part of the name (``Commission on Filipinos Overseas``): the last one counts, and only where nothing
    or a date follows. ``day`` is what markup states for the words behind it, whatever they say (``2 years ago``).
    """
    match = SUBMITTED_BY.fullmatch(text)
    if match is None:
        return None
    said = (match[1] or "").strip()
    name, on, rest = f" {said} ".rpartition(" on ")
    is_date = day is not None or not rest.strip() or any(c.isdigit() for c in rest)
    author = (name if on and is_date else said).strip() or None
    return Submission(author, is_open=author is None)


def is_posted_day(text: str) -> bool:
    """Whether a line is a day and no more, such as ``Friday, November 9, 2018 - 08:13``."""
    if _DIGIT.search(text) is None:
        return False
    written, numeric = find_date(text), _NUMERIC.search(text)
    if written is not None:
        start, end = written.start, written.end
    elif numeric is not None:
        start, end = numeric.span()
    else:
        return False
    return _AROUND_DAY.fullmatch(text[:start] + text[end:]) is not None


def read_posted_day(text: str) -> date | None:
    """The day of ``Friday, November 9, 2018 - 08:13``; None for no day, and for ``05/06/2018``, which can be two."""
    stamp = _STAMP.search(text)
    day = _numeric_day(stamp) if stamp and not _DIGIT.search(text, 0, stamp.start()) else None
    if day:
        return day
    written = find_date(text)
    if written:
        return written.first if written.first == written.last else None
    match = _NUMERIC.search(text)
    return _numeric_day(match) if match else None


def _numeric_day(match: re.Match[str]) -> date | None:
    """The day in figures, where its weekday or the calendar leaves one order of day and month."""
    year, one, other = int(match[4]), int(match[2]), int(match[3])
    days = {day for day in (calendar_day(year, one, other), calendar_day(year, other, one)) if day}
    if match[1]:
        days = {day for day in days if day.weekday() == _WEEKDAYS.index(match[1].casefold())}
    return days.pop() if len(days) == 1 else None
