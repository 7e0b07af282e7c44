"""Draws ``docs/architecture.svg``, a picture of the rooms, from the imports: ``make picture``.

Each box is a part of the program and stands above all that it imports. In a box are its rooms, likewise in rows from
top to bottom. An arrow is left out where others lead to the same part.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import accumulate, pairwise
from textwrap import wrap
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.rooms import ROOT, Arrows, arrows, dotted, is_within, sizes, without_detours

PICTURE = ROOT / "docs" / "architecture.svg"
LETTER, SMALL_LETTER = 9.4, 6.6  # widths in pixels, of a title and of other text
PAD, LINE, CHIP_ROW, GAP, FLOOR_GAP = 12, 16, 28, 28, 56
NARROWEST, MOST_CHIPS = 200, 7
COLOURS = {"pipeline": "#fde8d0", "extractors": "#dcebf7", "warehouse": "#e3f1dc", "schemas": "#eee6f5"}
STYLE = (
    "text{font-family:Helvetica,Arial,sans-serif;font-size:12px;fill:#222}.title{font-size:15px;font-weight:bold}"
    ".box{stroke:#555;stroke-width:1.2}.chip{fill:#fff;stroke:#999;stroke-width:.8}"
    ".arrow{fill:none;stroke:#555;stroke-width:1.3;marker-end:url(#tip)}"
)
TIP = (
    '<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z" fill="#555"/></marker>'
)


class Box(NamedTuple):
    """A part of the program as it is drawn: its texts, its rooms in rows, and its size."""

    title: str
    caption: Sequence[str]
    rows: Sequence[Sequence[str]]
    width: float
    height: float


class Place(NamedTuple):
    """Where a box stands, or where a long arrow passes a floor. ``floor_end`` is where the highest box there ends."""

    left: float
    top: float
    width: float
    height: float
    floor_end: float

    @property
    def middle(self) -> float:
        """The distance of its middle from the left."""
        return self.left + self.width / 2


Ways = Mapping[tuple[str, str], Sequence[str]]
"""For each arrow all that it touches from end to end: two parts, and between them a mark on each floor it passes."""


def picture() -> str:
    """The whole picture, as SVG. The same imports give the same text."""
    counts, rooms, inner = sizes(), arrows(), arrows(dotted)
    parts: dict[str, list[str]] = {}
    for room in sorted(counts):
        parts.setdefault(part_of(room), []).append(room)
    between = {
        part: {part_of(target) for room in within for target in rooms[room]} - {part} for part, within in parts.items()
    }
    boxes = {part: box(part, rooms if len(within) > 1 else inner, counts) for part, within in parts.items()}
    ways = ways_of(without_detours(between))
    places = placed(ordered(ways), boxes)
    drawn = [line for part in parts for line in draw_box(part, boxes[part], places[part])]
    return framed([*drawn, *draw_arrows(ways, places)], places.values())


def framed(drawn: Sequence[str], places: Collection[Place]) -> str:
    """What was drawn, in an SVG of the size that it needs."""
    width = max(place.left + place.width for place in places) + GAP
    height = max(place.floor_end for place in places) + GAP
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', "<title>The rooms of the program</title>")
    ground = (f"<style>{STYLE}</style>", f"<defs>{TIP}</defs>", '<rect width="100%" height="100%" fill="#fff"/>')
    return "\n".join([*head, *ground, *drawn, "</svg>", ""])


def part_of(room: str) -> str:
    """The part that a room belongs to: ``pipeline`` of ``pipeline.cli``, ``extractors.values`` of itself."""
    top, *below = room.split(".")
    return f"{top}.{below[0]}" if top == "extractors" and below else top


def floors(arrows_of: Arrows) -> dict[str, int]:
    """The floor of each name, from the top: it is one below the lowest of those that have an arrow to it."""
    found: dict[str, int] = {}
    importers = {name: {other for other in arrows_of if name in arrows_of[other]} for name in arrows_of}
    for name in TopologicalSorter(importers).static_order():
        found[name] = 1 + max((found[other] for other in importers[name]), default=-1)
    return found


def box(part: str, arrows_of: Arrows, counts: Mapping[str, int]) -> Box:
    """A part with what is in it: its rooms, or its modules where it has no rooms."""
    number = sum(count for room, count in counts.items() if is_within(room, (part,)))
    title = part.replace(".", "/")
    rows = list(chip_rows(part, arrows_of, counts))
    widest = max((sum(map(chip_width, row)) + PAD * (len(row) + 1) for row in rows), default=0)
    width = max(NARROWEST, widest, len(title) * LETTER + 2 * PAD)
    size = f"{number} modules. " if number > 1 else ""
    caption = wrap(size + caption_of(part), int((width - 2 * PAD) / SMALL_LETTER))
    return Box(title, caption, rows, width, PAD + LINE * (len(caption) + 1) + CHIP_ROW * len(rows) + PAD)


def chip_rows(part: str, arrows_of: Arrows, counts: Mapping[str, int]) -> Iterator[list[str]]:
    """The texts of what is in a part, in rows of which each imports only from rows below it."""
    inside = {name for name in arrows_of if name.startswith(f"{part}.") and not name.endswith("__init__")}
    floor = floors({name: arrows_of[name] & inside for name in sorted(inside)})
    for level in sorted(set(floor.values())):
        row = sorted(name for name in floor if floor[name] == level)
        texts = [chip_text(part, name, counts.get(name, 1)) for name in row]
        yield from (texts[at : at + MOST_CHIPS] for at in range(0, len(texts), MOST_CHIPS))


def chip_text(part: str, room: str, count: int) -> str:
    """``acquire/warc 3`` of the room ``pipeline.acquire.warc`` with three modules."""
    name = room.removeprefix(f"{part}.").replace(".", "/")
    return f"{name} {count}" if count > 1 else name


def chip_width(text: str) -> float:
    """How wide the box of a room is."""
    return len(text) * SMALL_LETTER + PAD


def caption_of(part: str) -> str:
    """What a part says of itself first."""
    folder = ROOT / part.replace(".", "/")
    module = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ")


def ways_of(arrows_of: Arrows) -> Ways:
    """The way of each arrow between parts. One over several floors has a mark of its own on each that it passes."""
    floor = floors(arrows_of)
    return {
        (start, end): [start, *(f"{start} > {end} {at}" for at in range(floor[start] + 1, floor[end])), end]
        for start in sorted(floor, key=lambda name: (floor[name], name))
        for end in sorted(arrows_of[start])
    }


def steps_of(ways: Ways) -> dict[str, set[str]]:
    """What each part or mark leads to on the floor below it."""
    steps: dict[str, set[str]] = {name: set() for way in ways.values() for name in way}
    for start, end in (step for way in ways.values() for step in pairwise(way)):
        steps[start].add(end)
    return steps


def ordered(ways: Ways) -> list[list[str]]:
    """Parts and marks by floor, from left to right so that each stands about below what leads to it."""
    steps = steps_of(ways)
    floor = floors(steps)
    column: dict[str, float] = {}
    found = []
    for level in range(max(floor.values()) + 1):
        names = [name for name in floor if floor[name] == level]
        above = {name: [column[other] for other in column if name in steps[other]] for name in names}
        row = sorted(names, key=lambda name: (sum(above[name]) / max(len(above[name]), 1), name))
        column |= {name: at - len(row) / 2 for at, name in enumerate(row)}
        found.append(row)
    return found


def placed(rows: Sequence[Sequence[str]], boxes: Mapping[str, Box]) -> dict[str, Place]:
    """Where all stands: each floor in the middle."""
    widths = {name: boxes[name].width if name in boxes else GAP for row in rows for name in row}
    whole = max(sum(widths[name] for name in row) + GAP * (len(row) + 1) for row in rows)
    found: dict[str, Place] = {}
    top: float = GAP
    for row in rows:
        end = top + max(boxes[name].height for name in row if name in boxes)
        left = (whole - sum(widths[name] for name in row) - GAP * (len(row) - 1)) / 2
        for name in row:
            height = boxes[name].height if name in boxes else end - top
            found[name] = Place(left, top, widths[name], height, end)
            left += widths[name] + GAP
        top = end + FLOOR_GAP
    return found


def draw_box(part: str, drawn: Box, place: Place) -> Iterator[str]:
    """A part with its title, what it says of itself, and its rooms."""
    left, top = place.left + PAD, place.top + PAD + LINE / 2
    yield rectangle("box", place, f' rx="6" fill="{COLOURS[part.partition(".")[0]]}"')
    yield text_at(left, top, drawn.title, ' class="title"')
    for number, line in enumerate(drawn.caption, 1):
        yield text_at(left, top + LINE * number, line)
    top += LINE * len(drawn.caption) + LINE / 2
    for number, row in enumerate(drawn.rows):
        starts = accumulate((chip_width(text) + PAD for text in row), initial=left)
        for text, start in zip(row, starts, strict=False):
            chip = Place(start, top + CHIP_ROW * number, chip_width(text), CHIP_ROW - 6, 0)
            yield rectangle("chip", chip, ' rx="4"')
            yield text_at(chip.middle, chip.top + 15, text, ' text-anchor="middle"')


def rectangle(kind: str, place: Place, more: str) -> str:
    """A box of any kind."""
    corner = f'x="{place.left:.1f}" y="{place.top:.1f}"'
    return f'<rect class="{kind}" {corner} width="{place.width:.1f}" height="{place.height:.1f}"{more}/>'


def text_at(left: float, top: float, text: str, more: str = "") -> str:
    """A line of text, by its left end and its base."""
    return f'<text x="{left:.1f}" y="{top:.1f}"{more}>{escape(text)}</text>'


def draw_arrows(ways: Ways, places: Mapping[str, Place]) -> Iterator[str]:
    """A curve for each arrow, past the boxes between its ends."""
    for (start, end), way in ways.items():
        below = sorted((w[1] for (one, _), w in ways.items() if one == start), key=lambda name: places[name].middle)
        above = sorted((w[-2] for (_, one), w in ways.items() if one == end), key=lambda name: places[name].middle)
        leaves = port(places[start], below.index(way[1]), len(below))
        arrives = port(places[end], above.index(way[-2]), len(above))
        columns = [leaves, *(places[mark].middle for mark in way[1:-1]), arrives]
        yield f'<path class="arrow" d="{" ".join(curves([places[name] for name in way], columns))}"/>'


def port(place: Place, index: int, count: int) -> float:
    """Where at a side of a box one of several arrows ends."""
    return place.left + place.width * (index + 1) / (count + 1)


def curves(way: Sequence[Place], columns: Sequence[float]) -> Iterator[str]:
    """The commands of a path: straight down to the end of each floor, from there to the next in a curve."""
    yield f"M{columns[0]:.1f},{way[0].top + way[0].height:.1f}"
    for (above, below), (start, end) in zip(pairwise(way), pairwise(columns), strict=True):
        half = (above.floor_end + below.top) / 2
        yield f"L{start:.1f},{above.floor_end:.1f}"
        yield f"C{start:.1f},{half:.1f} {end:.1f},{half:.1f} {end:.1f},{below.top:.1f}"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
