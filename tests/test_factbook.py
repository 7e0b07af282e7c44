"""Profiles of The World Factbook: each trap of the field that it stands in, in both forms; pages in, tables out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from schemas.tables import Dataset
from tests.comparing import accounting, rows
from tests.truth import Row
from tests.written_profiles import (
    COORDINATES,
    DISPLACED,
    GOVERNMENT,
    ISSUES,
    NAME,
    PEOPLE,
    Field,
    Profile,
    dataset,
    flat,
    flat_value,
    kenya,
    listed,
    listed_value,
    named,
)

FORMS = (flat, listed)
Form = Callable[[Profile], bytes]
both_forms = pytest.mark.parametrize("form", FORMS, ids=["flat", "listed"])


def reasons(found: Dataset) -> list[object]:
    return [row["reason"] for row in rows(found, "quarantine")]


def codes(found: Dataset) -> list[object]:
    return [row["code"] for row in rows(found, "issues")]


def country_of(profile: Profile, form: Form = flat) -> object:
    """The country that a profile is about, or why it is none."""
    found = dataset(form(profile))
    return next((row["iso3"] for row in rows(found, "country_identities")), next(iter(reasons(found)), None))


def about(name: Field) -> Profile:
    return {GOVERNMENT: {NAME: name}}


NAMES = [
    ("Niger, whose code is ISO's for Nigeria", named("Niger"), "NER"),
    ("Switzerland, whose code is ISO's for Eswatini", named("Switzerland"), "CHE"),
    ("Morocco, whose code is ISO's for Macao", named("Morocco"), "MAR"),
    ("a long form alone", named("none", "Republic of Austria"), "AUT"),
    ("a short form that is no name of its own", named("The Dominican", "Dominican Republic"), "DOM"),
    ("a short form in other letters", named("C&ocirc;te d'Ivoire"), "CIV"),
    ("a note behind the name", named("Burma; note - the army prints Myanmar"), "MMR"),
    ("a name that has another country in it", named("Guinea-Bissau"), "GNB"),
    ("an article at the end", named("Gambia, The"), "GMB"),
    ("two states of one name", named("Congo (Kinshasa)", "Democratic Republic of the Congo"), "COD"),
    ("the other state", named("Congo (Brazzaville)", "Republic of the Congo"), "COG"),
    ("a new name", named("Turkey (Turkiye)", "Republic of T&uuml;rkiye"), "TUR"),
    ("a territory with a code", named("Jersey", "Bailiwick of Jersey"), "JEY"),
    ("islands of two states", named("British Virgin Islands"), "VGB"),
    ("islands whose name is short", named("Virgin Islands"), "VIR"),
    ("Kosovo", named("Kosovo", "Republic of Kosovo"), "no_iso_country"),
    ("an island without a code", named("Clipperton Island"), "no_iso_country"),
    ("a strip of land", named("Gaza Strip"), "no_iso_country"),
    ("no name at all", named("none", "none"), "no_iso_country"),
    ("a misspelt name", named("Nigerr"), "no_iso_country"),
]


@both_forms
@pytest.mark.parametrize(("name", "country"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES])
def test_names_tell_the_country(name: Field, country: str, form: Form) -> None:
    assert country_of(about(name), form) == country


def test_the_printed_code_tells_nothing() -> None:
    for code, name in (("NG", "Niger"), ("SZ", "Switzerland"), ("KV", "Kosovo"), ("AS", "Australia")):
        coded = {**listed_value(about(named(name))), "code": code}
        nameless = {**listed_value(about(named("none"))), "code": code}
        assert rows(dataset(json.dumps(coded).encode()), "countries") == rows(
            dataset(listed(about(named(name)))), "countries"
        )
        assert reasons(dataset(json.dumps(nameless).encode())) == ["no_iso_country"]


def test_the_name_above_all_sections_counts_last() -> None:
    (row,) = rows(dataset(listed(about(named("none", "none")), "Austria")), "country_identities")
    assert (row["iso3"], row["code_basis"], row["official_name"]) == ("AUT", "name", None)
    (row,) = rows(dataset(listed(about(named("Niger")), "Austria")), "country_identities")
    assert row["iso3"] == "NER"


@both_forms
def test_none_is_no_name(form: Form) -> None:
    (row,) = rows(dataset(form(about(named("Grenada", "none")))), "country_identities")
    assert (row["name"], row["official_name"], row["code_basis"]) == ("Grenada", None, "name")
    (row,) = rows(dataset(form(about(named("None", "Republic of Austria")))), "country_identities")
    assert (row["name"], row["official_name"], row["code_basis"]) == (
        "Republic of Austria",
        "Republic of Austria",
        "official_name",
    )


FRANCE = (
    "<strong>metropolitan France:</strong> 46 00 N, 2 00 E <br><br><strong>French Guiana:</strong> 4 00 N, 53 00 W"
    "<br><br><strong>Guadeloupe:</strong> 16 15 N, 61 35 W <br><br><strong>Martinique:</strong> 14 40 N, 61 00 W"
    "<br><br><strong>Mayotte:</strong> 12 50 S, 45 10 E <br><br><strong>Reunion:</strong> 21 06 S, 55 36 E"
)
POINTS = [
    ("south and west", "10 00 S, 76 00 W", (-10.0, -76.0)),
    ("north and east", "16 30 N, 8 15 E", (16.5, 8.25)),
    ("one digit of minutes", "18 4 N, 63 2 W", (18 + 4 / 60, -63 - 2 / 60)),
    ("less than a degree south", "0 32 S, 0 30 W", (-0.5333333333333333, -0.5)),
    ("the pole", "90 00 S, 0 00 E", (-90.0, 0.0)),
    ("spaces that break no line", "10&nbsp;00 S,&nbsp; 76 00 W", (-10.0, -76.0)),
    ("a note", "12 30 S, 130 00 E; note - the reef lies elsewhere: 12 14 S, 123 05 E", (-12.5, 130.0)),
    ("the main part of several", FRANCE, (46.0, 2.0)),
    ("ninety minutes", "17 90 N, 62 85 W", None),
    ("minutes that can't be", "17 30 N, 62 85 W", None),
    ("beyond the pole", "91 00 N, 62 00 W", None),
    ("beyond the line of dates", "17 00 N, 181 00 W", None),
    ("longitude first", "62 00 W, 17 00 N", None),
    ("seconds too", "9 10 00 S, 76 00 W", None),
    ("three digits of latitude", "110 00 S, 76 00 W", None),
    ("a sign", "-10 00 S, 76 00 W", None),
    ("two islands", "Big Island: 10 00 S, 76 00 W Little Island: 11 00 S, 77 00 W", None),
    ("two islands, one of which can't be read", "Big Island: 10 00 S, 76 90 W Little Island: 11 00 S, 77 00 W", None),
    ("words", "the pole", None),
]


@both_forms
@pytest.mark.parametrize(("printed", "point"), [case[1:] for case in POINTS], ids=[case[0] for case in POINTS])
def test_coordinates(printed: str, point: tuple[float, float] | None, form: Form) -> None:
    found = dataset(form(kenya(more={"Geography": {COORDINATES: printed}})))
    (row,) = rows(found, "countries")
    if point is None:
        assert (row["latitude"], row["longitude"]) == (None, None)
        assert codes(found) == ["identity_unreadable"]
    else:
        assert (row["latitude"], row["longitude"]) == pytest.approx(point, abs=1e-12)
        assert str(row["latitude"]) != "-0.0" and str(row["longitude"]) != "-0.0"
        assert codes(found) == []


def test_the_capital_is_not_where_the_country_lies() -> None:
    profile = kenya(more={GOVERNMENT: {"Capital": {"name": "Nairobi", "geographic coordinates": "1 17 S, 36 49 E"}}})
    (row,) = rows(dataset(flat(profile)), "countries")
    assert (row["latitude"], row["longitude"]) == (None, None)


def members(printed: Field, form: Form = flat) -> Sequence[Row]:
    """The rows of a list of bodies."""
    return rows(dataset(form(kenya(printed))), "memberships")


LISTS: list[tuple[str, Field, dict[str, str | None]]] = [
    ("plain", "ACP, UN, WTO", {"ACP": None, "UN": None, "WTO": None}),
    (
        "a name of words",
        "Union Latina, UN Security Council (temporary)",
        {"Union Latina": None, "UN Security Council": "temporary"},
    ),
    ("a qualifier", "ISO (correspondent)", {"ISO": "correspondent"}),
    (
        "two qualifiers",
        "EITI (candidate country) (suspended), G-5",
        {"EITI": "candidate country; suspended", "G-5": None},
    ),
    ("commas in brackets", "CIS (observer, since 2005, only), UN", {"CIS": "observer, since 2005, only", "UN": None}),
    (
        "brackets in brackets",
        "APEC (as Chinese Taipei (Taiwan), since 1991), UN",
        {"APEC": "as Chinese Taipei (Taiwan), since 1991", "UN": None},
    ),
    ("unions of workers", "ITUC (NGOs), WFTU(NGOs)", {"ITUC": "NGOs", "WFTU": "NGOs"}),
    ("chambers of commerce", "ICC (national committees)", {"ICC": "national committees"}),
    ("a broken dash", "G- 9, G-77, ICC- X", {"G-9": None, "G-77": None, "ICC- X": None}),
    ("no space behind a comma", "UNOOSA,UNWTO , UPU", {"UNOOSA": None, "UNWTO": None, "UPU": None}),
    ("an end", "UPU, WCO.", {"UPU": None, "WCO": None}),
    ("an entry without a name", "UPU, , WCO,", {"UPU": None, "WCO": None}),
    ("space and markup", "UPU,<br> WCO&nbsp;(observer),\n<em>WHO</em>", {"UPU": None, "WCO": "observer", "WHO": None}),
    ("an entity", "BCEAO &amp; BEAC, UN", {"BCEAO & BEAC": None, "UN": None}),
    (
        "a note within",
        "UPU, WCO<br><br><strong>note</strong>: not a member of the EU, NATO",
        {"UPU": None, "WCO": None},
    ),
    (
        "notes with numbers",
        "UPU<br><strong>note 1:</strong> not of the EU<br><strong>note 2: </strong>left the ICC",
        {"UPU": None},
    ),
    ("a note by itself", {"text": "UPU", "note": "<strong>note:</strong> left the ICC, joined the WHO"}, {"UPU": None}),
    ("a sentence above", "the state is a member of these bodies, whoever rules: ADB, ECO", {"ADB": None, "ECO": None}),
    (
        "both names of one body",
        "UNSC (temporary), UN Security Council (temporary)",
        {"UNSC": "temporary", "UN Security Council": "temporary"},
    ),
    ("a mission that has ended", "MINUSTAH, UNAMID", {"MINUSTAH": None, "UNAMID": None}),
    ("none", "none", {}),
    ("only a note", {"note": "<strong>note:</strong> the defence treaty ANZUS, UN"}, {}),
]


@both_forms
@pytest.mark.parametrize(("printed", "found"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_memberships(printed: Field, found: dict[str, str | None], form: Form) -> None:
    read = members(printed, form)
    assert [(row["organization"], row["qualifier"]) for row in read] == list(found.items())
    assert [row["position"] for row in read] == list(range(1, len(found) + 1))


@both_forms
def test_bodies_within_a_state_are_not_the_state(form: Form) -> None:
    printed = "ICC (national committees), ITUC (NGOs), WFTU (NGOs) (suspended), UN, ISO (correspondent), NGOs"
    state = [row["organization"] for row in members(printed, form) if row["is_state"]]
    assert state == ["UN", "ISO", "NGOs"]


@pytest.mark.parametrize(
    ("printed", "organizations"),
    [
        ("UN, ICC (NGOs, UPU", ["UN", "ICC (NGOs", "UPU"]),
        ("ICC (NGOs, UPU, WCO (observer), WHO", ["ICC (NGOs", "UPU", "WCO", "WHO"]),
        ("UN, ICC NGOs), UPU", ["UN", "ICC NGOs)", "UPU"]),
        ("UN, (observer), UPU", ["UN", "", "UPU"]),
    ],
)
def test_a_bracket_without_its_other_half_holds_nothing_back_and_is_an_issue(
    printed: str, organizations: list[str]
) -> None:
    found = dataset(flat(kenya(printed)))
    assert [row["organization"] for row in rows(found, "memberships")] == organizations
    assert codes(found) == ["membership_unclear"]


def test_the_text_of_a_membership_is_the_whole_entry() -> None:
    (row,) = members("EITI (compliant country) (suspended)")
    assert row["text"] == "EITI (compliant country) (suspended)"


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


def lines_of(found: Dataset) -> dict[object, object]:
    """The owner of each line of a page, by pointer."""
    return {row["pointer"]: row["owner"] for row in rows(found, "page_lines")}


@both_forms
@pytest.mark.parametrize("name", ["Kosovo", "none"])
def test_the_lines_of_a_profile_without_a_country_are_kept(name: str, form: Form) -> None:
    profile = {"Geography": {"Location": "between seas", COORDINATES: "42 35 N, 21 00 E"}, **about(named(name))}
    found = dataset(form(profile))
    assert reasons(found) == ["no_iso_country"]
    assert rows(found, "countries") == rows(found, "memberships") == rows(found, "indicators") == []
    assert "between seas" in [row["text"] for row in rows(found, "page_lines")]
    assert [row["kind"] for row in rows(found, "pages")] == ["country"]


@pytest.mark.parametrize(
    "title", ["World", "Atlantic Ocean", "European Union", "United States Pacific Island Wildlife Refuges"]
)
def test_the_world_and_its_seas_are_no_countries(title: str) -> None:
    profile: Profile = {"Geography": {"Climate": "all kinds"}, PEOPLE: {"Population": {"total": "8,000 (2025 est.)"}}}
    found = dataset(listed(profile, title))
    assert reasons(found) == ["no_iso_country"]
    assert rows(found, "indicators") == []


@pytest.mark.parametrize(
    "value",
    [
        {"name": "Kenya"},
        {"categories": [{"title": "Sport", "fields": [{"name": "Ball", "field_id": 1, "content": "round"}]}]},
        {"categories": [{"id": 1, "title": "Government"}]},
        {"Government": {"Country name": {"conventional short form": {"count": 254}}, "count": 259}},
        {"Geography": "a school subject"},
        [{"iso3": "KEN", "Government": "republic"}],
        [["Kenya", "Nairobi"]],
    ],
)
def test_other_json_is_no_profile(value: object) -> None:
    found = dataset(json.dumps(value).encode())
    assert reasons(found) == ["not_a_profile"]
    assert rows(found, "countries") == []


def test_broken_json_is_undecodable() -> None:
    whole = flat(kenya("UN"))
    assert reasons(dataset(whole[:-20])) == ["undecodable"]


@both_forms
def test_a_profile_is_told_by_what_it_says_in_any_encoding(form: Form) -> None:
    text = form(kenya("UN, UPU")).decode()
    for encoding in ("utf-8-sig", "utf-16", "utf-16-be"):
        found = dataset(text.encode(encoding))
        assert [row["source"] for row in rows(found, "pages")] == ["factbook"]
        assert len(rows(found, "memberships")) == 2


@both_forms
@pytest.mark.parametrize(
    "more",
    [
        {GOVERNMENT: {"Government pets": "a cat"}},
        {GOVERNMENT: {"Government pets": {"offices": "a cat", "note": "note: grey"}}},
        {"Sport": {"Ball": "round"}},
        {PEOPLE: {"Internet country code": ".ke"}},
    ],
    ids=["a field", "a field with parts", "a section", "a known field in another section"],
)
def test_an_unknown_field_is_unclaimed_with_an_issue(more: Profile, form: Form) -> None:
    found = dataset(form(kenya("UN", more)))
    assert "unclaimed_lines" in codes(found)
    (page,) = rows(found, "pages")
    assert page["lines_unclaimed"] != 0
    assert len(rows(found, "memberships")) == 1


@both_forms
@pytest.mark.parametrize(
    ("section", "field", "part"),
    [
        (ISSUES, DISPLACED, "asylum seekers"),
        (ISSUES, DISPLACED, "refugees from abroad"),
        (PEOPLE, "Population", "sum"),
        (PEOPLE, "Net migration rate", "of women"),
        ("Economy", "Remittances", "Remittances in all"),
    ],
)
def test_an_unknown_part_of_a_field_with_figures_is_unclaimed(section: str, field: str, part: str, form: Form) -> None:
    found = dataset(form(kenya(more={section: {field: {part: "70 (2024 est.)"}}})))
    assert rows(found, "indicators") == []
    assert codes(found) == ["unclaimed_lines"]


def test_every_line_has_an_owner_by_name() -> None:
    profile = kenya("UN", {"Geography": {COORDINATES: "1 00 N, 38 00 E", "Climate": "warm"}})
    assert lines_of(dataset(flat(profile))) == {
        "/Geography/Geographic coordinates/text": "identity",
        "/Geography/Climate/text": "ignored:Geography / Climate",
        "/Government/Country name/conventional long form/text": "identity",
        "/Government/Country name/conventional short form/text": "identity",
        "/Government/International organization participation/text": "memberships",
    }
