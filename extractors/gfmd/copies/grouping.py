"""Which of many copies are one practice: how their pairs relate, and groups without a contradiction.

Copies that share an address are one practice, whatever they say. All other pairs are judged by ``matching.judge``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from itertools import combinations
from typing import NamedTuple

from extractors.gfmd.copies.matching import SAME_WORDS, Verdict, Wordings
from extractors.matching.components import Pair, components

LEVELS = ("same_key", "cut_short", "similar")
"""The relations of copies that are one practice, the surest first."""
MOST_COMPARED = 200
"""Groups of units of which every pair is compared. Of more, only those are that share rare words."""

_BEST_FIRST = (*LEVELS, "different", "unknown")
_DIFFERENT = Verdict("different", 0.0)


class Unit(NamedTuple):
    """Copies that are one by their address, or of one wording without one; ``wordings`` are the numbers of theirs."""

    address: str | None
    wordings: frozenset[int]


Linked = Mapping[str, Iterable[Pair]]
"""Under each of the relations of ``LEVELS`` the pairs of units (by index, the lower one first) that relate so."""


class Grouping(NamedTuple):
    """Groups of units (by index) that are one practice each, and the units that would fit several and join none."""

    groups: tuple[tuple[int, ...], ...]
    ambiguous: tuple[int, ...]


class _Parts:
    """What units have been united to so far. The lowest index of its units names a part."""

    def __init__(self, count: int) -> None:
        self.of_unit = list(range(count))
        self.units = {index: [index] for index in range(count)}

    def unite(self, parts: Iterable[int]) -> None:
        """Make one part of several."""
        first, *others = sorted(parts)
        for other in others:
            for index in self.units[other]:
                self.of_unit[index] = first
            self.units[first] += self.units.pop(other)


def group(units: Sequence[Unit], wordings: Wordings, linked: Linked) -> Grouping:
    """Unite units that are one practice. The result depends on the set of units, not on their order.

    Surer pairs unite first (the same words, then cut copies, then misspelt ones). Units that hang together but hold a
    contradiction stay apart; one that fits two contradicting ones is ambiguous and joins only others of its kind. So a
    new unit changes groups that it does not belong to in one case: when it makes one of their units ambiguous.
    """
    parts, ambiguous = _Parts(len(units)), set[int]()
    for level in LEVELS:
        pairs = _pairs_of_parts(linked.get(level, ()), parts, ambiguous)
        for chain in components(pairs):
            joined, doubtful = _without_contradiction(chain, pairs, _Comparison(parts, units, wordings))
            ambiguous.update(index for part in doubtful for index in parts.units[part])
            for group_of_parts in joined:
                parts.unite(group_of_parts)
    return Grouping(tuple(tuple(sorted(parts.units[part])) for part in sorted(parts.units)), tuple(sorted(ambiguous)))


def judge_units(one: Unit, other: Unit, wordings: Wordings) -> Verdict:
    """How two units relate: as their copies that are most alike; two addresses are one only for the same words."""
    if not one.wordings.isdisjoint(other.wordings):
        return SAME_WORDS
    found = [wordings.verdict(mine, theirs) for mine in one.wordings for theirs in other.wordings]
    if one.address is not None and other.address is not None:
        found = [verdict for verdict in found if verdict.relation == "same_key"]
    return min(found, key=lambda verdict: (_BEST_FIRST.index(verdict.relation), -verdict.score), default=_DIFFERENT)


def _pairs_of_parts(linked: Iterable[Pair], parts: _Parts, ambiguous: AbstractSet[int]) -> set[Pair]:
    """The parts that linked units are in, where they are not yet one and neither unit is ambiguous."""
    found = ((parts.of_unit[i], parts.of_unit[j]) for i, j in linked if i not in ambiguous and j not in ambiguous)
    return {(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}


def _neighbours(pairs: Iterable[Pair]) -> dict[int, set[int]]:
    """What each index stands with in a pair: ``[(1, 2), (2, 5)]`` gives ``{1: {2}, 2: {1, 5}, 5: {2}}``."""
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return found


class _Comparison:
    """What is asked about two parts. Each pair is compared once."""

    def __init__(self, parts: _Parts, units: Sequence[Unit], wordings: Wordings) -> None:
        self._parts, self._units, self._wordings = parts, units, wordings
        self._relations: dict[Pair, frozenset[str]] = {}

    def share_a_wording(self, chain: Iterable[int]) -> bool:
        """Whether one wording is shown by every unit of these parts."""
        every = (self._units[index].wordings for part in chain for index in self._parts.units[part])
        return bool(reduce(frozenset.intersection, every))

    def at_odds(self, one: int, other: int) -> bool:
        """Whether a unit of one part contradicts a unit of the other."""
        return "different" in self._relations_of(one, other)

    def are_alike(self, one: int, other: int) -> bool:
        """Whether a unit of one part is the practice of a unit of the other, and none contradicts another."""
        relations = self._relations_of(one, other)
        return "different" not in relations and not relations.isdisjoint(LEVELS)

    def _relations_of(self, one: int, other: int) -> frozenset[str]:
        pair = (one, other)
        if pair not in self._relations:
            self._relations[pair] = frozenset(
                judge_units(mine, theirs, self._wordings).relation
                for mine in self._unlike_units(one)
                for theirs in self._unlike_units(other)
            )
        return self._relations[pair]

    def _unlike_units(self, part: int) -> Collection[Unit]:
        """The units of a part without those that must compare as others do: with the same wordings, at an address."""
        indexes = self._parts.units[part]
        if len(indexes) == 1:
            return (self._units[part],)
        units = (self._units[index] for index in indexes)
        return {(unit.address is None, unit.wordings): unit for unit in units}.values()


def _without_contradiction(
    chain: Sequence[int], links: AbstractSet[Pair], compared: _Comparison
) -> tuple[list[Sequence[int]], AbstractSet[int]]:
    """What of a chain of parts can be united, as whole groups, and the parts that fit two contradicting ones.

    ``links`` are the pairs that made the chain.
    """
    if compared.share_a_wording(chain):
        return [chain], frozenset()
    if len(chain) <= MOST_COMPARED:
        if _agree(chain, compared):
            return [chain], frozenset()
        links = set(combinations(chain, 2))
    among = set(chain)
    alike = [pair for pair in links if pair[0] in among and compared.are_alike(*pair)]
    near = _neighbours(alike)
    doubtful = {part for part, others in near.items() if not _agree(sorted(others), compared)}
    rest = [pair for pair in alike if len(doubtful.intersection(pair)) != 1]
    return [parts for parts in components(rest) if _agree(parts, compared)], doubtful


def _agree(parts: Sequence[int], compared: _Comparison) -> bool:
    """Whether none of these parts contradicts another."""
    return not any(compared.at_odds(*pair) for pair in combinations(parts, 2))
