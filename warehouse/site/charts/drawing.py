"""Bars, and the line of a country through the editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from warehouse.site.blocks import Grid
from warehouse.site.release import Row
from warehouse.site.wording import counted, edition_of

BAR_WIDTH, BAR_GAP, BAR_HEIGHT = 20, 12, 120
_STEP, _MARGIN, _LANE = 60, 40, 24


class Bar(NamedTuple):
    """A bar with its label below and its value above it, measured in the units of the drawing."""

    x: float
    y: float
    height: float
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars, with its numbers as a table. ``note`` is the description for those who do not see it."""

    id: str
    title: str
    note: str
    width: float
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Figure:
    """Charts that belong together, and the table with their numbers, which has their SQL."""

    id: str
    title: str
    lead: str
    charts: Sequence[Bars]
    numbers: Grid


class Stop(NamedTuple):
    """A block of a country on its line: where it starts and ends, in which lane, and what it is."""

    start: float
    end: float
    y: float
    is_open: bool
    label: str
    href: str


class Tick(NamedTuple):
    """An edition on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """The blocks of a country along the editions. A block whose edition is open is drawn over its whole range."""

    title: str
    note: str
    width: float
    height: float
    axis: float
    ticks: Sequence[Tick]
    stops: Sequence[Stop]


def bars(name: str, title: str, note: str, values: Sequence[tuple[str, float, str]], most: float | None = None) -> Bars:
    """A chart of bars of (label, number, number in words); ``most`` is the number that takes the whole height."""
    highest = most or max((number for _, number, _ in values), default=0) or 1
    drawn = []
    for at, (label, number, text) in enumerate(values):
        height = round(BAR_HEIGHT * number / highest, 1)
        drawn.append(Bar(at * (BAR_WIDTH + BAR_GAP) + BAR_GAP, round(BAR_HEIGHT - height + 20, 1), height, label, text))
    return Bars(name, title, note, len(values) * (BAR_WIDTH + BAR_GAP) + BAR_GAP, drawn)


def line_of(name: str, blocks: Sequence[Row], editions: Sequence[int], href: Mapping[str, str]) -> Line:
    """The line of a country through the editions. Open ranges that overlap stand in lanes one below the other."""
    places = {edition: _MARGIN + at * _STEP for at, edition in enumerate(editions)}
    lanes: list[float] = []
    stops = []
    for block in blocks:
        first, last = block["edition_first"], block["edition_last"]
        if first not in places or last not in places:
            continue
        start, end = places[first], places[last]
        settled = block["edition"] is not None
        lane = 0 if settled else _free_lane(lanes, start, end)
        label = f"Block {block['block']}: {edition_of(block)}"
        stops.append(Stop(start, end, _LANE * (lane + 1), not settled, label, href[block["participation_id"]]))
    axis = _LANE * (len(lanes) + 1) + 12
    ticks = [Tick(x, str(edition)) for edition, x in places.items()]
    width = 2 * _MARGIN + _STEP * max(len(editions) - 1, 0)
    return Line(f"{name} through the editions", _told(blocks), width, axis + 28, axis, ticks, stops)


def step(number: float, bounds: Sequence[float]) -> int:
    """The step of a scale that a number is on: 0 for nothing, 1 up to the first bound, and so on."""
    return 0 if number <= 0 else 1 + sum(number > bound for bound in bounds)


def bounds_of(numbers: Iterable[float], steps: int = 4) -> tuple[float, ...]:
    """Whole bounds that part numbers into steps of about as many each: quantiles, each once."""
    found = sorted(number for number in numbers if number > 0)
    if not found:
        return ()
    return tuple(sorted({found[(len(found) - 1) * at // steps] for at in range(1, steps)}))


def _free_lane(lanes: list[float], start: float, end: float) -> int:
    """The first lane below the first that is free from ``start`` on, which is taken up to ``end`` then."""
    for at, taken in enumerate(lanes):
        if taken < start:
            lanes[at] = end
            return at + 1
    lanes.append(end)
    return len(lanes)


def _told(blocks: Sequence[Row]) -> str:
    settled = [str(block["edition"]) for block in blocks if block["edition"] is not None]
    still_open = [edition_of(block) for block in blocks if block["edition"] is None]
    told = [f"Settled: {', '.join(settled)}." if settled else "No edition is settled."]
    if still_open:
        told.append(f"{counted(len(still_open), 'block')} open: {'; '.join(still_open)}.")
    return " ".join(told)
