"""Values that any page may print: points of the earth, lists with asides, figures of a year."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.values.coordinates import Point, read_point
from extractors.values.countries import first_country_named, folded_name
from extractors.values.lists import read_entries
from extractors.values.yearly_figures import YearlyFigure, label_of_figures, read_yearly_figure


@pytest.mark.parametrize(
    ("printed", "point"),
    [
        ("1 30 S, 36 45 E", Point(-1.5, 36.75)),
        ("the islands: 1 30 S, 36 45 E", Point(-1.5, 36.75)),
        ("the mainland: 1 30 S, 36 45 E an island: 4 00 S, 39 00 E", Point(-1.5, 36.75)),
        ("the mainland: 1 30 S, 36 45 E, mainland coast: 4 00 S, 39 00 E", None),
        ("1 30 S, 36 45 E, 4 00 S, 39 00 E", None),
        ("36 45 E, 1 30 S", None),
        ("91 00 S, 36 45 E", None),
        ("1 60 S, 36 45 E", None),
        ("", None),
    ],
)
def test_a_pair_of_coordinates_is_a_point_where_it_is_clear_which_is_meant(printed: str, point: Point | None) -> None:
    assert read_point(printed, "mainland") == point


@pytest.mark.parametrize(
    ("printed", "entries"),
    [
        ("IGAD, COMESA", [("IGAD", ()), ("COMESA", ())]),
        ("SADC (observer) (since 2001), AU", [("SADC", ("observer", "since 2001")), ("AU", ())]),
        ("EAC (partner, until 2009), AU.", [("EAC", ("partner, until 2009",)), ("AU", ())]),
        ("None", []),
        (" ,; .", []),
    ],
)
def test_a_list_has_entries_with_asides(printed: str, entries: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(entry.name, entry.asides) for entry in read_entries(printed)] == entries


@pytest.mark.parametrize(
    ("printed", "is_clear"), [("AU (observer)", True), ("AU (observer", False), ("(observer)", False)]
)
def test_an_entry_is_clear_where_its_name_can_be_told(printed: str, is_clear: bool) -> None:
    (entry,) = read_entries(printed)
    assert entry.is_clear is is_clear
    assert entry.text == printed


@pytest.mark.parametrize(
    ("printed", "unit", "label", "figure"),
    [
        ("12,345 (2019 est.)", "persons", "", YearlyFigure(Decimal(12345), 2019, True)),
        ("12,345 people (May 2019)", "persons", "", YearlyFigure(Decimal(12345), 2019, False)),
        ("1.2 million", "persons", "arrivals", YearlyFigure(Decimal(1_200_000), None, None)),
        ("3.4% of GDP", "percent of GDP", "Transfers 2018", YearlyFigure(Decimal("3.4"), 2018, None)),
        ("3.4% of GDP (2017 est.)", "percent of GDP", "Transfers 2018", YearlyFigure(None, None, True)),
        ("over 12,000 (2019 est.)", "persons", "", YearlyFigure(None, 2019, True)),
        ("1,23 (2019)", "persons", "", YearlyFigure(None, 2019, False)),
        ("12", "percent of GDP", "", YearlyFigure(None, None, None)),
    ],
)
def test_a_figure_is_read_whole_or_not_at_all(printed: str, unit: str, label: str, figure: YearlyFigure) -> None:
    assert read_yearly_figure(printed, unit, label) == figure


@pytest.mark.parametrize("printed", ["arrivals", "arrivals (all ports)", "17arrivals", "arrivals 2018"])
def test_the_label_of_figures_is_the_same_whatever_stands_around_it(printed: str) -> None:
    assert label_of_figures(printed) == "arrivals"


def test_the_first_name_that_tells_a_country_counts_and_those_of_a_source_before_all() -> None:
    names = [("name", "nowhere"), ("official_name", "Republic of Kenya"), ("name", "Uganda")]
    told = first_country_named(names, {})
    assert told is not None
    assert (told[0], told[1].iso3) == ("official_name", "KEN")
    told = first_country_named(names, {folded_name("Nowhere"): "TZA"})
    assert told is not None
    assert (told[0], told[1].iso3) == ("name", "TZA")
    assert first_country_named([("name", "nowhere")], {}) is None
