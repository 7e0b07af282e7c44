"""Several pages of one country are one country: teasers united, the newest whole page believed, doubt never silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.dataset import dataset_of
from schemas.snapshot import Snapshot
from schemas.tables import TABLES
from tests.comparing import accounting, differences, rows, snapshot
from tests.known_countries import MEXICO, SWITZERLAND
from tests.known_countries_more import PERU
from tests.rendering import page_text
from tests.truth import CountryTruth, Form, expected_tables

FIXTURES = Path(__file__).parent / "fixtures" / "gfmd"
SAMPLE = tuple(
    snapshot(page.read_bytes(), page.relative_to(FIXTURES).as_posix()) for page in sorted(FIXTURES.glob("*/page.*"))
)
FIRST_CAPTURE = datetime.fromisoformat("2024-05-01T10:00:00")


def captured(country: CountryTruth, form: Form = "full", page: int = 0, days: int | None = None) -> Snapshot:
    """A page of a country: ``?page=N``, captured so many days after the first, or without a time."""
    found = snapshot(page_text(country, form).encode(), f"{country.place.slug}.{form}.{page}.{days}.txt")
    url = f"https://www.gfmd.org/pfp/ppd/{country.place.slug}?page={page}"
    when = None if days is None else FIRST_CAPTURE + timedelta(days=days)
    return replace(found, url=url, fetched_at=when)


def without_prep(country: CountryTruth) -> CountryTruth:
    """The same country without preparatory meetings in its first block."""
    return replace(country, blocks=(replace(country.blocks[0], prep="absent"), *country.blocks[1:]))


def prep_of_first_block(pages: Sequence[Snapshot]) -> object:
    """Whether the first block of these pages says that preparatory meetings were attended."""
    return rows(dataset_of(pages), "participations")[0]["attended_prep_meetings"]


def test_the_teasers_of_all_pages_are_united() -> None:
    halves = [replace(PERU, teasers=PERU.teasers[:2]), replace(PERU, teasers=PERU.teasers[2:])]
    found = dataset_of([captured(half, page=at, days=0) for at, half in enumerate(halves)])
    assert differences(found, expected_tables(PERU, "full")) == []
    assert accounting(found) == []


def test_evidence_names_every_page_that_agrees() -> None:
    pages = [captured(MEXICO, page=at, days=0) for at in range(3)]
    found = dataset_of(pages)
    citing = {
        row["page_id"]
        for row in rows(found, "evidence")
        if (row["table_name"], row["record_id"]) == ("participations", "MEX-02")
    }
    assert citing == {page.page_id for page in pages}


def test_the_newest_page_gives_the_participations() -> None:
    old, new = captured(MEXICO, days=0), captured(without_prep(MEXICO), days=9)
    assert prep_of_first_block([old, new]) is False
    assert prep_of_first_block([new, old]) is False
    again = captured(MEXICO, days=20)
    assert prep_of_first_block([new, again]) is True


def test_a_cut_page_is_not_believed_although_it_is_newer() -> None:
    whole = captured(MEXICO, days=0)
    cut = replace(whole, payload=whole.payload[: len(whole.payload) // 2], fetched_at=FIRST_CAPTURE + timedelta(days=9))
    found = dataset_of([whole, cut])
    assert differences(found, {"participations": expected_tables(MEXICO, "full")["participations"]}) == []


def test_what_the_newest_form_loses_is_filled_from_older_pages() -> None:
    found = dataset_of([captured(SWITZERLAND, "full", days=0), captured(SWITZERLAND, "short", days=9)])
    expected = expected_tables(SWITZERLAND, "full")
    expected["countries"] = [{name: row[name] for name in row if name != "code_basis"} for row in expected["countries"]]
    assert differences(found, expected) == []


def test_where_equals_differ_the_value_is_unknown_and_both_pages_are_named() -> None:
    pages = [captured(MEXICO, page=0), captured(without_prep(MEXICO), page=1)]
    found = dataset_of(pages)
    assert rows(found, "participations")[0]["attended_prep_meetings"] is None
    messages = " ".join(str(issue["message"]) for issue in rows(found, "issues"))
    assert all(page.path in messages or str(page.url) in messages or page.page_id in messages for page in pages)


def test_the_order_of_pages_changes_nothing_for_three_that_differ() -> None:
    pages = (captured(MEXICO, page=0), captured(without_prep(MEXICO), page=1), captured(MEXICO, "short", page=2))
    first, *others = (dataset_of(order) for order in permutations(pages))
    for other in others:
        for table in TABLES:
            assert sorted(map(repr, other.get(table.name, ()))) == sorted(map(repr, first.get(table.name, ())))


@settings(derandomize=True, deadline=None, database=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(SAMPLE))
def test_the_order_of_the_sample_pages_never_changes_a_table(order: list[Snapshot]) -> None:
    found, sorted_first = dataset_of(order), dataset_of(SAMPLE)
    for table in TABLES:
        assert sorted(map(repr, found.get(table.name, ()))) == sorted(map(repr, sorted_first.get(table.name, ())))
