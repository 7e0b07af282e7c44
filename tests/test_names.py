"""Names of countries, dates and places as pages print them. No name is guessed: Niger is never Nigeria."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.values.countries import country_coded, country_named, is_uncoded_place
from extractors.values.dates import UnreadableDate, dates_in, find_date
from extractors.values.places import read_place
from tests.case_files import lines_of, rows_of

ALIASES = Path(__file__).parent.parent / "extractors" / "values" / "aliases.csv"


def aliases() -> list[Mapping[str, str]]:
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(("printed", "iso3"), rows_of("country_names.csv"))
def test_a_printed_name_is_its_country(printed: str, iso3: str) -> None:
    found = country_named(printed)
    assert found is not None and found.iso3 == iso3


NO_STATE = (
    "Kosovo", "Kosovo (UNSCR 1244)", "European Union", "Virgin Islands", "Niger (Nigeria)", "Republic of", "America",
)  # fmt: skip


@pytest.mark.parametrize(
    "printed", ["Nigerria", "Niger ia", "Per", "Europe", "Korea", "Guinea Conakry Bissau", "", "the", *NO_STATE]
)
def test_what_no_reviewed_name_fits_is_no_country(printed: str) -> None:
    assert country_named(printed) is None


@pytest.mark.parametrize("printed", ["Kosovo", "KOSOVO*", "Kosovo (UNSCR 1244)", "Kosovo / UNSCR 1244", "the Balkans"])
def test_a_place_may_have_no_code(printed: str) -> None:
    assert is_uncoded_place(printed)


@pytest.mark.parametrize("printed", ["Serbia", "Congo (Kinshasa)", "Atlantis", "", "()", "Kosovo and Serbia"])
def test_what_is_a_country_or_is_not_known_is_no_place_without_a_code(printed: str) -> None:
    assert not is_uncoded_place(printed)


def test_every_name_in_the_country_lists_of_content_management_systems_is_a_country_or_a_known_place() -> None:
    names = lines_of("cms_country_names.txt")
    assert len(names) > 250
    assert [name for name in names if not (country_named(name) or is_uncoded_place(name))] == []


def test_every_alias_names_its_country_and_gives_a_reason() -> None:
    for row in aliases():
        found = country_named(row["alias"])
        assert found is not None and found.iso3 == row["iso3"], row
        assert row["reason"].strip(), row


def test_every_country_of_the_library_is_found_by_its_names_and_codes() -> None:
    for country in pycountry.countries:
        assert country_named(country.name) == country_coded(country.alpha_3) == country_coded(country.alpha_2)


NEIGHBOURS = {("Iceland", "IRL"), ("Ireland", "ISL"), ("Iraq", "IRN"), ("Gambia", "ZMB"), ("Zambia", "GMB")}


def test_a_name_with_a_wrong_letter_is_another_country_only_where_it_is_that_very_name() -> None:
    mistaken = set()
    for country in pycountry.countries:
        for at, letter in product(range(len(country.name)), ascii_lowercase):
            found = country_named(country.name[:at] + letter + country.name[at + 1 :])
            if found and found.iso3 != country.alpha_3:
                mistaken.add((country.name, found.iso3))
    assert mistaken == NEIGHBOURS


@pytest.mark.parametrize("code", ["per", "XXX", "ZZ", "", "PERU", "P", "UK"])
def test_what_is_no_code_in_capitals_is_no_country(code: str) -> None:
    assert country_coded(code) is None


@pytest.mark.parametrize(("printed", "first", "last"), rows_of("dates.csv"))
def test_a_date_is_read_to_the_day(printed: str, first: str, last: str) -> None:
    found = find_date(printed)
    assert found is not None and not found.whole_month
    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_several_months_are_whole_months() -> None:
    found = find_date("in May-June 2014")
    assert found is not None and found.whole_month
    assert (found.first, found.last) == (date(2014, 5, 1), date(2014, 6, 30))


def test_a_month_alone_is_a_whole_month() -> None:
    found = find_date("USD 154,131 in January 2014")
    assert found is not None and found.whole_month
    assert (found.first, found.last) == (date(2014, 1, 1), date(2014, 1, 31))


@pytest.mark.parametrize(
    "printed",
    ["10 00 S", "2014", "the 2010 GFMD budget", "RT 1.1 may 20", "countries may 12", "", "٣ May ٢٠١٨", "1.2.11"],
)
def test_what_is_no_date_gives_none(printed: str) -> None:
    assert dates_in(printed) == ()


@pytest.mark.parametrize(
    "printed",
    [
        "31 June 2011", "29 February 2015", "0 May 2014", "13-12 May 2014", "28, 29 and 30 February 2017",
        "1 July - 30 June 2011", "03/04/2016", "29 March 2016 and 3 May 2018", "8 June and 10 July 2011",
        "8 and 20 June 2011", "3 & 5 May 2018", "29 March", "12-13 October", "3 mars", "03-04-2016", "19/07/16",
        "31-06-2011",
    ],
)  # fmt: skip
def test_a_day_that_is_not_there_is_no_date_and_is_reported(printed: str) -> None:
    assert find_date(f"on {printed} in Rome") is None
    (unreadable,) = dates_in(f"on {printed} in Rome")
    assert isinstance(unreadable, UnreadableDate) and unreadable.text == printed


FORMS = (
    "{d.day} {month} {d.year}",
    "{month} {d.day}, {d.year}",
    "on {d.day} {short} {d.year} in Rome",
    "{d.day}th of {month} {d.year}",
)


@settings(max_examples=300, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_every_day_is_read_back(day: date, form: str) -> None:
    found = find_date(form.format(d=day, month=f"{day:%B}", short=f"{day:%b}"))
    assert found is not None and (found.first, found.last) == (day, day)


@pytest.mark.parametrize(("printed", "city", "iso3"), rows_of("places.csv"))
def test_a_place_gives_city_and_country(printed: str, city: str | None, iso3: str | None) -> None:
    assert read_place(printed) == (city, iso3)
