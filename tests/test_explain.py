"""Every record can be asked where it comes from: its lines on a page, or the reasoning that no line says."""

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.sources import SCHEMA
from pipeline.explain.explain import Explanation, NotFoundError, current_release, explain, rows
from pipeline.explain.printed import printing
from pipeline.order import Order
from tests.running import run_quietly

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
    return current_release(folder / "data")


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
        ("countrys", "PER", "There is no table 'countrys'. Did you mean countries or"),
        ("countries", "per", "its key is iso3, joined with '/'. Did you mean PER?"),
        ("participations", "PER-9", "Did you mean PER-09"),
        ("indicators", "CHE", "Did you mean factbook/CHE/refugees/1 or factbook/CHE/"),
        ("countries", "XYZ", "There is no record 'XYZ' in countries; its key is iso3"),
        ("issues", "0", "There is no record '0' in issues; its rows are numbered from 1"),
        ("issues", "'; DROP", "its rows are numbered from 1"),
    ],
)
def test_what_is_not_there_is_a_sentence(release: Path, table: str, record_id: str, sentence: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        explain(release, table, record_id)
    assert sentence in str(caught.value)


def marked(found: Explanation) -> list[str]:
    """The lines that are marked as evidence."""
    return [text for passage in found.passages for _, is_evidence, text in passage.lines if is_evidence]


@pytest.mark.parametrize(
    ("table", "record_id", "column", "lines"),
    [
        ("countries", "BEL", "latitude", {"50 50 N"}),
        ("countries", "BEL", "official_name", {"Kingdom of Belgium"}),
        ("country_identities", "factbook/CHE", "longitude", {"47 00 N, 8 00 E"}),
        ("indicators", "factbook/CHE/refugees/1", "value", {"213,177 (2024 est.)"}),
    ],
)
def test_a_value_is_explained_by_the_lines_that_print_it(
    release: Path, table: str, record_id: str, column: str, lines: set[str]
) -> None:
    found = explain(release, table, record_id, column)
    assert found.cell is not None
    assert (found.cell.column, found.cell.value, found.cell.printed) == (column, found.record[column], True)
    assert found.cell.meaning
    assert set(marked(found)) == lines


def test_a_value_that_no_line_prints_is_explained_by_all_lines_and_its_own_reasons(release: Path) -> None:
    found = explain(release, "participations", "MDA-02", "edition")
    assert found.cell is not None
    assert (found.cell.value, found.cell.printed) == (2009, False)
    assert marked(found) == marked(explain(release, "participations", "MDA-02"))
    told = " ".join(found.reasoning)
    assert "is that of 2009-1.1" in told
    assert "Block 1, before it, can be any edition from 2007 to 2008." in told
    assert "Block 3, after it, is 2010 (roundtable)." in told
    assert explain(release, "participations", "MDA-02", "delegate").reasoning == ()


def test_a_value_that_the_pages_do_not_give_is_explained_as_such(release: Path) -> None:
    found = explain(release, "contributions", "SWE-01/1", "amount")
    assert found.cell is not None
    assert (found.cell.value, found.cell.printed) == (None, False)


def test_a_column_that_is_not_there_is_a_sentence(release: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no column 'latitud' in countries\. Did you mean latitude"):
        explain(release, "countries", "BEL", "latitud")
    with pytest.raises(NotFoundError, match=r"no column 'xyzzy' in countries\. Columns: iso3, iso2"):
        explain(release, "countries", "BEL", "xyzzy")


def test_a_repaired_line_is_marked_with_what_was_printed(release: Path) -> None:
    found = first_of(release, "repairs")
    (passage,) = found.passages
    assert passage.repaired == {found.record["line"]: found.record["printed"]}


def test_the_copies_of_a_practice_are_told_with_reason_and_score(release: Path) -> None:
    for table in ("practices", "practice_countries", "practice_terms", "practice_merges"):
        told = first_of(release, table, "practice_id IN (SELECT practice_id FROM practice_merges)").reasoning
        assert re.search(r"The copy on .+, line \d+, is that on .+, line \d+: [a-z ]+ \([01]\.\d\d\)\.", " ".join(told))


@pytest.mark.parametrize(
    ("value", "line", "printed"),
    [
        ("Peru", "PERU", True),
        ("Peru", "Perugia", False),
        ("BEL", "Belgium", False),
        ("co_chair", "Co-Chair in RT 1.1", True),
        ("A first paragraph.\nA second one.", "A second one.", True),
        ("A first paragraph.\nA second one.", "one", False),
        (-10.5, "10 30 S", True),
        (-10.5, "Latitude: 10 30 N", False),
        (50.833333333333336, "50 50 N, 4 00 E", True),
        (Decimal("1200.50"), "USD 1,200.50", True),
        (Decimal("230000.00"), "CHF 230'000 in cash", True),
        (Decimal("230000.00"), "CHF 23'000 in cash", False),
        (2016, "in 2016.", True),
        (2016, "in 20161", False),
        (date(2011, 6, 8), "8-9 June 2011, Vienna", True),
        (date(2011, 6, 9), "8-9 June 2011, Vienna", True),
        (date(2011, 6, 7), "8-9 June 2011, Vienna", False),
        (["Mexico", "Chile"], "Chile", True),
        (True, "Yes", False),
        (None, "None", False),
        ("", "anything", False),
    ],
)
def test_a_line_prints_a_value_as_people_write_it(value: object, line: str, printed: bool) -> None:
    assert printing(value)(line) is printed
