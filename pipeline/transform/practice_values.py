"""The values of one practice out of its copies: text, title, author, day, period. No choice depends on their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.transform.matching import is_cut, passage
from schemas.extraction import Page, Practice

_YEAR = r"(?:19|20|21)[0-9]{2}"
_RANGE = re.compile(rf"(?<![0-9])({_YEAR}) ?(?:[-‐‑‒–—/]|to|until|a|al|hasta|à|até) ?({_YEAR}|[0-9]{{2}})(?![0-9])")
_IN_BRACKETS = re.compile(rf"[(\[] ?({_YEAR}) ?[)\]]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A practice as one page shows it, with that page; ``iso3`` is the page's country, for country pages."""

    page: Page
    iso3: str | None
    practice: Practice


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
    """The copy whose text is printed: uncut before cut, then the fullest, the own page, the usual spelling."""
    counts = Counter(shown.practice.summary or "" for shown in copies)
    letters = {summary: len(passage(summary).flat) for summary in counts}

    def worse(shown: Shown) -> tuple[bool, bool, int, bool, int]:
        text, own = shown.practice.summary or "", shown.page.kind == "practice"
        return letters[text] == 0, shown.practice.truncated, -letters[text], not own, -counts[text]

    least = min(map(worse, copies))
    best = [shown for shown in copies if worse(shown) == least]
    text = min({shown.practice.summary or "" for shown in best}, key=_calm)
    return min(
        (shown for shown in best if (shown.practice.summary or "") == text),
        key=lambda shown: (shown.page.page_id, shown.practice.span),
    )


def title_of(copies: Sequence[Shown], chosen: Shown) -> str | None:
    """The title printed beside the chosen text, in its usual spelling; else the fullest of the other copies."""
    beside = [shown for shown in copies if shown.practice.summary == chosen.practice.summary]
    for group in (beside, copies):
        titles = [shown.practice.title for shown in group if shown.practice.title]
        whole = [title for title in titles if not is_cut(title)]
        if whole:
            return _usual(whole)
    cut = [shown.practice.title for shown in copies if shown.practice.title]
    return min(cut, key=lambda title: (-len(passage(title).flat), _calm(title)), default=None)


def author_of(copies: Iterable[Shown]) -> Author:
    """A name beats anonymity, a whole name beats its cut beginning; names that differ give none and are named."""
    practices = [shown.practice for shown in copies]
    names = [practice.submitted_by for practice in practices if practice.submitted_by]
    flats = {name: passage(name).flat for name in names}
    fuller = [name for name in names if not (is_cut(name) and _begins_another(flats[name], flats.values()))]
    if len({flats[name] for name in fuller}) > 1:
        spelt = {flats[name]: _usual([other for other in fuller if flats[other] == flats[name]]) for name in fuller}
        return Author(None, anonymous=False, differing=tuple(sorted(spelt.values())))
    if fuller:
        return Author(_usual(fuller), anonymous=False)
    said = {practice.anonymous for practice in practices} - {None}
    return Author(None, anonymous=(True in said) if said else None)


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
    ranges = [
        (int(first), int(last if len(last) == 4 else first[:2] + last)) for first, last in _RANGE.findall(title or "")
    ]
    years = [year for first, last in ranges if first <= last for year in (first, last)]
    years += [int(year) for year in _IN_BRACKETS.findall(title or "")]
    return (min(years), max(years)) if years else (None, None)


def _begins_another(flat: str, others: Iterable[str]) -> bool:
    return any(other != flat and other.startswith(flat) for other in others)


def _usual(texts: Sequence[str]) -> str:
    """The most frequent spelling; of equally frequent ones the calmest."""
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], _calm(text)))


def _calm(text: str) -> tuple[int, str]:
    """Order by number of capitals, so that "Harbour clinics" stands before "HARBOUR CLINICS"; then by letters."""
    return sum(map(str.isupper, text)), text
