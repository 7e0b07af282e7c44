"""The values of one practice out of its copies: text, title, author, day, period. No choice depends on their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import dropwhile, pairwise
from typing import NamedTuple

from extractors.gfmd.copies.passages import Passage, ends_in_ellipsis, passage, words_of
from extractors.gfmd.copies.shown import Shown, page_and_lines
from extractors.gfmd.copies.titles import without_strays
from extractors.text import plain_dashes, without_accents

_YEAR = r"(?:19|20|21)[0-9]{2}"
_RANGE = re.compile(rf"(?<![0-9])({_YEAR}) ?(?:[-/]|to|until|a|al|hasta|à|até) ?({_YEAR}|[0-9]{{2}})(?![0-9])")
_IN_BRACKETS = re.compile(rf"[(\[] ?({_YEAR}) ?[)\]]")
_HONORIFIC_WORDS = "mr ms mrs mx miss dr prof professor amb ambassador hon sr sra srta mme mlle m eng sir dame h e"
_HONORIFICS = frozenset(_HONORIFIC_WORDS.split())
_FROM_WHOLE_TO_CUT = (False, None, True)


class Author(NamedTuple):
    """Who submitted a practice: the name as printed, whether anonymous, and the names where they differ."""

    name: str | None
    anonymous: bool | None
    differing: tuple[str, ...] = ()


class Day(NamedTuple):
    """When a practice was submitted, and the days where they differ."""

    day: date | None
    differing: tuple[date, ...] = ()


def chosen_copy(copies: Sequence[Shown], letters: Mapping[str, int]) -> Shown:
    """The copy whose text is printed: whole before perhaps cut before cut, then the fullest.

    Of equals it is one that is not in capitals only, then that of the practice's own page, then the usual one.
    ``letters`` says of each text how many it has.
    """
    if len(copies) == 1:
        return copies[0]
    counts = Counter(map(_printed_text, copies))

    def worse(shown: Shown) -> tuple[bool, int, int, bool, bool, int]:
        text, own = _printed_text(shown), shown.page.kind == "practice"
        cut = _FROM_WHOLE_TO_CUT.index(shown.practice.truncated)
        return letters[text] == 0, cut, -letters[text], text.isupper(), not own, -counts[text]

    ranks = [worse(shown) for shown in copies]
    least = min(ranks)
    best = [shown for shown, rank in zip(copies, ranks, strict=True) if rank == least]
    text = min({_printed_text(shown) for shown in best}, key=_fewest_capitals)
    return min((shown for shown in best if _printed_text(shown) == text), key=page_and_lines)


def _printed_text(shown: Shown) -> str:
    return shown.practice.summary or ""


def title_of(copies: Sequence[Shown], chosen: Shown) -> str | None:
    """The title printed beside the chosen text, else that of the other copies: uncut before cut, then the fullest.

    Copies of a title in other case or punctuation count as one title, and the soundest of its spellings is given.
    """
    printed = [shown.practice.title for shown in copies if shown.practice.title and not shown.whole]
    if len(set(printed)) <= 1:
        return printed[0] if printed else None
    passages = {title: passage(title) for title in set(printed)}
    titles = _without_damaged(printed, passages)
    whole = [title for title in titles if not passages[title].cut]
    sound = set(whole)
    beside = [shown.practice.title for shown in copies if shown.practice.summary == chosen.practice.summary]
    among = [title for title in beside if title in sound] or whole or titles
    fullest = passages[_fullest(among, passages)]
    return _soundest([title for title in whole or titles if passages[title].flat == fullest.flat])


def _fullest(titles: Sequence[str], passages: Mapping[str, Passage]) -> str:
    """The title of the most words; of equals the most frequent, then the one of the most letters."""
    letters = {title: "".join(passages[title].words) for title in titles}
    counts = Counter(letters[title] for title in titles)

    def less(title: str) -> tuple[int, int, int, str]:
        return -len(passages[title].words), -counts[letters[title]], -len(letters[title]), title

    return min(titles, key=less)


def _without_damaged(titles: Sequence[str], passages: Mapping[str, Passage]) -> list[str]:
    """The titles without those that are another one with letters of damaged text at its words: ``ëLetters Home``."""
    spelt = {found.words for found in passages.values()}
    plain = {title: tuple(without_strays(found.words)) for title, found in passages.items()}
    return [title for title in titles if plain[title] not in spelt or plain[title] == passages[title].words]


def author_of(copies: Iterable[Shown]) -> Author:
    """A name beats anonymity, a whole name beats its cut beginning; names that differ give none and are named."""
    practices = [shown.practice for shown in copies]
    names = [practice.submitted_by for practice in practices if practice.submitted_by]
    if not names:
        stated = {practice.anonymous for practice in practices} - {None}
        return Author(None, anonymous=(True in stated) if stated else None)
    if len(set(names)) == 1:
        return Author(names[0], anonymous=False)
    by_key = _names_by_key(names)
    if len(by_key) > 1:
        return Author(None, anonymous=False, differing=tuple(sorted(map(_usual, by_key.values()))))
    (spellings,) = by_key.values()
    return Author(_usual(spellings), anonymous=False)


def _names_by_key(names: Iterable[str]) -> Mapping[str, list[str]]:
    """Names under the key that the spellings of one name share, without those that are the cut beginning of another."""
    keys = {name: author_key(name) for name in set(names)}
    in_order = sorted(set(keys.values()))
    begin_another = {one for one, following in pairwise(in_order) if following.startswith(one)}
    found: dict[str, list[str]] = {}
    for name in names:
        if not (keys[name] in begin_another and ends_in_ellipsis(name)):
            found.setdefault(keys[name], []).append(name)
    return found


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


def _usual(texts: Sequence[str]) -> str:
    """The most frequent spelling that is not in capitals only; of equally frequent ones the fullest, then calmest."""
    counts = Counter(texts)
    return min(
        counts, key=lambda text: (text.isupper(), -counts[text], -len(passage(text).flat), _fewest_capitals(text))
    )


def _soundest(titles: Sequence[str]) -> str:
    """The spelling in sound case, neither in capitals only nor without any; then the most frequent, then calmest."""
    counts = Counter(titles)
    return min(counts, key=lambda title: (title.isupper() or title.islower(), -counts[title], _fewest_capitals(title)))


def _fewest_capitals(text: str) -> tuple[int, str]:
    """Order by number of capitals, so that "Harbour clinics" stands before "HARBOUR CLINICS"; then by letters."""
    return sum(map(str.isupper, text)), text
