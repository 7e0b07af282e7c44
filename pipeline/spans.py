"""Days, months, years and moments as people name them, as the span of time (UTC) that is meant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_CALENDAR = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_DAY_AND_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]")
_INSTANT = timedelta(microseconds=1)


class Span(NamedTuple):
    """A span of time in UTC without a zone, from its first to its last moment."""

    first: datetime
    last: datetime


def span_of(text: str) -> Span:
    """The span that a year, a month, a day or a time means.

    ``2019``, ``2019-05``, ``2019-05-01``, ``2019-05-01T08:15Z``. A time without a zone is in UTC, and lasts as long as
    its second. Raises ValueError for anything else.
    """
    calendar = _CALENDAR.fullmatch(text)
    try:
        return _days_of(*calendar.group("year", "month", "day")) if calendar else _second_of(text)
    except OverflowError:
        raise ValueError(f"{text[:80]!r} is beyond the calendar") from None


def _days_of(year: str, month: str | None, day: str | None) -> Span:
    first = datetime(int(year), int(month or 1), int(day or 1))  # noqa: DTZ001  all times are UTC without a zone
    if day is not None:
        after = first + timedelta(days=1)
    elif month is not None:
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    else:
        after = first.replace(year=first.year + 1)
    return Span(first, after - _INSTANT)


def _second_of(text: str) -> Span:
    if not _DAY_AND_TIME.match(text):
        raise ValueError(f"{text[:80]!r} is no date")
    moment = datetime.fromisoformat(text)
    utc = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return Span(utc, utc if utc.microsecond else utc.replace(microsecond=999_999))


def moment_in_words(moment: datetime | None) -> str | None:
    """A time (UTC) to the second, such as ``2016-12-31T23:59:59Z``; None for none."""
    return f"{moment.isoformat(timespec='seconds')}Z" if moment is not None else None
