"""Rings on the globe to paths of an SVG: projected, simplified, in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from vendoring.antimeridian import cut, unrolled
from vendoring.topology import Arc, Point, Ring

WIDTH = 2000
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
"""Equal Earth: B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection" (2018), equations 7 to 10."""
_HALF_WIDTH = 2.7066297
"""The abscissa of the equator at 180°, on a globe of radius 1."""
_TOP = 84
"""Degrees north of the upper edge of the map."""
_FINEST = 1.4
"""A corner stays where the triangle with its neighbours has so many square units."""
_SMALLEST = 1.5
"""Islands of fewer square units are left out, but for the largest of a country."""


class Shape(NamedTuple):
    """The outline of a country: the ``d`` of its path, its area in square units, and the middle of its largest part."""

    path: str
    area: float
    middle: tuple[int, int]


def projected(point: Point) -> Point:
    """Where a point in degrees lies on the map, whose corner of zero is the upper left."""
    return _equal_earth(*point) if point[1] < _TOP else _equal_earth(point[0], _TOP)


def _equal_earth(longitude: float, latitude: float) -> Point:
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * _A4 * angle**8 + 7 * _A3 * angle**6 + 3 * _A2 * angle**2 + _A1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(angle) / (3 * slope)
    return (1 + x / _HALF_WIDTH) * WIDTH / 2, (_upright(_TOP) - _upright(latitude)) / _HALF_WIDTH * WIDTH / 2


def _upright(latitude: float) -> float:
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    return _A4 * angle**9 + _A3 * angle**7 + _A2 * angle**3 + _A1 * angle


def simplified(arc: Arc) -> list[Point]:
    """An arc without the corners that are hardly seen on the map, the flattest first (Visvalingam and Whyatt, 1993).

    Its ends stay, so that the borders of neighbours, which are one arc, stay one line.
    """
    points = unrolled(arc)
    seen = [projected(point) for point in points]
    while len(seen) > 2:
        sizes = [_triangle(*three) for three in zip(seen, seen[1:], seen[2:], strict=False)]
        flattest = min(range(len(sizes)), key=sizes.__getitem__)
        if sizes[flattest] >= _FINEST:
            break
        del seen[flattest + 1], points[flattest + 1]
    return points


def _triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def drawn(rings: Sequence[Ring], whole: Sequence[Arc], simple: Sequence[Arc]) -> Shape:
    """The shape of a country, whose area and middle are those of its rings before they were simplified."""
    parts = [_part(ring, whole, simple) for ring in rings]
    largest = max(parts, key=lambda part: part.area)
    kept = [part for part in parts if part.area >= _SMALLEST or part is largest]
    return Shape("".join(part.path for part in kept), sum(part.area for part in parts), largest.middle)


def _part(ring: Ring, whole: Sequence[Arc], simple: Sequence[Arc]) -> Shape:
    pieces = [[projected(point) for point in piece] for piece in cut(_outline(ring, whole))]
    largest = max(pieces, key=_area)
    path = "".join(_path([projected(point) for point in piece]) for piece in cut(_outline(ring, simple)))
    return Shape(path, sum(map(_area, pieces)), _middle(largest))


def _outline(ring: Ring, arcs: Sequence[Arc]) -> list[Point]:
    """The corners of a ring, each once: an arc begins where the one before it ends."""
    walked = (arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring)
    return [point for arc in walked for point in arc[1:]]


def _area(points: Sequence[Point]) -> float:
    edges = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in edges)) / 2


def _middle(points: Sequence[Point]) -> tuple[int, int]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)


def _path(points: Sequence[Point]) -> str:
    """A closed path of steps in whole numbers, such as ``M10 20l5 0 0 5z``; nothing where no area is left."""
    corners = [(round(x), round(y)) for x, y in points]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners) if a != b]
    if len(steps) < 2:
        return ""
    return f"M{corners[0][0]} {corners[0][1]}l{_packed(steps)}z"


def _packed(steps: Sequence[tuple[int, int]]) -> str:
    """Numbers in a row; a minus parts them too: ``5 0-3 2``."""
    return "".join(f" {number}" if number >= 0 else f"{number}" for step in steps for number in step).strip()


def view_box() -> str:
    """The ``viewBox`` of the map, from 84° north to 57° south; Antarctica is left out."""
    _, bottom = projected((0, -57))
    return f"0 0 {WIDTH} {math.ceil(bottom)}"


def world(rings: Mapping[str, Sequence[Ring]], arcs: Sequence[Arc]) -> dict[str, Shape]:
    """The shape of each country, in the order of the codes."""
    simple = [simplified(arc) for arc in arcs]
    return {code: drawn(rings[code], arcs, simple) for code in sorted(rings)}
