"""SQL over a release answers questions about it and can do nothing else."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.case_files import lines_of
from warehouse.query import BadQueryError, query


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder with a file that a query must neither read nor replace."""
    (tmp_path / "secret.csv").write_text("word\nxyzzy\n")
    return tmp_path


@pytest.fixture(autouse=True)
def untouched(release: Path, outside: Path) -> Iterator[None]:
    """Whatever a test does, no file appears, goes or changes, in the release or beside it."""

    def state() -> dict[str, str]:
        paths = [path for folder in (release, outside) for path in folder.rglob("*") if path.is_file()]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    before = state()
    yield
    assert state() == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM countries WHERE iso3 = 'PER'",
        "FROM countries SELECT name WHERE latitude < 0;",
        "WITH c AS (FROM countries) SELECT name FROM c WHERE iso2 = 'PE' -- with a remark",
        "VALUES ('Peru')",
        "SELECT DISTINCT name FROM yearly_attendance",
    ],
)
def test_questions_are_answered(release: Path, sql: str) -> None:
    answer = query(release, sql)
    assert answer.rows == (("Peru",),)
    assert not answer.cut


@pytest.mark.parametrize("sql", ["DESCRIBE countries", "SHOW TABLES", "SUMMARIZE countries", "FROM practice_catalogue"])
def test_a_release_can_be_looked_around_in(release: Path, sql: str) -> None:
    assert query(release, sql).rows


def test_an_answer_has_named_columns_and_a_limit(release: Path) -> None:
    answer = query(release, "SELECT range AS n, n * 2 AS twice FROM range(5)", limit=3)
    assert answer.columns == ("n", "twice")
    assert answer.rows == ((0, 0), (1, 2), (2, 4))
    assert answer.cut
    assert not query(release, "FROM range(3)", limit=3).cut


@pytest.mark.parametrize("attempt", lines_of("escapes.sql"))
def test_there_is_no_way_out(release: Path, outside: Path, attempt: str) -> None:
    with pytest.raises(BadQueryError):
        query(release, attempt.format(outside=outside, release=release))


def test_settings_and_functions_reveal_no_surroundings(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROFILES_SECRET", "xyzzy")
    shown = query(release, "SELECT string_agg(value, ' ') FROM duckdb_settings()").rows
    assert "xyzzy" not in str(shown)
    assert query(release, "FROM duckdb_secrets()").rows == ()


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nothing FROM countries", "nothing"),
        ("SELECT * FROM nowhere", "nowhere does not exist"),
        ("", "one query at a time, not 0"),
        ("-- nothing", "one query at a time, not 0"),
        ("SELECT 1; SELECT 2", "one query at a time, not 2"),
        ("DROP TABLE countries", "only a SELECT is answered, not DROP"),
        ("SELECT 1 / 'x'", "Could not convert"),
        ("SELECT now() AS t", r"cast it: CAST\(t AS TIMESTAMP\)"),
        ("SELECT $1", "parameter"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(release: Path, sql: str, sentence: str) -> None:
    with pytest.raises(BadQueryError, match=f"(?i){sentence}") as caught:
        query(release, sql)
    assert "Traceback" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_query_without_end_is_stopped(release: Path) -> None:
    with pytest.raises(BadQueryError, match=r"longer than 0\.3 seconds"):
        query(release, "SELECT count(*) FROM range(1_000_000) a, range(1_000_000) b, range(1_000_000) c", seconds=0.3)


def test_a_query_that_is_too_large_is_stopped(release: Path) -> None:
    with pytest.raises(BadQueryError, match=r"(?i)memory"):
        query(release, "SELECT list(range) FROM range(100_000_000)", memory="50MB")


def test_a_missing_or_broken_database_is_a_sentence(tmp_path_factory: pytest.TempPathFactory, release: Path) -> None:
    folder = tmp_path_factory.mktemp("broken")
    with pytest.raises(BadQueryError, match="does not exist"):
        query(folder, "SELECT 1")
    shutil.copy(release / "manifest.json", folder / "profiles.duckdb")
    with pytest.raises(BadQueryError, match=r"profiles\.duckdb"):
        query(folder, "SELECT 1")


def test_columns_that_share_a_name_are_refused(release: Path) -> None:
    with pytest.raises(BadQueryError, match="2 columns are called iso3; name each apart"):
        query(release, "SELECT a.iso3, b.iso3 FROM countries a JOIN countries b ON a.iso3 = b.iso3")
