"""What a process notes for a while lies in the folder that it is told: what it sorts too, and nothing elsewhere."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipeline.acquire.met_pages import met_pages
from pipeline.parts.scratch import Appended
from warehouse.passing_database import passing_database

OPEN_FILES = Path("/proc/self/fd")
needs_list_of_open_files = pytest.mark.skipif(not OPEN_FILES.exists(), reason="Linux tells which files are open")


def fill(database: sqlite3.Connection) -> None:
    """Note more than is sorted in memory."""
    database.execute("CREATE TABLE notes (word TEXT, content BLOB)")
    rows = ((f"{number * 7919 % 20_000:05}", bytes(600)) for number in range(20_000))
    database.executemany("INSERT INTO notes VALUES (?, ?)", rows)


def folders_of_sorting(database: sqlite3.Connection) -> set[Path]:
    """The folders of the files that SQLite has while it gives rows in an order."""
    rows = database.execute("SELECT word, content FROM notes ORDER BY word")
    assert next(rows)[0] == "00000"
    found = {path.parent for path in open_files() if path.name.startswith("etilqs_")}
    rows.close()
    return found


def open_files() -> Iterable[Path]:
    for entry in OPEN_FILES.iterdir():
        if entry.is_symlink():
            yield entry.readlink()


@needs_list_of_open_files
@pytest.mark.parametrize("name", ["scratch", "what's 'here'"])
def test_sorting_takes_room_beside_the_database(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    with passing_database(Path(name, "notes.sqlite")) as database:
        fill(database)
        assert folders_of_sorting(database) == {tmp_path / name}


@needs_list_of_open_files
def test_databases_within_each_other_sort_each_where_it_lies(tmp_path: Path) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "inner"
    outer.mkdir()
    with passing_database(outer / "notes.sqlite") as around:
        fill(around)
        inner.mkdir()
        with passing_database(inner / "notes.sqlite") as within:
            fill(within)
            assert folders_of_sorting(within) == {inner}
        assert folders_of_sorting(around) == {outer}
    with passing_database(None) as elsewhere:
        fill(elsewhere)
        assert not folders_of_sorting(elsewhere) & {outer, inner}


def test_a_database_may_lie_in_a_folder_whose_name_is_no_utf8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"per\xfa")
    folder.mkdir()
    with passing_database(folder / "notes.sqlite") as database:
        fill(database)
        assert database.execute("SELECT word FROM notes ORDER BY word").fetchone() == ("00000",)


def test_a_folder_that_vanishes_is_no_reason_to_fail(tmp_path: Path) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "inner"
    outer.mkdir()
    inner.mkdir()
    with passing_database(outer / "notes.sqlite"), passing_database(inner / "notes.sqlite") as within:
        (outer / "notes.sqlite").unlink()
        outer.rmdir()
        fill(within)


def test_few_pages_that_were_met_are_never_written(tmp_path: Path) -> None:
    with met_pages(tmp_path) as met:
        for number in range(10):
            met.note_page(str(number), "https://www.example.org/peru", None, b"a page")
        assert [file.stat().st_size for file in tmp_path.rglob("*.sqlite")] == [0]
        assert met.page_count == 10


def test_a_file_that_can_not_be_closed_whole_is_named(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    file = Appended(tmp_path / "captures")
    file.add(b"what Peru says")
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as refused:
            file.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (refused.value.errno, refused.value.filename) == (errno.EFBIG, str(tmp_path / "captures"))
