"""Which country a profile is about, and where it lies.

The code that a profile prints is GEC (once FIPS 10-4), not ISO: ``NG`` is Niger. So only names tell the country.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from extractors.factbook.fields import Leaf, said
from extractors.values.countries import CountryCode, country_coded, country_named, folded_name
from schemas.extraction import Identity, Issue, Span
from schemas.snapshot import Refusal

_PAIR = re.compile(
    r"(?P<label>[^:,;0-9]{0,60}: ?)?(?P<latitude>[0-9]{1,2}) (?P<north_minutes>[0-5]?[0-9]) (?P<ns>[NS]), "
    r"(?P<longitude>[0-9]{1,3}) (?P<east_minutes>[0-5]?[0-9]) (?P<ew>[EW])"
)
_MAIN_PART = "metropolitan"  # France: the pairs behind it are those of its departments overseas


class Names(NamedTuple):
    """The names that a profile prints; ``none`` is printed where there is none, and is None here."""

    short: Leaf | None
    long: Leaf | None
    title: Leaf | None


class Point(NamedTuple):
    """A printed pair of coordinates in decimal degrees."""

    latitude: float
    longitude: float


def read_identity(leaves: Sequence[Leaf]) -> tuple[Identity | Refusal, tuple[Issue, ...]]:
    """The country of a profile, or the refusal ``no_iso_country``, and what its coordinates leave open."""
    names = read_names(leaves)
    told = next(_told(names), None)
    if told is None:
        shown = next((leaf.text for leaf in names if leaf), "The profile")
        message = f"{shown} is no country of ISO 3166-1. A right name can go into aliases.csv."
        return Refusal("no_iso_country", message), ()
    basis, country = told
    where = next(said(leaves, "Geography", "Geographic coordinates"), None)
    point = read_point(where.text) if where else None
    used = [leaf.line.number for leaf in (*names, where if point else None) if leaf]
    identity = Identity(
        iso3=country.iso3,
        iso2=country.iso2,
        name=country.name,
        code_basis=basis,
        official_name=names.long.text if names.long else None,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        printed_name=next((leaf.text for leaf in names if leaf), None),
        spans=tuple(Span(number, number) for number in sorted(used)),
    )
    return identity, () if point or not where else (_unread(where),)


def read_names(leaves: Sequence[Leaf]) -> Names:
    """The names of the profile. One form prints a name of its own above its sections too."""
    named = {leaf.subfield: leaf for leaf in said(leaves, "Government", "Country name") if leaf.text.lower() != "none"}
    title = next((leaf for leaf in leaves if (leaf.section, leaf.field, leaf.part) == ("name", "", "")), None)
    return Names(named.get("conventional short form"), named.get("conventional long form"), title)


def _told(names: Names) -> Iterator[tuple[str, CountryCode]]:
    """The country by each name that tells one, with the basis that ``countries.code_basis`` gives."""
    for basis, leaf in (("name", names.short), ("official_name", names.long), ("name", names.title)):
        country = _country(leaf.text) if leaf else None
        if country:
            yield basis, country


def _country(name: str) -> CountryCode | None:
    own = _own_names().get(folded_name(name))
    return country_coded(own) if own else country_named(name)


@cache
def _own_names() -> Mapping[str, str]:
    """Names that mean a country only here, such as ``Virgin Islands``."""
    text = resources.files("extractors.factbook").joinpath("names.csv").read_text(encoding="utf-8")
    return {folded_name(row["name"]): row["iso3"] for row in csv.DictReader(text.splitlines())}


def read_point(printed: str) -> Point | None:
    """Latitude and longitude in decimal degrees: ``18 4 N, 63 2 W`` is 18.0667 and -63.0333.

    A pair counts that is all of the text, else the one that is labelled as the main part of a country, as in
    ``metropolitan France: 46 00 N, 2 00 E French Guiana: 4 00 N, 53 00 W``; else nobody can tell which is meant, nor
    what a text means that says more, such as ``9 10 00 S, 76 00 W``.
    """
    pairs = list(_PAIR.finditer(printed))
    main = [pair for pair in pairs if _MAIN_PART in (pair["label"] or "")]
    counting = [pair for pair in pairs if pair.group() == printed] or main
    if len(counting) != 1:
        return None
    (pair,) = counting
    latitude = _degrees(pair["latitude"], pair["north_minutes"], pair["ns"])
    longitude = _degrees(pair["longitude"], pair["east_minutes"], pair["ew"])
    return Point(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _degrees(degrees: str, minutes: str, hemisphere: str) -> float:
    value = int(degrees) + int(minutes) / 60
    return -value + 0.0 if hemisphere in "SW" else value


def _unread(where: Leaf) -> Issue:
    message = f"{where.text[:80]!r} is no single pair of coordinates and was not used."
    return Issue("warning", "identity_unreadable", message, Span(where.line.number, where.line.number))
