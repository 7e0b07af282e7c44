"""Rows in, files out: validation, Parquet, DuckDB and the data dictionary. Also the sample that its neighbours use."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.gfmd import records as gfmd
from extractors.sources import SCHEMA
from schemas import records
from schemas.tables import Table
from warehouse.building.arrays import BadRowError
from warehouse.building.keys import DuplicateKeyError
from warehouse.building.parquet import one_piece, write_parquet
from warehouse.columns import columns_of
from warehouse.database import BrokenReferenceError, write_database
from warehouse.describing.dictionary import dictionary, markdown
from warehouse.lock import exclusive
from warehouse.manifest import Provenance
from warehouse.release import publish, stage

Rows = dict[str, list[tuple[Any, ...]]]
TABLE = {table.name: table for table in SCHEMA.tables}
PERU_PAGE, BELGIUM_PAGE, BAD_PAGE = "a" * 64, "b" * 64, "c" * 64
UNKNOWN_ORIGIN = Provenance("", "", "")
CAPTURED = datetime(2024, 5, 6, 7, 8, 9, 10, tzinfo=UTC).replace(tzinfo=None)


def _edition(year: int, number: int, iso3: str, city: str) -> gfmd.Edition:
    first, last = date(year, 7, 9), date(year, 7, 11)
    window = date(year, 1, 1), date(year, 12, 31)
    return gfmd.Edition(year, number, f"{city} {year}", (iso3,), city, iso3, first, last, *window, "the report")


def _participation(
    iso3: str, block: int, edition: int | None, basis: gfmd.EditionBasis = "roundtable"
) -> gfmd.Participation:
    first, last = (edition, edition) if edition else (2007, 2008)
    kind = basis if edition else None
    key = f"{iso3}-{block:02d}"
    return gfmd.Participation(key, iso3, block, edition, kind, first, last, True, True, True, "listed", "listed")


def _evidence(rows: Rows) -> list[tuple[Any, ...]]:
    """Evidence for every row that was read from a page."""
    found = []
    for name in (
        "countries", "country_identities", "participations", "contributions", "roundtable_roles", "meeting_attendances",
        "practices", "practice_countries", "practice_terms",
    ):  # fmt: skip
        table = TABLE[name]
        for line, row in enumerate(rows[name], 1):
            key = "/".join(str(row[table.columns.index(column)]) for column in table.key)
            found.append(records.Evidence(name, key, PERU_PAGE, line, line))
    return list(found)


def sample() -> Rows:
    """A small sound dataset: two countries of three editions, with every table but repairs in use."""
    rows: Rows = {
        "countries": [
            records.Country(
                "PER", "PE", "Peru", "gfmd", "Republic of Peru", "official_name", -10.0, -76.0, "POINT (-76 -10)"
            ),
            records.Country("BEL", "BE", "Belgium", "gfmd", None, "page", 50.83, 4.0, None),
        ],
        "country_identities": [
            records.CountryIdentity(
                "gfmd", "PER", "Peru", "Republic of Peru", "official_name", -10.0, -76.0, "POINT (-76 -10)"
            ),
            records.CountryIdentity("gfmd", "BEL", "Belgium", None, "page", 50.83, 4.0, None),
        ],
        "editions": [
            _edition(2007, 1, "BEL", "Brussels"), _edition(2008, 2, "PHL", "Manila"), _edition(2009, 3, "GRC", "Athens")
        ],
        "roundtables": [
            gfmd.Roundtable("2009-2.2", 2009, "roundtable", "2.2", "Diaspora and the state", ("Diaspora",), "page")
        ],
        "meetings": [
            gfmd.Meeting("2009-t-1", 2009, "thematic", "Work", date(2009, 3, 29), None, "Bangkok", "THA", "page"),
            gfmd.Meeting("open", None, "dialogue", "Talks", None, None, None, None, "page"),
        ],
        "participations": [
            _participation("PER", 1, 2007), _participation("PER", 2, 2008, "position"), _participation("PER", 3, 2009),
            _participation("BEL", 1, None),
        ],
        "contributions": [
            gfmd.Contribution(
                "PER-01", 1, "cash", Decimal("1200.50"), "USD", Decimal("1200.50"), None, None, "USD 1,200.50"
            ),
            gfmd.Contribution("PER-01", 2, "cash", Decimal(10), "USD", Decimal(10), None, None, "USD 10"),
            gfmd.Contribution("PER-01", 3, "in_kind", None, None, None, None, None, "In kind"),
            gfmd.Contribution("BEL-01", 1, "cash", Decimal(5), "EUR", None, None, None, "Euro 5"),
        ],
        "roundtable_roles": [
            gfmd.RoundtableRole(
                "PER-03", 1, "co_chair", "roundtable", "2.1", "Diaspora and state", "2009-2.2", 0.93, None, None, "…"
            ),
            gfmd.RoundtableRole(
                "PER-02", 1, "team_member", "roundtable", "1.1", "Known to nobody", None, None, None, None, "…"
            ),
        ],
        "meeting_attendances": [
            gfmd.MeetingAttendance(
                "PER-03", 1, "participant", "thematic_meeting", "Work", date(2009, 3, 29), None, "Bangkok", "THA",
                "2009-t-1", "…",
            )
        ],
        "practices": [
            gfmd.Practice(
                "p1", "Orientation", "A course.", None, True, date(2018, 1, 2), "en", None, None, False, None
            ),
            gfmd.Practice("p2", None, "A register…", "Ms. N", False, None, None, 2023, 2026, True, None),
        ],
        "practice_countries": [
            gfmd.PracticeCountry("p1", "PER", "listed"), gfmd.PracticeCountry("p1", "BEL", "stated")
        ],
        "practice_terms": [
            gfmd.PracticeTerm("p1", "theme", "Remittances"), gfmd.PracticeTerm("p1", "sdg", "Goal 1: End poverty")
        ],
        "pages": [
            records.Page(PERU_PAGE, "gfmd", None, "peru.txt", "country", "PER", None, "short", 100, 90, 10, 0),
            records.Page(
                BELGIUM_PAGE, "gfmd", "https://example.org/belgium", "belgium.html", "country", "BEL",
                CAPTURED, "html", 100, 80, 20, 0,
            ),
            records.Page(BAD_PAGE, "gfmd", None, "bad.txt", None, None, None, None, 0, 0, 0, 0),
        ],
        "issues": [
            records.Issue(PERU_PAGE, "info", "unknown_title", 7, 7, "Nobody knows it."),
            records.Issue(None, "warning", "names_differ", None, None, "Two names."),
        ],
        "quarantine": [records.Quarantine(BAD_PAGE, "bad.txt", None, "empty", "The page is empty.")],
    }  # fmt: skip
    rows["evidence"] = _evidence(rows)
    return rows


def changed(rows: Rows, table: str, index: int, **values: object) -> Rows:
    """The dataset with other values in one row."""
    row: Any = rows[table][index]
    listed = list(rows[table])
    listed[index] = row._replace(**values)
    return {**rows, table: listed}


def published(rows: Rows, data: Path, origin: Provenance = UNKNOWN_ORIGIN) -> Path:
    """The folder of a release of these rows."""
    with exclusive(data):
        return publish(stage(SCHEMA, rows, data, origin), data).path


def write_rows(table: Table, rows: Sequence[tuple[Any, ...]], path: Path) -> int:
    """Write rows to a Parquet file; how many it has."""
    write_parquet(table, one_piece(table, rows), path)
    return int(pq.read_metadata(path).num_rows)


def _write(folder: Path, rows: Rows) -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    paths = {table.name: folder / f"{table.name}.parquet" for table in SCHEMA.tables}
    for table in SCHEMA.tables:
        write_rows(table, rows.get(table.name, ()), paths[table.name])
    return paths


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "it's a file.duckdb"
    write_database(SCHEMA, _write(tmp_path / "odd [name]*", sample()), path)
    return path


def test_columns_follow_the_records() -> None:
    found = {(table.name, column.name): column for table in SCHEMA.tables for column in columns_of(table)}
    assert found["editions", "chair_iso3"].many
    assert not found["editions", "chair_iso3"].nullable
    assert found["contributions", "amount"].kind == "decimal"
    assert found["contributions", "amount"].nullable
    assert found["contributions", "kind"].allowed == ("cash", "in_kind", "left_over", "hosting", "unspecified")
    assert found["participations", "contribution_status"].nullable
    assert found["participations", "contribution_status"].allowed[0] == "listed"
    assert found["pages", "fetched_at"].kind == "timestamp"
    assert all(column.description for column in found.values())
    assert all(not found[table.name, column].nullable for table in SCHEMA.tables for column in table.key)
    assert all(not found[table.name, column].many for table in SCHEMA.tables for column in table.order)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("countries", "iso3", "per"),
        ("countries", "latitude", float("inf")),
        ("countries", "latitude", float("nan")),
        ("countries", "name", None),
        ("countries", "name", "\udc80"),
        ("countries", "code_basis", "guess"),
        ("contributions", "amount", Decimal("1.005")),
        ("contributions", "amount", 1.5),
        ("participations", "block", 2**31),
        ("participations", "block", "1"),
        ("editions", "chair_iso3", ("BEL", 7)),
        ("editions", "starts_on", datetime(2007, 7, 9, tzinfo=UTC)),
        ("pages", "fetched_at", datetime(2024, 5, 6, tzinfo=UTC)),
    ],
)
def test_a_bad_row_is_named_by_table_key_and_column(tmp_path: Path, table: str, column: str, value: object) -> None:
    rows = changed(sample(), table, 0, **{column: value})
    with pytest.raises(BadRowError) as caught:
        write_rows(TABLE[table], rows[table], tmp_path / "x.parquet")
    key = "/".join(str(rows[table][0][TABLE[table].columns.index(name)]) for name in TABLE[table].key)
    assert (caught.value.table, caught.value.row, caught.value.column) == (table, key, column)


@pytest.mark.parametrize("row", [("PER",), (*sample()["countries"][0], 1)])
def test_a_row_of_the_wrong_length_is_refused(tmp_path: Path, row: tuple[Any, ...]) -> None:
    with pytest.raises(BadRowError, match=r"^countries: row PER"):
        write_rows(TABLE["countries"], [row], tmp_path / "x.parquet")


def test_duplicate_keys_are_refused_by_name(tmp_path: Path) -> None:
    rows = sample()["contributions"]
    with pytest.raises(DuplicateKeyError, match=r"contributions: the key PER-01/1 is given twice"):
        write_rows(TABLE["contributions"], [*rows, rows[0]], tmp_path / "x.parquet")


def test_rows_without_a_key_may_repeat(tmp_path: Path) -> None:
    issue = sample()["issues"][0]
    assert write_rows(TABLE["issues"], [issue, issue], tmp_path / "x.parquet") == 2


def test_the_order_of_rows_changes_no_byte(tmp_path: Path) -> None:
    expected = {name: path.read_bytes() for name, path in _write(tmp_path / "a", sample()).items()}
    shuffle = random.Random(7)
    for attempt in range(5):
        rows = sample()
        for listed in rows.values():
            shuffle.shuffle(listed)
        written = _write(tmp_path / f"b{attempt}", rows)
        assert {name: path.read_bytes() for name, path in written.items()} == expected


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys; from tests.test_warehouse import TABLE, sample, write_rows; "
        "write_rows(TABLE['practices'], sample()['practices'], pathlib.Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        command = [sys.executable, "-c", program, str(tmp_path / seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_parquet_says_what_it_holds(tmp_path: Path) -> None:
    paths = _write(tmp_path, sample())
    issues = pq.read_table(paths["issues"])
    assert issues["page_id"].to_pylist() == [PERU_PAGE, None], "NULL comes last"
    schema = pq.read_schema(paths["contributions"])
    assert schema.metadata[b"description"].startswith(b"Financial contributions")
    assert schema.field("currency").metadata[b"description"] == b"ISO 4217 currency of the amount"
    assert schema.field("amount").type == pa.decimal128(18, 2)
    assert pq.read_schema(paths["pages"]).field("fetched_at").type == pa.timestamp("us")
    assert pq.ParquetFile(paths["contributions"]).metadata.row_group(0).column(0).compression == "ZSTD"
    assert pq.read_table(paths["repairs"]).num_rows == 0


def test_the_database_holds_the_rows(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in SCHEMA.tables:
            order = ", ".join(f'"{column}"' for column in table.order)
            found = connection.execute(f'SELECT * FROM "{table.name}" ORDER BY {order}').fetchall()
            key = [table.columns.index(column) for column in table.order]
            rows = [tuple(list(v) if isinstance(v, tuple) else v for v in row) for row in sample().get(table.name, ())]
            assert found == sorted(rows, key=lambda row, key=key: [(row[i] is None, row[i]) for i in key])  # type: ignore[misc]


def test_the_database_documents_itself(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        silent = """
            SELECT table_name FROM duckdb_tables() WHERE comment IS NULL
            UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL
            UNION ALL SELECT column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL
        """
        assert connection.execute(silent).fetchall() == []
        kinds = "SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY ALL ORDER BY ALL"
        found = dict(connection.execute(kinds).fetchall())
    declared = [table for table in SCHEMA.tables if not table.of_lines]
    assert found["PRIMARY KEY"] == sum(bool(table.key) for table in declared)
    assert found["FOREIGN KEY"] == sum(len(table.references) for table in declared)
    assert found["NOT NULL"] >= sum(not column.nullable for table in SCHEMA.tables for column in columns_of(table))


def test_the_database_is_closed_and_old_enough(database: Path) -> None:
    assert not database.with_name(database.name + ".wal").exists()
    with duckdb.connect(str(database), read_only=True) as connection:
        tags = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
        assert connection.execute(tags).fetchall() == [("v1.4.0+",)]


def test_a_row_that_refers_to_nothing_is_named(tmp_path: Path) -> None:
    rows = sample()
    rows["participations"] = rows["participations"][:3]
    with pytest.raises(BrokenReferenceError, match=r"contributions.*BEL-01"):
        write_database(SCHEMA, _write(tmp_path, rows), tmp_path / "x.duckdb")


def test_the_keys_of_lines_are_not_declared() -> None:
    names = {table.name for table in SCHEMA.tables if table.of_lines}
    assert names == {"page_lines", "evidence", "edition_evidence", "practice_merges", "repairs"}


def test_a_line_of_a_page_that_is_not_there_is_named(tmp_path: Path) -> None:
    rows = sample()
    rows["page_lines"] = [records.PageLine("d" * 64, 7, "unclaimed", "Lost", 7)]
    with pytest.raises(BrokenReferenceError, match=rf"^page_lines: {'d' * 64}/7 has not its page_id in pages"):
        write_database(SCHEMA, _write(tmp_path, rows), tmp_path / "x.duckdb")


def test_a_line_that_is_told_twice_is_named(tmp_path: Path) -> None:
    rows = sample()["evidence"]
    with pytest.raises(DuplicateKeyError, match=r"^evidence: the key .* is given twice"):
        write_rows(TABLE["evidence"], [*rows, rows[0]], tmp_path / "x.parquet")


def test_the_views_have_the_columns_of_the_contract(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            return connection.execute(sql).fetchall()

        def columns(view: str) -> list[str]:
            return [str(row[0]) for row in rows(f"DESCRIBE {view}")]

        assert columns("yearly_attendance") == [
            "iso3", "name", "year", "attended_summit", "attended_prep_meetings", "delegate", "edition_basis",
        ]  # fmt: skip
        assert [row[2] for row in rows("FROM yearly_attendance")] == [2007, 2008, 2009]
        assert columns("contribution_totals") == ["iso3", "edition", "currency", "amount"]
        assert rows("FROM contribution_totals") == [("PER", 2007, "USD", Decimal("1210.50"))]
        assert columns("roundtable_members") == ["edition", "code", "title", "iso3", "name", "role"]
        assert rows("FROM roundtable_members") == [
            (2008, "1.1", "Known to nobody", "PER", "Peru", "team_member"),
            (2009, "2.2", "Diaspora and the state", "PER", "Peru", "co_chair"),
        ]
        terms = [{"scheme": "sdg", "term": "Goal 1: End poverty"}, {"scheme": "theme", "term": "Remittances"}]
        catalogue = rows("SELECT practice_id, countries, terms FROM practice_catalogue")
        assert catalogue == [("p1", ["BEL", "PER"], terms), ("p2", [], [])]


def test_a_total_has_only_lines_with_an_amount_and_a_currency(tmp_path: Path) -> None:
    rows = changed(sample(), "contributions", 0, currency=None)
    rows = changed(rows, "contributions", 2, kind="cash", currency="CHF")
    write_database(SCHEMA, _write(tmp_path, rows), tmp_path / "x.duckdb")
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as connection:
        found = connection.execute("FROM contribution_totals").fetchall()
    assert found == [("PER", 2007, "USD", Decimal("10.00"))]


@pytest.mark.parametrize("render", [lambda: markdown(SCHEMA), lambda: json.dumps(dictionary(SCHEMA))])
def test_the_dictionary_names_everything(render: Callable[[], str]) -> None:
    content = render()
    for table in SCHEMA.tables:
        assert table.name in content
        for column in columns_of(table):
            assert column.name in content
            assert column.description in content
            assert all(value in content for value in column.allowed)
    for view in ("yearly_attendance", "contribution_totals", "roundtable_members", "practice_catalogue"):
        assert view in content


def test_the_dictionary_tells_keys_references_and_types() -> None:
    (entry,) = (table for table in dictionary(SCHEMA)["tables"] if table["name"] == "roundtable_roles")
    assert entry["key"] == ["participation_id", "position", "role"]
    assert entry["references"] == {"participation_id": "participations", "roundtable_id": "roundtables"}
    types = {column["name"]: (column["type"], column["nullable"]) for column in entry["columns"]}
    assert types["match_score"] == ("DOUBLE", True)
    assert types["position"] == ("INTEGER", False)
    assert all(column["description"] for view in dictionary(SCHEMA)["views"] for column in view["columns"])
    assert "| `chair_iso3` | VARCHAR[] | no | Countries in the chair |" in markdown(SCHEMA)
