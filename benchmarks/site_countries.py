"""The countries of the made-up site, as it prints them: true codes and names, coordinates within the country."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pycountry

from extractors.gfmd.reference.known import reference
from extractors.values.countries import country_named
from tests.truth import Place

_NAMES = {
    "CIV": "Ivory Coast",
    "COD": "Congo (Kinshasa)",
    "COG": "Congo (Brazzaville)",
    "CPV": "Cape Verde",
    "MMR": "Burma",
    "SWZ": "Swaziland",
    "TUR": "Turkey",
}
"""What the site calls some countries, unlike the country library."""
_BOXES = Path(__file__).parent.parent / "warehouse" / "country_boxes.csv"


def site_countries() -> tuple[Place, ...]:
    """The members of the Forum whose pages are known, then all other countries, each by its ISO codes.

    Countries come by the order of their ISO3 codes, so that the same library gives the same countries.
    """
    slugs = {iso3: slug for slug, iso3 in reference().slugs.items()}
    found = sorted(_places(slugs), key=lambda place: place.iso3)
    return tuple(sorted(found, key=lambda place: place.iso3 not in slugs))


def _places(slugs: Mapping[str, str]) -> Iterator[Place]:
    centres = dict(_centres())
    for country in pycountry.countries:
        known = country_named(country.name)
        if known is not None and known.iso3 in centres:
            north, east = centres[known.iso3]
            official = getattr(country, "official_name", country.name)
            yield Place(
                known.iso2,
                known.iso3,
                slugs.get(known.iso3, _slug(known.name)),
                _NAMES.get(known.iso3, known.name),
                official,
                _angle(north, "N", "S"),
                _angle(east, "E", "W"),
            )


def _centres() -> Iterator[tuple[str, tuple[float, float]]]:
    """The middle of the box of each country, but of those that the 180th meridian divides."""
    with _BOXES.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            south, west, north, east = (float(row[side]) for side in ("south", "west", "north", "east"))
            if west < east:
                yield row["iso3"], ((south + north) / 2, (west + east) / 2)


def _angle(degrees: float, positive: str, negative: str) -> tuple[int, int, str]:
    """Degrees and minutes as the site prints them: ``-10.5`` is ``10 30 S``."""
    size = abs(degrees)
    return int(size), round(size % 1 * 60), positive if degrees >= 0 else negative


def _slug(name: str) -> str:
    letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name.lower())
    return "-".join(letters.split())
