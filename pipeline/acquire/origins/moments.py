"""Times as saving tools print them. A time without a zone is no time: nobody knows which hour it was."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# What JavaScript makes of a date (https://tc39.es/ecma262/#sec-todatestring); UnMHT writes a comma behind the weekday.
_JAVASCRIPT = re.compile(
    r"[A-Z][a-z]{2},? (?P<month>[A-Z][a-z]{2}) (?P<day>[0-9]{1,2}) (?P<year>[0-9]{4})"
    r" (?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2}) (?:GMT|UTC)(?P<zone>[+-][0-9]{4})?(?: \(.{0,99}\))?"
)
# The comment of Wayback and OpenWayback, in the time of their 14 digits, which is UTC.
_ARCHIVED = re.compile(
    r"(?P<clock>[0-9]{1,2}:[0-9]{2}:[0-9]{2}) (?P<month>[A-Z][a-z]{2}) (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4})"
)
_UTC = re.compile(r"-0000(?=\Z| \()")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST = 200


def moment_told(printed: str) -> datetime | None:
    """The moment that a date with its zone tells, in UTC without a zone, or None if it lacks a zone or can't be read.

    ``Wed May 01 2019 10:15:30 GMT+0200 (Central European Summer Time)``, ``Wed, 01 May 2019 08:15:30 GMT`` and
    ``2019-05-01T08:15:30.000Z`` are the same moment.
    """
    text = printed.strip()[:_LONGEST]
    return _javascript(text) or _iso(text) or moment_of_mail(text)


def archived_moment(printed: str) -> datetime | None:
    """The moment in an archive's closing comment: ``08:15:30 May 01, 2019``, or None if it can't be read."""
    match = _ARCHIVED.fullmatch(printed)
    return _put_together(match) if match else None


def _javascript(text: str) -> datetime | None:
    match = _JAVASCRIPT.fullmatch(text)
    return _put_together(match, match["zone"] or "") if match else None


def _put_together(match: re.Match[str], zone: str = "") -> datetime | None:
    """The moment of the parts of a date; UTC where there is no zone such as ``+0200``."""
    if match["month"] not in _MONTHS:
        return None
    month = _MONTHS.index(match["month"]) + 1
    return _iso(f"{match['year']}-{month:02}-{match['day']:0>2}T{match['clock']:0>8}{zone or '+0000'}")


def _iso(text: str) -> datetime | None:
    try:
        return _in_utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def moment_of_mail(text: str) -> datetime | None:
    """The moment in a date of RFC 5322; its ``-0000`` is UTC as well (3.3), told by a system in whatever zone."""
    try:
        return _in_utc(parsedate_to_datetime(_UTC.sub("+0000", text)))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else None
    except OverflowError:
        # In another time zone, the first and the last day of the calendar have no time in UTC.
        return None
