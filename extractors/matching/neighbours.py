"""Which of many things are worth comparing: those that share a key, and texts of which one begins with the other.

Both are found by one look over keys in order, of which next to nothing is held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, groupby, islice
from typing import TypeVar

Thing = TypeVar("Thing")


def pairs_sharing(things: Iterable[Thing], key: Callable[[Thing], str], most: int) -> Iterator[tuple[Thing, Thing]]:
    """The pairs of things that share a key, in order of keys. One that more than ``most`` of them share tells nothing.

    With keys ``bus, bus, bus, tram, tram, yard`` and at most two the trams are a pair.
    """
    for _, found in groupby(things, key=key):
        sharing = list(islice(found, most + 1))
        if len(sharing) <= most:
            yield from combinations(sharing, 2)


def beginnings(things: Iterable[Thing], text: Callable[[Thing], str]) -> Iterator[tuple[Thing, Thing]]:
    """For each of things in order of their texts, the longest before it that its text begins with, if there is one.

    ``bus``, ``busride`` and ``busstop`` give ``("bus", "busride")`` and ``("bus", "busstop")``.
    """
    begun: list[tuple[str, Thing]] = []
    for thing in things:
        its = text(thing)
        while begun and not its.startswith(begun[-1][0]):
            begun.pop()
        if begun:
            yield begun[-1][1], thing
        if begun and begun[-1][0] == its:
            begun.pop()
        begun.append((its, thing))
