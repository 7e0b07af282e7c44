"""The heat map of countries by editions: a row for each country, a cell for each edition or open range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from warehouse.site import links
from warehouse.site.answers import Answer
from warehouse.site.wording import counted

Block = Mapping[str, Any]

FACTS: Sequence[tuple[str, str, str]] = (
    ("attended_summit", "●", "summit"),
    ("attended_prep_meetings", "○", "preparatory meetings"),
    ("has_role", "◆", "role"),
    ("contributed", "+", "contribution"),
)
"""The facts of a cell: the column, its glyph, and what it means."""
_NO_FACT = "\u2007"


class HeatCell(NamedTuple):
    """A cell over one or more editions. ``step`` is how many facts it shows; None where nothing is said."""

    span: int
    step: int | None
    glyphs: str
    label: str
    href: str | None
    is_open: bool


class HeatRow(NamedTuple):
    """A country and its cells."""

    name: str
    href: str
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The heat map with its SQL. ``legend`` has each glyph and what it means."""

    editions: Sequence[int]
    rows: Sequence[HeatRow]
    legend: Sequence[tuple[str, str]]
    sql: str


def heat_map(blocks: Answer, editions: Sequence[int]) -> HeatMap:
    """The heat map of blocks, as the question ``blocks`` gives them."""
    rows = []
    for (iso3, name), of_country in groupby(blocks.rows, key=lambda row: (row["iso3"], row["name"])):
        rows.append(HeatRow(name, links.country(iso3), list(_cells(iso3, list(of_country), editions))))
    return HeatMap(editions, rows, [(glyph, meaning) for _, glyph, meaning in FACTS], blocks.sql)


def _cells(iso3: str, blocks: Sequence[Block], editions: Sequence[int]) -> Iterator[HeatCell]:
    """The cells of a country from the first edition to the last. Open ranges that share an edition are one cell."""
    settled = {block["edition"]: block for block in blocks if block["edition"] is not None}
    ranges = _united([block for block in blocks if block["edition"] is None and block["edition_first"] is not None])

    def cell_of(edition: int) -> int | Sequence[Block]:
        held = (inside for first, last, inside in ranges if first <= edition <= last)
        return edition if edition in settled else next(held, edition)

    for key, of_cell in groupby(editions, key=cell_of):
        span = list(of_cell)
        if not isinstance(key, int):
            yield _open_cell(iso3, key, span)
        elif key in settled:
            yield _settled_cell(iso3, settled[key])
        else:
            yield HeatCell(1, None, "", "", None, is_open=False)


def _united(still_open: Sequence[Block]) -> Sequence[tuple[int, int, Sequence[Block]]]:
    """Ranges with the blocks that lie in them, of blocks in order: those that share an edition are one."""
    ranges: list[tuple[int, int, list[Block]]] = []
    for block in still_open:
        first, last = block["edition_first"], block["edition_last"]
        if ranges and first <= ranges[-1][1]:
            start, end, inside = ranges[-1]
            ranges[-1] = (start, max(end, last), [*inside, block])
        else:
            ranges.append((first, last, [block]))
    return ranges


def _settled_cell(iso3: str, block: Block) -> HeatCell:
    facts = [(glyph, meaning) for column, glyph, meaning in FACTS if block[column]]
    held = {glyph for glyph, _ in facts}
    glyphs = "".join(glyph if glyph in held else _NO_FACT for _, glyph, _ in FACTS)
    label = f"{block['edition']}: {', '.join(meaning for _, meaning in facts) or 'listed, nothing more'}"
    href = f"{links.country(iso3)}#{block['participation_id']}"
    return HeatCell(1, len(facts), glyphs, label, href, is_open=False)


def _open_cell(iso3: str, inside: Sequence[Block], editions: Sequence[int]) -> HeatCell:
    """A cell over a range in which some blocks lie, each in an edition that the page leaves open."""
    span = f"{editions[0]} to {editions[-1]}" if len(editions) > 1 else str(editions[0])
    label = f"{span}: {counted(len(inside), 'participation')} whose edition is open"
    href = f"{links.country(iso3)}#{inside[0]['participation_id']}"
    return HeatCell(len(editions), None, f"{len(inside)} ?", label, href, is_open=True)
