"""The reference files and what each of their columns may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import get_args

from extractors.gfmd.records import TermScheme
from extractors.values.countries import country_coded

ALIASES = "aliases.csv"
PLACES = "places_without_code.csv"
NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_YEAR = re.compile(r"20[0-9]{2}")
_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,79}")
Complaint = str | None
"""What is wrong with a cell, as the end of a sentence, or None if nothing is."""


def _present(cell: str) -> Complaint:
    return None if cell.strip() else "is empty"


def _anything(_cell: str) -> Complaint:
    return None


def _like(pattern: re.Pattern[str], what: str) -> Callable[[str], Complaint]:
    return lambda cell: None if pattern.fullmatch(cell) else f"is {cell!r}, which is no {what}"


def _is_one_of(*allowed: str) -> Callable[[str], Complaint]:
    return lambda cell: None if cell in allowed else f"is {cell!r}, not one of {', '.join(allowed)}"


def _iso_day(cell: str) -> Complaint:
    complaint = f"is {cell!r}, which is no date such as 2016-03-29"
    if not _DAY.fullmatch(cell):
        return complaint
    try:
        date.fromisoformat(cell)
    except ValueError:
        return complaint
    return None


def _country_code(cell: str) -> Complaint:
    found = country_coded(cell)
    return None if found and found.iso3 == cell else f"is {cell!r}, which is no ISO 3166-1 alpha-3 code"


def _country_codes(cell: str) -> Complaint:
    return next((complaint for code in cell.split(";") if (complaint := _country_code(code))), None)


def _or_empty(rule: Callable[[str], Complaint]) -> Callable[[str], Complaint]:
    return lambda cell: rule(cell) if cell else None


_year = _like(_YEAR, "year of this century")

COLUMNS: Mapping[str, Mapping[str, Callable[[str], Complaint]]] = {
    "editions.csv": {
        "edition": _year,
        "number": _like(NUMBER, "number from 1"),
        "label": _present,
        "chair_iso3": _country_codes,
        "host_city": _anything,
        "host_iso3": _country_code,
        "starts_on": _iso_day,
        "ends_on": _iso_day,
        "meetings_from": _iso_day,
        "meetings_until": _iso_day,
        "window_basis": _present,
        "source": _present,
        "note": _anything,
    },
    "roundtables.csv": {
        "roundtable_id": _present,
        "edition": _year,
        "kind": _is_one_of("roundtable", "cluster", "theme"),
        "code": _present,
        "title": _present,
        "spelling": _is_one_of("main", "variant"),
        "source": _present,
        "note": _anything,
    },
    "meetings.csv": {
        "meeting_id": _present,
        "edition": _or_empty(_year),
        "kind": _is_one_of("prep", "thematic", "dialogue"),
        "title": _present,
        "starts_on": _or_empty(_iso_day),
        "ends_on": _or_empty(_iso_day),
        "city": _anything,
        "country_iso3": _or_empty(_country_code),
        "source": _present,
        "note": _anything,
    },
    "slugs.csv": {"slug": _like(_SLUG, "slug of an address"), "iso3": _country_code},
    "terms.csv": {"scheme": _is_one_of(*get_args(TermScheme)), "code": _anything, "term": _present},
    ALIASES: {"alias": _present, "iso3": _country_code, "reason": _present},
    PLACES: {"name": _present, "reason": _present},
}
"""The files, with the rule of each column. A rule gives what is wrong with a cell, or None."""
