"""How lines of HTML stand to each other in the nesting of elements, whatever those are called."""

from __future__ import annotations

from collections.abc import Sequence


def shared_depth(one: Sequence[int], other: Sequence[int]) -> int:
    """How many leading elements two paths share: 2 of ``(1, 4, 7)`` and ``(1, 4, 9, 2)``."""
    for i, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return i
    return min(len(one), len(other))
