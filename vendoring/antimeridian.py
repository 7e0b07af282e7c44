"""Outlines that cross 180°, which a map with an edge there must cut in two: Russia, Fiji."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vendoring.topology import Point


def unrolled(points: Sequence[Point]) -> list[Point]:
    """The points with longitudes that never jump: after 179° comes 181°, where -179° was said."""
    rolled: list[Point] = []
    for longitude, latitude in points:
        before = rolled[-1][0] if rolled else longitude
        rolled.append((longitude + 360 * round((before - longitude) / 360), latitude))
    return rolled


def cut(outline: Sequence[Point]) -> list[list[Point]]:
    """The pieces of a closed outline between -180° and 180°; the same outline where it does not cross."""
    points = unrolled(outline)
    turns = range(-1, 2)
    pieces = ([(x - 360 * turn, y) for x, y in points] for turn in turns)
    return [piece for whole in pieces if (piece := list(_within(list(_within(whole, 1)), -1)))]


def _within(outline: Sequence[Point], side: int) -> Iterator[Point]:
    """What of an outline is on the near side of 180° (``side`` 1) or of -180° (-1), by Sutherland and Hodgman."""
    edge = 180 * side
    for a, b in zip((*outline[-1:], *outline[:-1]), outline, strict=True):
        if (a[0] - edge) * (b[0] - edge) < 0:
            yield edge, a[1] + (b[1] - a[1]) * (edge - a[0]) / (b[0] - a[0])
        if (b[0] - edge) * side <= 0:
            yield b
