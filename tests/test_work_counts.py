"""How much work a page takes, counted instead of timed: calls of the program's functions on made-up pages.

Counts are the same on every machine. Each bound is some way above what the work takes today, and below twice of it, so
that it fails where something is done twice; ``make bench`` tells what that costs. A bound may always be lowered.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from selectolax.lexbor import LexborHTMLParser

from benchmarks.pages import write_pages
from extractors.gfmd.chronology.chronology import date_blocks
from extractors.gfmd.copies.matching import judge
from extractors.gfmd.facts import facts_of
from extractors.gfmd.participation.participation import read_participation
from extractors.gfmd.reference.catalogue import roundtables_titled
from extractors.gfmd.site.vocabulary import labelled
from extractors.sources import SCHEMA
from extractors.values.language import language_of
from pipeline.acquire.items import snapshot_at
from pipeline.acquire.page_files import find_pages
from pipeline.transform.dataset import assemble, read_snapshot
from schemas.bounds import DEFAULT_BOUNDS
from schemas.extraction import AnyExtraction
from schemas.snapshot import Snapshot
from schemas.tables import Dataset
from tests.counting_calls import Calls, calls_during
from tests.listing import listed
from warehouse.manifest import Provenance
from warehouse.release import stage

ROOT = Path(__file__).parent.parent
PAGES = 40
CALLS_AN_ELEMENT = 3
CALLS_A_LINE = 15
CALLS_A_LINE_FOR_VALUES = 1.5
LABELLED_A_LINE = 0.1
LINKS_AROUND_TEASERS = 12
JUDGED_A_TEASER = 0.1
CALLS_A_TEASER = 600
CALLS_A_ROW = 3


class Reading(NamedTuple):
    """Pages, what they say, and the calls that finding this out took."""

    snapshots: list[Snapshot]
    extractions: list[AnyExtraction]
    calls: Calls


def read_all(folder: Path, form: str) -> Reading:
    write_pages(folder, PAGES, seed=5, form=form)
    stored = listed(find_pages((folder,)).files, DEFAULT_BOUNDS.payload_bytes, None)
    snapshots = [snapshot_at(history[0], DEFAULT_BOUNDS.payload_bytes) for history in stored.histories]
    read_snapshot(snapshots[0])  # what is loaded once
    found: list[AnyExtraction] = []
    return Reading(snapshots, found, calls_during(lambda: found.extend(map(read_snapshot, snapshots))))


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """Pages with the menus of a site around them."""
    return read_all(tmp_path_factory.mktemp("html"), "html")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """The same pages as text: without addresses, cut copies of a practice have to be told by their words."""
    return read_all(tmp_path_factory.mktemp("text"), "text")


@pytest.fixture(scope="module")
def uniting(texts: Reading) -> Calls:
    assemble(texts.extractions[:1])  # what is loaded once
    return calls_during(lambda: assemble(texts.extractions))


@pytest.fixture(scope="module")
def dataset(texts: Reading) -> Dataset:
    return assemble(texts.extractions)


def teasers_of(extractions: Sequence[AnyExtraction]) -> int:
    return sum(len(facts_of(one).practices) for one in extractions)


def elements_of(snapshot: Snapshot) -> int:
    root = LexborHTMLParser(snapshot.payload).root
    assert root is not None
    return len(root.css("*"))


def test_most_elements_of_a_page_are_known_from_others(reading: Reading) -> None:
    elements = sum(map(elements_of, reading.snapshots))
    assert reading.calls.within("extractors/reading/html") <= CALLS_AN_ELEMENT * elements


def test_each_line_is_labelled_once(reading: Reading) -> None:
    lines = sum(len(one.claims) for one in reading.extractions)
    assert 0 < reading.calls.of(labelled) <= LABELLED_A_LINE * lines


def test_lines_take_little_work(reading: Reading) -> None:
    lines = sum(len(one.claims) for one in reading.extractions)
    assert reading.calls.within("extractors/gfmd") <= CALLS_A_LINE * lines
    assert reading.calls.within("extractors/values") <= CALLS_A_LINE_FOR_VALUES * lines


def test_what_all_pages_of_a_country_print_is_read_and_dated_once(reading: Reading) -> None:
    countries = {one.identity.iso3 for one in reading.extractions if one.identity}
    assert 2 * len(countries) < len(reading.extractions)
    for work in (read_participation, date_blocks):
        assert reading.calls.of(work) == len(countries)


def test_links_are_joined_only_where_they_count(reading: Reading) -> None:
    """Those of menus, header and footer do not: that leaves those of teasers, and some around them."""
    links = teasers_of(reading.extractions) + LINKS_AROUND_TEASERS * len(reading.extractions)
    assert 0 < reading.calls.of(urllib.parse.urljoin) <= links


def test_each_title_of_a_roundtable_is_matched_once(reading: Reading) -> None:
    blocks = [block for one in reading.extractions for block in facts_of(one).blocks]
    printed = {(id(block), role.span) for block in blocks for role in block.roles}
    assert 0 < reading.calls.of(roundtables_titled) <= len(printed)


def test_the_language_is_asked_once_for_each_practice_that_is_printed(
    texts: Reading, uniting: Calls, dataset: Dataset
) -> None:
    assert texts.calls.of(language_of) == 0
    assert uniting.of(language_of) == len(dataset["practices"])


def test_copies_of_practices_are_judged_a_few_times_each(texts: Reading, uniting: Calls) -> None:
    teasers = teasers_of(texts.extractions)
    assert 0 < uniting.of(judge) <= JUDGED_A_TEASER * teasers
    assert uniting.within("extractors") <= CALLS_A_TEASER * teasers


def test_the_work_of_uniting_grows_with_the_pages(texts: Reading, uniting: Calls) -> None:
    half = texts.extractions[: len(texts.extractions) // 2]
    each = calls_during(lambda: assemble(half)).within("extractors") / teasers_of(half)
    assert uniting.within("extractors") <= 1.3 * each * teasers_of(texts.extractions)


def test_rows_are_staged_in_bulk(dataset: Dataset, tmp_path: Path) -> None:
    rows = sum(map(len, dataset.values()))
    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    stage(SCHEMA, dataset, first, Provenance("", "", ""))  # what is loaded once
    staging = calls_during(lambda: stage(SCHEMA, dataset, again, Provenance("", "", "")))
    assert staging.within("") <= CALLS_A_ROW * rows
