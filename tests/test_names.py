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

ALIASES = Path(__file__).parent.parent / "extractors" / "values" / "aliases.csv"


def aliases() -> list[Mapping[str, str]]:
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("printed", "iso3"),
    [
        ("Republic of France", "FRA"),
        ("Commonwealth of Australia", "AUS"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("TURKIYE", "TUR"),
        ("Republic of Moldova", "MDA"),
        ("Moldova, Republic of", "MDA"),
        ("Republic of Peru", "PER"),
        ("Switzerland", "CHE"),
        ("Swiss Confederation", "CHE"),
        ("Kingdom of Belgium", "BEL"),
        ("the Netherlands", "NLD"),
        ("Côte d’Ivoire", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Republic of Korea", "KOR"),
        ("Democratic Republic of the Congo", "COD"),
        ("Republic of the Congo", "COG"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("Equatorial Guinea", "GNQ"),
        ("Dominica", "DMA"),
        ("Dominican Republic", "DOM"),
        ("Trinidad & Tobago", "TTO"),
        ("UAE", "ARE"),
        ("USA", "USA"),
        ("United  States", "USA"),
        ("Sao Tome and Principe", "STP"),
        ("Viet Nam", "VNM"),
        ("Bolivia (Plurinational State of)", "BOL"),
        *((f"Côte d{mark}Ivoire", "CIV") for mark in "'’‘ʼ´`"),
        ("Macedonia, FYR", "MKD"),
        ("Swaziland", "SWZ"),
        ("Eswatini (Swaziland)", "SWZ"),
        ("Myanmar (Burma)", "MMR"),
        ("D.R. Congo", "COD"),
        ("Congo (Kinshasa)", "COD"),
        ("Congo, Republic of the", "COG"),
        ("Congo", "COG"),
        ("Korea, South", "KOR"),
        ("Gambia, The", "GMB"),
        ("The Gambia", "GMB"),
        ("Bahamas (the)", "BHS"),
        ("Netherlands (the)", "NLD"),
        ("Comoros (the)", "COM"),
        ("Niger (the)", "NER"),
        ("Papua New Guinea", "PNG"),
        ("Vatican City", "VAT"),
        ("Sao Tome", "STP"),
        ("Bosnia-Herzegovina", "BIH"),
    ],
)
def test_a_printed_name_is_its_country(printed: str, iso3: str) -> None:
    found = country_named(printed)
    assert found is not None and found.iso3 == iso3


NO_STATE = (
    "Kosovo",
    "Kosovo (UNSCR 1244)",
    "European Union",
    "Virgin Islands",
    "Niger (Nigeria)",
    "Republic of",
    "America",
)


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


CMS_NAMES = Path(__file__).parent / "cms_country_names.txt"


def test_every_name_in_the_country_lists_of_content_management_systems_is_a_country_or_a_known_place() -> None:
    names = CMS_NAMES.read_text(encoding="utf-8").splitlines()
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


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("on 29 March 2016 in Bangkok, Thailand.", "2016-03-29", "2016-03-29"),
        ("3 May 2018, Geneva", "2018-05-03", "2018-05-03"),
        ("on 12-13 October 2011 in Chisinau", "2011-10-12", "2011-10-13"),
        ("9–11 July 2007", "2007-07-09", "2007-07-11"),
        ("9 - 11 July, 2007", "2007-07-09", "2007-07-11"),
        ("12 and 13 October 2011", "2011-10-12", "2011-10-13"),
        ("30 June - 1 July 2011", "2011-06-30", "2011-07-01"),
        ("30 December 2019 – 2 January 2020", "2019-12-30", "2020-01-02"),
        ("July 12-13, 2011", "2011-07-12", "2011-07-13"),
        ("November 9, 2018", "2018-11-09", "2018-11-09"),
        ("Sept. 8th 2015", "2015-09-08", "2015-09-08"),
        ("the 1st of May 2014", "2014-05-01", "2014-05-01"),
        ("29 February 2016", "2016-02-29", "2016-02-29"),
        ("in 2010, on 5 June 2011", "2011-06-05", "2011-06-05"),
        ("on 5-6-7 February 2018", "2018-02-05", "2018-02-07"),
        ("5, 6 and 7 February 2018", "2018-02-05", "2018-02-07"),
        ("RT 1, 5 May 2018", "2018-05-05", "2018-05-05"),
        ("RT 1.1, 5 and 6 May 2018", "2018-05-05", "2018-05-06"),
        ("March 31 - April 2, 2018", "2018-03-31", "2018-04-02"),
        ("30 Nov. - 2 Dec. 2011", "2011-11-30", "2011-12-02"),
        ("29/03/2016", "2016-03-29", "2016-03-29"),
        ("03/29/2016", "2016-03-29", "2016-03-29"),
        ("04/04/2016", "2016-04-04", "2016-04-04"),
        ("2016-03-29", "2016-03-29", "2016-03-29"),
        ("29-March-2016", "2016-03-29", "2016-03-29"),
        ("Tuesday 29 - Wednesday 30 March 2016", "2016-03-29", "2016-03-30"),
        ("on 12 May 2011, after 3 March 2010", "2011-05-12", "2011-05-12"),
        ("29-03-2016", "2016-03-29", "2016-03-29"),
        ("03-29-2016", "2016-03-29", "2016-03-29"),
        ("29.03.2016", "2016-03-29", "2016-03-29"),
        ("05.04.2016", "2016-04-05", "2016-04-05"),
        ("2016/03/29", "2016-03-29", "2016-03-29"),
        ("28-29/03/2016", "2016-03-28", "2016-03-29"),
        ("28.-29.03.2016", "2016-03-28", "2016-03-29"),
        ("28/03/2016 - 30/03/2016", "2016-03-28", "2016-03-30"),
        ("29.Mar.2016", "2016-03-29", "2016-03-29"),
        ("12./13. Oktober 2011", "2011-10-12", "2011-10-13"),
        ("del 12 al 13 de octubre de 2011", "2011-10-12", "2011-10-13"),
        ("el 5 de setiembre del 2015", "2015-09-05", "2015-09-05"),
        ("les 3 et 4 mai 2012", "2012-05-03", "2012-05-04"),
        ("le 1er août 2011", "2011-08-01", "2011-08-01"),
        ("du 30 novembre au 2 décembre 2011", "2011-11-30", "2011-12-02"),
        ("12 de março de 2011", "2011-03-12", "2011-03-12"),
        ("30 June and 1 July 2011", "2011-06-30", "2011-07-01"),
        *((f"12{dash}13 October 2011", "2011-10-12", "2011-10-13") for dash in "-‐‑‒–—―−"),
    ],
)
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
        "31 June 2011",
        "29 February 2015",
        "0 May 2014",
        "13-12 May 2014",
        "28, 29 and 30 February 2017",
        "1 July - 30 June 2011",
        "03/04/2016",
        "29 March 2016 and 3 May 2018",
        "8 June and 10 July 2011",
        "8 and 20 June 2011",
        "3 & 5 May 2018",
        "29 March",
        "12-13 October",
        "3 mars",
        "03-04-2016",
        "19/07/16",
        "31-06-2011",
    ],
)
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


@pytest.mark.parametrize(
    ("printed", "city", "iso3"),
    [
        (" in New York, USA.", "New York", "USA"),
        (" in New York, United States.", "New York", "USA"),
        (" in Bangkok, Thailand.", "Bangkok", "THA"),
        (", Geneva", "Geneva", None),
        (" in Geneva, Switzerland", "Geneva", "CHE"),
        (" in Chisinau, Moldova.", "Chisinau", "MDA"),
        (" in Batumi, Georgia.", "Batumi", "GEO"),
        (" in Morocco", None, "MAR"),
        (" at Port Louis, Republic of Mauritius", "Port Louis", "MUS"),
        (" in Santiago, Region Metropolitana, Chile", "Santiago, Region Metropolitana", "CHL"),
        (" in Geneva (Switzerland)", "Geneva", "CHE"),
        (" (Geneva, Switzerland)", "Geneva", "CHE"),
        ("(Mauritius)", None, "MUS"),
        (" in Bern/Switzerland", "Bern", "CHE"),
        (" in Quito – Ecuador", "Quito", "ECU"),
        (" in Washington D.C.", "Washington D.C.", None),
        (" in Washington, D.C., USA.", "Washington, D.C.", "USA"),
        (" in Lima, Peru, as a follow-up of the workshop of 3 March 2010 in Madrid, Spain.", "Lima", "PER"),
        (" in Lima (Peru), following Madrid", "Lima", "PER"),
        (" in Lima, Peru (follow-up of 3 March 2010)", "Lima", "PER"),
        (" in Lima, Peru. It followed up Madrid", "Lima", "PER"),
        (" in Lima, Peru – compared to 2010", "Lima", "PER"),
        (" in Lima, which followed Madrid, Spain", "Lima", None),
        (" in St. Gallen, Switzerland", "St. Gallen", "CHE"),
        (" in Port-au-Prince, Haiti", "Port-au-Prince", "HTI"),
        (" in Port of Spain, Trinidad and Tobago", "Port of Spain", "TTO"),
        (" in Pointe aux Piments, Mauritius", "Pointe aux Piments", "MUS"),
        (", Geneva (hybrid)", "Geneva", None),
        (" in Geneva, Switzerland and online", "Geneva", "CHE"),
        (" in Bangkok, Thailand (with partners)", "Bangkok", "THA"),
        (" in 2018, Geneva", "Geneva", None),
        (" in Bonn, Germany, 2018", "Bonn", "DEU"),
        ("(online)", None, None),
        (" virtually", None, None),
        (" in the margins of the Assembly, New York", None, None),
        (" in Geneva and New York", None, None),
        (" in Paris, France and Rabat, Morocco", None, None),
        ("", None, None),
        (" room 12", None, None),
    ],
)
def test_a_place_gives_city_and_country(printed: str, city: str | None, iso3: str | None) -> None:
    assert read_place(printed) == (city, iso3)
