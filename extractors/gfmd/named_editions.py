"""Editions that a text names by a year: ``GFMD 2017-2018``, ``the 2010 GFMD budget``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from extractors.gfmd.reference import reference
from extractors.text import plain_dashes

_YEARS = r"(20[0-9]{2}(?: ?[-/] ?(?:20)?[0-9]{2}(?![0-9])|(?:, ?| and | or | & )20[0-9]{2}){0,5})"
_YEAR = re.compile(r"[0-9]{4}|[0-9]{2}")
_NAMED = (
    re.compile(rf"\bGFMD(?:['’]s)? (?:Summit )?(?:in )?{_YEARS}\b", re.IGNORECASE),
    re.compile(rf"\b{_YEARS} (?:GFMD|Global Forum)\b", re.IGNORECASE),
    re.compile(rf"\bGlobal Forum(?: on Migration and Development)?,? (?:in )?{_YEARS}\b", re.IGNORECASE),
)


def editions_named(text: str) -> tuple[int, ...]:
    """The editions that words such as "2010 GFMD budget" or "GFMD 2017-2018" can mean, in order."""
    return tuple(sorted({edition for _, edition in editions_at(text)}))


def editions_at(text: str) -> Iterator[tuple[int, int]]:
    """The same editions, each behind the place in the text where its words begin."""
    plain = plain_dashes(text)
    for match in (m for pattern in _NAMED for m in pattern.finditer(plain)):
        for year in _YEAR.findall(match[1]):
            for edition in _editions_of(int(year.rjust(4, "0")) % 100 + 2000):
                yield match.start(), edition


def _editions_of(year: int) -> Iterator[int]:
    """The editions that "GFMD 2013" can mean: that year's summit, and the one in preparation in the middle of the year.

    The site files the forum of January 2020 under 2019, and calls that of January 2021 GFMD 2020.
    """
    middle = date(year, 6, 15)
    for e in reference().editions:
        if e.edition == year or e.meetings_from <= middle <= e.meetings_until:
            yield e.edition
