"""Editions that a text names.

It does so by a year (``GFMD 2017-2018``, ``the 2010 GFMD budget``), by the place of the summit (``the Athens Summit``)
or by its number (``the Third GFMD``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from extractors.data_files import meanings
from extractors.gfmd.reference.known import reference
from extractors.text import kept_by_text, plain_dashes, without_accents
from extractors.values.countries import country_coded

_YEARS = r"(20[0-9]{2}(?: ?[-/] ?(?:20)?[0-9]{2}(?![0-9])|(?:, ?| and | or | & )20[0-9]{2}){0,5})"
_YEAR = re.compile(r"[0-9]{4}|[0-9]{2}")
_BY_YEAR = (
    re.compile(rf"\bGFMD(?:['’]s)? (?:Summit )?(?:in )?{_YEARS}\b", re.IGNORECASE),
    re.compile(rf"\b{_YEARS} (?:GFMD|Global Forum)\b", re.IGNORECASE),
    re.compile(rf"\bGlobal Forum(?: on Migration and Development)?,? (?:in )?{_YEARS}\b", re.IGNORECASE),
)
# "Friends of the Forum" meet between summits, in any city.
_SUMMIT = (
    r"(?<!friends of the )(?:(?:GFMD|Global Forum(?: on Migration and Development)?|Forum)"
    r"(?:['’]s)?(?: Summit(?: Meeting)?)?|Summit(?: Meeting)?(?: of the (?:GFMD|Global Forum))?)"
)
_LEADS_TO_PLACE = r"(?:(?:held )?(?:in|at|of) |(?:de|en|em|a) |d['’])"
# fmt: off
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)
# fmt: on
_NUMBERED = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<figure>[0-9]{{1,2}})(?:st|nd|rd|th)) (?:annual )?{_SUMMIT}\b",
    re.IGNORECASE,
)


class NamedEdition(NamedTuple):
    """Words that name an edition, where they stand, and the editions that they can mean.

    ``by_year`` says that a year names it, which may also be that of something else; a place or a number may not.
    """

    start: int
    end: int
    editions: tuple[int, ...]
    by_year: bool


def editions_named(text: str) -> tuple[int, ...]:
    """The editions that the words of a text can mean, in order; ``"2010 GFMD budget"`` gives 2010."""
    return tuple(sorted({edition for named in names_of_editions(text) for edition in named.editions}))


@kept_by_text
def names_of_editions(text: str) -> tuple[NamedEdition, ...]:
    """The places of a text that name an edition, in order.

    "Summit of Geneva" can be that of 2011 or that of 2024. A number beyond the last edition names none.
    """
    plain = plain_dashes(text)
    return tuple(sorted([*_named_by_year(plain), *_named_by_place(plain), *_named_by_number(plain)]))


def _named_by_year(text: str) -> Iterator[NamedEdition]:
    for match in (m for pattern in _BY_YEAR for m in pattern.finditer(text)):
        years = (int(year.rjust(4, "0")) % 100 + 2000 for year in _YEAR.findall(match[1]))
        editions = tuple(edition for year in years for edition in _editions_of(year))
        yield NamedEdition(match.start(), match.end(), editions, by_year=True)


def _editions_of(year: int) -> Iterator[int]:
    """The editions that "GFMD 2013" can mean: that year's summit, and the one in preparation in the middle of the year.

    The site files the forum of January 2020 under 2019, and calls that of January 2021 GFMD 2020.
    """
    middle = date(year, 6, 15)
    for e in reference().editions:
        if e.edition == year or e.meetings_from <= middle <= e.meetings_until:
            yield e.edition


def _named_by_place(text: str) -> Iterator[NamedEdition]:
    plain = without_accents(text) if len(without_accents(text)) == len(text) else text
    for match in _place_pattern().finditer(plain):
        place = match["before"] or match["behind"]
        yield NamedEdition(match.start(), match.end(), _editions_by_place()[place.casefold()], by_year=False)


def editions_by_cities(text: str) -> tuple[int, ...]:
    """The editions whose host city a text names, whatever it says of it: ``delegates travelling to Athens``."""
    words = without_accents(plain_dashes(text)).casefold()
    return tuple(
        e.edition
        for e in reference().editions
        if e.host_city and re.search(rf"\b(?:{_city_pattern(e.host_city)})\b", words)
    )


def _city_pattern(city: str) -> str:
    """A pattern of the names of a host city, without accents and in small letters."""
    others = (spelling for spelling, host in _city_spellings().items() if host == city)
    return "|".join(re.escape(without_accents(name).casefold()) for name in (city, *others))


def _named_by_number(text: str) -> Iterator[NamedEdition]:
    by_number = {edition.number: edition.edition for edition in reference().editions}
    for match in _NUMBERED.finditer(text):
        number = int(match["figure"]) if match["figure"] else _ORDINALS.index(match["word"].casefold()) + 1
        if number in by_number:
            yield NamedEdition(match.start(), match.end(), (by_number[number],), by_year=False)


def _city_spellings() -> Mapping[str, str]:
    """The host cities as other languages and spellings have them, without accents: ``Atenas`` is ``Athens``."""
    return meanings("extractors.gfmd.reference", "city_spellings")


@cache
def _editions_by_place() -> dict[str, tuple[int, ...]]:
    """The editions whose summit was in a city or country, by its name in small letters."""
    found: dict[str, list[int]] = {}
    for edition in reference().editions:
        country = country_coded(edition.host_iso3)
        for name in (edition.host_city, country.name if country else None):
            if name:
                found.setdefault(without_accents(name).casefold(), []).append(edition.edition)
    for spelling, city in _city_spellings().items():
        found[spelling.casefold()] = found[city.casefold()]
    return {name: tuple(editions) for name, editions in found.items()}


@cache
def _place_pattern() -> re.Pattern[str]:
    """A summit and its place. A country before the word may be the one that pays: "Sweden GFMD contribution"."""
    cities = {without_accents(e.host_city).casefold() for e in reference().editions if e.host_city}
    cities |= {spelling.casefold() for spelling in _city_spellings()}
    before, behind = ("|".join(sorted(map(re.escape, names), key=len)) for names in (cities, _editions_by_place()))
    return re.compile(
        rf"\b(?P<before>{before}) {_SUMMIT}\b"
        rf"|\b(?:{_SUMMIT}|cumbre|sommet|cimeira|cupula),? {_LEADS_TO_PLACE}?(?P<behind>{behind})\b",
        re.IGNORECASE,
    )
