"""Several pages of one country are one country: teasers united, the newest whole page believed, doubt never silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.transform.dataset import dataset_of
from schemas.snapshot import Snapshot
from tests.comparing import accounting, all_rows, differences, rows, snapshot
from tests.generators import STEADY
from tests.known_countries import MEXICO, MOLDOVA, SWITZERLAND
from tests.known_countries_more import PERU
from tests.rendering import page_text
from tests.truth import CountryTruth, Form, expected_tables

PARTICIPATION = ("participations", "contributions", "roundtable_roles", "meeting_attendances")

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
    first, *others = (all_rows(dataset_of(order)) for order in permutations(pages))
    assert all(other == first for other in others)


@cache
def all_rows_of_sample() -> dict[str, list[str]]:
    return all_rows(dataset_of(SAMPLE))


@settings(STEADY, max_examples=50)
@given(order=st.permutations(SAMPLE))
def test_the_order_of_the_sample_pages_never_changes_a_table(order: list[Snapshot]) -> None:
    assert all_rows(dataset_of(order)) == all_rows_of_sample()


def cut_to(share: float, country: CountryTruth = MEXICO, page: int = 0, days: int | None = None) -> Snapshot:
    """A full page of a country, cut to a share of its bytes."""
    whole = captured(country, page=page, days=days)
    return replace(whole, payload=whole.payload[: int(len(whole.payload) * share)])


def without_block(country: CountryTruth, number: int) -> CountryTruth:
    """The same country without one of its blocks."""
    return replace(country, blocks=(*country.blocks[: number - 1], *country.blocks[number:]))


def differing(pages: Sequence[Snapshot]) -> list[str]:
    """What is said about pages of one country that differ."""
    return [str(issue["message"]) for issue in rows(dataset_of(pages), "issues") if issue["code"] == "pages_differ"]


@pytest.mark.parametrize("share", [0.86, 0.90, 0.95, 0.97])
def test_a_page_cut_within_a_word_gives_no_second_practice(share: float) -> None:
    found = dataset_of([captured(MEXICO, page=8), cut_to(share, page=9)])
    assert differences(found, {"practices": expected_tables(MEXICO, "full")["practices"]}) == []


def test_a_label_that_the_short_form_lacks_is_a_sure_no() -> None:
    pages = [captured(MEXICO, page=0), captured(without_prep(MEXICO), "short", page=1)]
    assert prep_of_first_block(pages) is None
    assert [page.url for page in pages if str(page.url) not in differing(pages)[0]] == []


def refusing_prep() -> CountryTruth:
    """A country whose first block prints ``No`` under the preparatory meetings."""
    return replace(MEXICO, says_yes=True, blocks=(replace(MEXICO.blocks[0], prep="no"), *MEXICO.blocks[1:]))


@pytest.mark.parametrize(("full", "short"), [(None, None), (0, 0), (0, 9), (9, 0)])
def test_the_short_form_contradicts_no_printed_no(full: int | None, short: int | None) -> None:
    refused = refusing_prep()
    pages = [captured(refused, page=0, days=full), captured(refused, "short", page=1, days=short)]
    assert prep_of_first_block(pages) is False
    assert differing(pages) == []


def test_a_newer_short_page_whose_block_changed_is_believed() -> None:
    first = replace(MEXICO.blocks[0], money=replace(MEXICO.blocks[0].money, status="absent"))
    changed = replace(MEXICO, blocks=(first, *MEXICO.blocks[1:]))
    assert prep_of_first_block([captured(refusing_prep(), days=0), captured(changed, "short", page=1, days=9)]) is True


def test_the_short_form_is_believed_about_an_absent_part() -> None:
    first = replace(MEXICO.blocks[0], money=replace(MEXICO.blocks[0].money, status="absent"))
    silent = replace(MEXICO, blocks=(first, *MEXICO.blocks[1:]))
    found = dataset_of([captured(MEXICO, page=0), captured(silent, "short", page=1)])
    assert rows(found, "participations")[0]["contribution_status"] is None


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_blocks_that_equals_share_are_told_by_their_edition_not_by_their_place(missing: int) -> None:
    pages = [captured(MEXICO, page=0), captured(without_block(MEXICO, missing), page=1)]
    found, expected = dataset_of(pages), expected_tables(MEXICO, "full")
    assert differences(found, {table: expected[table] for table in PARTICIPATION}) == []
    assert ["number of blocks" in message for message in differing(pages)] == [True]
    resting = {row["record_id"]: set[object]() for row in rows(found, "evidence")}
    for row in rows(found, "evidence"):
        resting[row["record_id"]].add(row["page_id"])
    assert [len(resting[f"MEX-{number:02d}"]) for number in (1, 2, 3)] == [
        2 - (number == missing) for number in (1, 2, 3)
    ]


def test_a_list_that_disagreement_empties_is_no_longer_called_listed() -> None:
    other = replace(MOLDOVA, blocks=MEXICO.blocks[:2])
    found = dataset_of([captured(MOLDOVA, page=0), captured(other, page=1)])
    listing = {row["participation_id"] for row in rows(found, "participations") if row["roundtable_status"] == "listed"}
    assert listing == {row["participation_id"] for row in rows(found, "roundtable_roles")}


@pytest.mark.parametrize("days", [(0, 10), (10, 0), (None, None)])
@pytest.mark.parametrize("country", [MEXICO, SWITZERLAND, MOLDOVA])
def test_of_cut_pages_all_that_any_of_them_shows_is_kept(
    country: CountryTruth, days: tuple[int | None, int | None]
) -> None:
    for longer, shorter in ((0.7, 0.4), (0.68, 0.65), (0.5, 0.45)):
        one, other = cut_to(longer, country, 0, days[0]), cut_to(shorter, country, 1, days[1])
        counts = {table: len(rows(dataset_of([one]), table)) for table in PARTICIPATION}
        assert {table: len(rows(dataset_of([other, one]), table)) for table in PARTICIPATION} == counts
        assert differing([one, other]) == []


@pytest.mark.parametrize(("share", "roles"), [(0.36, 4), (0.4, 4)])
def test_cut_pages_that_differ_are_both_named(share: float, roles: int) -> None:
    pages = [cut_to(0.7, days=0), cut_to(share, without_prep(MEXICO), page=1, days=10)]
    assert len(rows(dataset_of(pages), "roundtable_roles")) == roles
    assert len(differing(pages)) == 1
    assert all(str(page.url) in differing(pages)[0] for page in pages)
    assert differing(pages[::-1]) == differing(pages)


def test_every_row_rests_on_lines_that_print_it() -> None:
    pages = [captured(MEXICO, page=0), captured(without_block(MEXICO, 1), page=1), cut_to(0.4, page=2), cut_to(0.36)]
    for some in (pages, pages[2:], pages[1:3]):
        found = dataset_of(some)
        text = {page.page_id: page.payload.decode().split("\n") for page in some}
        lines = {row["record_id"]: row for row in rows(found, "evidence") if row["table_name"] == "roundtable_roles"}
        assert {row["record_id"] for row in rows(found, "evidence")} >= {
            str(row["participation_id"]) for row in rows(found, "participations")
        }
        for role in rows(found, "roundtable_roles"):
            row = lines[f"{role['participation_id']}/{role['position']}/{role['role']}"]
            first = row["first_line"]
            assert isinstance(first, int)
            assert str(role["text"]) in text[str(row["page_id"])][first - 1]
