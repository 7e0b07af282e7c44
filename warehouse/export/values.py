"""How values are written where a format has no type for them."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

Plain = str | int | float | bool | list["Plain"] | None


def json_value(value: object) -> Plain:
    """A value for JSON: dates as ISO 8601 (times in UTC, with Z), exact amounts as numbers where a float holds them.

    ``date(2020, 1, 31)`` gives ``"2020-01-31"``, ``Decimal("1200.50")`` gives ``1200.5``.
    """
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value) if is_exact(value) else str(value)
    if isinstance(value, list | tuple):
        return [json_value(one) for one in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)


def is_exact(amount: Decimal) -> bool:
    """Whether a float keeps every digit of an amount: not so of 1234567890123456.78."""
    return Decimal(str(float(amount))) == amount


def array_text(values: object) -> str:
    """A list as the text of a JSON array: ``["BEL", "PHL"]``."""
    return json.dumps(json_value(values), ensure_ascii=False)
