"""Which country a profile of The World Factbook is about, and what becomes of pages and lines that give no data."""

from __future__ import annotations

import json

import pytest

from schemas.tables import Dataset
from tests.comparing import rows
from tests.written_profiles import (
    COORDINATES,
    DISPLACED,
    GOVERNMENT,
    ISSUES,
    PEOPLE,
    Field,
    Form,
    Profile,
    about,
    both_forms,
    codes,
    dataset,
    flat,
    kenya,
    listed,
    listed_value,
    named,
    reasons,
)


def country_of(profile: Profile, form: Form = flat) -> object:
    """The country that a profile is about, or why it is none."""
    found = dataset(form(profile))
    return next((row["iso3"] for row in rows(found, "country_identities")), next(iter(reasons(found)), None))


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
