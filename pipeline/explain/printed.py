"""Whether a line prints a value: as its words, its digits, its date, or its degrees and minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from extractors.values.coordinates import read_coordinate
from extractors.values.dates import PrintedDate, dates_in

Printed = Callable[[str], bool]

_JOINTS = re.compile(r"[_\-\s]+")
_PARTS = re.compile(r"[,;:]")
_FIGURE = re.compile(r"[0-9]+(?:[.,'’\u00a0\u202f ][0-9]+)*")
_NO_DIGIT = re.compile(r"[^0-9]+")
_SHORTEST_PART = 4


def printing(value: object) -> Printed:
    """What tells whether a line prints a value; no line prints yes, no or nothing.

    ``-10.5`` is printed by ``10 30 S``, ``1200.50`` by ``USD 1,200.50``, ``co_chair`` by ``Co-Chair in RT 1.1``, and
    ``date(2011, 6, 8)`` by ``8-9 June 2011, Vienna``.
    """
    if isinstance(value, list | tuple):
        tests = [printing(one) for one in value]
        return lambda line: any(test(line) for test in tests)
    if value is None or isinstance(value, bool):
        return lambda _: False
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return lambda line: _has_day(line, day)
    if isinstance(value, int | float | Decimal):
        return lambda line: _has_number(line, value)
    return lambda line: _has_text(line, str(value))


def _has_text(line: str, value: str) -> bool:
    """Whether the words of a value stand on a line, or the line is one of those that a long value was joined from."""
    words, printed = _folded(value), _folded(line)
    if len(printed) >= _SHORTEST_PART and printed in words:
        return True
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", printed) is not None


def _folded(text: str) -> str:
    return _JOINTS.sub(" ", text.casefold()).strip()


def _has_number(line: str, value: float | Decimal) -> bool:
    """Whether a line has the digits of a number, however it groups them, or a coordinate of that value."""
    forms = {_NO_DIGIT.sub("", form) for form in _forms(value)}
    if any(_NO_DIGIT.sub("", figure) in forms for figure in _FIGURE.findall(line)):
        return True
    return isinstance(value, float) and any(_is_coordinate(part.strip(), value) for part in _PARTS.split(line))


def _forms(value: float | Decimal) -> tuple[str, ...]:
    """How a number may be written: 1200.5 as such, and as 1200.50; 1200 also as 1200.00."""
    whole = str(int(value)) if value == int(value) else str(value)
    return (whole, f"{value:.2f}")


def _is_coordinate(part: str, value: float) -> bool:
    found = read_coordinate(part)
    return found is not None and abs(found.degrees - value) < 1e-9


def _has_day(line: str, day: date) -> bool:
    found = (one for one in dates_in(line) if isinstance(one, PrintedDate))
    return any(day in (one.first, one.last) for one in found)
