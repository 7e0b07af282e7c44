"""Connected components: the pairs ``(1, 2), (2, 5), (3, 4)`` make the groups ``1 2 5`` and ``3 4``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

Pair = tuple[int, int]


def smallest_of_components(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Each number that is in a pair, with the smallest of its group, in any order.

    ``[(1, 2), (2, 5), (3, 4)]`` gives ``(1, 1), (2, 1), (5, 1), (3, 3), (4, 3)``. Only these are held in memory, some
    hundred bytes each, whatever the number of pairs.
    """
    smaller: dict[int, int] = {}
    for pair in pairs:
        least, other = sorted(_smallest(smaller, one) for one in pair)
        smaller[other] = least
    for one in list(smaller):
        yield one, _smallest(smaller, one)


def _smallest(smaller: dict[int, int], one: int) -> int:
    """The smallest number that is known of the group of this one; the way to it is shortened for later calls."""
    above = smaller.setdefault(one, one)
    while above != one:
        further = smaller[above]
        smaller[one] = further
        one, above = above, further
    return one


def components(pairs: Iterable[Pair]) -> list[list[int]]:
    """The groups, each in order: ``[(1, 2), (2, 5), (3, 4)]`` gives ``[[1, 2, 5], [3, 4]]``."""
    found: dict[int, list[int]] = defaultdict(list)
    for one, smallest in sorted(smallest_of_components(pairs)):
        found[smallest].append(one)
    return list(found.values())
