"""Places as the pages print them: ``in New York, USA.``, ``Geneva (Switzerland)``, ``(online)``."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.data_files import listed
from extractors.text import DASH, DASHES
from extractors.values.countries import country_named

_BEFORE_PLACE = re.compile(rf"^(?:[ ,.;:]|{DASH}|\b(?:held )?in\b|\b(?:at|à|en|em)\b|20[0-9]{{2}}\b)+", re.IGNORECASE)
_YEAR_AFTER = re.compile(r"[ ,]{1,3}(?:19|20)[0-9]{2}\.?$")
_MODE = re.compile(
    r"(?: and| &|[ ,;]){0,3} ?\(?\b(?:online|on-line|virtual(?:ly)?|hybrid|by video ?-?conference|via \w{1,20})\b"
    r"(?: (?:format|mode|meeting|event))?\)?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"(.{0,80}?) ?\(([^()]{2,60})\)")
_BEFORE_COUNTRY = re.compile(rf" ?[,/] ?| {DASH} ")
_SHORT = re.compile(r"(?:\b[A-Z]\.){2}")  # "D.C." keeps its last stop
_ROOM = "extractors.values"
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ELIDED = re.compile(r"[dl]['’][^\W\d_]")  # "Côte d’Ivoire"
_SEVERAL = re.compile(r"\band\b|&", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_SENTENCE_END = re.compile(r"(?<=[a-z]{3})\. .*")
_ASIDE = re.compile(r" ?\((?:[a-z]|[^()]*[0-9])[^()]*\)?")
_LONGEST = 80


class Place(NamedTuple):
    """A printed place: the city, and the country where one is named after it."""

    city: str | None
    country_iso3: str | None


def read_place(printed: str) -> Place:
    """City and country of a place; the country is the last part that names one. No place, or several, gives neither.

    ``read_place(" in Vienna, Austria, as a follow-up of Madrid")`` gives Vienna and AUT: a place ends where its names
    do.
    """
    place = _MODE.sub("", _names_only(_BEFORE_PLACE.sub("", printed))).strip(" ,;")
    place = _YEAR_AFTER.sub("", _BEFORE_PLACE.sub("", place)).rstrip(",; ")
    place = place if _SHORT.search(place[-4:]) else place.rstrip(".,; ")
    if not place or len(place) > _LONGEST or any(c.isdigit() for c in place):
        return Place(None, None)
    whole = country_named(place)
    if whole:
        return Place(None, whole.iso3)
    return _before_country(place) or _in_brackets(place) or Place(_city(place), None)


def _before_country(place: str) -> Place | None:
    """A city with its country behind a mark: ``Kinshasa, Congo (Kinshasa)``, or None if no country stands there."""
    for mark in _BEFORE_COUNTRY.finditer(place):
        is_within_bracket = "(" in place[: mark.start()]
        country = None if is_within_bracket else country_named(place[mark.end() :])
        if country:
            city = _city(place[: mark.start()])
            return Place(city, None if _SEVERAL.search(place[: mark.start()]) else country.iso3)
    return None


def _in_brackets(place: str) -> Place | None:
    """A place with a country or an aside in brackets behind it: ``Geneva (Switzerland)``; None without brackets."""
    match = _IN_BRACKETS.fullmatch(place)
    country = country_named(match[2]) if match else None
    if match and country:
        return Place(_city(match[1]), country.iso3)
    return read_place(match[1] or match[2]) if match else None


def _names_only(printed: str) -> str:
    """A text up to the first word that is part of no name: ``Vienna, Austria, as a …``, ``Bern. It was …``."""
    text = _ASIDE.sub("", _SENTENCE_END.sub("", printed))
    outside = _BRACKETS.sub(lambda match: " " * len(match[0]), text)
    within_places = listed(_ROOM, "small_words_of_places") | listed(_ROOM, "words_around_places")
    for word in _WORD.finditer(outside):
        if word[0][0].islower() and word[0] not in within_places and not _ELIDED.match(word[0]):
            return text[: word.start()].rstrip(f" ,;:{DASHES}")
    return text


def _city(printed: str) -> str | None:
    """The words as a city's name, or None if they are not written like one."""
    words = printed.replace(",", " ").replace("-", " ").replace("/", " ").split()
    small_words = listed(_ROOM, "small_words_of_places")
    named = all(
        word[:1].isupper() or word.casefold().strip("'’") in small_words or "'" in word or _ELIDED.match(word)
        for word in words
    )
    return printed.strip() if words and named and words[0][:1].isupper() else None
