"""The practices of the made-up site, and the teasers that countries show of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from tests.generated_teasers import FIRST_WORDS, HEAD_WORDS, NAMES, PEOPLE, PLACES, SENTENCES, THINGS
from tests.truth import Teaser

_SYLLABLES = (
    "ta",
    "rvel",
    "lo",
    "mir",
    "ande",
    "sko",
    "vi",
    "un",
    "bre",
    "zal",
    "do",
    "quen",
    "ri",
    "fja",
    "oss",
    "pe",
)
_SPANISH = (
    "En {village} las familias que regresan reciben una llave, una cama y un mapa del mercado durante tres semanas.",
    "El ayuntamiento de {village} paga a dos maestras que enseñan por la noche a quienes trabajan en la cosecha.",
    "Un autobús sale cada lunes de {village} y entrega los documentos a quienes los pidieron allí mismo.",
    "Los vecinos guardan las herramientas de {village} y las prestan sin cobrar a quien llega sin ellas.",
)
_FRENCH = (
    "À {village} les artisans prêtent leurs outils pendant deux mois à ceux qui viennent d’arriver dans la vallée.",
    "La commune de {village} publie chaque année ce que l’atelier a coûté et le nombre de ceux qui y ont travaillé.",
    "Une infirmière de {village} reçoit sans rendez-vous les marins et leurs familles, le soir, près du port.",
    "Les enfants de {village} dessinent leur maison d’autrefois, et les dessins sont exposés à la mairie.",
)
_LONGEST_TEXT = 500
_SHARED = 0.35
_MOST_COUNTRIES = 5
_FIRST_NUMBER = 1000
_FIRST_DAY = date(2012, 1, 2)
_DAYS = 4000


class SitePractice(NamedTuple):
    """A practice as the first country shows it, how many countries show it, and how the copies of some differ."""

    teaser: Teaser
    countries: int
    difference: Callable[[Teaser], Teaser]


def site_practices(rng: Random) -> Iterator[SitePractice]:
    """Practices without end, no two with the same words in the title."""
    titles: set[str] = set()
    number = _FIRST_NUMBER
    while True:
        village = _village(rng)
        title = _title(rng, village)
        if title.casefold() not in titles:
            titles.add(title.casefold())
            number += 1
            shared = rng.randrange(2, _MOST_COUNTRIES + 1) if rng.random() < _SHARED else 1
            difference = rng.choice((_other_case, _other_dashes, _cut))
            yield SitePractice(_teaser(rng, title, village, number), shared, difference)


def copied(rng: Random, practice: SitePractice, number: int) -> Teaser:
    """The teaser as another country shows it: the same, cut, or entered anew in other letters, under another number."""
    if rng.random() < 0.5:
        return practice.teaser
    changed = practice.difference(practice.teaser)
    return changed if practice.difference is _cut else replace(changed, number=number)


def _other_case(teaser: Teaser) -> Teaser:
    return replace(teaser, title=(teaser.title or "").upper())


def _other_dashes(teaser: Teaser) -> Teaser:
    title = (teaser.title or "").replace("–", "-")
    return replace(teaser, title=title, paragraphs=tuple(text.replace("–", "-") for text in teaser.paragraphs))


def _cut(teaser: Teaser) -> Teaser:
    text = teaser.paragraphs[0]
    kept = text[: max(120, len(text) * 2 // 3)].rpartition(" ")[0].rstrip(" .,;")
    return replace(teaser, paragraphs=(f"{kept} …",))


def _village(rng: Random) -> str:
    return "".join(rng.sample(_SYLLABLES, rng.randrange(2, 4))).capitalize()


def _title(rng: Random, village: str) -> str:
    head = f"{rng.choice(FIRST_WORDS)} {rng.choice(HEAD_WORDS)}"
    people, place, thing = (_capitals(rng.choice(words)) for words in (PEOPLE, PLACES, THINGS))
    year = rng.randrange(2010, 2020)
    return rng.choice(
        (
            f"{head} of {people} in {village}",
            f"{head} at the {place} of {village}",
            f"{village}: a {thing} for {people}",
            f"{people} and the {head} of {village} {year} – {year + 3}",
        )
    )


def _capitals(words: str) -> str:
    return " ".join(word.capitalize() for word in words.split())


def _teaser(rng: Random, title: str, village: str, number: int) -> Teaser:
    anonymous = rng.random() < 0.1
    return Teaser(
        title,
        _paragraphs(rng, village),
        author=None if anonymous else rng.choice(NAMES),
        anonymous=anonymous,
        number=number,
        day=_FIRST_DAY + timedelta(days=rng.randrange(_DAYS)),
    )


def _paragraphs(rng: Random, village: str) -> tuple[str, ...]:
    """One or two paragraphs, cut as the site cuts texts."""
    language = rng.choice(("en",) * 8 + ("es", "fr"))
    if language == "en":
        sentences = [_english(rng, text, village) for text in rng.sample(SENTENCES, rng.randrange(3, 7))]
    else:
        sentences = [text.format(village=village) for text in rng.sample(_SPANISH if language == "es" else _FRENCH, 4)]
    text = " ".join(sentences)
    if len(text) > _LONGEST_TEXT:
        return (text[:_LONGEST_TEXT].rpartition(" ")[0].rstrip(" .,;–") + " …",)
    return (" ".join(sentences[:2]), " ".join(sentences[2:]))


def _english(rng: Random, text: str, village: str) -> str:
    people, thing = rng.choice(PEOPLE), rng.choice(THINGS)
    place = f"{rng.choice(PLACES)} of {village}"
    number = rng.choice(("three", "seven", "twelve", "twenty"))
    return text.format(People=people.capitalize(), people=people, place=place, thing=thing, number=number)
