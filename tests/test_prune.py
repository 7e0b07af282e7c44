"""``profiles releases prune`` and ``profiles verify``, as a user calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.sources import SCHEMA
from schemas import records
from tests.small_releases import ORIGIN, publish_small, small_rows
from tests.test_archive import exchange, write
from tests.test_cli_fetch import profiles
from tests.test_warehouse import changed, sample
from warehouse import ledger
from warehouse.connection import connect
from warehouse.lock import exclusive, reading
from warehouse.manifest import MANIFEST, describe, render, verify
from warehouse.release import RELEASES, STAGING, current, publish, stage
from warehouse.verifying.contents import verify_contents

FIRST_DAY = datetime(2026, 1, 1)
READING = """
import pathlib, sys
from warehouse.lock import reading
with reading(pathlib.Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""
ASKING = """
import duckdb, sys
with duckdb.connect(sys.argv[1] + "/profiles.duckdb", read_only=True):
    print("open", flush=True)
    sys.stdin.read()
"""


def published(data: Path, *names: str) -> list[str]:
    """The ids of releases in which Peru has these names, one a day, each in the ledger."""
    ids = []
    for day, name in enumerate(names):
        ids.append(publish_small(data, small_rows(name)).id)
        ledger.append(data, ledger.Entry(FIRST_DAY + timedelta(days=day), "published", ids[-1]))
    return ids


def there(data: Path) -> set[str]:
    return {path.name for path in (data / RELEASES).iterdir()}


def prune(data: Path, keep: int) -> dict[str, list[str]]:
    done = profiles("releases", "prune", "--keep", str(keep), "--data", str(data), "--json")
    assert done.returncode == 0, done.stderr
    pruned: dict[str, list[str]] = json.loads(done.stdout)
    return pruned


@contextmanager
def in_use(program: str, release: Path) -> Iterator[None]:
    """Another process has a release open."""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(release)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield
        process.communicate(timeout=60)


def test_all_but_the_newest_releases_are_removed(tmp_path: Path) -> None:
    one, two, three, four = published(tmp_path, "a", "b", "c", "d")
    assert prune(tmp_path, 2) == {"removed": [one, two], "kept": [three, four], "in_use": []}
    assert there(tmp_path) == {three, four}
    assert current(tmp_path) == tmp_path / RELEASES / four
    assert not list((tmp_path / STAGING).iterdir())
    assert prune(tmp_path, 2) == {"removed": [], "kept": [three, four], "in_use": []}


def test_the_ledger_stays_and_says_what_was_removed(tmp_path: Path) -> None:
    one, two = published(tmp_path, "a", "b")
    before = (tmp_path / "ledger.jsonl").read_bytes()
    prune(tmp_path, 1)
    assert (tmp_path / "ledger.jsonl").read_bytes().startswith(before)
    line = ledger.read(tmp_path)[-1]
    assert (line.outcome, line.release, line.removed) == ("pruned", None, (one,))
    assert line.message == f"All but the newest 1 releases were removed: {one}."
    listed = [json.loads(row) for row in profiles("releases", "--data", str(tmp_path)).stdout.splitlines()]
    assert [(row["outcome"], row["current"]) for row in listed] == [
        ("published", False), ("published", True), ("pruned", False)
    ]  # fmt: skip
    assert listed[1]["release"] == two


def test_the_current_release_is_kept_however_old_it_is(tmp_path: Path) -> None:
    one, two, three = published(tmp_path, "a", "b", "c")
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(f"releases/{one}")
    assert prune(tmp_path, 2) == {"removed": [two], "kept": [one, three], "in_use": []}
    assert prune(tmp_path, 1) == {"removed": [three], "kept": [one], "in_use": []}


def test_a_release_that_was_made_again_is_as_new_as_that(tmp_path: Path) -> None:
    one, two, three, again = published(tmp_path, "a", "b", "c", "a")
    assert one == again
    assert prune(tmp_path, 2) == {"removed": [two], "kept": [three, one], "in_use": []}


def test_without_a_ledger_the_time_of_the_files_counts(tmp_path: Path) -> None:
    one, two, three = published(tmp_path, "a", "b", "c")
    (tmp_path / "ledger.jsonl").unlink()
    assert prune(tmp_path, 2) == {"removed": [one], "kept": [two, three], "in_use": []}


@pytest.mark.parametrize("program", [READING, ASKING], ids=["its files are read", "its database is open"])
def test_a_release_that_is_read_stays(program: str, tmp_path: Path) -> None:
    one, two, three = published(tmp_path, "a", "b", "c")
    with in_use(program, tmp_path / RELEASES / one):
        assert prune(tmp_path, 1) == {"removed": [two], "kept": [one, three], "in_use": [one]}
        assert verify(tmp_path / RELEASES / one) == ()
    assert prune(tmp_path, 1) == {"removed": [one], "kept": [three], "in_use": []}


def test_a_release_that_is_gone_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), reading(tmp_path / "gone"):
        pass


def test_nothing_is_removed_while_a_run_writes(tmp_path: Path) -> None:
    ids = published(tmp_path, "a", "b")
    with exclusive(tmp_path):
        done = profiles("releases", "prune", "--keep", "1", "--data", str(tmp_path))
    assert (done.returncode, "another run is writing" in done.stderr) == (1, True)
    assert there(tmp_path) == set(ids)


@pytest.mark.parametrize("keep", ["0", "-1", "all"])
def test_at_least_one_release_is_kept(keep: str, tmp_path: Path) -> None:
    ids = published(tmp_path, "a", "b")
    done = profiles("releases", "prune", f"--keep={keep}", "--data", str(tmp_path))
    assert done.returncode == 2
    assert there(tmp_path) == set(ids)


def test_where_no_release_is_current_none_is_removed(tmp_path: Path) -> None:
    done = profiles("releases", "prune", "--keep", "1", "--data", str(tmp_path / "none"))
    assert (done.returncode, "There is no release in" in done.stderr) == (2, True)
    assert not (tmp_path / "none").exists()
    ids = published(tmp_path, "a", "b")
    (tmp_path / "current").unlink()
    assert profiles("releases", "prune", "--keep", "1", "--data", str(tmp_path)).returncode == 2
    assert there(tmp_path) == set(ids)


def test_what_is_no_release_stays(tmp_path: Path) -> None:
    published(tmp_path, "a", "b")
    (tmp_path / RELEASES / "notes").mkdir()
    (tmp_path / STAGING / "refused").mkdir()
    prune(tmp_path, 1)
    assert "notes" in there(tmp_path)
    assert (tmp_path / STAGING / "refused").is_dir()


def test_what_a_killed_prune_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    one, two = published(tmp_path, "a", "b")
    (tmp_path / RELEASES / one).rename(tmp_path / STAGING / f"pruned-{one}")
    (tmp_path / STAGING / f"pruned-{one}" / MANIFEST).unlink()
    assert prune(tmp_path, 1) == {"removed": [one], "kept": [two], "in_use": []}
    assert not list((tmp_path / STAGING).iterdir())


def test_who_asks_for_a_removed_release_is_told_so(tmp_path: Path) -> None:
    one, two, three = published(tmp_path, "a", "b", "c")
    prune(tmp_path, 2)
    (tmp_path / RELEASES / two).rename(tmp_path / "elsewhere")
    when = ledger.read(tmp_path)[-1].when
    removed = f"Release {one} of {tmp_path} was removed by 'profiles releases prune' on {when:%Y-%m-%d};"
    for asked in ((one[:6], three), ("2026-01-01", three)):
        done = profiles("diff", *asked, "--data", str(tmp_path))
        assert (done.returncode, removed in done.stderr) == (2, True), done.stderr
    assert removed in profiles("verify", one, "--data", str(tmp_path)).stderr
    assert (
        f"Release {two} of {tmp_path} is not there any more;" in profiles("verify", two, "--data", str(tmp_path)).stderr
    )


def test_a_history_names_the_releases_that_it_does_not_know(tmp_path: Path) -> None:
    ids = []
    for day, name in enumerate(("a", "b", "c")):
        with exclusive(tmp_path):
            rows = changed(sample(), "countries", 0, name=name)
            ids.append(publish(stage(SCHEMA, rows, tmp_path, ORIGIN), tmp_path).id)
        ledger.append(tmp_path, ledger.Entry(FIRST_DAY + timedelta(days=day), "published", ids[-1]))
    prune(tmp_path, 2)
    told = profiles("history", "countries", "PER", "name", "--data", str(tmp_path))
    assert json.loads(told.stdout)["gone"] == ids[:1]
    assert f"Releases that are not there any more, as after 'profiles releases prune': {ids[0]}." in told.stderr


def test_the_commands_of_the_readme_run_as_printed(tmp_path: Path) -> None:
    published(tmp_path, "a", "b")
    write(tmp_path / "archive", exchange())
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Is it still whole")[2].partition("```sh\n")[2].partition("```")[0]
    commands = [line.partition("#")[0].split() for line in section.splitlines()]
    assert len(commands) == 3
    for name, *words in commands:
        done = profiles(*words, "--data", str(tmp_path))
        assert (name, done.returncode) == ("profiles", 0), done.stderr


def damages_told(data: Path) -> tuple[int, list[dict[str, object]], str]:
    """The exit code of verify, the places that it names, and what it says."""
    done = profiles("verify", "--data", str(data), "--json")
    document = json.loads(done.stdout)
    assert document["sound"] is (done.returncode == 0)
    assert document["damage"] == [f"{place['file']}: {place['problem']}" for place in document["places"]]
    return done.returncode, document["places"], done.stderr


def writable(data: Path) -> Path:
    """The folder of the current release, which anybody may write to now."""
    release = current(data)
    assert release is not None
    for path in release.rglob("*.*"):
        path.chmod(0o644)
    return release


def take_for_sound(release: Path) -> None:
    """Write the manifest anew, so that no digest tells of what happened before."""
    (release / MANIFEST).write_bytes(render(describe(release, ORIGIN)))


def test_a_sound_release_has_no_damage(tmp_path: Path) -> None:
    published(tmp_path, "a")
    assert damages_told(tmp_path) == (0, [], "")


DIFFERING = "the table countries differs from row group 0 of parquet/countries.parquet: first in row"


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE countries SET name = 'b' WHERE iso3 = 'PER'", f"{DIFFERING} 2, column name"),
        ("UPDATE countries SET official_name = NULL", f"{DIFFERING} 2, column official_name"),
        ("UPDATE editions SET chair_iso3 = ['BEL', 'FRA'] WHERE edition = 2007",
         "the table editions differs from row group 0 of parquet/editions.parquet: "),
        ("DELETE FROM editions WHERE edition = 2009", "2 rows in editions, not 3"),
        ("DROP TABLE editions", "the table editions can't be read: "),
        ("COMMENT ON COLUMN countries.name IS 'A name'",
         "the comment on the column countries.name is not the description in countries.parquet"),
        ("COMMENT ON TABLE countries IS NULL",
         "the comment on the table countries is not the description in countries.parquet"),
        ("CREATE TABLE more AS FROM editions; ALTER TABLE editions ADD COLUMN more INTEGER",
         "the column editions.more is not in both this file and editions.parquet"),
        ("CREATE OR REPLACE TABLE editions AS FROM editions; ALTER TABLE editions ADD PRIMARY KEY (number)",
         "the keys of the table editions are not those in datapackage.json"),
        ("CREATE TABLE gone (a INTEGER); CREATE VIEW of_gone AS FROM gone; DROP TABLE gone",
         "the view of_gone can't be read: "),
    ],
)  # fmt: skip
def test_a_database_that_says_something_else_is_named_with_table_row_and_column(
    tmp_path: Path, sql: str, problem: str
) -> None:
    published(tmp_path, "a")
    release = writable(tmp_path)
    with connect(release / "profiles.duckdb") as connection:
        connection.execute(sql)
    take_for_sound(release)
    code, places, said = damages_told(tmp_path)
    assert code == 1
    assert any(place["file"] == "profiles.duckdb" and str(place["problem"]).startswith(problem) for place in places), (
        said
    )
    assert f"profiles.duckdb: {problem}" in said


def test_the_row_group_that_is_damaged_is_named(tmp_path: Path) -> None:
    """Of two row groups the second one is damaged; then it is sound, and the table says something else."""
    page = small_rows("a")["pages"][0]
    assert isinstance(page, records.Page)
    pages: list[tuple[object, ...]] = [
        page._replace(page_id=f"{number:064x}", path=f"{number}.txt") for number in range(140_000)
    ]
    publish_small(tmp_path, {**small_rows("a"), "pages": pages})
    release = writable(tmp_path)
    path = release / "parquet" / "pages.parquet"
    whole = path.read_bytes()
    column = pq.read_metadata(path).row_group(1).column(0)
    assert verify_contents(release) == ()
    begin = column.data_page_offset
    path.write_bytes(whole[: begin + 40] + bytes(200) + whole[begin + 240 :])
    (digest, group) = verify_contents(release)
    assert (digest.file, group.file) == ("parquet/pages.parquet", "parquet/pages.parquet")
    assert digest.problem == "damaged: its bytes do not have the recorded sha256"
    assert group.problem.startswith("row group 1 ")
    assert (group.table, group.row_group) == ("pages", 1)
    path.write_bytes(whole)
    take_for_sound(release)
    with connect(release / "profiles.duckdb") as connection:
        connection.execute("UPDATE pages SET path = 'x' WHERE path = '139000.txt'")
    take_for_sound(release)
    (differing,) = verify_contents(release)
    assert str(differing) == (
        "profiles.duckdb: the table pages differs from row group 1 of parquet/pages.parquet: "
        "first in row 139001, column path"
    )
    assert differing.row_group == 1
