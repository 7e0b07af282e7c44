"""Which country a printed name means: the country library's own names, plus reviewed aliases. Never fuzzy.

A fuzzy search finds Niger for a misspelt Nigeria, so a name that neither the library nor ``aliases.csv`` lists is
not a country. Nor is one that two states bear: "Korea" alone is none. "Congo" alone is the Republic of the Congo, as in
ISO 3166 and the lists of the United Nations, which always name the other state in full. Names of places that stand
among countries and have no code of ISO 3166-1, such as Kosovo, are in ``places_without_code.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import pycountry

from extractors.data_files import csv_rows
from extractors.text import without_accents

_NAMED_TWICE = re.compile(r"([^()]{2,80}) ?\(([^()]{2,80})\)")  # "Myanmar (Burma)"
_WITH_NOTE = re.compile(r"([^()]{2,80}?) ?(?:\([^()]{1,80}\))?\*{0,3}")  # "Kosovo (UNSCR 1244)*"
_APART = re.compile(r"[^0-9a-z]+")


class CountryCode(NamedTuple):
    """A country as the library knows it: both codes and its short English name."""

    iso3: str
    iso2: str
    name: str


def country_named(printed: str) -> CountryCode | None:
    """The country with this name, in any case and with or without accents, or None if no reviewed name fits."""
    iso3 = _codes_by_name().get(folded_name(printed))
    if iso3:
        return country_coded(iso3)
    twice = _NAMED_TWICE.fullmatch(printed)
    first, second = (_codes_by_name().get(folded_name(name)) for name in twice.groups()) if twice else (None, None)
    return country_coded(first) if first and first == second else None


def first_country_named(
    names: Iterable[tuple[str, str]], own_names: Mapping[str, str]
) -> tuple[str, CountryCode] | None:
    """The basis and the country of the first name that tells one, of names that each come with a basis.

    ``own_names`` has the ISO3 codes of folded names that mean a country only where they stand. With
    ``[("name", "none"), ("official_name", "Republic of Austria")]`` it is Austria, by ``official_name``. None if no
    name tells a country.
    """
    for basis, name in names:
        own = own_names.get(folded_name(name))
        country = country_coded(own) if own else country_named(name)
        if country:
            return basis, country
    return None


@cache
def names_of_room(room: str) -> Mapping[str, str]:
    """The ISO3 codes of folded names that mean a country only on the pages of one source, such as ``Virgin Islands``.

    They are in the file ``names.csv`` of its room, with the columns ``name``, ``iso3`` and ``reason``. Raises
    FileNotFoundError where the room has no such file.
    """
    return {folded_name(row["name"]): row["iso3"] for row in csv_rows(room, "names.csv")}


def is_uncoded_place(printed: str) -> bool:
    """Whether this is a place that has no code of its own in ISO 3166-1: ``Kosovo (UNSCR 1244)``, ``West Africa``."""
    named = _WITH_NOTE.fullmatch(printed)
    return named is not None and not country_named(printed) and folded_name(named[1]) in _uncoded_places()


def country_coded(code: str) -> CountryCode | None:
    """The country with this ISO 3166-1 alpha-2 or alpha-3 code, in upper case, or None if there is none."""
    return _countries().get(code)


def folded_name(name: str) -> str:
    """The name as names are compared: without case, accents, punctuation and an article at either end."""
    words = _APART.sub(" ", without_accents(name.replace("&", " and ").casefold())).split()
    words = words[1:] if words[:1] == ["the"] else words
    return " ".join(words[:-1] if words[-1:] == ["the"] else words)  # "Gambia, The"


@cache
def _countries() -> Mapping[str, CountryCode]:
    found: dict[str, CountryCode] = {}
    for country in pycountry.countries:
        code = CountryCode(country.alpha_3, country.alpha_2, getattr(country, "common_name", country.name))
        found[code.iso3] = found[code.iso2] = code
    return found


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Folded names to ISO3. Where two countries share a folded name, the name means neither."""
    claims: dict[str, set[str]] = {}
    aliases = ((row["alias"], row["iso3"]) for row in csv_rows("extractors.values", "aliases.csv"))
    for name, iso3 in (*library_names(), *aliases):
        claims.setdefault(folded_name(name), set()).add(iso3)
    return {name: next(iter(codes)) for name, codes in claims.items() if len(codes) == 1}


def library_names() -> Iterator[tuple[str, str]]:
    """Every name that the country library gives, with its ISO3 code."""
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            name = getattr(country, field, None)
            if name is None:
                continue
            yield name, country.alpha_3
            head, comma, tail = name.partition(", ")
            if comma:  # "Moldova, Republic of" is printed as "Republic of Moldova"
                yield f"{tail} {head}", country.alpha_3


@cache
def _uncoded_places() -> frozenset[str]:
    return frozenset(folded_name(row["name"]) for row in csv_rows("extractors.values", "places_without_code.csv"))
