"""One row a practice, however many pages show it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from extractors.gfmd import records as gfmd
from extractors.gfmd.copies.candidates import Unit
from extractors.gfmd.copies.grouping import group
from extractors.gfmd.copies.matching import Wordings
from extractors.gfmd.copies.merges import Merge, Placed, merges_of, placed
from extractors.gfmd.copies.passages import passage
from extractors.gfmd.copies.practice_rows import PracticeRows, blank, disagreements, fits_several, rows_of_practice
from extractors.gfmd.copies.practice_values import chosen_copy
from extractors.gfmd.copies.shown import Shown, page_and_lines
from schemas import records

KEY_LETTERS = 60
"""Normalised characters of the text that are part of a practice's key."""
ID_DIGITS = 16
"""Hex digits of an id: among a million practices two share one with a chance of 1 in 30 million, and then it shows."""


class MergedPractices(NamedTuple):
    """The rows of the practice tables in key order, and why copies were united."""

    practices: tuple[gfmd.Practice, ...]
    practice_countries: tuple[gfmd.PracticeCountry, ...]
    practice_terms: tuple[gfmd.PracticeTerm, ...]
    evidence: tuple[records.Evidence, ...]
    issues: tuple[records.Issue, ...]
    merges: tuple[Merge, ...]


_Key = tuple[str, str]
"""The normalised title and the first 60 characters of the normalised text: what a practice's id is made of."""
_Members = Sequence[Placed]
"""The copies of one practice, in order of their places."""


def merge_practices(shown: Iterable[Shown]) -> MergedPractices:
    """Unite the copies of each practice. The rows depend on the set of copies, never on their order.

    Copies with one address are one practice; others are when ``merges.reason`` gives one. A copy without title and text
    is no practice and gives an issue. Raises ValueError if two practices would get one id.
    """
    wordings = Wordings()
    copies = [placed(one, wordings) for one in _each_once(shown)]
    groups, ambiguous = _grouped_copies(copies, wordings)
    issues = [blank(one.shown) for one in copies if not wordings.says_something(one.wording)]
    issues += [fits_several([one.shown for one in members]) for members in ambiguous]
    rows: list[PracticeRows] = []
    merges: list[Merge] = []
    for practice_id, members in sorted(_identified(groups, wordings).items()):
        of_practice = [one.shown for one in members]
        chosen = chosen_copy(of_practice, _letters_of_texts(members, wordings))
        rows.append(rows_of_practice(practice_id, of_practice, chosen))
        merges += merges_of(practice_id, members, chosen, wordings)
        issues += disagreements(practice_id, of_practice)
    return _by_table(rows, issues, merges)


def _by_table(
    rows: Sequence[PracticeRows], issues: Iterable[records.Issue], merges: Iterable[Merge]
) -> MergedPractices:
    return MergedPractices(
        practices=tuple(found.practice for found in rows),
        practice_countries=tuple(chain.from_iterable(found.countries for found in rows)),
        practice_terms=tuple(chain.from_iterable(found.terms for found in rows)),
        evidence=tuple(chain.from_iterable(found.evidence for found in rows)),
        issues=tuple(sorted(issues, key=lambda issue: (issue.code, issue.message))),
        merges=tuple(merges),
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
