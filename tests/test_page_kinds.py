"""What kind of page it is: told by what only such a page prints, and never by a single word that any page may hold."""

from __future__ import annotations

import pytest

from extractors.gfmd.facts import facts_of
from pipeline.transform.dataset import dataset_of, read_snapshot
from schemas.snapshot import Snapshot
from tests.written_pages import IDENTITY, codes, identity_of, kind, read, shown, unclaimed

TEASER = "Harbour Clinics\n\nSubmitted by Mr. A B on\n\nSeafarers can see a nurse."
PRACTICE = [("Harbour Clinics", "Seafarers can see a nurse.")]
SHARED = "3 liked this page.\nDate Shared:\nFriday, November 9, 2018 - 08:13\n\n"
OWN_PAGE = SHARED + "Harbour Clinics\n\n{}Seafarers can see a nurse.\n"


@pytest.mark.parametrize(
    "values",
    [
        "Yes Yes No Financial Contribution No Participation Yes Yes EUR 200,000 for Participation of BDPs Yes Yes",
        "Yes\tYes\tNo Participation\tYes",
        "Yes\nNo Financial Contribution\nNo Participation\nYes",
        "EUR 200,000 for Participation of BDPs\nEUR 100,000 for the Support Unit",
        "51 00 N\n9 00 E",
    ],
)
def test_values_without_labels_are_a_country_page_that_can_not_be_read(values: str) -> None:
    found = read(f"Federal Republic of Germany\n{values}\n\n{TEASER}\n\nSubscribe to Germany")
    assert kind(found) == ("country", "values_only")
    assert found.page.form == "values"
    assert identity_of(found).iso3 == "DEU"
    assert shown(found) == PRACTICE


@pytest.mark.parametrize("line", ["None", "USD 20,000", "No."])
def test_one_such_value_in_a_text_makes_no_page_of_values(line: str) -> None:
    listing = read(f"{TEASER}\n\n{line}\n\nReturn Desk\n\nSubmitted by Mr. C D on\n\nPeople find one desk.\n")
    assert kind(listing) == ("listing", None)
    assert kind(read(OWN_PAGE.format(f"Health\n\n{line}\n\n"))) == ("practice", None)


def test_a_page_that_ends_in_a_country_is_that_countrys_also_without_a_participation() -> None:
    found = read(f"{TEASER}\n\nSubscribe to Peru")
    assert kind(found) == ("country", None)
    assert identity_of(found).iso3 == "PER"
    assert codes(found) == ["participation_missing"]


@pytest.mark.parametrize("page", ["Page not found", "Sorry\n\nWe have no such page, or no longer."])
def test_the_name_of_a_country_alone_makes_no_page_of_it(page: str) -> None:
    assert kind(read(f"{page}\n\nSubscribe to Peru\n")) == (None, "not_a_profile")


def test_practices_in_a_list_are_told_by_their_links_or_by_the_address_of_the_list() -> None:
    rows = "".join(
        f'<div><h3><a href="/pfp/ppd/{n}">{title}</a></h3><p>{text}</p></div>'
        for n, (title, text) in enumerate([*PRACTICE, ("Return Desk", "People find one desk.")])
    )
    assert kind(read(f"<html><body>{rows}</body></html>")) == ("listing", None)
    address = "https://www.gfmd.org/region/africa?page=28"
    plain = Snapshot("gfmd", "africa.html", b"<h3>Harbour Clinics</h3><p>Seafarers can see a nurse.</p>", url=address)
    found = read_snapshot(plain)
    assert kind(found) == ("listing", None)
    assert shown(found) == PRACTICE


@pytest.mark.parametrize("line", ["Subscribe to Belgium", "Subscribe to our newsletter"])
def test_a_subscription_above_a_practice_ends_nothing(line: str) -> None:
    found = read(f"{line}\n{OWN_PAGE.format('Health')}")
    assert kind(found) == ("practice", None)
    assert [title for title, _ in shown(found)] == ["Harbour Clinics"]
    assert unclaimed(found) == []


def test_of_two_lines_of_the_kind_the_countrys_name_counts() -> None:
    block = "Delegate\nAttended Summit\n"
    found = read(f"{IDENTITY}{block}\n{TEASER}\n\nSubscribe to Peru\n\nSubscribe to Atlantis\n")
    assert found.page.complete
    assert shown(found) == PRACTICE


def test_a_saved_page_that_names_its_own_address_is_kept_under_it() -> None:
    page = (
        f'<link rel="canonical" href="http://gfmd.org/pfp/ppd/peru/"><pre>{IDENTITY}Delegate\nAttended Summit\n</pre>'
    )
    (row,) = dataset_of([Snapshot("gfmd", "a.html", page.encode())])["pages"]
    address = "https://www.gfmd.org/pfp/ppd/peru"
    assert row.url == address
    assert row.page_id == Snapshot("gfmd", "b.html", page.encode(), url=address).page_id


def test_an_address_that_is_none_of_a_page_is_not_taken() -> None:
    page = f'<link rel="canonical" href="https://www.gfmd.org/node/77"><pre>{IDENTITY}Delegate\nAttended Summit\n</pre>'
    (row,) = dataset_of([Snapshot("gfmd", "a.html", page.encode())])["pages"]
    assert row.url is None


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("guinea_bissau.txt", "GNB"),
        ("guinea.txt", "GIN"),
        ("sri_lanka.page-3.txt", "LKA"),
        ("peru_2.html", "PER"),
        ("peru-page-2.html", "PER"),
    ],
)
def test_a_file_is_named_after_its_country_with_hyphens_or_underscores(name: str, iso3: str) -> None:
    found = read("Official Name\n\nAttended Meeting\nDelegate\nAttended Summit\n", name)
    assert (identity_of(found).iso3, identity_of(found).code_basis) == (iso3, "file_name")


RUNNING_TEXT = (
    "Official name plates are free for every shop that pays its clerk.",
    "Official name: the clerk writes it on a sheet.",
    "Delegates from twelve towns met and wrote a list of wells.",
    "Financial contribution of members is five coins a month.",
    "Financial Contribution Chairs are painted blue.",
    "Longitude and latitude of every well are painted on a board.",
    "Attended summit houses are open in winter only.",
    "RT participation grew by a half in one year.",
    "ISO2 code stickers are given to lorries.",
    "Attended meeting rooms are heated.",
)
LAYOUTS = {
    "old": OWN_PAGE,
    "liked": "3 liked this page.\n\nHarbour Clinics\n\nBelgium, Mexico\nHealth\n\n{}Seafarers can see a nurse.\n",
    "transitional": "3 liked this page.\n\nHarbour Clinics\n\nDate Shared:\nFriday, March 17, 2023 - 16:39\n"
    "Geographical Relevance:\nHealth\n\n{}Seafarers can see a nurse.\n",
    "new": "Harbour Clinics\n\nDate Shared\nContributors\nSummary\n\n{}Seafarers can see a nurse.\n\nGFMD Source\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("paragraph", [*RUNNING_TEXT, "Official Name", "Delegates"])
def test_a_paragraph_that_begins_with_the_words_of_a_label_makes_no_page_of_a_country(
    layout: str, paragraph: str
) -> None:
    found = read(LAYOUTS[layout].format(f"Everyone is welcome.\n\n{paragraph}\n\n"))
    assert kind(found) == ("practice", None)
    assert shown(found) == [("Harbour Clinics", f"Everyone is welcome.\n{paragraph}\nSeafarers can see a nurse.")]


@pytest.mark.parametrize("paragraph", RUNNING_TEXT)
def test_the_same_paragraph_is_the_text_of_a_teaser(paragraph: str) -> None:
    teasers = f"Village Shops\n\nSubmitted by Ms. E F on\n\n{paragraph}\n\n{TEASER}\n"
    practices = [("Village Shops", paragraph), *PRACTICE]
    assert (kind(listing := read(teasers)), shown(listing)) == (("listing", None), practices)
    for unsigned in (teasers, teasers.replace("Submitted by Ms. E F on\n\n", "")):
        country = read(f"{IDENTITY}Delegate\nAttended Summit\n\n{unsigned}\nSubscribe to Peru")
        assert (kind(country), shown(country)) == (("country", None), practices)
        assert len(facts_of(country).blocks) == 1
        assert unclaimed(country) == []


@pytest.mark.parametrize("words", ["Summary", "Partners", "Link:", "Date Shared:\nFriday, November 9, 2018 - 08:13"])
def test_a_country_stays_one_where_a_teaser_has_the_words_of_a_practice_page(words: str) -> None:
    page = f"{IDENTITY}Delegate\nAttended Summit\n\n{TEASER}\n\n{words}\n\nThe nurse is in.\n\nSubscribe to Peru"
    assert kind(read(page)) == ("country", None)
