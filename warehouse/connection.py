"""The one way to open DuckDB, whose bar of progress would go to stdout, and its errors told as others are."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

Rows = list[tuple[Any, ...]]
Config = Mapping[str, str | bool | int | float | list[str]]
# Building and checking a release of 100,000 pages takes about 100 MiB; comparing two releases may take more.
_MEMORY, _MOST_MEMORY = "192MiB", "1GiB"

# DuckDB tells what the system said in the system's own words, after words of its own:
# Could not write file "/data/profiles.duckdb": No space left on device
_REFUSALS = {
    os.strerror(number): number
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM)
} | {"fsync failed": errno.EIO}


@contextmanager
def naming_refused(path: Path) -> Iterator[None]:
    """Raise OSError that names a file where DuckDB says that the disk refuses it; other errors pass."""
    try:
        yield
    except duckdb.Error as error:
        number = next((number for words, number in _REFUSALS.items() if words in str(error)), None)
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(path)) from error


@contextmanager
def spilling(folder: Path) -> Iterator[Config]:
    """Settings for DuckDB to keep in a folder what its memory does not hold. The folder is gone afterwards."""
    try:
        yield {"memory_limit": _MEMORY, "temp_directory": str(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def connect(
    path: Path | None = None, *, read_only: bool = False, config: Config | None = None
) -> duckdb.DuckDBPyConnection:
    """A silent connection to a database file, or without a path to one in memory. Raises duckdb.Error.

    What does not fit into memory is kept in a folder that ``config`` names, as ``spilling`` does, else beside the file;
    only where there is no file either, it is where the system has passing files.
    """
    settings = {"memory_limit": _MOST_MEMORY, **(config or {})}
    if path is None and "temp_directory" not in settings:
        settings["temp_directory"] = str(Path(tempfile.gettempdir()) / f"profiles-{uuid4().hex}")
    connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=settings)
    connection.execute("SET enable_progress_bar = false")
    return connection


def with_room(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> Rows:
    """The rows that a statement gives; where its memory is bounded too low for it, it has what it needs, once.

    DuckDB keeps on disk what its memory does not hold, but not all of everything. Raises duckdb.Error.
    """
    try:
        return connection.execute(sql, values).fetchall()
    except duckdb.OutOfMemoryException:
        ((bound,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
        connection.execute("RESET memory_limit")
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.execute(f"SET memory_limit = '{bound}'")


def first_line(failure: Exception) -> str:
    """What went wrong in the words of a library, without the details in further lines."""
    return str(failure).partition("\n")[0]
