"""One row a practice, however many pages show it, and why its copies belong together."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, groupby
from typing import NamedTuple

from extractors.gfmd import records as gfmd
from extractors.gfmd.copies.candidates import Unit
from extractors.gfmd.copies.grouping import LEVELS, group
from extractors.gfmd.copies.matching import Wordings
from extractors.gfmd.copies.passages import passage
from extractors.gfmd.copies.practice_rows import PracticeRows, blank, disagreements, fits_several, rows_of_practice
from extractors.gfmd.copies.practice_values import chosen_copy
from extractors.gfmd.copies.shown import Shown, page_and_lines, practice_address
from schemas import records
from schemas.extraction import Span

_SUREST_FIRST = ("same_url", *LEVELS)
KEY_LETTERS = 60
"""Normalised characters of the text that are part of a practice's key."""
ID_DIGITS = 16
"""Hex digits of an id: among a million practices two share one with a chance of 1 in 30 million, and then it shows."""


class Placed(NamedTuple):
    """A copy on its page, with the address of its practice and the number of its wording."""

    shown: Shown
    address: str | None
    wording: int


class Reason(NamedTuple):
    """Why two copies are one: ``same_url``, ``same_key``, ``cut_short`` or ``similar``, and how alike (0 to 1)."""

    code: str
    score: float


def placed(shown: Shown, wordings: Wordings) -> Placed:
    """A copy with what it is compared by."""
    return Placed(shown, practice_address(shown), wordings.number_of(shown.whole or shown.practice))


def reason_of(one: Placed, other: Placed, wordings: Wordings) -> Reason | None:
    """Why two copies are one practice by what they show themselves, or None if that does not make them one."""
    if one.address is not None and one.address == other.address:
        return Reason("same_url", 1.0)
    if one.wording == other.wording:
        return Reason("cut_short" if one.shown.whole or other.shown.whole else "same_key", 1.0)
    verdict = wordings.verdict(one.wording, other.wording)
    apart = one.address is not None and other.address is not None and verdict.relation != "same_key"
    return Reason(verdict.relation, verdict.score) if verdict.same and not apart else None


def merges_of(
    practice_id: str, members: Sequence[Placed], chosen: Shown, wordings: Wordings
) -> Iterator[gfmd.PracticeMerge]:
    """For each copy of a practice but the chosen one, the copy that it belongs to.

    That is the chosen one where a reason joins the two, else the one that is surest to be the same.
    """
    if len(members) == 1:
        return
    into = next(one for one in members if one.shown is chosen)
    nearest = _Nearest(members, wordings)
    for one in members:
        if one is into:
            continue
        direct = reason_of(one, into, wordings)
        found, other = (direct, into) if direct else nearest.to(one)
        places = (*_place_of(one.shown), *_place_of(other.shown))
        yield gfmd.PracticeMerge(practice_id, *places, *found)  # type: ignore[arg-type]  # validated before publishing


def _place_of(shown: Shown) -> tuple[str, int]:
    return shown.page.page_id, shown.practice.span.first


class _Nearest:
    """The members of a practice, to be asked for the one that is surest to be the practice of another one.

    Of members that compare alike with all others two are kept, for the one that asks may be the first of them.
    """

    def __init__(self, members: Sequence[Placed], wordings: Wordings) -> None:
        self._members, self._wordings = sorted(members, key=_place_of_member), wordings

    def to(self, one: Placed) -> tuple[Reason, Placed]:
        """Why a member is one with another, and that one: of equally sure ones the first."""
        at_its_address = self._by_address[one.address] if one.address is not None else ()
        others = at_its_address if len(at_its_address) > 1 else chain(*self._by_wording.values())
        reasons = ((reason_of(one, other, self._wordings), other) for other in others if other is not one)
        return min(((found, other) for found, other in reasons if found), key=_surest_reason_first)

    @cached_property
    def _by_address(self) -> Mapping[Hashable, Sequence[Placed]]:
        return _first_two(self._members, lambda one: one.address)

    @cached_property
    def _by_wording(self) -> Mapping[Hashable, Sequence[Placed]]:
        return _first_two(self._members, lambda one: (one.wording, one.address is None, one.shown.whole is None))


def _place_of_member(one: Placed) -> tuple[str, Span]:
    return page_and_lines(one.shown)


def _surest_reason_first(found: tuple[Reason, Placed]) -> tuple[int, float, tuple[str, Span]]:
    why, other = found
    return _SUREST_FIRST.index(why.code), -why.score, _place_of_member(other)


def _first_two(members: Iterable[Placed], key: Callable[[Placed], Hashable]) -> Mapping[Hashable, Sequence[Placed]]:
    found: dict[Hashable, list[Placed]] = defaultdict(list)
    for one in members:
        if len(found[key(one)]) < 2:
            found[key(one)].append(one)
    return found


class MergedPractices(NamedTuple):
    """The rows of the practice tables in key order, and why copies were united."""

    practices: tuple[gfmd.Practice, ...]
    practice_countries: tuple[gfmd.PracticeCountry, ...]
    practice_terms: tuple[gfmd.PracticeTerm, ...]
    evidence: tuple[records.Evidence, ...]
    issues: tuple[records.Issue, ...]
    practice_merges: tuple[gfmd.PracticeMerge, ...]


_Key = tuple[str, str]
"""The normalised title and the first 60 characters of the normalised text: what a practice's id is made of."""
_Members = Sequence[Placed]
"""The copies of one practice, in order of their places."""


def merge_practices(shown: Iterable[Shown]) -> MergedPractices:
    """Unite the copies of each practice. The rows depend on the set of copies, never on their order.

    Copies with one address are one practice; others are when ``reason_of`` gives one. A copy without title and text is
    no practice and gives an issue. Raises ValueError if two practices would get one id.
    """
    wordings = Wordings()
    copies = [placed(one, wordings) for one in _each_once(shown)]
    groups, ambiguous = _grouped_copies(copies, wordings)
    issues = [blank(one.shown) for one in copies if not wordings.says_something(one.wording)]
    issues += [fits_several([one.shown for one in members]) for members in ambiguous]
    rows: list[PracticeRows] = []
    merges: list[gfmd.PracticeMerge] = []
    for practice_id, members in sorted(_identified(groups, wordings).items()):
        of_practice = [one.shown for one in members]
        chosen = chosen_copy(of_practice, _letters_of_texts(members, wordings))
        rows.append(rows_of_practice(practice_id, of_practice, chosen))
        merges += merges_of(practice_id, members, chosen, wordings)
        issues += disagreements(practice_id, of_practice)
    return _by_table(rows, issues, merges)


def _by_table(
    rows: Sequence[PracticeRows], issues: Iterable[records.Issue], merges: Iterable[gfmd.PracticeMerge]
) -> MergedPractices:
    return MergedPractices(
        practices=tuple(found.practice for found in rows),
        practice_countries=tuple(chain.from_iterable(found.countries for found in rows)),
        practice_terms=tuple(chain.from_iterable(found.terms for found in rows)),
        evidence=tuple(chain.from_iterable(found.evidence for found in rows)),
        issues=tuple(sorted(issues, key=lambda issue: (issue.code, issue.message))),
        practice_merges=tuple(merges),
    )


def practices_of(shown: Iterable[Shown]) -> list[tuple[Shown, ...]]:
    """The copies of each practice among these; a copy that says nothing is in none."""
    wordings = Wordings()
    copies = [placed(one, wordings) for one in _each_once(shown)]
    return [tuple(one.shown for one in members) for members in _grouped_copies(copies, wordings)[0]]


def _each_once(shown: Iterable[Shown]) -> Iterator[Shown]:
    """Each copy once, in order of pages and lines, so that nothing depends on the order in which they were given."""
    for _, tied in groupby(sorted(shown, key=page_and_lines), key=page_and_lines):
        first, *others = tied
        yield from sorted({first, *others}, key=repr) if others else (first,)


def _grouped_copies(copies: Iterable[Placed], wordings: Wordings) -> tuple[list[_Members], list[_Members]]:
    """The copies of each practice, and those of them that would fit several practices."""
    by_unit: dict[tuple[str | None, int | None], list[Placed]] = defaultdict(list)
    for one in copies:
        if wordings.says_something(one.wording):
            by_unit[one.address, None if one.address is not None else one.wording].append(one)
    members = list(by_unit.values())
    units = [Unit(found[0].address, frozenset(one.wording for one in found)) for found in members]
    grouping = group(units, wordings)
    whole: list[_Members] = [[one for index in part for one in members[index]] for part in grouping.groups]
    doubtful = set(grouping.ambiguous)
    return whole, [found for part, found in zip(grouping.groups, whole, strict=True) if doubtful.intersection(part)]


def _identified(groups: Iterable[_Members], wordings: Wordings) -> Mapping[str, _Members]:
    """Groups by id. Practices with one title and beginning, but different in the rest, are told apart by all of it."""
    by_key: dict[_Key, list[_Members]] = defaultdict(list)
    for members in groups:
        by_key[_smallest_key(members, wordings)].append(members)
    identified: dict[str, _Members] = {}
    for key, twins in by_key.items():
        for members in twins:
            parts = key if len(twins) == 1 else (*key, *_whole_key(members, wordings))
            practice_id = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:ID_DIGITS]
            if practice_id in identified:
                raise ValueError(f"two practices would share the id {practice_id}: make ID_DIGITS larger")
            identified[practice_id] = members
    return identified


def _smallest_key(members: _Members, wordings: Wordings) -> _Key:
    """The smallest title and the smallest beginning of a text that any of the copies shows."""
    copies = [wordings.copies[number] for number in {one.wording for one in members}]
    titles = (" ".join(copy.title.words) for copy in copies if copy.title.words)
    texts = (" ".join(copy.text.words[:KEY_LETTERS])[:KEY_LETTERS].rstrip() for copy in copies if copy.text.words)
    return min(titles, default=""), min(texts, default="")


def _whole_key(members: _Members, wordings: Wordings) -> list[str]:
    """All that the copies say, and their addresses."""
    said = {(one.address, one.wording) for one in members}
    copies = ((address, wordings.copies[number]) for address, number in said)
    return sorted({f"{address} {' '.join(copy.title.words)} | {' '.join(copy.text.words)}" for address, copy in copies})


def _letters_of_texts(members: _Members, wordings: Wordings) -> Mapping[str, int]:
    """How many letters the text of each copy has."""
    letters: dict[str, int] = {}
    for one in members:
        text = one.shown.practice.summary or ""
        own = passage(text) if one.shown.whole else wordings.copies[one.wording].text
        letters[text] = len(own.flat)
    return letters
