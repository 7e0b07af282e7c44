"""One practice, however many pages show it: which copies that are, what its id is made of, and its rows."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from extractors.gfmd import records as gfmd
from extractors.gfmd.copies.grouping import Linked, Unit, group, judge_units
from extractors.gfmd.copies.matching import Verdict, Wordings
from extractors.gfmd.copies.merges import Merge, Placed, merges_of
from extractors.gfmd.copies.passages import passage
from extractors.gfmd.copies.practice_rows import disagreements, fits_several, rows_of_practice
from extractors.gfmd.copies.practice_values import chosen_copy
from extractors.gfmd.copies.shown import Shown
from extractors.gfmd.copies.units import NamedUnit, Worded, place_of
from extractors.matching.components import Pair
from schemas.source import Rows

KEY_LETTERS = 60
"""Normalised characters of the text that are part of a practice's key."""
_KEY_WORDS = KEY_LETTERS // 2 + 1
"""Words that are sure to have so many, with the spaces between them."""
ID_DIGITS = 16
"""Hex digits of an id: among a million practices two share one with a chance of 1 in 30 million, and then it shows."""

_Key = tuple[str, str]
"""The normalised title and the first 60 characters of the normalised text: what a practice's id is made of."""
_Members = Sequence[Placed]
"""The copies of one practice: those of each unit in order of their places."""


class Link(NamedTuple):
    """The unit of the same practice that one is linked to, by name, and how that one relates to it."""

    other: str
    verdict: Verdict


class LinkedUnit(NamedTuple):
    """A unit with its copies in order of their places, and units of the same practice."""

    name: str
    copies: tuple[Worded, ...]
    links: tuple[Link, ...]


class UnitedPractice(NamedTuple):
    """A practice before it is known whether another one has its key.

    ``twin_id`` is its id where one has. ``chosen`` is the copy whose text is printed. ``fits_several`` says that some
    of it fits practices which contradict each other.
    """

    key: _Key
    twin_id: str
    copies: tuple[Shown, ...]
    chosen: Shown
    merges: tuple[Merge, ...]
    fits_several: bool

    @property
    def key_id(self) -> str:
        """The id that the key gives, which is that of the practice where no other has the key."""
        return _digest(self.key)


def verdict_on(one: NamedUnit, other: NamedUnit) -> Verdict:
    """How two units relate by what they show."""
    wordings = Wordings()
    mine, theirs = (Unit(unit.address, frozenset(map(wordings.number_of_copy, unit.wordings))) for unit in (one, other))
    return judge_units(mine, theirs, wordings)


def united_practices(linked: Iterable[LinkedUnit]) -> Iterator[UnitedPractice]:
    """The practices among units that hang together by links. They depend on the set of units, not on their order."""
    wordings = Wordings()
    units = sorted(linked, key=lambda unit: (place_of(unit.copies[0]), unit.name))
    members = [[_placed(copy, wordings) for copy in unit.copies] for unit in units]
    among = [Unit(found[0].address, frozenset(one.wording for one in found)) for found in members]
    numbers = {unit.name: number for number, unit in enumerate(units)}
    links = [(numbers[link.other], numbers[unit.name], link.verdict) for unit in units for link in unit.links]
    _learn(links, among, wordings)
    grouping = group(among, wordings, _pairs_by_relation(links))
    doubtful = set(grouping.ambiguous)
    for part in grouping.groups:
        found = [one for index in part for one in members[index]]
        yield _practice_of(found, wordings, fits_several=not doubtful.isdisjoint(part))


def _placed(copy: Worded, wordings: Wordings) -> Placed:
    return Placed(copy.shown, copy.address, wordings.number_of_copy(copy.copy))


def _learn(links: Iterable[tuple[int, int, Verdict]], units: Sequence[Unit], wordings: Wordings) -> None:
    """Take over how wordings were judged, where each unit has but one."""
    for one, other, verdict in links:
        pairs = list(product(units[one].wordings, units[other].wordings))
        if len(pairs) == 1:
            wordings.learn(*pairs[0], verdict)


def _pairs_by_relation(links: Iterable[tuple[int, int, Verdict]]) -> Linked:
    found: dict[str, set[Pair]] = defaultdict(set)
    for one, other, verdict in links:
        found[verdict.relation].add((min(one, other), max(one, other)))
    return found


def _practice_of(members: _Members, wordings: Wordings, *, fits_several: bool) -> UnitedPractice:
    copies = tuple(one.shown for one in members)
    chosen = chosen_copy(copies, _letters_of_texts(members, wordings))
    key = _smallest_key(members, wordings)
    twin_id = _digest((*key, *_whole_key(members, wordings)))
    return UnitedPractice(key, twin_id, copies, chosen, tuple(merges_of(members, chosen, wordings)), fits_several)


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:ID_DIGITS]


def rows_of_twins(practices: Sequence[UnitedPractice]) -> Rows:
    """The rows of practices with one key: they are told apart by all that they say, one alone is not.

    Raises ValueError if two practices would get one id.
    """
    one_id = len({practice.twin_id for practice in practices}) < len(practices)
    if one_id or len({practice.key for practice in practices}) > 1:
        raise ValueError(f"two practices would share the id {practices[0].key_id}: make ID_DIGITS larger")
    for practice in practices:
        yield from _rows(practice.key_id if len(practices) == 1 else practice.twin_id, practice)


def _rows(practice_id: str, practice: UnitedPractice) -> Rows:
    rows = rows_of_practice(practice_id, practice.copies, practice.chosen)
    yield "practices", rows.practice
    yield from (("practice_countries", row) for row in rows.countries)
    yield from (("practice_terms", row) for row in rows.terms)
    yield from (("evidence", row) for row in rows.evidence)
    for merge in practice.merges:
        yield "practice_merges", gfmd.PracticeMerge(practice_id, *merge)  # type: ignore[arg-type]  # validated before publishing
    yield from (("issues", issue) for issue in disagreements(practice_id, practice.copies))
    if practice.fits_several:
        yield "issues", fits_several(practice.copies)


def _smallest_key(members: _Members, wordings: Wordings) -> _Key:
    """The smallest title and the smallest beginning of a text that any of the copies shows."""
    copies = [wordings.copies[number] for number in {one.wording for one in members}]
    titles = (" ".join(copy.title.words) for copy in copies if copy.title.words)
    texts = (" ".join(copy.text.words[:_KEY_WORDS])[:KEY_LETTERS].rstrip() for copy in copies if copy.text.words)
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
