"""Which edition each block can be, by trying every way to give the blocks increasing editions. Slow, plain, exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from tests.truth import YEARS

Allowed = Sequence[frozenset[int] | None]


class Range(NamedTuple):
    """The first and the last edition that a block can be."""

    first: int
    last: int


def assignments(allowed: Allowed, after: int = 0) -> Iterator[tuple[int, ...]]:
    """Every strictly increasing choice of editions that the evidence allows."""
    if not allowed:
        yield ()
        return
    for year in YEARS:
        if year > after and (allowed[0] is None or year in allowed[0]):
            for rest in assignments(allowed[1:], year):
                yield (year, *rest)


def ranges(allowed: Allowed) -> tuple[Range, ...] | None:
    """The range of each block over all assignments, or None if the evidence contradicts itself."""
    found = list(assignments(allowed))
    return tuple(Range(min(years), max(years)) for years in zip(*found, strict=True)) if found else None


def least_repairs(allowed: Allowed) -> list[tuple[frozenset[int] | None, ...]]:
    """The evidence less that of the fewest blocks that must be left out, in every way that does it."""
    told = [at for at, each in enumerate(allowed) if each is not None]
    for count in range(len(told) + 1):
        found = []
        for dropped in combinations(told, count):
            kept = tuple(None if at in dropped else each for at, each in enumerate(allowed))
            if next(assignments(kept), None) is not None:
                found.append(kept)
        if found:
            return found
    raise AssertionError("blocks without evidence always have an assignment while editions last")


class Bounds(NamedTuple):
    """What a block's range must cover (``inner``), and what it must not exceed (``outer``).

    ``left_out`` says that its own evidence does not stand: then it may be what that says, too, and is not settled.
    """

    inner: Range
    outer: Range
    left_out: bool


def bounds_in_spite_of_contradictions(allowed: Allowed) -> tuple[Bounds, ...]:
    """Inner: the union over every least repair. Outer: what the evidence shared by all least repairs leaves."""
    repairs = least_repairs(allowed)
    shared = tuple(each if all(kept[at] is not None for kept in repairs) else None for at, each in enumerate(allowed))
    outer = ranges(shared)
    inner = [found for kept in repairs if (found := ranges(kept)) is not None]
    if outer is None:
        raise AssertionError("a part of consistent evidence is consistent")
    return tuple(
        _bounds(Range(min(each.first for each in block), max(each.last for each in block)), outer[at], own, kept)
        for at, (block, own, kept) in enumerate(zip(zip(*inner, strict=True), allowed, shared, strict=True))
    )


def _bounds(inner: Range, outer: Range, own: frozenset[int] | None, kept: frozenset[int] | None) -> Bounds:
    if own is None or kept is not None:
        return Bounds(inner, outer, left_out=False)
    return Bounds(
        Range(min(inner.first, *own), max(inner.last, *own)),
        Range(min(outer.first, *own), max(outer.last, *own)),
        left_out=True,
    )
