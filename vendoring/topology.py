"""Countries as rings of shared arcs, read from a TopoJSON file (the format's specification is that of topojson 1.0)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

Point = tuple[float, float]
Arc = Sequence[Point]
Ring = Sequence[int]
"""Numbers of arcs, one after the other; ``~3`` is arc 3 walked backwards."""


def arcs_of(topology: Mapping[str, Any]) -> list[list[Point]]:
    """The arcs in degrees: the file has steps on a grid, such as ``[[10, 20], [1, -1]]``."""
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    return [
        [
            (x * wide + left, y * high + low)
            for x, y in itertools.accumulate(arc, lambda at, step: (at[0] + step[0], at[1] + step[1]))
        ]
        for arc in topology["arcs"]
    ]


def rings_of(topology: Mapping[str, Any]) -> dict[str, list[Ring]]:
    """The rings of each country by its ISO code of three letters, holes among them."""
    return {
        shape["properties"]["a3"]: [ring for polygon in _polygons(shape) for ring in polygon]
        for shape in topology["objects"]["countries"]["geometries"]
    }


def _polygons(shape: Mapping[str, Any]) -> Sequence[Sequence[Ring]]:
    arcs: Sequence[Any] = shape["arcs"]
    return [arcs] if shape["type"] == "Polygon" else arcs


def joined(rings: Sequence[Ring]) -> list[Ring]:
    """The rings around areas that lie side by side, without the arcs between them, which both of them walk."""
    walked = {arc for ring in rings for arc in ring}
    kept = [[arc for arc in ring if ~arc not in walked] for ring in rings]
    whole = [ring for ring, left in zip(rings, kept, strict=True) if len(left) == len(ring)]
    opened = [_from_the_gap(ring, left) for ring, left in zip(rings, kept, strict=True) if 0 < len(left) < len(ring)]
    return [*whole, *([[arc for part in opened for arc in part]] if opened else [])]


def _from_the_gap(ring: Ring, left: Sequence[int]) -> Sequence[int]:
    """The arcs that are left of a ring, from the one that follows the gap: ``[1, 4]`` of ``[4, 7, 1]``."""
    start = next(at for at, arc in enumerate(ring) if arc in left and ring[at - 1] not in left)
    return [arc for arc in (*ring[start:], *ring[:start]) if arc in left]
