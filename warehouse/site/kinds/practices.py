"""The practices: a page for each with all its countries and pages, and the data for the search."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from warehouse.site import links
from warehouse.site.blocks import Link, Page, Value
from warehouse.site.passages import Passage, SavedPages
from warehouse.site.release import ReleaseRows, Row, Run
from warehouse.site.wording import UNTITLED, counted, plain, shown, words

DATA = "practices/practices.js"
"""The file with what the search looks through: a script that sets one global, as pages opened from a file need it."""
_FACTS: Mapping[str, str] = {
    "submitted_by": "Submitted by",
    "anonymous": "Anonymous",
    "submitted_on": "Submitted on",
    "language": "Language",
    "period_start": "From year",
    "period_end": "To year",
    "truncated": "Cut short on the page",
}
_TABLES = ("practices", "practice_countries", "practice_terms")
_MERGED: Mapping[str, str] = {
    "same_url": "same address",
    "same_key": "same title and first words",
    "cut_short": "one is the other cut short",
    "similar": "alike",
}
_HERE = "evidence"


class Merge(NamedTuple):
    """Two copies that were taken as one, each with its place, and why."""

    copy: Link
    into: Link
    reason: str
    score: str


class Entry(NamedTuple):
    """A practice as the search looks through it; ``practices.js`` reads the fields in this order."""

    practice_id: str
    title: str
    text: str
    countries: Sequence[str]
    themes: Sequence[str]
    terms: Sequence[str]
    language: str


@dataclass(frozen=True, slots=True)
class PracticePage:
    """What the page of a practice shows. ``terms`` are by scheme, ``outside`` is the address of its own page."""

    facts: Sequence[tuple[str, Value]]
    paragraphs: Sequence[str]
    countries: Sequence[tuple[Value, str]]
    terms: Sequence[tuple[str, Sequence[str]]]
    outside: str | None
    merges: Sequence[Merge]
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What the page of the search shows before anyone types."""

    lead: str
    data: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """The rows that the pages of all practices look up."""

    names: Mapping[str, str]
    countries: Mapping[str, Sequence[Row]]
    terms: Mapping[str, Sequence[Row]]
    merges: Mapping[str, Sequence[Row]]
    runs: Mapping[str, Sequence[Run]]


def lookup(rows: ReleaseRows) -> Lookup:
    """What the pages of practices look up in a release. The ids of all their tables begin with that of the practice."""
    runs: dict[str, list[Run]] = {}
    for (table, record_id), of_record in rows.evidence.items():
        if table in _TABLES:
            runs.setdefault(record_id.partition("/")[0], []).extend(of_record)
    return Lookup(
        {row["iso3"]: row["name"] for row in rows.of("countries")},
        rows.by("practice_countries", "practice_id"),
        rows.by("practice_terms", "practice_id"),
        rows.by("practice_merges", "practice_id"),
        runs,
    )


def pages(rows: ReleaseRows, saved: SavedPages, found: Lookup) -> Iterator[Page]:
    """The page of the search, and a page for each practice."""
    number = counted(len(rows.of("practices")), "practice")
    lead = (
        f"{number}, each once, however many pages show it. Type words: practices that hold all of them are found; "
        "where none does, those with similar words."
    )
    menu = links.MENU
    search = SearchPage(lead, DATA)
    yield Page(menu["practices"].href, "practices.html", "Practices", "practices", search, (menu["overview"],))
    for row in rows.of("practices"):
        yield _page(row, saved, found)


def search_data(rows: ReleaseRows, found: Lookup) -> bytes:
    """The script with what the search looks through: an entry for each practice, by title."""
    entries = sorted((_entry(row, found) for row in rows.of("practices")), key=_by_title)
    shown_countries = sorted({iso3 for entry in entries for iso3 in entry.countries})
    data = {"countries": {iso3: found.names.get(iso3, iso3) for iso3 in shown_countries}, "practices": entries}
    return f"window.PRACTICES = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _by_title(entry: Entry) -> tuple[bool, str, str]:
    """Where a practice stands as long as nobody asks: by its title; those without one come last."""
    return entry.title == UNTITLED, entry.title.casefold(), entry.practice_id


def _entry(row: Row, found: Lookup) -> Entry:
    practice_id = row["practice_id"]
    terms = found.terms.get(practice_id, ())
    return Entry(
        practice_id,
        row["title"] or UNTITLED,
        row["summary"] or "",
        [one["iso3"] for one in found.countries.get(practice_id, ())],
        [term["term"] for term in terms if term["scheme"] == "theme"],
        [term["term"] for term in terms if term["scheme"] != "theme"],
        row["language"] or "",
    )


def _page(row: Row, saved: SavedPages, found: Lookup) -> Page:
    practice_id = row["practice_id"]
    content = PracticePage(
        [(label, shown(row[column], f"{links.practice(practice_id)}#{_HERE}")) for column, label in _FACTS.items()],
        [part for part in (row["summary"] or "").split("\n") if part],
        [_country(one, found) for one in found.countries.get(practice_id, ())],
        _terms(found.terms.get(practice_id, ())),
        links.outside(row["url"]),
        [_merge(one, saved) for one in found.merges.get(practice_id, ())],
        saved.passages(found.runs.get(practice_id, ())),
    )
    crumbs = (links.MENU["overview"], links.MENU["practices"])
    title = row["title"] or UNTITLED
    return Page(links.practice(practice_id), "practice.html", title, "practices", content, crumbs)


def _country(row: Row, found: Lookup) -> tuple[Value, str]:
    """A country of a practice, and on which page it says so. One without a page has none to lead to."""
    iso3 = row["iso3"]
    place = links.country(iso3) if iso3 in found.names else None
    basis = "listed on the country’s page" if row["basis"] == "listed" else "stated on the practice’s page"
    return Value(found.names.get(iso3, iso3), place), basis


def _terms(rows: Sequence[Row]) -> list[tuple[str, Sequence[str]]]:
    by_scheme: dict[str, list[str]] = {}
    for row in rows:
        by_scheme.setdefault(plain(row["scheme"]) or "", []).append(row["term"])
    return list(by_scheme.items())


def _merge(row: Row, saved: SavedPages) -> Merge:
    reason = _MERGED.get(row["reason"], row["reason"])
    copy = _place(row["page_id"], row["first_line"], saved)
    return Merge(copy, _place(row["into_page_id"], row["into_first_line"], saved), reason, words(row["score"]))


def _place(page_id: str, line: int, saved: SavedPages) -> Link:
    return Link(f"{saved.labels[page_id].name}, line {line}", links.saved_page(page_id, line))
