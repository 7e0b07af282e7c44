"""Days of submission as the site prints them: ``Friday, November 9, 2018 - 08:13`` or ``Fri, 11/09/2018 - 08:13``."""

from __future__ import annotations

import re
from datetime import date

from extractors.dates import find_date

_NUMERIC = re.compile(
    r"(?:\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?\b([0-9]{1,2})/([0-9]{1,2})/((?:19|20)[0-9]{2})\b", re.IGNORECASE
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_posted_day(text: str) -> date | None:
    """The day; None where there is none, or where ``05/06/2018`` without its weekday can be two days."""
    written = find_date(text)
    if written:
        return written.first if written.first == written.last else None
    match = _NUMERIC.search(text)
    if match is None:
        return None
    year, one, other = int(match[4]), int(match[2]), int(match[3])
    days = {day for day in (_day(year, one, other), _day(year, other, one)) if day}
    if match[1]:
        days = {day for day in days if day.weekday() == _WEEKDAYS.index(match[1].casefold())}
    return days.pop() if len(days) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
