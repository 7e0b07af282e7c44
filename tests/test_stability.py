"""What a release says depends on the set of its pages alone: not on their order, and each row on its own pages only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from random import Random

import pytest

from extractors.sources import SCHEMA
from pipeline.transform.dataset import assemble, read_snapshot
from schemas.extraction import AnyExtraction
from schemas.snapshot import Snapshot
from schemas.tables import Dataset
from tests.comparing import snapshot
from tests.known_countries_more import PERU
from tests.rendering import page_text
from tests.telling import say
from tests.test_domain_cases import EMPTY, HEAD, TAIL
from tests.test_several_pages import SAMPLE

ORDERS = 60
Key = tuple[object, ...]
STRANGE = {
    "empty.txt": b"",
    "other.txt": b"Soup of the day\n\nCarrots and leek.\n",
    "norway.txt": (HEAD + 2 * EMPTY + TAIL).encode(),
    "norway-differs.txt": (HEAD + EMPTY + TAIL).encode(),
    "peru.txt": page_text(PERU, "full").encode(),
}


@cache
def extractions() -> tuple[AnyExtraction, ...]:
    """The fixture pages, and some that are refused, differ from each other, or say the same in another form."""
    pages = [*SAMPLE, *(snapshot(payload, path) for path, payload in STRANGE.items())]
    return tuple(read_snapshot(page) for page in pages)


def tables(found: Iterable[AnyExtraction]) -> dict[str, list[str]]:
    """Every table, its rows as text in the order in which they are published."""
    return {name: [repr(row) for row in rows] for name, rows in keyed(assemble(found)).items()}


def keyed(dataset: Dataset) -> dict[str, list[Key]]:
    """The rows of every table in the order of its key; without one, of all columns."""
    return {table.name: sorted(map(tuple, dataset.get(table.name, ())), key=repr) for table in SCHEMA.tables}


def test_the_order_of_pages_changes_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    expected = tables(extractions())
    rng = Random(20)
    for _ in range(ORDERS):
        order = list(extractions())
        rng.shuffle(order)
        assert tables(order) == expected
    assert expected["participations"] and expected["issues"] and expected["quarantine"]
    say(capsys, f"{ORDERS} random orders of {len(extractions())} pages: all tables are the same")


@pytest.mark.parametrize("again", [1, 3])
def test_a_page_given_more_than_once_counts_once(again: int) -> None:
    once = tables(extractions())
    assert tables([*extractions(), *extractions()[:6] * again]) == once


def owners(dataset: Dataset) -> dict[tuple[str, str], frozenset[str]]:
    """The pages that each record rests on, by table and key."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in dataset.get("evidence", ()):
        found.setdefault((row.table_name, row.record_id), set()).add(row.page_id)
    return {record: frozenset(pages) for record, pages in found.items()}


def records(dataset: Dataset) -> dict[tuple[str, str], Key]:
    """Each row with a key, by table and key."""
    return {
        (table.name, "/".join(str(getattr(row, column)) for column in table.key)): tuple(row)
        for table in SCHEMA.tables
        if table.key
        for row in dataset.get(table.name, ())
    }


def untouched_by(page: str, dataset: Dataset) -> dict[tuple[str, str], Key]:
    """The rows that rest on pages, none of which has to do with this page.

    Pages of one country have to do with each other, and so have those that show one practice.
    """
    resting = owners(dataset)
    countries = {row.page_id: row.iso3 for row in dataset["pages"]}
    mine = countries[page]

    def is_apart(record: tuple[str, str]) -> bool:
        pages = resting.get(record, frozenset())
        return bool(pages) and page not in pages and (mine is None or mine not in {countries[one] for one in pages})

    return {record: row for record, row in records(dataset).items() if is_apart(record)}


@pytest.mark.parametrize("page", SAMPLE, ids=lambda page: str(page.path).partition("/")[0])
def test_adding_a_page_changes_no_row_that_does_not_depend_on_it(page: Snapshot) -> None:
    whole = assemble(extractions())
    without = records(assemble([one for one in extractions() if one.page.page_id != page.page_id]))
    apart = untouched_by(page.page_id, whole)
    assert len(apart) > 100
    assert {record: without.get(record) for record in apart} == apart


def lines_of(found: Sequence[AnyExtraction], page: str) -> list[Key]:
    """The lines of one page as the tables keep them."""
    return sorted(tuple(row) for row in assemble(found)["page_lines"] if row.page_id == page)


def test_the_lines_and_owners_of_a_page_never_depend_on_other_pages() -> None:
    for one in extractions()[::4]:
        assert lines_of([one], one.page.page_id) == lines_of(extractions(), one.page.page_id)
