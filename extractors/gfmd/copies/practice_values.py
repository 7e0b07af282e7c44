"""The values of one practice out of its copies: text, title, author, day, period. No choice depends on their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile
from typing import NamedTuple
from urllib.parse import urlsplit

from extractors.gfmd.copies.passages import is_cut, passage, words_of
from extractors.gfmd.copies.titles import without_strays
from extractors.gfmd.facts import Practice
from extractors.text import plain_dashes, without_accents
from schemas.extraction import Page

_YEAR = r"(?:19|20|21)[0-9]{2}"
_RANGE = re.compile(rf"(?<![0-9])({_YEAR}) ?(?:[-/]|to|until|a|al|hasta|à|até) ?({_YEAR}|[0-9]{{2}})(?![0-9])")
_IN_BRACKETS = re.compile(rf"[(\[] ?({_YEAR}) ?[)\]]")
_HONORIFIC_WORDS = "mr ms mrs mx miss dr prof professor amb ambassador hon sr sra srta mme mlle m eng sir dame h e"
_HONORIFICS = frozenset(_HONORIFIC_WORDS.split())
_FROM_WHOLE_TO_CUT = (False, None, True)


@dataclass(frozen=True, slots=True)
class Shown:
    """A practice as one page shows it, with that page; ``iso3`` is the page's country, for country pages.

    ``whole`` is what another page shows of it, where this page ends before it says enough to know it by.
    """

    page: Page
    iso3: str | None
    practice: Practice
    whole: Practice | None = None


class Author(NamedTuple):
    """Who submitted a practice: the name as printed, whether anonymous, and the names where they differ."""

    name: str | None
    anonymous: bool | None
    differing: tuple[str, ...] = ()


class Day(NamedTuple):
    """When a practice was submitted, and the days where they differ."""

    day: date | None
    differing: tuple[date, ...] = ()


def url_of(shown: Shown) -> str | None:
    """The address of the practice's own page, as the copy or its page gives it."""
    return shown.practice.url or (shown.page.url if shown.page.kind == "practice" else None)


def address_of(shown: Shown) -> str | None:
    """What tells practices of one source apart: the path of the practice's page, whatever the host and scheme."""
    try:
        parts = urlsplit(url_of(shown) or "")
    except ValueError:
        return None
    path = parts.path.rstrip("/").casefold()
    return f"{shown.page.source} {path}?{parts.query}" if path else None


def chosen_copy(copies: Sequence[Shown]) -> Shown:
    """The copy whose text is printed: whole before perhaps cut before cut, then the fullest.

    Of equals it is one that is not in capitals only, then that of the practice's own page, then the usual one.
    """
    counts = Counter(shown.practice.summary or "" for shown in copies)
    letters = {summary: len(passage(summary).flat) for summary in counts}

    def worse(shown: Shown) -> tuple[bool, int, int, bool, bool, int]:
        text, own = shown.practice.summary or "", shown.page.kind == "practice"
        cut = _FROM_WHOLE_TO_CUT.index(shown.practice.truncated)
        return letters[text] == 0, cut, -letters[text], text.isupper(), not own, -counts[text]

    least = min(map(worse, copies))
    best = [shown for shown in copies if worse(shown) == least]
    text = min({shown.practice.summary or "" for shown in best}, key=_calm)
    return min(
        (shown for shown in best if (shown.practice.summary or "") == text),
        key=lambda shown: (shown.page.page_id, shown.practice.span),
    )


def title_of(copies: Sequence[Shown], chosen: Shown) -> str | None:
    """The title printed beside the chosen text, else that of the other copies: uncut before cut, then the fullest.

    Copies of a title in other case or punctuation count as one title, and the soundest of its spellings is given.
    """
    titles = _without_damaged([shown.practice.title for shown in copies if shown.practice.title and not shown.whole])
    beside = [shown.practice.title for shown in copies if shown.practice.summary == chosen.practice.summary]
    whole = [title for title in titles if not is_cut(title)]
    among = [title for title in beside if title in whole] or whole or titles
    words = {title: passage(title).words for title in among}
    letters = {title: "".join(words[title]) for title in among}
    counts = Counter(letters[title] for title in among)
    fullest = min(
        among,
        key=lambda title: (-len(words[title]), -counts[letters[title]], -len(letters[title]), title),
        default=None,
    )
    same = [title for title in whole or titles if fullest and passage(title).flat == passage(fullest).flat]
    return _soundest(same)


def _without_damaged(titles: Sequence[str]) -> list[str]:
    """The titles without those that are another one with letters of damaged text at its words: ``ëLetters Home``."""
    spelt = {passage(title).words for title in titles}
    plain = {title: tuple(without_strays(passage(title).words)) for title in titles}
    return [title for title in titles if plain[title] not in spelt or plain[title] == passage(title).words]


def _by_key(names: Iterable[str], keys: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Names under the key that the spellings of one name share."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(keys[name], []).append(name)
    return found


def author_of(copies: Iterable[Shown]) -> Author:
    """A name beats anonymity, a whole name beats its cut beginning; names that differ give none and are named."""
    practices = [shown.practice for shown in copies]
    names = [practice.submitted_by for practice in practices if practice.submitted_by]
    keys = {name: author_key(name) for name in names}
    fuller = [name for name in names if not (is_cut(name) and _begins_another(keys[name], keys.values()))]
    spellings = _by_key(fuller, keys)
    if len(spellings) > 1:
        return Author(None, anonymous=False, differing=tuple(sorted(map(_usual, spellings.values()))))
    if fuller:
        return Author(_usual(fuller), anonymous=False)
    said = {practice.anonymous for practice in practices} - {None}
    return Author(None, anonymous=(True in said) if said else None)


def author_key(name: str) -> str:
    """What tells one author from another: the letters of a name without honorific, accents and case."""
    words = words_of(without_accents(name))
    named = dropwhile(_HONORIFICS.__contains__, words)
    return "".join(named) or "".join(words)


def day_of(copies: Sequence[Shown]) -> Day:
    """The day that the copies agree on. One day apart is one moment in two time zones: then the own page's day."""
    days = sorted({shown.practice.submitted_on for shown in copies if shown.practice.submitted_on})
    if not days:
        return Day(None)
    if days[-1] - days[0] > timedelta(days=1):
        return Day(None, tuple(days))
    own = [shown.practice.submitted_on for shown in copies if shown.page.kind == "practice"]
    return Day(min((day for day in own if day), default=days[0]))


def period_of(title: str | None) -> tuple[int | None, int | None]:
    """The first and last year of a title: of a range (``2023 - 2026``, ``2021/22``), or one in brackets (``(2019)``).

    A year that merely stands in a title ("Agenda 2030") is a name, not a period, and gives none.
    """
    printed = _RANGE.findall(plain_dashes(title or ""))
    ranges = [(int(first), int(last if len(last) == 4 else first[:2] + last)) for first, last in printed]
    years = [year for first, last in ranges if first <= last for year in (first, last)]
    years += [int(year) for year in _IN_BRACKETS.findall(title or "")]
    return (min(years), max(years)) if years else (None, None)


def _begins_another(flat: str, others: Iterable[str]) -> bool:
    return any(other != flat and other.startswith(flat) for other in others)


def _usual(texts: Sequence[str]) -> str:
    """The most frequent spelling that is not in capitals only; of equally frequent ones the fullest, then calmest."""
    counts = Counter(texts)
    return min(counts, key=lambda text: (text.isupper(), -counts[text], -len(passage(text).flat), _calm(text)))


def _soundest(titles: Sequence[str]) -> str | None:
    """The spelling in sound case, neither in capitals only nor without any; then the most frequent, then calmest."""
    counts = Counter(titles)
    return min(
        counts, key=lambda title: (title.isupper() or title.islower(), -counts[title], _calm(title)), default=None
    )


def _calm(text: str) -> tuple[int, str]:
    """Order by number of capitals, so that "Harbour clinics" stands before "HARBOUR CLINICS"; then by letters."""
    return sum(map(str.isupper, text)), text
