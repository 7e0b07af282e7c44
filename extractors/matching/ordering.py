"""The ordering argument: blocks are in order, each is a different edition, editions may be missing.

Exact for a chain: with the editions that each block's evidence allows, a block's range is what is left when all
assignments that increase strictly from block to block are considered. Editions are places 0, 1, … in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Allowed = Mapping[int, frozenset[int]]
"""For a block (from 0) the places that its evidence allows. A block without evidence is not in it."""


def feasible(blocks: int, places: int, allowed: Allowed) -> tuple[frozenset[int], ...] | None:
    """For each block the places it can have in some assignment, or None if there is no assignment at all."""
    everywhere = frozenset(range(places))
    lows: list[int] = []
    for block in range(blocks):
        above = lows[-1] + 1 if lows else 0
        possible = [p for p in allowed.get(block, everywhere) if p >= above]
        if not possible:
            return None
        lows.append(min(possible))
    found: list[frozenset[int]] = []
    below = places - 1
    for block in reversed(range(blocks)):
        left = frozenset(p for p in allowed.get(block, everywhere) if lows[block] <= p <= below)
        if not left:
            return None
        found.append(left)
        below = max(left) - 1
    return tuple(reversed(found))


def agreeing(blocks: int, places: int, allowed: Allowed) -> frozenset[int]:
    """The blocks whose evidence can stand.

    The evidence of the fewest blocks is left out that makes the rest consistent. Where several choices leave out as
    few, only those blocks are kept that all of them keep.
    """
    if blocks > places:
        return frozenset()  # no order is possible, whatever is left out
    most = _most_consistent(blocks, places, allowed, without=None)
    if most == len(allowed):
        return frozenset(allowed)
    return frozenset(b for b in allowed if _most_consistent(blocks, places, allowed, without=b) < most)


def _most_consistent(blocks: int, places: int, allowed: Allowed, *, without: int | None) -> int:
    """The largest number of blocks whose evidence is consistent, by dynamic programming over (block, place).

    ``best[p]`` is the most evidence kept by an assignment of the blocks so far whose last block is at place p.
    """
    none = -blocks - 1
    best: Sequence[int] = [0] * places
    for block in range(blocks):
        reached, row = (0 if block == 0 else none), []
        for place in range(places):
            if block and place:
                reached = max(reached, best[place - 1])
            keeps = block != without and place in allowed.get(block, ())
            row.append(reached + keeps)
        best = row
    return max(best, default=none) if blocks else 0
