"""The charts of the site as numbers: what is settled stands at its edition, what is open over its whole range."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.site.answers import Answer
from warehouse.site.charts.drawing import bars, bounds_of, line_of, step
from warehouse.site.charts.heat import HeatRow, heat_map
from warehouse.site.charts.shapes import World
from warehouse.site.charts.world_map import world_map

EDITIONS = [2007, 2008, 2009, 2010, 2011, 2012]
Blocks = Sequence[tuple[int, int]]


def block(number: int, first: int, last: int, **facts: bool) -> dict[str, object]:
    """A block whose edition is settled where its range is one edition."""
    told = {"attended_summit": True, "attended_prep_meetings": False, "has_role": False, "contributed": False, **facts}
    edition = first if first == last else None
    place = {"iso3": "PER", "name": "Peru", "participation_id": f"PER-{number:02}", "block": number}
    return {**place, "edition": edition, "edition_first": first, "edition_last": last, **told}


def heat_row(*ranges: tuple[int, int], **facts: bool) -> HeatRow:
    """The row of a country with blocks of these ranges."""
    blocks = [block(number, first, last, **facts) for number, (first, last) in enumerate(ranges, 1)]
    (row,) = heat_map(Answer("SELECT", blocks), EDITIONS).rows
    return row


def spans(row: HeatRow) -> list[tuple[int, str]]:
    """How many editions each cell is over, and what is in it."""
    return [(cell.span, cell.glyphs.strip("\u2007")) for cell in row.cells]


def test_a_settled_block_stands_in_the_cell_of_its_edition_and_leads_to_it() -> None:
    row = heat_row((2008, 2008))
    assert spans(row) == [(1, ""), (1, "●"), (1, ""), (1, ""), (1, ""), (1, "")]
    assert row.cells[1].href == "countries/PER.html#PER-01"


def test_what_a_cell_shows_is_also_said_in_words() -> None:
    (cell, *_) = heat_row((2007, 2007), has_role=True, contributed=True).cells
    assert (cell.glyphs, cell.step, cell.label) == ("●\u2007◆+", 3, "2007: summit, role, contribution")


def test_an_open_block_is_one_cell_over_its_range() -> None:
    row = heat_row((2007, 2007), (2008, 2010), (2011, 2011))
    assert spans(row) == [(1, "●"), (3, "1 ?"), (1, "●"), (1, "")]
    assert row.cells[1].label == "2008 to 2010: 1 participation whose edition is open"


def test_open_blocks_that_share_editions_are_one_cell_and_others_are_two() -> None:
    assert spans(heat_row((2007, 2009), (2008, 2010), (2012, 2012)))[0] == (4, "2 ?")
    assert spans(heat_row((2007, 2008), (2009, 2010), (2012, 2012)))[:2] == [(2, "1 ?"), (2, "1 ?")]


@given(st.lists(st.tuples(st.sampled_from(EDITIONS), st.sampled_from(EDITIONS)).map(sorted).map(tuple), max_size=6))
def test_the_cells_of_a_row_are_over_each_edition_once(ranges: list[tuple[int, int]]) -> None:
    if ranges:
        assert sum(cell.span for cell in heat_row(*sorted(ranges)).cells) == len(EDITIONS)


def test_a_line_draws_settled_blocks_as_stops_and_open_ones_as_ranges_in_lanes_of_their_own() -> None:
    blocks = [block(1, 2007, 2007), block(2, 2008, 2010), block(3, 2009, 2011)]
    line = line_of("Peru", blocks, EDITIONS, {f"PER-0{number}": f"#PER-0{number}" for number in (1, 2, 3)})
    settled, first, second = line.stops
    assert (settled.is_open, settled.start) == (False, settled.end)
    assert first.is_open
    assert first.start < first.end
    assert len({settled.y, first.y, second.y}) == 3
    assert line.note == "Settled: 2007. 2 blocks open: 2008–2010, open; 2009–2011, open."


def test_a_block_that_nothing_bounds_is_on_no_place_of_the_line() -> None:
    unknown = {**block(1, 2007, 2008), "edition_first": None, "edition_last": None}
    assert line_of("Peru", [unknown], EDITIONS, {}).stops == []


def test_the_highest_bar_takes_the_whole_height_and_nothing_has_none() -> None:
    chart = bars("b", "Bars", "", [("a", 0, ""), ("b", 10, "10"), ("c", 5, "5")])
    nothing, most, half = (bar.height for bar in chart.bars)
    assert (nothing, half) == (0, most / 2)
    assert bars("b", "Bars", "", []).bars == []


@pytest.mark.parametrize(("number", "expected"), [(0, 0), (1, 1), (2, 1), (3, 2), (5, 2), (9, 3)])
def test_a_number_is_on_a_step_of_the_scale(number: int, expected: int) -> None:
    assert step(number, (2, 5)) == expected


@given(st.lists(st.integers(0, 100), max_size=50))
def test_bounds_rise_and_lie_among_the_numbers(numbers: list[int]) -> None:
    bounds = bounds_of(numbers)
    assert list(bounds) == sorted(set(bounds))
    assert set(bounds) <= set(numbers)
    assert len(bounds) <= 3


def test_the_map_colours_countries_with_a_page_by_each_measure_and_names_those_without_a_shape() -> None:
    world = World("0 0 10 10", {"PER": "M0 0z", "CHL": "M1 1z"}, {"MCO": (5, 5)}, "As drawn.")
    numbers = {"editions": 2, "roles": 0, "contributions": 1, "practices": 0}
    rows = [
        {"iso3": code, "name": name, **numbers} for code, name in (("MCO", "Monaco"), ("PER", "Peru"), ("XKX", "X"))
    ]
    drawn = world_map(world, Answer("SELECT", rows))
    assert drawn.others == "M1 1z"
    assert [(shape.outline, shape.dot) for shape in drawn.shapes] == [("", (5, 5)), ("M0 0z", None)]
    assert drawn.shapes[0].classes == "e1 r0 c1 p0"
    assert drawn.missing == ["X"]
    assert drawn.measures[0].steps == ["none", "1 to 2", "3 and more"]
