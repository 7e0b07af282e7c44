"""One row a practice, however many pages show it, with all its countries, terms and lines."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from extractors.gfmd import records as gfmd
from extractors.gfmd.copies.grouping import LEVELS, Unit, group
from extractors.gfmd.copies.matching import Copy, copy_of, judge
from extractors.gfmd.copies.passages import normalised
from extractors.gfmd.copies.practice_issues import blank, disagreements, fits_several
from extractors.gfmd.copies.practice_values import (
    Shown,
    address_of,
    author_of,
    chosen_copy,
    day_of,
    period_of,
    title_of,
    url_of,
)
from extractors.gfmd.facts import Practice
from extractors.values.language import language_of
from schemas import records
from schemas.extraction import Span

__all__ = ["Merge", "MergedPractices", "Reason", "Shown", "merge_practices", "practices_of", "reason"]

KEY_LETTERS = 60
"""Normalised characters of the text that are part of a practice's key."""
ID_DIGITS = 16
"""Hex digits of an id: among a million practices two share one with a chance of 1 in 30 million, and then it shows."""


class Reason(NamedTuple):
    """Why two copies are one: ``same_url``, ``same_key``, ``cut_short`` or ``similar``, and how alike (0 to 1)."""

    code: str
    score: float


class Merge(NamedTuple):
    """A copy (page and first line) that was united with the copy whose text is printed, or with one nearer to it."""

    practice_id: str
    page_id: str
    first_line: int
    into_page_id: str
    into_first_line: int
    reason: Reason


class MergedPractices(NamedTuple):
    """The rows of the practice tables in key order, and why copies were united."""

    practices: tuple[gfmd.Practice, ...]
    practice_countries: tuple[gfmd.PracticeCountry, ...]
    practice_terms: tuple[gfmd.PracticeTerm, ...]
    evidence: tuple[records.Evidence, ...]
    issues: tuple[records.Issue, ...]
    merges: tuple[Merge, ...]


class _Seen(NamedTuple):
    """A shown practice with what it is compared by."""

    shown: Shown
    address: str | None
    copy: Copy

    @property
    def key(self) -> tuple[str, str]:
        """The normalised title and the first 60 characters of the normalised text: what a practice's id is made of."""
        return " ".join(self.copy.title.words), " ".join(self.copy.text.words)[:KEY_LETTERS].rstrip()


_Group = tuple[_Seen, ...]


def merge_practices(shown: Sequence[Shown]) -> MergedPractices:
    """Unite the copies of each practice. The rows depend on the set of copies, never on their order.

    Copies with one address are one practice; others are when ``reason`` gives one. A copy without title and text is
    no practice and gives an issue. Raises ValueError if two practices would get one id.
    """
    seen = sorted((_seen(one) for one in set(shown)), key=_place)
    groups, ambiguous = _grouped([one for one in seen if _says_something(one)])
    identified = sorted(_identified(groups).items())
    evidence = [row for practice_id, members in identified for row in _evidence(practice_id, members)]
    issues = [blank(one.shown) for one in seen if not _says_something(one)]
    issues += [fits_several([one.shown for one in members]) for members in ambiguous]
    for practice_id, members in identified:
        issues += disagreements(practice_id, [one.shown for one in members])
    return MergedPractices(
        practices=tuple(_practice(practice_id, members) for practice_id, members in identified),
        practice_countries=tuple(
            row for practice_id, members in identified for row in _countries(practice_id, members)
        ),
        practice_terms=tuple(row for practice_id, members in identified for row in _terms(practice_id, members)),
        evidence=tuple(_longest(evidence)),
        issues=tuple(sorted(issues, key=lambda issue: (issue.code, issue.message))),
        merges=tuple(merge for practice_id, members in identified for merge in _merges(practice_id, members)),
    )


def reason(one: Shown, other: Shown) -> Reason | None:
    """Why two copies are one practice by what they show themselves, or None if that does not make them one."""
    return _reason(_seen(one), _seen(other))


def practices_of(shown: Iterable[Shown]) -> list[tuple[Shown, ...]]:
    """The copies of each practice among these; a copy that says nothing is in none."""
    seen = sorted((_seen(one) for one in shown), key=_place)
    groups, _ = _grouped([one for one in seen if _says_something(one)])
    return [tuple(one.shown for one in group) for group in groups]


def _reason(one: _Seen, other: _Seen) -> Reason | None:
    if one.address is not None and one.address == other.address:
        return Reason("same_url", 1.0)
    if one.copy == other.copy:
        return Reason("cut_short" if one.shown.whole or other.shown.whole else "same_key", 1.0)
    verdict = judge(one.copy, other.copy)
    apart = one.address is not None and other.address is not None and verdict.relation != "same_key"
    return Reason(verdict.relation, verdict.score) if verdict.same and not apart else None


def _seen(shown: Shown) -> _Seen:
    practice = shown.whole or shown.practice
    return _Seen(shown, address_of(shown), _copy(practice))


def _copy(practice: Practice) -> Copy:
    """What is compared of a practice. A text that may have been cut is compared as one that was."""
    return copy_of(practice.title, practice.summary, truncated=practice.truncated is not False)


def _place(seen: _Seen) -> tuple[str, Span, str]:
    """An order of copies that has no ties but between copies that say the same."""
    return seen.shown.page.page_id, seen.shown.practice.span, repr(seen.shown)


def _says_something(seen: _Seen) -> bool:
    return bool(seen.copy.title.flat or seen.copy.text.flat)


def _grouped(seen: Sequence[_Seen]) -> tuple[list[_Group], list[_Group]]:
    """The copies of each practice, and those of them that would fit several practices."""
    by_unit: dict[tuple[str, Copy | None], list[_Seen]] = defaultdict(list)
    for one in seen:
        by_unit[(one.address, None) if one.address is not None else ("", one.copy)].append(one)
    members = list(by_unit.values())
    units = [Unit(found[0].address, tuple({one.copy: None for one in found})) for found in members]
    grouping = group(units)
    whole = [tuple(one for index in part for one in members[index]) for part in grouping.groups]
    doubtful = set(grouping.ambiguous)
    return whole, [found for part, found in zip(grouping.groups, whole, strict=True) if doubtful.intersection(part)]


def _key_of_all(members: _Group) -> tuple[str, str]:
    """The smallest title and the smallest beginning of a text that any of the copies shows."""
    titles, texts = zip(*(one.key for one in members), strict=True)
    return min(filter(None, titles), default=""), min(filter(None, texts), default="")


def _identified(groups: Iterable[_Group]) -> Mapping[str, _Group]:
    """Groups by id. Practices with one title and beginning, but different in the rest, are told apart by all of it."""
    by_key: dict[tuple[str, str], list[_Group]] = defaultdict(list)
    for members in groups:
        by_key[_key_of_all(members)].append(members)
    identified: dict[str, _Group] = {}
    for key, twins in by_key.items():
        for members in twins:
            practice_id = _digest(key if len(twins) == 1 else (*key, *_whole_key(members)))
            if practice_id in identified:
                raise ValueError(f"two practices would share the id {practice_id}: make ID_DIGITS larger")
            identified[practice_id] = members
    return identified


def _whole_key(members: _Group) -> list[str]:
    return sorted(
        {f"{one.address} {' '.join(one.copy.title.words)} | {' '.join(one.copy.text.words)}" for one in members}
    )


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:ID_DIGITS]


def _practice(practice_id: str, members: _Group) -> gfmd.Practice:
    copies = [one.shown for one in members]
    chosen = chosen_copy(copies)
    title, summary = title_of(copies, chosen), chosen.practice.summary
    author = author_of(copies)
    first_year, last_year = period_of(title)
    return gfmd.Practice(
        practice_id=practice_id,
        title=title,
        summary=summary,
        submitted_by=author.name,
        anonymous=author.anonymous,
        submitted_on=day_of(copies).day,
        language=language_of("\n".join(part for part in (title, summary) if part)),
        period_start=first_year,
        period_end=last_year,
        truncated=chosen.practice.truncated,
        url=min(_urls(copies), key=lambda url: (not url.startswith("http"), url), default=None),
    )


def _urls(copies: Iterable[Shown]) -> set[str]:
    return {url for url in map(url_of, copies) if url}


def _country_lines(members: _Group) -> Iterator[tuple[str, bool, _Seen, Span]]:
    """Each country of a practice, whether it is stated with the practice, and by which lines of which copy."""
    for one in members:
        yield from ((iso3, True, one, span) for iso3, span in one.shown.practice.countries)
        if one.shown.page.kind == "country" and one.shown.iso3 is not None:
            yield one.shown.iso3, False, one, one.shown.practice.span


def _countries(practice_id: str, members: _Group) -> list[gfmd.PracticeCountry]:
    stated = {iso3 for iso3, is_stated, _, _ in _country_lines(members) if is_stated}
    every = sorted({iso3 for iso3, *_ in _country_lines(members)})
    return [gfmd.PracticeCountry(practice_id, iso3, "stated" if iso3 in stated else "listed") for iso3 in every]


def _term_spellings(members: _Group) -> dict[tuple[str, str], str]:
    """The printed term for each scheme and normalised term: the one that comes first by letters."""
    spellings: dict[tuple[str, str], str] = {}
    for term in (term for one in members for term in one.shown.practice.terms):
        key = (term.scheme, normalised(term.term))
        spellings[key] = min(spellings.get(key, term.term), term.term)
    return spellings


def _terms(practice_id: str, members: _Group) -> list[gfmd.PracticeTerm]:
    spellings = _term_spellings(members)
    rows = sorted((scheme, term) for (scheme, _), term in spellings.items())
    return [gfmd.PracticeTerm(practice_id, cast("gfmd.TermScheme", scheme), term) for scheme, term in rows]


def _evidence(practice_id: str, members: _Group) -> Iterator[records.Evidence]:
    spellings = _term_spellings(members)
    for one in members:
        page_id, practice = one.shown.page.page_id, one.shown.practice
        yield records.Evidence("practices", practice_id, page_id, *practice.span)
        for term in practice.terms:
            printed = spellings[term.scheme, normalised(term.term)]
            record_id = f"{practice_id}/{term.scheme}/{printed}"
            yield records.Evidence("practice_terms", record_id, page_id, *term.span)
    for iso3, _, one, span in _country_lines(members):
        yield records.Evidence("practice_countries", f"{practice_id}/{iso3}", one.shown.page.page_id, *span)


def _longest(evidence: Iterable[records.Evidence]) -> list[records.Evidence]:
    """Of runs of lines that begin at one line for one record, the longest."""
    return list({row[:4]: row for row in sorted(evidence)}.values())


def _merges(practice_id: str, members: _Group) -> Iterator[Merge]:
    if len(members) == 1:
        return
    chosen = chosen_copy([one.shown for one in members])
    into = next(one for one in members if one.shown == chosen)
    for one in members:
        if one is into:
            continue
        found, nearest = _nearest(one, into, members)
        place = nearest.shown.page.page_id, nearest.shown.practice.span.first
        yield Merge(practice_id, one.shown.page.page_id, one.shown.practice.span.first, *place, found)


def _nearest(one: _Seen, into: _Seen, members: _Group) -> tuple[Reason, _Seen]:
    """Why a copy belongs to the chosen one, or else to the copy that is surest to be the same."""
    direct = _reason(one, into)
    if direct is not None:
        return direct, into
    order = ("same_url", *LEVELS)
    found = [(why, other) for other in members if other is not one and (why := _reason(one, other)) is not None]
    return min(found, key=lambda pair: (order.index(pair[0].code), -pair[0].score, _place(pair[1])))
