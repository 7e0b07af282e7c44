"""The map of the world, coloured by a measure that the reader chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from warehouse.site import links
from warehouse.site.answers import Answer
from warehouse.site.charts.drawing import bounds_of, step
from warehouse.site.charts.shapes import World

_MEASURES: Mapping[str, str] = {
    "editions": "Editions",
    "roles": "Roles",
    "contributions": "Contributions",
    "practices": "Practices",
}


class Measure(NamedTuple):
    """A measure with the steps of its scale in words: ``none``, ``1 to 3``, ``4 and more``."""

    name: str
    label: str
    steps: Sequence[str]


class Shape(NamedTuple):
    """A country on the map. ``outline`` is the ``d`` of a path, ``dot`` a place where there is no outline.

    ``classes`` has a letter of each measure with the step that the country is on; countries without a page have none.
    """

    outline: str
    dot: tuple[float, float] | None
    classes: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The map: countries with a page, and the outlines of all others as one path."""

    box: str
    others: str
    shapes: Sequence[Shape]
    measures: Sequence[Measure]
    convention: str
    missing: Sequence[str]
    sql: str


def world_map(world: World, measures: Answer) -> WorldMap:
    """The map of the answer to the question ``measures``."""
    bounds = {name: bounds_of(row[name] for row in measures.rows) for name in _MEASURES}
    shown = {row["iso3"] for row in measures.rows}
    others = "".join(outline for iso3, outline in world.outlines.items() if iso3 not in shown)
    placed = [row for row in measures.rows if row["iso3"] in world.outlines or row["iso3"] in world.dots]
    shapes = [_shape(row, world, bounds) for row in placed]
    legend = [Measure(name, label, _steps(bounds[name])) for name, label in _MEASURES.items()]
    missing = [row["name"] for row in measures.rows if row not in placed]
    return WorldMap(world.box, others, shapes, legend, world.convention, missing, measures.sql)


def _shape(row: Mapping[str, object], world: World, bounds: Mapping[str, Sequence[float]]) -> Shape:
    iso3 = str(row["iso3"])
    numbers = {name: int(str(row[name])) for name in _MEASURES}
    classes = " ".join(f"{name[0]}{step(number, bounds[name])}" for name, number in numbers.items())
    told = ", ".join(f"{number} {name}" for name, number in numbers.items())
    outline = world.outlines.get(iso3, "")
    return Shape(outline, None if outline else world.dots[iso3], classes, f"{row['name']}: {told}", links.country(iso3))


def _steps(bounds: Sequence[float]) -> list[str]:
    """The steps of a scale in words: bounds 2 and 5 give ``none``, ``1 to 2``, ``3 to 5``, ``6 and more``."""
    starts = [1, *(int(bound) + 1 for bound in bounds)]
    spans = [_span(start, int(end)) for start, end in zip(starts, bounds, strict=False)]
    return ["none", *spans, f"{starts[-1]} and more"]


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"
