"""A site of thirty countries with paging, and the command line run against it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.places import PLACES
from tests.rendering_html import ink, page_html
from tests.truth import BlockTruth, CountryTruth, Place, Teaser

MORE = tuple(
    Place(iso2, iso3, name.lower(), name, f"Republic of {name}", north, east)
    for iso2, iso3, name, north, east in (
        ("CL", "CHL", "Chile", (30, 0, "S"), (71, 0, "W")),
        ("EG", "EGY", "Egypt", (27, 0, "N"), (30, 0, "E")),
        ("IT", "ITA", "Italy", (42, 50, "N"), (12, 50, "E")),
        ("JP", "JPN", "Japan", (36, 0, "N"), (138, 0, "E")),
        ("KE", "KEN", "Kenya", (1, 0, "N"), (38, 0, "E")),
    )
)
COUNTRIES = (*PLACES, *MORE)
SLUGS = tuple(place.slug for place in COUNTRIES)


def teaser(place: Place, number: int) -> Teaser:
    """An invented practice with an address of its own."""
    return Teaser(
        f"{place.short_name}: workshop {number}",
        (f"In the ports of {place.short_name} a workshop with the number {number} repairs boats with newcomers.",),
        author="Ms. Anna LINDT",
        anonymous=False,
        number=1000 * (COUNTRIES.index(place) + 1) + number,
    )


def truth(place: Place, page: int) -> CountryTruth:
    """What a page of a country says: on all the same, but for the teasers, of which the last page has none."""
    shown = {0: (1, 2), 1: (3,), 2: ()}[page]
    blocks = (BlockTruth(2007), BlockTruth(2008), BlockTruth(2009))
    return CountryTruth(place, blocks, tuple(teaser(place, number) for number in shown))


def html(country: CountryTruth) -> bytes:
    """The page as it is served."""
    return page_html(country, "definitions", ink(0)).encode()


def path_of(place: Place, page: int = 0) -> str:
    """Where a page is served."""
    return f"/pfp/ppd/{place.slug}" + (f"?page={page}" if page else "")


def site(countries: Sequence[Place] = COUNTRIES) -> dict[str, bytes]:
    """Three pages of each country, and a robots.txt without rules."""
    pages = {path_of(place, page): html(truth(place, page)) for place in countries for page in range(3)}
    return {"/robots.txt": b"User-agent: *\nDisallow:\n", **pages}


def three_changes() -> dict[str, bytes]:
    """Argentina did not prepare for its second edition, a practice of Australia goes on, Bangladesh has a new one."""
    argentina, australia, bangladesh = PLACES[:3]
    first, second, third = truth(argentina, 0).blocks
    said = truth(australia, 1).teasers[0]
    longer = replace(said, paragraphs=(f"{said.paragraphs[0]} Since last spring it lends tools.",))
    shown = truth(bangladesh, 0).teasers
    changed = {
        path_of(argentina): replace(truth(argentina, 0), blocks=(first, replace(second, prep="absent"), third)),
        path_of(australia, 1): replace(truth(australia, 1), teasers=(longer,)),
        path_of(bangladesh): replace(truth(bangladesh, 0), teasers=(*shown, teaser(bangladesh, 9))),
    }
    return {path: html(country) for path, country in changed.items()}


def environment(contact: str | None = "tests@example.org") -> Mapping[str, str]:
    """The environment of a command, with the contact of the tests or none."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PROFILES_")}
    return known if contact is None else {**known, "PROFILES_CONTACT": contact}


def profiles(*words: str | Path, contact: str | None = "tests@example.org") -> subprocess.CompletedProcess[str]:
    """Run the command line to its end, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, words)],
        env=environment(contact),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def local(url: str, data: Path) -> tuple[str, ...]:
    """The options with which a command asks a local copy of the site at once."""
    return ("--base-url", url, "--allow-loopback", "--delay", "0", "--data", str(data))


def json_lines(text: str) -> list[dict[str, Any]]:
    """The JSON lines of a log or of an answer."""
    return [json.loads(line) for line in text.splitlines()]
