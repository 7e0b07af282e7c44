"""Editions that a text names by a year: ``GFMD 2017-2018``, ``the 2010 GFMD budget``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from extractors.gfmd.reference import reference

_YEARS = r"(20[0-9]{2}(?: ?[-\u2010-\u2015\u2212/] ?(?:20)?[0-9]{2}(?![0-9])|(?:, ?| and | or | & )20[0-9]{2}){0,5})"
_YEAR = re.compile(r"[0-9]{4}|[0-9]{2}")
_NAMED = (
    re.compile(rf"\bGFMD(?:['’]s)? (?:Summit )?(?:in )?{_YEARS}\b", re.IGNORECASE),
    re.compile(rf"\b{_YEARS} (?:GFMD|Global Forum)\b", re.IGNORECASE),
    re.compile(rf"\bGlobal Forum(?: on Migration and Development)?,? (?:in )?{_YEARS}\b", re.IGNORECASE),
)


def editions_named(text: str) -> tuple[int, ...]:
    """The editions that words such as "2010 GFMD budget" or "GFMD 2017-2018" can mean, in order."""
    named: set[int] = set()
    for match in (m for pattern in _NAMED for m in pattern.finditer(text)):
        for year in _YEAR.findall(match[1]):
            named.update(_editions_of(int(year.rjust(4, "0")) % 100 + 2000))
    return tuple(sorted(named))


def _editions_of(year: int) -> Iterator[int]:
    """The editions that "GFMD 2013" can mean: that year's summit, and the one in preparation in the middle of the year.

    The site files the forum of January 2020 under 2019, and calls that of January 2021 GFMD 2020.
    """
    middle = date(year, 6, 15)
    for e in reference().editions:
        if e.edition == year or e.meetings_from <= middle <= e.meetings_until:
            yield e.edition
