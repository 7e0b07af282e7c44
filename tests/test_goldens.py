"""Each fixture page beside the rows that it must give, entered by hand, compared column by column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.transform.dataset import dataset_of
from schemas.tables import Dataset
from tests.comparing import accounting, differences, rows, snapshot

FIXTURES = Path(__file__).parent / "fixtures"
SOUND = sorted(path.parent for path in (FIXTURES / "gfmd").glob("*/expected.json"))
DAMAGED = sorted(path.parent for path in (FIXTURES / "damaged").glob("*/expected.json"))
SHARED = Path(__file__).parent.parent.parent / "shared" / "pages"
needs_shared_pages = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not here: the true pages stay there")
WORDS_OF_A_NAME = 40

Expected = Mapping[str, list[dict[str, object]]]


def read(folder: Path) -> tuple[Dataset, Expected]:
    """What the page in a fixture folder gives, and what it must give."""
    (page,) = folder.glob("page.*")
    expected: Expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return named(dataset_of([snapshot(page.read_bytes(), f"{folder.name}/{page.name}")]), expected), expected


def named(dataset: Dataset, expected: Expected) -> Dataset:
    """The dataset as the goldens write it: practices by title, figures and days as text."""
    names = {
        str(row["practice_id"]): str(row["title"] or str(row["summary"])[:WORDS_OF_A_NAME])
        for row in rows(dataset, "practices")
    }
    return {table: tuple(_plain(row, names) for row in rows(dataset, table)) for table in (*expected, "issues")}


def _plain(row: Mapping[str, object], names: Mapping[str, str]) -> tuple[object, ...]:
    return tuple(_value(value, names) for value in row.values())


def _value(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return names.get(value, value) if isinstance(value, str) else value


def by_column(expected: Expected) -> dict[str, list[dict[str, object]]]:
    """The expected rows under the column names of the tables. Evidence is compared apart."""
    key = {"practice": "practice_id"}
    return {
        table: [{key.get(name, name): value for name, value in row.items()} for row in wanted]
        for table, wanted in expected.items()
        if table not in {"evidence", "practice_countries", "practice_terms"}
    }


def pairs(dataset: Dataset, expected: Expected, table: str) -> tuple[set[object], set[object]]:
    """Rows of a table of practices, found and expected."""
    wanted = {(row["practice"], *(row[name] for name in row if name != "practice")) for row in expected.get(table, ())}
    return {tuple(row.values()) for row in rows(dataset, table)}, set(wanted)


def missing_evidence(dataset: Dataset, expected: Expected) -> Iterator[str]:
    """Expected lines of evidence that no record cites."""
    found = {tuple(row[name] for name in ("table_name", "record_id")): row for row in rows(dataset, "evidence")}
    for row in expected.get("evidence", ()):
        cited = found.get((row["table_name"], row["record"]), {})
        wanted, lines = (row["first_line"], row["last_line"]), (cited.get("first_line"), cited.get("last_line"))
        if lines != wanted:
            yield f"evidence of {row['table_name']} {row['record']}: lines {lines}, should be {wanted}"


@pytest.mark.parametrize("folder", SOUND, ids=lambda folder: str(folder.name))
def test_a_fixture_page_gives_its_rows(folder: Path) -> None:
    found, expected = read(folder)
    assert differences(found, by_column(expected)) == []
    for table in ("practice_countries", "practice_terms"):
        have, want = pairs(found, expected, table)
        assert have == want
    assert list(missing_evidence(found, expected)) == []
    assert [issue["message"] for issue in rows(found, "issues") if issue["severity"] == "error"] == []


@pytest.mark.parametrize("folder", DAMAGED, ids=lambda folder: str(folder.name))
def test_a_damaged_page_gives_what_is_left_of_it_and_says_so(folder: Path) -> None:
    found, expected = read(folder)
    assert differences(found, by_column(expected)) == []
    if not expected["quarantine"]:
        assert any(issue["severity"] == "warning" for issue in rows(found, "issues"))


def test_the_sample_folder_is_sound_as_a_whole() -> None:
    pages = [
        snapshot(page.read_bytes(), f"{page.parent.name}/{page.name}")
        for folder in SOUND
        for page in folder.glob("page.*")
    ]
    found = dataset_of(pages)
    assert len(pages) >= 12
    assert accounting(found) == []
    assert [row["iso3"] for row in rows(found, "countries")] == ["BEL", "CHE", "MDA", "MEX", "PER", "SWE"]
    assert len(rows(found, "participations")) == 5 + 4 + 4 + 3 + 11 + 6
    titles = [row["title"].casefold() for row in rows(found, "practices") if isinstance(row["title"], str)]
    assert len(titles) == len(set(titles))


@needs_shared_pages
def test_the_true_page_of_peru() -> None:
    found = dataset_of([snapshot((SHARED / "peru.txt").read_bytes(), "peru.txt")])
    assert accounting(found) == []
    country = {"iso3": "PER", "iso2": "PE", "name": "Peru", "latitude": -10.0, "longitude": -76.0}
    expected: dict[str, list[dict[str, object]]] = {"countries": [{**country, "official_name": "Republic of Peru"}]}
    bases = dict.fromkeys((2007, 2008, 2009, 2010, 2011, 2012, 2014), "position")
    bases |= {2015: "meeting", 2016: "roundtable", 2017: "roundtable", 2018: "meeting"}
    expected["participations"] = [
        {
            "participation_id": f"PER-{block:02d}",
            "edition": year,
            "edition_basis": basis,
            "delegate": None,
            "attended_prep_meetings": year not in {2007, 2017},
            "attended_summit": True,
            "contribution_status": "none",
        }
        for block, (year, basis) in enumerate(bases.items(), 1)
    ]
    assert differences(found, expected) == []
    roles = [row["roundtable_id"] for row in rows(found, "roundtable_roles")]
    assert roles == ["2016-2.2", "2016-3.1", "2016-3.2", "2017-1.1", "2017-1.2"]
    meetings = rows(found, "meeting_attendances")
    assert [str(row["starts_on"]) for row in meetings] == [
        "2015-09-08", "2016-03-29", "2016-05-18", "2016-07-19", "2018-05-03",
    ]  # fmt: skip
    assert [row["city"] for row in meetings] == ["Geneva", "Bangkok", "Geneva", "New York", "Geneva"]
    assert [row["country_iso3"] for row in meetings] == ["CHE", "THA", "CHE", "USA", "CHE"]


@needs_shared_pages
def test_the_practices_of_the_true_page_of_peru() -> None:
    found = dataset_of([snapshot((SHARED / "peru.txt").read_bytes(), "peru.txt")])
    practices = rows(found, "practices")
    assert len(practices) == 9
    assert [row["title"] for row in practices].count(None) == 1
    (pmd,) = (row for row in practices if str(row["title"]).endswith("(PMD)"))
    assert pmd["submitted_by"] == "Ms. Charlotte …"
    repairs = rows(found, "repairs")
    assert [(row["line"], "‘#TuCausaEsMiCausa’" in str(row["repaired"])) for row in repairs] == [
        (136, False),
        (140, True),
    ]
    assert all("ausaí" in str(row["printed"]) and "í" not in str(row["repaired"]).split("n Per")[0] for row in repairs)


@needs_shared_pages
def test_the_editions_of_all_true_participations() -> None:
    expected = json.loads((SHARED / "expected_editions.json").read_text(encoding="utf-8"))
    codes = {"mexico": "MEX", "switzerland": "CHE", "republic-moldova": "MDA", "belgium": "BEL", "sweden": "SWE"}
    codes["peru"] = "PER"
    pages = [path for path in sorted(SHARED.iterdir()) if path.suffix in {".txt", ".html"}]
    found = dataset_of([snapshot(path.read_bytes(), path.name) for path in pages])
    wanted = [
        {
            "participation_id": f"{codes[slug]}-{row['block']:02d}",
            "edition": row["edition"],
            "edition_basis": row["basis"],
            "edition_first": row["first"],
            "edition_last": row["last"],
        }
        for slug, blocks in expected.items()
        for row in blocks
    ]
    assert differences(found, {"participations": wanted}) == []
    assert accounting(found) == []
    assert len(rows(found, "countries")) == len(expected)


@needs_shared_pages
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.[th]*")) if SHARED.is_dir() else [], ids=lambda path: path.name)
def test_each_true_page_by_itself_has_no_line_left_over(path: Path) -> None:
    assert accounting(dataset_of([snapshot(path.read_bytes(), path.name)])) == []
