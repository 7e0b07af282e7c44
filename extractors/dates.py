"""Dates as the pages print them: ``29 March 2016``, ``12-13 October 2011``, ``30 June - 1 July 2011``, ``May 2014``."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
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
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)[0-9]{2}"
_TO = r" ?(?:-|/|&|to|and|until) ?"
_FLAGS = re.IGNORECASE | re.ASCII

_RANGE_OF_YEARS = re.compile(
    rf"\b({_DAY}) (?:of )?({_MONTH}),? ({_YEAR}){_TO}({_DAY}) (?:of )?({_MONTH}),? ({_YEAR})\b", _FLAGS
)
_RANGE_OF_MONTHS = re.compile(
    rf"\b({_DAY})(?:{_TO}{_DAY})? ({_MONTH}){_TO}(?:{_DAY}{_TO})?({_DAY}) ({_MONTH}),? ({_YEAR})\b", _FLAGS
)
_DAY_FIRST = re.compile(rf"\b({_DAY})(?:{_TO}({_DAY}))? (?:of )?({_MONTH}),? ({_YEAR})\b", _FLAGS)
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) ({_DAY})(?:{_TO}({_DAY}))?,? ({_YEAR})\b", _FLAGS)
_DOTTED = re.compile(r"\b([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})\b")
_MONTH_ONLY = re.compile(rf"\b({_MONTH}),? ({_YEAR})\b", _FLAGS)


class PrintedDate(NamedTuple):
    """A date or a run of days found in a text, and where. ``whole_month`` where no day is printed."""

    first: date
    last: date
    start: int
    end: int
    whole_month: bool = False


def find_date(text: str) -> PrintedDate | None:
    """The first date in the text, the most exact form before the less exact; None where there is none.

    A day that the month does not have makes no date, and neither does a run of days that goes backwards.
    """
    text = plain_dashes(text)
    for pattern, read in (
        (_RANGE_OF_YEARS, _days_of_years),
        (_RANGE_OF_MONTHS, _days_of_months),
        (_DAY_FIRST, _days_then_month),
        (_MONTH_FIRST, _month_then_days),
        (_DOTTED, _dotted),
        (_MONTH_ONLY, _month),
    ):
        match = pattern.search(text)
        days = read(match) if match else None
        if match and days and days[0] <= days[1]:
            return PrintedDate(*days, match.start(), match.end(), pattern is _MONTH_ONLY)
    return None


def _days_of_years(match: re.Match[str]) -> tuple[date, date] | None:
    return _both(_day(match[3], match[2], match[1]), _day(match[6], match[5], match[4]))


def _days_of_months(match: re.Match[str]) -> tuple[date, date] | None:
    return _both(_day(match[5], match[2], match[1]), _day(match[5], match[4], match[3]))


def _days_then_month(match: re.Match[str]) -> tuple[date, date] | None:
    return _both(_day(match[4], match[3], match[1]), _day(match[4], match[3], match[2] or match[1]))


def _month_then_days(match: re.Match[str]) -> tuple[date, date] | None:
    return _both(_day(match[4], match[1], match[2]), _day(match[4], match[1], match[3] or match[2]))


def _dotted(match: re.Match[str]) -> tuple[date, date] | None:
    year, month, day = int(match[3]), int(match[2]), int(match[1])
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day), date(year, month, day)


def _month(match: re.Match[str]) -> tuple[date, date] | None:
    year, month = int(match[2]), _month_number(match[1])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _both(first: date | None, last: date | None) -> tuple[date, date] | None:
    return (first, last) if first and last else None


def _day(year: str, month: str, day: str) -> date | None:
    number = int(day.rstrip("stndrhSTNDRH"))
    length = monthrange(int(year), _month_number(month))[1]
    return date(int(year), _month_number(month), number) if 1 <= number <= length else None


def _month_number(name: str) -> int:
    return _MONTHS[name.rstrip(".").casefold()]
