"""Every record can be asked where it comes from: its lines on a page, or the reasoning that no line says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractors.sources import SCHEMA
from pipeline.explain.explain import Explanation, NotFoundError, explain, rows
from pipeline.order import Order
from tests.running import run_quietly
from warehouse.release import current

FIXTURES = Path(__file__).parent / "fixtures" / "gfmd"
NOT_FROM_PAGES = ("editions", "roundtables", "meetings")
OF_WHOLE_PAGES = ("pages", "quarantine")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the sample pages and of two odd ones, with rows in every table."""
    folder = tmp_path_factory.mktemp("explain")
    shutil.copytree(FIXTURES, folder / "pages")
    shutil.copytree(FIXTURES.parent / "factbook", folder / "pages" / "factbook", ignore=lambda *_: ["expected.json"])
    (folder / "pages" / "empty.txt").write_bytes(b"")
    norway = (FIXTURES / "peru-short" / "page.txt").read_text(encoding="utf-8").replace("Attended Meeting", "Nonsense!")
    (folder / "pages" / "odd.txt").write_text(norway, encoding="utf-8")
    order = Order(folder / "data", (folder / "pages",))
    run_quietly(order)
    found = current(folder / "data")
    assert found is not None
    return found


def first_of(release: Path, table: str, where: str = "true") -> Explanation:
    """What is told of the first record of a table that meets a condition."""
    key = next(one.key for one in SCHEMA.tables if one.name == table)
    name = " || '/' || ".join(f"CAST({column} AS VARCHAR)" for column in key) or "'1'"
    record = rows(release, f"SELECT {name} AS id FROM {table} WHERE {where} ORDER BY id LIMIT 1")
    return explain(release, table, str(record[0]["id"]))


@pytest.mark.parametrize("table", [table.name for table in SCHEMA.tables])
def test_a_record_of_any_table_is_explained(release: Path, table: str) -> None:
    found = first_of(release, table)
    shown = [number for passage in found.passages for number, is_evidence, _ in passage.lines if is_evidence]
    if table in NOT_FROM_PAGES:
        assert found.passages == ()
        assert str(found.record["source"]) in found.reasoning[0]
    else:
        assert found.passages[0].page["path"]
        assert bool(shown) is (table not in OF_WHOLE_PAGES)
    assert tuple(found.record) == next(one.columns for one in SCHEMA.tables if one.name == table)


def test_a_matched_role_is_explained_by_title_score_and_code(release: Path) -> None:
    found = first_of(release, "roundtable_roles", "roundtable_id IS NOT NULL AND code IS NOT NULL")
    told = " ".join(found.reasoning)
    assert str(found.record["roundtable_id"]) in told
    assert f"similarity {found.record['match_score']}" in told
    assert f"The code {found.record['code']} printed beside it" in told
    assert "no title" in first_of(release, "roundtable_roles", "title IS NULL").reasoning[0]


def test_a_quarantined_page_is_explained_by_its_reason(release: Path) -> None:
    assert first_of(release, "quarantine", "path = 'empty.txt'").reasoning == (
        "The page could not be used (empty): The page is empty.",
    )


@pytest.mark.parametrize(
    ("table", "record_id", "sentence"),
    [
        ("no_such", "1", "There is no table 'no_such'. Tables: countries,"),
        ("countries", "XYZ", "There is no record 'XYZ' in countries; its key is iso3"),
        ("issues", "0", "There is no record '0' in issues; its rows are numbered from 1"),
        ("issues", "'; DROP", "its rows are numbered from 1"),
    ],
)
def test_what_is_not_there_is_a_sentence(release: Path, table: str, record_id: str, sentence: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        explain(release, table, record_id)
    assert sentence in str(caught.value)
