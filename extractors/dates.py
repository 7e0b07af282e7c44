"""Dates as the pages print them: ``29 March 2016``, ``12-13 October 2011``, ``30 June - 1 July 2011``, ``May 2014``.

No day is guessed: a month alone is a whole month, ``03/04/2016`` can be read two ways, and a day that is not in the
calendar, or a run of days that goes backwards, is no date at all.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from extractors.text import plain_dashes

# fmt: off
_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
_MONTHS = {name: i for i, name in enumerate(_NAMES, 1)} | {name[:3]: i for i, name in enumerate(_NAMES, 1)}
_MONTHS["sept"] = 9

_MONTH = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)[0-9]{2}"
_TO = rf" ?(?:-|/|&|to|and|until|till) ?{_WEEKDAY}"
_OF = r"(?: of |\.? |-)"
_IN = r"(?:,? |-)"
_FLAGS = re.IGNORECASE | re.ASCII
_NOT_IN_NUMBER = r"(?<![0-9][.,/])\b"

_RANGE_OF_YEARS = re.compile(
    rf"{_NOT_IN_NUMBER}({_DAY}){_OF}({_MONTH}){_IN}({_YEAR}){_TO}({_DAY}){_OF}({_MONTH}){_IN}({_YEAR})\b", _FLAGS
)
_RANGE_OF_MONTHS = re.compile(
    rf"{_NOT_IN_NUMBER}({_DAY})(?:{_TO}{_DAY})?{_OF}({_MONTH}){_TO}"
    rf"(?:{_DAY}{_TO})?({_DAY}){_OF}({_MONTH}){_IN}({_YEAR})\b",
    _FLAGS,
)
_RANGE_MONTH_FIRST = re.compile(rf"\b({_MONTH}) ({_DAY}){_TO}({_MONTH}) ({_DAY}){_IN}({_YEAR})\b", _FLAGS)
_DAYS = rf"({_DAY}(?:(?:{_TO}|, ?){_DAY}){{0,6}})"
_DAY_FIRST = re.compile(rf"{_NOT_IN_NUMBER}{_DAYS}{_OF}({_MONTH}){_IN}({_YEAR})\b", _FLAGS)
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) {_DAYS}{_IN}({_YEAR})\b", _FLAGS)
_DOTTED = re.compile(r"\b([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})\b", _FLAGS)
_SLASHED = re.compile(r"(?<![0-9/])([0-3]?[0-9])/([0-3]?[0-9])/((?:19|20)[0-9]{2})(?![0-9/])", _FLAGS)
_ISO = re.compile(r"(?<![0-9-])((?:19|20)[0-9]{2})-([01][0-9])-([0-3][0-9])(?![0-9-])", _FLAGS)
_MONTH_ONLY = re.compile(rf"\b({_MONTH}){_IN}({_YEAR})\b", _FLAGS)
_NUMBER = re.compile(r"[0-9]+")
_ANY_YEAR = re.compile(_YEAR)
_AND = re.compile(r"\band\b|&", re.IGNORECASE)

_Run = tuple[date, date] | None


class PrintedDate(NamedTuple):
    """A date or a run of days found in a text, and where. ``whole_month`` where no day is printed."""

    first: date
    last: date
    start: int
    end: int
    whole_month: bool = False


class UnreadableDate(NamedTuple):
    """Words that are printed like a date, and where."""

    text: str
    start: int
    end: int


def find_date(text: str) -> PrintedDate | None:
    """The first date in the text, of the most exact form that it prints; None where it prints none that can be read."""
    match, days = _found(text)
    return PrintedDate(*days, match.start(), match.end(), match.re is _MONTH_ONLY) if match and days else None


def unreadable_date(text: str) -> UnreadableDate | None:
    """What is printed like a date and is none, such as ``31 June 2011`` or ``03/04/2016``; None where nothing is."""
    match, days = _found(text)
    return UnreadableDate(match[0], match.start(), match.end()) if match and days is None else None


def _found(text: str) -> tuple[re.Match[str] | None, _Run]:
    if not _ANY_YEAR.search(text):
        return None, None  # no form does without one
    text = plain_dashes(text)
    for pattern, read in (
        (_RANGE_OF_YEARS, _days_of_years),
        (_RANGE_OF_MONTHS, _days_of_months),
        (_RANGE_MONTH_FIRST, _months_then_days),
        (_DAY_FIRST, _days_then_month),
        (_MONTH_FIRST, _month_then_days),
        (_DOTTED, _dotted),
        (_SLASHED, _slashed),
        (_ISO, _iso),
        (_MONTH_ONLY, _month),
    ):
        match = pattern.search(text)
        if match:
            days = read(match)
            return match, days if days and days[0] <= days[1] else None
    return None, None


def _days_of_years(match: re.Match[str]) -> _Run:
    """Two whole dates. With "and" between them they are two days of their own, unless one follows on the other."""
    first, last = _day(match[3], match[2], match[1]), _day(match[6], match[5], match[4])
    if first and last and _AND.search(match[0]) and (last - first).days != 1:
        return None
    return _both(first, last)


def _days_of_months(match: re.Match[str]) -> _Run:
    return _both(_day(match[5], match[2], match[1]), _day(match[5], match[4], match[3]))


def _months_then_days(match: re.Match[str]) -> _Run:
    return _both(_day(match[5], match[1], match[2]), _day(match[5], match[3], match[4]))


def _days_then_month(match: re.Match[str]) -> _Run:
    first, last = _listed(match[1])
    return _both(_day(match[3], match[2], first), _day(match[3], match[2], last))


def _month_then_days(match: re.Match[str]) -> _Run:
    first, last = _listed(match[2])
    return _both(_day(match[3], match[1], first), _day(match[3], match[1], last))


def _listed(days: str) -> tuple[str, str]:
    """The first and the last of some days. What stands before a comma is one of them only if they follow on it."""
    numbers = _NUMBER.findall(days)
    in_a_row = all(int(after) == int(before) + 1 for before, after in pairwise(numbers))
    if "," in days and not in_a_row:
        numbers = _NUMBER.findall(days.rpartition(",")[2])
    return numbers[0], numbers[-1]


def _dotted(match: re.Match[str]) -> _Run:
    return _single(match[3], match[2], match[1])


def _slashed(match: re.Match[str]) -> _Run:
    """A day and a month in either order, where only one order is possible."""
    orders = {_single(match[3], match[2], match[1]), _single(match[3], match[1], match[2])} - {None}
    return orders.pop() if len(orders) == 1 else None


def _iso(match: re.Match[str]) -> _Run:
    return _single(match[1], match[2], match[3])


def _single(year: str, month: str, day: str) -> _Run:
    if not 1 <= int(month) <= 12:
        return None
    only = _day_of(int(year), int(month), int(day))
    return _both(only, only)


def _month(match: re.Match[str]) -> _Run:
    year, month = int(match[2]), _month_number(match[1])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _both(first: date | None, last: date | None) -> _Run:
    return (first, last) if first and last else None


def _day(year: str, month: str, day: str) -> date | None:
    return _day_of(int(year), _month_number(month), int(day.rstrip("stndrhSTNDRH")))


def _day_of(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _month_number(name: str) -> int:
    return _MONTHS[name.rstrip(".").casefold()]
