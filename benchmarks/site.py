"""The made-up site: what it says of each country, and which of its pages were saved when."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pycountry

from benchmarks.site_practices import copied, site_practices
from extractors.gfmd.reference.known import reference
from extractors.values.countries import country_named
from tests import generators_lines as lines
from tests.truth import YEARS, BlockTruth, CountryTruth, Part, Place, Printed, Teaser

_BASE = "https://www.gfmd.org/pfp/ppd/"
_PAGES_A_COUNTRY = 5
_TEASERS_A_PAGE = 7
_FEWEST_BLOCKS, _MOST_BLOCKS = 2, 10
_FIRST_COPY = 600_000
"""Copies have numbers of their own, far behind those of the practices."""
_SAVED_FROM = datetime(2019, 5, 1, 8, 0, 0)  # noqa: DTZ001  all times are UTC without a zone
_CAPTURES = (1,) * 14 + (2, 3)
"""How often an address was saved."""
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


class SavedPage(NamedTuple):
    """One saved page: its address, when it was saved (UTC), and what it says of its country."""

    url: str
    saved_at: datetime
    country: CountryTruth

    @property
    def stem(self) -> str:
        """A name for its file, such as ``peru-1-20190503``."""
        slug, _, number = self.url.removeprefix(_BASE).partition("?page=")
        return f"{slug}-{number or 0}-{self.saved_at:%Y%m%d}"


def saved_pages(count: int, seed: int) -> list[SavedPage]:
    """So many saved pages, of as many countries as give each about five; the same for the same seed."""
    rng = Random(seed)
    places = site_countries()
    used = places[: max(1, min(len(places), count // _PAGES_A_COUNTRY))]
    quotas = [count // len(used) + (at < count % len(used)) for at in range(len(used))]
    listings = _listings(rng, [_TEASERS_A_PAGE * (quota + 1) for quota in quotas])
    found = []
    for place, quota, teasers in zip(used, quotas, listings, strict=True):
        found += _pages_of(rng, _country(rng, place), quota, teasers)
    return found


def _pages_of(rng: Random, country: CountryTruth, quota: int, teasers: Sequence[Teaser]) -> list[SavedPage]:
    """The saved pages of one country: ``?page=0, 1, …``, some of them several times."""
    found: list[SavedPage] = []
    number = 0
    while len(found) < quota:
        url = f"{_BASE}{country.place.slug}" + (f"?page={number}" if number else "")
        captures = min(rng.choice(_CAPTURES), quota - len(found))
        for age in range(captures):
            first = _TEASERS_A_PAGE * number + age
            shown = tuple(teasers[first : first + rng.randrange(5, _TEASERS_A_PAGE + 1)])
            day = _SAVED_FROM + timedelta(days=40 * (captures - age), minutes=len(found))
            found.append(SavedPage(url, day, replace(country, teasers=shown)))
        number += 1
    return found


def _listings(rng: Random, sizes: Sequence[int]) -> list[list[Teaser]]:
    """The teasers of each country, so many of each; a shared practice is in the lists of several."""
    found: list[list[Teaser]] = [[] for _ in sizes]
    unfilled = set(range(len(sizes)))
    copies = _FIRST_COPY
    for practice in site_practices(rng):
        for at in rng.sample(sorted(unfilled), min(practice.countries, len(unfilled))):
            copies += 1
            found[at].append(copied(rng, practice, copies))
        unfilled = {at for at in unfilled if len(found[at]) < sizes[at]}
        if not unfilled:
            break
    return found


def _country(rng: Random, place: Place) -> CountryTruth:
    """A country that took part in some editions, all of them told by what their blocks say."""
    years = sorted(rng.sample(YEARS, rng.randrange(_FEWEST_BLOCKS, _MOST_BLOCKS + 1)))
    return CountryTruth(place, tuple(_block(rng, year) for year in years), says_yes=True)


def _block(rng: Random, year: int) -> BlockTruth:
    return BlockTruth(
        edition=year,
        delegate=rng.random() < 0.9,
        money=_part(rng, _unlike(_money(rng, year))),
        roles=_part(rng, _unlike(_roles(rng, year))),
        prep=rng.choice(("yes", "yes", "absent")),
        meetings=_meetings(rng, year),
    )


def _part(rng: Random, found: tuple[Printed, ...]) -> Part:
    return Part("listed", found) if found and rng.random() < 0.7 else Part("none")


def _money(rng: Random, year: int) -> Iterator[Printed]:
    for _ in range(rng.randrange(1, 3)):
        yield rng.choice(lines.money_makers(year))(rng, year)


def _roles(rng: Random, year: int) -> Iterator[Printed]:
    titles = lines.titles_of(year)
    for title in rng.sample(titles, min(len(titles), rng.randrange(1, 4))):
        spelt = lines.misspelt(rng, title) if rng.random() < 0.1 else title.title
        yield lines.guest(rng, title) if rng.random() < 0.15 else lines.role(rng, year, spelt, title)
    if rng.random() < 0.1:
        yield lines.untitled_role(rng)


def _meetings(rng: Random, year: int) -> Part:
    if rng.random() < 0.6:
        return Part("absent")
    making: Callable[[Random, int], Printed] = lines.true_meeting
    return Part("listed", _unlike(making(rng, year) for _ in range(rng.randrange(1, 3))))


def _unlike(found: Iterator[Printed]) -> tuple[Printed, ...]:
    return tuple({line.text: line for line in found}.values())


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
