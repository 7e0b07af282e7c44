"""Pages that are odd in one way each: what comes out of them, and what is reported."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.gfmd.facts import facts_of
from pipeline.transform.dataset import dataset_of
from schemas.snapshot import Snapshot
from tests.comparing import refused
from tests.written_pages import (
    END,
    FIELDS,
    IDENTITY,
    SUBSCRIBE,
    codes,
    html,
    identity_of,
    money,
    read,
    role,
    shown,
    unclaimed,
)

TWO = [("Harbour Clinics", "Seafarers can see a nurse."), ("Return Desk", "People find one desk.")]


@pytest.mark.parametrize(
    "teasers",
    [
        '<ul><li><h3><a href="/pfp/ppd/1">Harbour Clinics</a></h3><p>Seafarers can see a nurse.</p></li>'
        '<li><h3><a href="/pfp/ppd/2">Return Desk</a></h3><p>People find one desk.</p></li></ul>',
        "<UL><LI>Harbour Clinics<BR>Submitted by Mr. A B on<BR>Seafarers can see a nurse."
        "<LI>Return Desk<BR>Submitted by Mr. C D on<BR>People find one desk.</UL>",
        '<div><h3><a href="/pfp/ppd/1">Harbour Clinics</a></h3><p>Seafarers can see a nurse.</p>'
        '<p><a href="/pfp/ppd/1">Read more »</a></p></div><div><h3><a href="/pfp/ppd/2">Return Desk</a></h3>'
        '<p>People find one desk. <a href="/pfp/ppd/2">Leer más</a></p></div>',
        "<h2>Policies and Practices</h2><div><h3>Harbour Clinics</h3><p>Seafarers can see a nurse.</p></div>"
        "<div><h3>Return Desk</h3><p>People find one desk.</p></div>",
        "<table><tr><td><a href='/pfp/ppd/1'>Harbour Clinics</a></td><td>Submitted by Mr. A B on</td>"
        "<td>Seafarers can see a nurse.</td></tr>"
        "<tr><td>Return Desk</td><td></td><td>People find one desk.</td></tr></table>",
        '<article><header><h2><a href="/pfp/ppd/1">Harbour Clinics</a></h2></header><p>Seafarers can see a nurse.</p>'
        "<footer>Submitted by Mr. A B on</footer></article>"
        '<article><h2><a href="/pfp/ppd/2">Return Desk</a></h2><p>People find one desk.</p></article>',
    ],
)
def test_teasers_are_told_apart_whatever_holds_them(teasers: str) -> None:
    found = html(teasers)
    assert shown(found) == TWO
    assert unclaimed(found) == []


def test_an_article_around_the_whole_page_is_no_teasers() -> None:
    teasers = (
        "<div><h3>Harbour Clinics</h3><p>Seafarers can see a nurse.</p></div>"
        "<div><h3>Return Desk</h3><p>People find one desk.</p></div>"
    )
    page = f"<html><body><article><h1>Peru</h1>{FIELDS}{teasers}</article>{SUBSCRIBE}</body></html>"
    assert shown(read(page)) == TWO


def test_a_heading_within_a_teaser_is_part_of_its_text() -> None:
    found = html('<article><h2><a href="/pfp/ppd/1">Harbour Clinics</a></h2><h4>Background</h4><p>Text.</p></article>')
    assert shown(found) == [("Harbour Clinics", "Background\nText.")]


def test_pagers_tags_and_switches_of_language_are_ignored_by_name() -> None:
    teaser = '<div><h3><a href="/pfp/ppd/1">Harbour Clinics</a></h3><p>Seafarers can see a nurse.</p></div>'
    tags = '<div><a href="/themes/3">Diaspora</a></div>'
    pager = '<ul><li><a href="?page=0">1</a></li><li>2</li><li><a>next ›</a></li></ul><p>1 2 3 next › last »</p>'
    found = html(f"{teaser}{tags}{pager}<p>Français Español</p>")
    assert shown(found) == TWO[:1]
    assert unclaimed(found) == []


def test_a_menu_entry_that_is_a_label_does_not_open_the_participation() -> None:
    menu = '<ul><li><a href="#q">Attended Meeting</a></li></ul>'
    found = read(f"<html><body>{menu}{FIELDS}{SUBSCRIBE}</body></html>")
    assert identity_of(found).official_name == "Republic of Peru"


def test_a_label_and_its_sentence_may_share_a_line_without_a_colon() -> None:
    block = "<div><span>Financial Contribution</span> <span>Peru contributed to the budget.</span></div>"
    found = html(f"{block}<div><span>Attended Summit</span> <span>Yes</span></div>")
    assert [item.text for item in facts_of(found).blocks[1].contributions] == ["Peru contributed to the budget."]


@pytest.mark.parametrize(
    ("line", "kind", "amount", "currency", "usd"),
    [
        ("CHF 20,000 remaining from GFMD 2012", "left_over", "20000", "CHF", None),
        ("SEK 1,000,000 (equivalent to USD 154,131)", "cash", "1000000", "SEK", "154131"),
        ("AUD$ 20,000", "cash", "20000", "AUD", None),
        ("Financial contribution: CHF 5,000", "cash", "5000", "CHF", None),
        ("$ 20,000", "cash", "20000", None, None),
    ],
)
def test_money_in_odd_words(line: str, kind: str, amount: str, currency: str | None, usd: str | None) -> None:
    (found,) = money(line).contributions
    assert (found.kind, found.amount, found.currency) == (kind, Decimal(amount), currency)
    assert found.amount_usd == (Decimal(usd) if usd else None)


@pytest.mark.parametrize(
    "line",
    [
        "CHF 20,000 remaining from GFMD 2012",
        "Unspent balance of GFMD 2012 (CHF 20,000)",
        "Contributed to the 2010 and 2011 GFMD budgets",
        "CHF 20,000 for GFMD 2017-2018",
    ],
)
def test_money_of_an_earlier_or_of_several_editions_settles_none(line: str) -> None:
    assert money(line).dating.edition is None


@pytest.mark.parametrize(
    ("line", "name", "person", "affiliation"),
    [
        ("Mr. X Zed, Director of Y, speaker for the RT 1.2 “Foo bar”", "speaker", "Mr. X Zed", "Director of Y"),
        ("Mr X, Chairman of Y, Panelist in RT 1.2", "panelist", "Mr X", "Chairman of Y"),
        ("Jane Doe, Coordinator of Z, was speaker for RT 1.1", "speaker", "Jane Doe", "Coordinator of Z"),
        ("Minister of Labour was a panelist in RT 1.1", "panelist", None, None),
        ("Switzerland was Co-Chair of RT 1.1", "co_chair", None, None),
    ],
)
def test_a_person_and_the_office_are_no_roles(
    line: str, name: str, person: str | None, affiliation: str | None
) -> None:
    (found,) = role(line).roles
    assert (found.role, found.person, found.affiliation) == (name, person, affiliation)


def test_a_venue_that_is_worded_like_a_label_is_a_value() -> None:
    (found,) = role("Thematic meeting 3.3").roles
    assert (found.venue, found.code) == ("thematic_meeting", "3.3")


def test_a_meeting_that_the_catalogue_lacks_is_reported_as_a_candidate() -> None:
    meeting = 'Thematic Meetings\n- Attended the Thematic Workshop on "Boats and Bees" on 3 May 2018 in Lima, Peru.'
    found = read(f"{IDENTITY}Delegate\nRT Participation\nAttended Summit\n{meeting}{END}")
    assert [issue.code for issue in found.issues] == ["meeting_unknown"]


def test_the_doubt_of_a_line_is_told_once_however_many_records_it_gives() -> None:
    line = 'RT Participation\n- Chair/ Moderator in RT 1.1 "Boats and Bees"\n'
    page = Snapshot("gfmd", "page", f"{IDENTITY}Delegate\n{line}Attended Summit{END}".encode())
    told = dataset_of([page])
    assert [role.role for role in told["roundtable_roles"]] == ["chair", "moderator"]
    assert [issue.code for issue in told["issues"]] == ["roundtable_unknown"]


def test_what_html_says_of_its_language_is_kept() -> None:
    page = f'<html lang="es"><body>{FIELDS}{SUBSCRIBE}</body></html>'
    (row,) = dataset_of([Snapshot("gfmd", "peru.html", page.encode())])["pages"]
    assert row.language == "es"


def test_a_label_of_the_identity_among_blocks_is_reported_and_crashes_nothing() -> None:
    found = read(f"{IDENTITY}Delegate\nLongitude\n10 00 S\nRT Participation\nAttended Summit{END}")
    assert unclaimed(found) == ["Longitude", "10 00 S"]


def test_a_second_copy_of_the_page_below_the_first_is_taken_once_and_reported() -> None:
    page = f"{IDENTITY}Delegate\nRT Participation\nAttended Summit{END}\n"
    found = read(page * 2)
    assert len(facts_of(found).blocks) == 1
    assert codes(found) == ["page_repeated"]
    assert unclaimed(found) == []


def test_values_in_a_row_are_quarantined_and_their_teasers_kept() -> None:
    teaser = "Harbour Clinics\n\nSubmitted by Ms. A B on\n\nSeafarers can see a nurse."
    found = read(f"Republic of Peru\nPE PER\nYes Yes CHF 20,000 Yes\n\n{teaser}{END}")
    assert refused(found) == "values_only"
    assert shown(found) == TWO[:1]


PRACTICE = (
    "1 liked this page.\nDate Shared: \nFriday, November 9, 2018 - 08:13\n\n{title}\n\nBelgium\nRemittances\n\n{text}"
)


def test_a_title_that_asks_is_still_the_title_of_a_practice_page() -> None:
    found = read(PRACTICE.format(title="What works for whom?", text="Some text is here."))
    assert shown(found) == [("What works for whom?", "Some text is here.")]
    assert [iso3 for iso3, _ in facts_of(found).practices[0].countries] == ["BEL"]


def test_a_practice_page_cut_within_its_text_is_truncated_and_reported() -> None:
    found = read(PRACTICE.format(title="Harbour Clinics", text="Seafarers of any nationality can see a"))
    assert facts_of(found).practices[0].truncated
    assert "end_missing" in {issue.code for issue in found.issues}


def test_terms_after_the_summary_are_terms() -> None:
    found = read("A Title\n\nDate Shared\nSummary\n\nSome text.\n\nGCM Objectives\n\nObjective 5: Enhance pathways\n")
    assert shown(found) == [("A Title", "Some text.")]
    assert [(term.scheme, term.term) for term in facts_of(found).practices[0].terms] == [
        ("gcm_objective", "Objective 5: Enhance pathways")
    ]


def test_menus_above_a_practice_page_are_no_part_of_it() -> None:
    menu = '<div><ul><li><a href="/x">About</a></li><li><a href="/y">Documents</a></li></ul></div>'
    page = "<h1>A Title</h1><p>Date Shared</p><p>Summary</p><p>Some text.</p><p>GFMD Source</p>"
    found = read(f"<html><body>{menu}{page}</body></html>")
    assert shown(found) == [("A Title", "Some text.")]
    assert unclaimed(found) == []


def test_the_heading_of_a_listing_is_no_practice() -> None:
    found = read(
        "Africa\n\nHarbour Clinics\n\nSubmitted by Mr. X Y on\n\nSeafarers can see a nurse.\n\n\nSubscribe to Africa"
    )
    assert shown(found) == TWO[:1]
    assert unclaimed(found) == ["Africa"]


def test_a_thousand_blocks_are_read_in_a_moment() -> None:
    title = "Partnerships for more regular and protected migration"
    block = f'RT Participation\n  • Team Member in RT 1.1 "{title}"\nAttended Summit\n'
    found = read(IDENTITY + block * 2000 + END)
    assert "too_many_blocks" in {issue.code for issue in found.issues}
    assert {block.dating.edition for block in facts_of(found).blocks} == {None}
