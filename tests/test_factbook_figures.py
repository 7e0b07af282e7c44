"""Figures of a profile on people who moved: each is read whole or not at all, in both forms."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.comparing import accounting, rows
from tests.written_profiles import (
    DISPLACED,
    ISSUES,
    PEOPLE,
    Field,
    Form,
    both_forms,
    codes,
    dataset,
    flat,
    flat_value,
    kenya,
)


def figures(section: str, field: str, printed: Field, form: Form = flat) -> list[tuple[object, ...]]:
    """Name, value, year, whether estimated, and text of each figure of a field. Each without a value is an issue."""
    found = dataset(form(kenya(more={section: {field: printed}})))
    read = rows(found, "indicators")
    assert codes(found) == ["figure_unreadable"] * sum(row["value"] is None for row in read)
    return [tuple(row[name] for name in ("name", "value", "year", "estimated", "text")) for row in read]


COUNTS = [
    ("546,699 (2024 est.)", 546_699, 2024, True),
    ("7 (2024 est.)", 7, 2024, True),
    ("0 (2024 est.)", 0, 2024, True),
    ("1,234,567,890 (July 2025 est.)", 1_234_567_890, 2025, True),
    ("3,142 (2021)", 3_142, 2021, False),
    ("1.5 million (2023 est.)", 1_500_000, 2023, True),
    ("41,000", 41_000, None, None),
    ("652,271 (July 2020 est.)", 652_271, 2020, True),
    ("5,000 (mid-year 2022)", None, None, None),
    ("no permanent inhabitants", None, None, None),
    ("uninhabited", None, None, None),
    ("approximately 15,500 in the bases", None, None, None),
    ("(2020) approximately 18,195 in the bases", None, 2020, False),
    ("less than 100 (2023 est.)", None, 2023, True),
    ("NA", None, None, None),
    ("2,000,000 million (2023 est.)", None, 2023, True),
    ("999,999,999,999,999,999 (2023 est.)", None, 2023, True),
    ("NA (2021 est.)", None, 2021, True),
    ("12,34 (2024 est.)", None, 2024, True),
    ("1,000-2,000 (2024 est.)", None, 2024, True),
    ("5,602 (Iraq) (2019)", None, 2019, False),
    ("5,602 (2018); 5,070 (2019)", None, None, None),
    ("22,226 (Syria) (2022), 9,272 (Guinea) (2022)", None, 2022, False),
]


@both_forms
@pytest.mark.parametrize(("printed", "value", "year", "estimated"), COUNTS, ids=[case[0] for case in COUNTS])
def test_a_count_is_read_whole_or_not_at_all(
    printed: str, value: int | None, year: int | None, estimated: bool | None, form: Form
) -> None:
    expected = None if value is None else Decimal(value)
    for section, field, part, name in (
        (PEOPLE, "Population", "total", "population"),
        (ISSUES, DISPLACED, "IDPs", "internally_displaced_persons"),
    ):
        assert figures(section, field, {part: printed}, form) == [(name, expected, year, estimated, printed)]


@both_forms
def test_the_total_of_a_population_counts_and_no_other_part(form: Form) -> None:
    parts = {"total": "46,738 (2025 est.)", "male": "23,071", "female": "23,667", "note": "note: counted anew"}
    assert [row[:2] for row in figures(PEOPLE, "Population", parts, form)] == [("population", Decimal(46_738))]
    assert [row[:2] for row in figures(PEOPLE, "Population", "46,738 (2025 est.)", form)] == [
        ("population", Decimal(46_738))
    ]
    assert figures(PEOPLE, "Population", {"male": "23,071", "female": "23,667"}, form) == []


@both_forms
@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("-1.16 migrant(s)/1,000 population (2025 est.)", "-1.16"),
        ("0 migrant(s)/1,000 population (2025 est.)", "0"),
        ("12 migrants/1,000 population (2025 est.)", "12"),
        ("-1.16 persons/1,000 population (2025 est.)", None),
        ("-1.16% (2025 est.)", None),
    ],
)
def test_net_migration_has_its_unit(printed: str, value: str | None, form: Form) -> None:
    expected = None if value is None else Decimal(value)
    assert figures(PEOPLE, "Net migration rate", printed, form) == [
        ("net_migration_rate", expected, 2025, True, printed)
    ]


@both_forms
def test_remittances_have_a_row_a_year_the_newest_first(form: Form) -> None:
    printed = {
        "Remittances 2022": "3.2% of GDP (2022 est.)",
        "Remittances 2024": "less than 1% (2024 est.)",
        "Remittances 2023": "17.9% of GDP (2023 est.)",
        "note": "<b>note:</b> what people send home",
    }
    found = figures("Economy", "Remittances", printed, form)
    assert [row[1:3] for row in found] == [(None, 2024), (Decimal("17.9"), 2023), (Decimal("3.2"), 2022)]
    assert {row[0] for row in found} == {"remittances"}


@both_forms
def test_a_figure_whose_label_names_another_year_is_not_dated(form: Form) -> None:
    printed = "3.2% of GDP (2022 est.)"
    assert figures("Economy", "Remittances", {"Remittances 2023": printed}, form) == [
        ("remittances", None, None, True, printed)
    ]


@both_forms
@pytest.mark.parametrize(
    "label", ["refugees", "refugees (country of origin)", "70179refugees (country of origin)", "refugees (origins)"]
)
def test_the_labels_of_refugees_vary(label: str, form: Form) -> None:
    assert figures(ISSUES, DISPLACED, {label: "136,845 (2024 est.)"}, form) == [
        ("refugees", Decimal(136_845), 2024, True, "136,845 (2024 est.)")
    ]


@both_forms
def test_a_list_of_origins_is_no_total(form: Form) -> None:
    printed = "9,272 (Guinea), 6,357 (C&ocirc;te d'Ivoire), 5,725 (Mauritania) (2023); 22,841 (DRC) (refugees) (2024)"
    text = printed.replace("&ocirc;", "ô")
    assert figures(ISSUES, DISPLACED, {"refugees (country of origin)": printed}, form) == [
        ("refugees", None, None, None, text)
    ]


@both_forms
def test_what_is_not_printed_has_no_row(form: Form) -> None:
    assert [row[0] for row in figures(ISSUES, DISPLACED, {"refugees": "5 (2024 est.)"}, form)] == ["refugees"]
    assert figures(ISSUES, DISPLACED, {"note": "note: refugees pass through"}, form) == []


def test_a_lone_count_is_no_figure() -> None:
    value = flat_value(kenya())
    value[ISSUES] = {DISPLACED: {"refugees": {"count": 172}, "count": 1}}
    found = dataset(json.dumps(value).encode())
    assert rows(found, "indicators") == []
    assert accounting(found) == []
