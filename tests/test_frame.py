"""The frame of the site is ignored by name, and nothing else is: lines of the same words may be values."""

from __future__ import annotations

import pytest

from extractors.gfmd.facts import facts_of
from tests.written_pages import FIELDS, IDENTITY, SUBSCRIBE, html, identity_of, owners, read, shown, unclaimed

ROW = (
    '<div><h3><a href="/pfp/ppd/1">Harbour Clinics</a></h3><div>Submitted by Mr. A B on</div>'
    "<p>Seafarers can see a nurse.</p></div>"
)
PRACTICE = ("Harbour Clinics", "Seafarers can see a nurse.")


@pytest.mark.parametrize(("iso2", "iso3", "name"), [("FR", "FRA", "France"), ("ES", "ESP", "Spain")])
def test_the_code_of_a_country_is_no_switch_of_languages(iso2: str, iso3: str, name: str) -> None:
    page = f"ISO2 Code\n{iso2}\nISO3 Code\n\nAttended Meeting\nDelegate\nAttended Summit\n\nSubscribe to {name}"
    found = read(page)
    assert (identity_of(found).iso3, identity_of(found).code_basis) == (iso3, "page")
    assert owners(found)[iso2] == "identity"


def test_a_number_by_itself_is_text_and_a_row_of_them_a_pager() -> None:
    teaser = "Harbour Clinics\n\nSubmitted by Mr. A B on\n\nThe number of nurses by now:\n350\n\n"
    found = read(f"{IDENTITY}Delegate\nAttended Summit\n\n{teaser}1\n2\n3\n\nSubscribe to Peru")
    assert shown(found) == [("Harbour Clinics", "The number of nurses by now:\n350")]
    assert [owners(found)[number] for number in "123"] == ["ignored:pager"] * 3


@pytest.mark.parametrize(
    "newsletter",
    ["Subscribe to our newsletter", "Subscribe to GFMD News", "Subscribe to RSS", "Subscribe to the GFMD Newsletter"],
)
@pytest.mark.parametrize("element", ["<header>{}</header>", "<div><a href='/n'>{}</a></div>", "<footer>{}</footer>"])
def test_a_newsletter_is_no_country_wherever_it_stands(newsletter: str, element: str) -> None:
    box = element.format(newsletter)
    fields = FIELDS.replace("<dd>PE</dd>", "").replace("<dd>PER</dd>", "").replace("Republic of Peru", "")
    pages = (f"{box}<main>{fields}{ROW}{SUBSCRIBE}</main>", f"<main>{fields}{ROW}{SUBSCRIBE}</main>{box}")
    for body in pages:
        found = read(f"<html><body>{body}</body></html>")
        assert found.refusal is None
        assert identity_of(found).iso3 == "PER"
        assert len(facts_of(found).blocks) == 1
        assert shown(found) == [PRACTICE]
        assert owners(found)[newsletter].startswith("ignored:")


@pytest.mark.parametrize("region", ["aside", "header", "footer"])
def test_facts_are_read_in_whatever_element_they_stand(region: str) -> None:
    identity, participation = FIELDS.split("<dt>Attended Meeting</dt>")
    page = f"<{region}>{identity}</dl></{region}><div><dl><dt>Attended Meeting</dt>{participation}</div>{SUBSCRIBE}"
    found = read(f"<html><body>{page}</body></html>")
    assert (identity_of(found).official_name, identity_of(found).latitude) == ("Republic of Peru", -10.0)
    assert len(facts_of(found).blocks) == 1
    assert unclaimed(found) == []


@pytest.mark.parametrize(
    "nothing", ["No results found.", "There are no practices for this country yet.", "No content available"]
)
def test_an_empty_list_is_no_practice(nothing: str) -> None:
    found = html(f"<div><p>{nothing}</p></div>")
    assert shown(found) == []
    assert owners(found)[nothing] == "ignored:empty list"


def test_the_page_links_to_itself_in_other_languages_and_from_its_own_menu() -> None:
    page = (
        '<html><head><link rel="canonical" href="https://www.gfmd.org/pfp/ppd/9871"></head><body>'
        '<a href="#main">Skip to main content</a><p><a href="/pfp/ppd/9871">English</a></p>'
        "<h1>Apprentice Exchange</h1><p>Date Shared</p><p>Summary</p><p>Two schools swap.</p><p>GFMD Source</p>"
    )
    found = read(page)
    assert shown(found) == [("Apprentice Exchange", "Two schools swap.")]
    assert [owners(found)[line] for line in ("Skip to main content", "English")] == [
        "ignored:navigation",
        "ignored:languages",
    ]


def test_what_stands_around_the_content_is_ignored_or_stays_unclaimed() -> None:
    around = (
        "<p>We use cookies on this site to enhance your experience.</p><p>By clicking the Accept button, you agree.</p>"
        "<p>Displaying 1 - 10 of 280 practices.</p><p>Tel. +41 22 717 91 11</p><p>IOM Building</p>"
    )
    found = read(f"<html><body>{FIELDS}{ROW}{SUBSCRIBE}{around}</body></html>")
    assert unclaimed(found) == ["IOM Building"]
