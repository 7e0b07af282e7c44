"""The rule for sources whose pages each say all of a country: the newest page counts, the others are evidence."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from extractors.uniting.newest_page import Printed, PrintedRecord, counts_by_table, newest_rows, owners_of
from schemas.extraction import Claim, Extraction, Identity, Page, Span, account_of
from schemas.snapshot import Refusal
from schemas.tables import Table
from schemas.uniting import told_by_country


class Office(NamedTuple):
    """A made-up record of a source."""

    source: str
    iso3: str
    position: int
    city: str


OFFICES = Table("offices", Office, ("source", "iso3", "position"))
CHAD = Identity("TCD", "TD", "Chad", "name", printed_name="Chad", spans=(Span(1, 1),))


def page(name: str, *cities: str, year: int | None = None, identity: Identity | None = CHAD) -> Printed:
    """A page of Chad that lists offices, one a line below the country's name."""
    lines = ("Chad", *cities)
    return Extraction(
        Page(name, "made_up", f"{name}.html", None, datetime.fromisoformat(f"{year}-01-01") if year else None),
        identity,
        tuple(
            PrintedRecord(OFFICES, Office("made_up", "TCD", at, city), Span(at + 1, at + 1))
            for at, city in enumerate(cities, 1)
        ),
        tuple(Claim(at, "any", text, at, f"/{at}") for at, text in enumerate(lines, 1)),
    )


def united(*pages: Printed) -> dict[str, list[object]]:
    """The rows by table, each as a plain tuple."""
    found: dict[str, list[object]] = {}
    told = [one for page in pages for one in told_by_country(account_of(page))]
    for table, record in newest_rows("TCD", [one.what for one in told]) if told else ():
        found.setdefault(table, []).append(tuple(record))
    return found


def offices(*pages: Printed) -> list[object]:
    return united(*pages)["offices"]


def test_the_newest_page_counts_whatever_their_order() -> None:
    old, new = page("a", "Moundou", year=2020), page("b", "Abeche", year=2021)
    assert offices(old, new) == offices(new, old) == [("made_up", "TCD", 1, "Abeche")]


def test_a_page_without_a_time_is_the_oldest() -> None:
    assert offices(page("a", "Moundou"), page("b", "Abeche", year=1999)) == [("made_up", "TCD", 1, "Abeche")]


def test_of_pages_of_one_time_the_first_by_id_counts() -> None:
    assert offices(page("b", "Moundou", year=2020), page("a", "Abeche", year=2020)) == [("made_up", "TCD", 1, "Abeche")]


def test_each_row_leads_to_the_lines_of_all_pages_that_say_it() -> None:
    rows = united(page("a", "Moundou", "Sarh", year=2021), page("b", "Moundou", "Bongor", year=2020))
    assert rows["evidence"] == [
        ("country_identities", "made_up/TCD", "a", 1, 1, "/1"),
        ("offices", "made_up/TCD/1", "a", 2, 2, "/2"),
        ("offices", "made_up/TCD/2", "a", 3, 3, "/3"),
        ("country_identities", "made_up/TCD", "b", 1, 1, "/1"),
        ("offices", "made_up/TCD/1", "b", 2, 2, "/2"),
    ]


def test_a_page_that_says_otherwise_is_an_issue_and_one_that_says_the_same_is_none() -> None:
    newest, same = page("a", "Moundou", year=2021), page("b", "Moundou", year=2020)
    (issue,) = united(newest, same, page("c", "Sarh", year=2020))["issues"]
    assert issue == (
        "c", "warning", "pages_differ", None, None, "c.html says otherwise than a.html, which counts for that country."
    )  # fmt: skip


def test_all_lines_are_evidence_of_a_country_that_only_an_address_tells() -> None:
    rows = united(page("a", "Moundou", identity=Identity("TCD", "TD", "Chad", "url")))
    assert rows["evidence"] == [
        ("country_identities", "made_up/TCD", "a", 1, 2, "/1"),
        ("offices", "made_up/TCD/1", "a", 2, 2, "/2"),
    ]


def test_pages_that_were_refused_or_are_of_no_country_give_no_rows() -> None:
    refused: Printed = Extraction(Page("a", "made_up", "a.html", None, None), CHAD, refusal=Refusal("cut", "cut"))
    assert united(refused, page("b", "Moundou", identity=None)) == {}


def test_records_own_their_lines_and_are_counted() -> None:
    one = page("a", "Moundou", "Sarh")
    assert owners_of(one.facts or ()) == {2: "offices", 3: "offices"}
    count = counts_by_table((OFFICES,))
    assert (count(one), count(None)) == ({"offices": 2}, {"offices": None})
