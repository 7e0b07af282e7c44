"""Lists of practices: those of a country or region, which may tell how many liked each, and the results of a search."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.gfmd.facts import facts_of
from pipeline.transform.dataset import read_snapshot
from schemas.snapshot import Snapshot
from tests.written_pages import IDENTITY, kind, owners, read, shown, unclaimed

TEASER = "Harbour Clinics\n\nSubmitted by Mr. A B on\n\nSeafarers can see a nurse."
SECOND = "Return Desk\n\nSubmitted by Mr. C D on\n\nPeople find one desk."
BOTH = [("Harbour Clinics", "Seafarers can see a nurse."), ("Return Desk", "People find one desk.")]


@pytest.mark.parametrize(
    "likes", ["12 liked this page.", "1,204 liked this page, including you.", "Be the first to like this page."]
)
@pytest.mark.parametrize(
    "page",
    [
        "{likes}\n\n{first}\n\n{likes}\n\n{second}\n",
        "{first}\n\n{likes}\n\n{second}\n\n{likes}\n",
        "{likes}\n{first}\n{likes}\n{second}\n",
        "{likes}\n\n{first}\n\n{second}\n",
    ],
)
def test_a_list_of_practices_may_tell_how_many_liked_each(page: str, likes: str) -> None:
    teasers = page.format(likes=likes, first=TEASER, second=SECOND)
    found = read(teasers)
    assert (kind(found), shown(found)) == (("listing", None), BOTH)
    assert owners(found)[likes] == "ignored:likes"
    country = read(f"{IDENTITY}Delegate\nAttended Summit\n\n{teasers}\n\nSubscribe to Peru")
    assert (kind(country), shown(country)) == (("country", None), BOTH)
    assert unclaimed(country) == []


@pytest.mark.parametrize(
    "row",
    [
        "<div><h3><a href='/pfp/ppd/{n}'>{title}</a></h3><div>Like {likes}</div><p>{text}</p></div>",
        "<p>{likes}</p><h3><a href='/pfp/ppd/{n}'>{title}</a></h3><p>{text}</p>",
        "<p><b>{title}</b></p><p>Submitted by Mr. A B on</p><p>{likes}</p><p>{text}</p>",
        "<article><h2>{title}</h2><p>{text}</p><footer>{likes}</footer></article>",
    ],
)
def test_likes_are_no_text_in_html(row: str) -> None:
    likes = "12 liked this page."
    rows = [row.format(n=n, title=title, text=text, likes=likes) for n, (title, text) in enumerate(BOTH)]
    found = read(f"<html><body>{''.join(rows)}</body></html>")
    assert (kind(found), shown(found)) == (("listing", None), BOTH)
    assert unclaimed(found) == []


def test_a_text_that_speaks_of_liking_stays_text() -> None:
    text = "12 liked this page, says the nurse."
    found = read(f"Harbour Clinics\n\nSubmitted by Mr. A B on\n\n{text}\n\n{SECOND}\n")
    assert shown(found) == [("Harbour Clinics", text), BOTH[1]]


COMMENTS = "Comments\n\n" + "Submitted by J R on\n\nGood.\n" * 2


@pytest.mark.parametrize("signed", ["", "Submitted by Mr. A B on\n\n"])
@pytest.mark.parametrize("below", ["", "GFMD Source: \n\nGFMD 2012 - RT 1.2\n", COMMENTS])
def test_a_practice_page_without_its_day_stays_one(signed: str, below: str) -> None:
    head = f"12 liked this page.\n\nHarbour Clinics\n\n{signed}Belgium, Mexico\nHealth\n\n"
    found = read(f"{head}A nurse is in.\n\n{below}")
    assert (kind(found), shown(found)) == (("practice", None), [("Harbour Clinics", "A nurse is in.")])


DAYS = ("Thursday, February 27, 2014 - 11:05", "Friday, October 9, 2015 - 10:15", "Tuesday, December 22, 2015 - 16:15")
READ_DAYS = [date(2014, 2, 27), date(2015, 10, 9), date(2015, 12, 22)]
HEAD = "Policy and Practice Database\n\nRecent Searches\n\n"
RESULTS = """Who pays?

{label}{days[0]}

The guild pays.

“Night” School!

{label}{days[1]}

Return Desk (second).

{label}{days[2]}

One desk.

It is red.
"""
FOUND = [
    ("Who pays?", "The guild pays."),
    ("“Night” School!", None),
    ("Return Desk (second).", "One desk.\nIt is red."),
]


@pytest.mark.parametrize("label", ["", "Date Shared: ", "Date Shared ", "Date Shared:\n", "Date Shared:\n\n"])
@pytest.mark.parametrize("head", ["", HEAD, "Recent Searches\nboats\n\n", "12 liked this page.\n\n"])
def test_the_results_of_a_search_are_a_list_with_days(head: str, label: str) -> None:
    found = read(head + RESULTS.format(label=label, days=DAYS))
    assert (kind(found), shown(found)) == (("listing", None), FOUND)
    assert [one.submitted_on for one in facts_of(found).practices] == READ_DAYS
    assert [one.submitted_by for one in facts_of(found).practices] == [None, None, None]
    assert unclaimed(found) == (["boats"] if "boats" in head else [])


@pytest.mark.parametrize("label", ["", "Date Shared: ", "Date Shared:\n"])
def test_one_result_of_a_search_is_a_list_too(label: str) -> None:
    found = read(f"{HEAD}Night School\n\n{label}{DAYS[0]}\n\nIt is late.\n")
    assert (kind(found), shown(found)) == (("listing", None), [("Night School", "It is late.")])
    assert facts_of(found).practices[0].submitted_on == READ_DAYS[0]


def test_a_search_that_found_nothing_is_a_list_without_practices() -> None:
    found = read(f"{HEAD}No results found.\n")
    assert (kind(found), shown(found), unclaimed(found)) == (("listing", None), [], [])


@pytest.mark.parametrize(
    "row",
    [
        "<div><h3><a href='/pfp/ppd/{n}'>{title}</a></h3><div><b>Date Shared:</b> {day}</div>{text}</div>",
        "<p><strong>{title}</strong></p><p>{day}</p>{text}",
        "<h3>{title}</h3><p><time datetime='{n}'>{day}</time></p>{text}",
        "<table><tr><td><a href='/pfp/ppd/{n}'>{title}</a><td>{day}<td>{text}</table>",
    ],
)
def test_the_results_of_a_search_in_html(row: str) -> None:
    practices = [("Who pays", "The guild pays."), ("Night School", None), ("“Return Desk”", "One desk.")]
    rows = [
        row.format(n=n, title=title, day=DAYS[n], text=f"<p>{text}</p>" if text else "")
        for n, (title, text) in enumerate(practices)
    ]
    head = "<h1>Policy and Practice Database</h1><h2>Recent Searches</h2>"
    found = read(f"<html><body>{head}{''.join(rows)}</body></html>")
    assert (kind(found), shown(found)) == (("listing", None), practices)
    assert [one.submitted_on for one in facts_of(found).practices] == READ_DAYS


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"{TEASER}\n\nOfficial Name\n\nIt is on the door.\n\n{SECOND}\n", "listing"),
        (f"{IDENTITY}Delegate\nRT Participation\nAttended Summit\n\n{TEASER}\n\nSubscribe to Peru", "country"),
    ],
)
def test_at_the_address_of_a_list_only_several_labels_make_a_page_of_a_country(page: str, expected: str) -> None:
    url = "https://www.gfmd.org/thematic-area/health?page=2"
    assert kind(read_snapshot(Snapshot("gfmd", "a", page.encode(), url=url))) == (expected, None)


@pytest.mark.parametrize(("path", "expected"), [("ppd-search?combine=school", "listing"), ("ppd/14", "practice")])
def test_the_address_tells_one_result_of_a_search_from_a_practices_own_page(path: str, expected: str) -> None:
    page = f"Night School\n\nDate Shared:\n{DAYS[0]}\n\nIt is late.\n"
    found = read_snapshot(Snapshot("gfmd", "a", page.encode(), url=f"https://www.gfmd.org/pfp/{path}"))
    assert (kind(found), shown(found)) == ((expected, None), [("Night School", "It is late.")])
