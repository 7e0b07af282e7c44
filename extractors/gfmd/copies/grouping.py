"""Which of many copies are one practice: candidate pairs, their judgement, and groups without a contradiction.

Copies that share an address are one practice, whatever they say. All other pairs are judged by ``matching.judge``.
Only pairs that share rare words are looked at, so that the work grows with the copies and not with their pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import NamedTuple

from extractors.gfmd.copies.matching import Copy, Verdict, judge

HEAD = 40
"""Letters of a text that copies without a title, or with a cut one, are looked up by."""
RUN = 5
"""Words in a row that misspelt copies are looked up by: of three runs, one slip leaves two."""
COMMON = 32
"""A title, head or run that more units than this share is a stock phrase, and no longer used for look-up."""

LEVELS = ("same_key", "cut_short", "similar")


class Unit(NamedTuple):
    """Copies that are one by their address, or a single copy without one."""

    address: str | None
    copies: tuple[Copy, ...]


class Grouping(NamedTuple):
    """Groups of units (by index) that are one practice each, and the units that would fit several and join none."""

    groups: tuple[tuple[int, ...], ...]
    ambiguous: tuple[int, ...]


Judge = Callable[[int, int], Verdict]
_Part = tuple[int, ...]
_Words = tuple[str, ...]


def _apart(
    linked: Iterable[tuple[int, int]], parts: Mapping[int, _Part], ambiguous: AbstractSet[int]
) -> set[tuple[_Part, _Part]]:
    """The parts that linked units are in, where they are not yet one and neither unit is ambiguous."""
    return {(parts[i], parts[j]) for i, j in linked if parts[i] != parts[j] and ambiguous.isdisjoint((i, j))}


def _fitting_several(alike: Sequence[tuple[_Part, _Part]], odds: set[tuple[_Part, _Part]]) -> set[_Part]:
    """The parts that are like two others which contradict each other. ``odds`` are the pairs that do."""
    near: dict[_Part, set[_Part]] = defaultdict(set)
    for one, other in alike:
        near[one].add(other)
        near[other].add(one)
    return {part for part, others in near.items() if odds.intersection(combinations(sorted(others), 2))}


def _unite(linked: Iterable[tuple[int, int]], verdicts: Judge, parts: dict[int, _Part], ambiguous: set[int]) -> None:
    """Unite the parts of linked units in ``parts``, and add to ``ambiguous`` those that fit several."""
    for chain in _components(_apart(linked, parts, ambiguous)):
        joined, doubtful = _without_contradiction(chain, verdicts)
        ambiguous.update(index for part in doubtful for index in part)
        parts.update((index, whole) for whole in joined for index in whole)


def group(units: Sequence[Unit]) -> Grouping:
    """Unite units that are one practice. The result depends on the set of units, not on their order.

    Surer pairs unite first (the same words, then cut copies, then misspelt ones). Units that hang together but hold a
    contradiction stay apart; one that fits two contradicting ones is ambiguous and joins only others of its kind. So a
    new unit changes groups that it does not belong to in one case: when it makes one of their units ambiguous.
    """
    verdicts = _judge_of(units)
    links = {pair: verdicts(*pair) for pair in sorted(set(_candidates(units)))}
    parts: dict[int, _Part] = {index: (index,) for index in range(len(units))}
    ambiguous: set[int] = set()
    for level in LEVELS:
        linked = [pair for pair, verdict in links.items() if verdict.relation == level]
        _unite(linked, verdicts, parts, ambiguous)
    return Grouping(tuple(sorted(set(parts.values()))), tuple(sorted(ambiguous)))


def judge_units(one: Unit, other: Unit) -> Verdict:
    """How two units relate: as their copies that are most alike; two addresses are one only for the same words."""
    found = [judge(a, b) for a in one.copies for b in other.copies]
    if one.address is not None and other.address is not None:
        found = [verdict for verdict in found if verdict.relation == "same_key"]
    order = (*LEVELS, "different", "unknown")
    best = min(found, key=lambda verdict: (order.index(verdict.relation), -verdict.score), default=None)
    return best if best is not None else Verdict("different", 0.0)


def _judge_of(units: Sequence[Unit]) -> Judge:
    """``judge_units`` by index, each pair judged once."""
    known: dict[tuple[int, int], Verdict] = {}

    def verdict(i: int, j: int) -> Verdict:
        pair = (min(i, j), max(i, j))
        if pair not in known:
            known[pair] = judge_units(units[pair[0]], units[pair[1]])
        return known[pair]

    return verdict


def _candidates(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Pairs of units (lower index first) that may be one: those that begin alike, and those that slips hide."""
    for one, other in _beginnings(units):
        if one != other:
            yield min(one, other), max(one, other)
    for members in _blocks(units).values():
        if 1 < len(members) <= COMMON:
            yield from combinations(sorted(members), 2)


def _beginnings(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Of each text, the longest other text that it begins with (possibly all of it): of all, and of those so titled."""
    texts = [(copy, index) for index, unit in enumerate(units) for copy in unit.copies]
    yield from _begun(texts)
    titled: dict[_Words, list[tuple[Copy, int]]] = defaultdict(list)
    for copy, index in texts:
        titled[_title_key(copy)].append((copy, index))
    for those in titled.values():
        yield from _begun(those)


def _begun(texts: Sequence[tuple[Copy, int]]) -> Iterator[tuple[int, int]]:
    begun: list[tuple[str, int]] = []
    for text, index in sorted((copy.text.flat, index) for copy, index in texts):
        while begun and not text.startswith(begun[-1][0]):
            begun.pop()
        if begun:
            yield begun[-1][1], index
        begun.append((text, index))


def _blocks(units: Sequence[Unit]) -> dict[Hashable, set[int]]:
    """Units by title, by the head of their text, and by each of its first runs of words."""
    blocks: dict[Hashable, set[int]] = defaultdict(set)
    for index, unit in enumerate(units):
        for copy in unit.copies:
            for key in _keys(copy):
                blocks[key].add(index)
    return blocks


def _title_key(copy: Copy) -> _Words:
    """The words of a title, in one order whatever the page's, and without what copies add to it."""
    return tuple(sorted(copy.core.words))


def _keys(copy: Copy) -> Iterator[Hashable]:
    """What a copy is looked up by. Where a title or a head is common, it is not so together with the other."""
    title, text = _title_key(copy), copy.text.flat
    if title:
        yield from (("title", title), ("title and head", title, text[:HEAD]))
    if len(text) >= HEAD:
        yield from (("head", text[:HEAD]), ("text", text))
    for start in (0, RUN, 2 * RUN):
        run = copy.text.words[start : start + RUN]
        if len(run) == RUN:
            yield start, run


def _components(pairs: Iterable[tuple[_Part, _Part]]) -> list[list[_Part]]:
    """The parts that hang together by pairs, each list in order."""
    near: dict[_Part, set[_Part]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    found: list[list[_Part]] = []
    seen: set[_Part] = set()
    for start in sorted(near):
        if start in seen:
            continue
        seen.add(start)
        reached = [start]
        for part in reached:
            new = sorted(near[part] - seen)
            seen.update(new)
            reached += new
        found.append(sorted(reached))
    return found


def _without_contradiction(chain: Sequence[_Part], verdicts: Judge) -> tuple[list[_Part], list[_Part]]:
    """What of a chain of parts can be united, as whole groups, and the parts that fit two contradicting ones."""
    odds = {pair for pair in combinations(chain, 2) if _at_odds(*pair, verdicts)}
    if not odds:
        return [_united(chain)], []
    alike = [pair for pair in combinations(chain, 2) if pair not in odds and _alike(*pair, verdicts)]
    doubtful = _fitting_several(alike, odds)
    rest = [pair for pair in alike if len(doubtful.intersection(pair)) != 1]
    whole = [group for group in _components(rest) if not odds.intersection(combinations(group, 2))]
    return [_united(group) for group in whole], sorted(doubtful)


def _united(chain: Iterable[_Part]) -> _Part:
    return tuple(sorted(index for part in chain for index in part))


def _at_odds(one: _Part, other: _Part, verdicts: Judge) -> bool:
    return any(verdicts(i, j).relation == "different" for i in one for j in other)


def _alike(one: _Part, other: _Part, verdicts: Judge) -> bool:
    return any(verdicts(i, j).same for i in one for j in other)
