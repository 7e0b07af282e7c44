"""The one way to open DuckDB, whose bar of progress would go to stdout, and its errors told as others are."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

Config = Mapping[str, str | bool | int | float | list[str]]
# More than the largest release of a hundred thousand pages needs, and little beside what the program takes anyhow.
MEMORY = "128MiB"

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
        yield {"memory_limit": MEMORY, "temp_directory": str(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def connect(
    path: Path | None = None, *, read_only: bool = False, config: Config | None = None
) -> duckdb.DuckDBPyConnection:
    """A silent connection to a database file, or without a path to one in memory. Raises duckdb.Error."""
    connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=dict(config or {}))
    connection.execute("SET enable_progress_bar = false")
    return connection


def first_line(failure: Exception) -> str:
    """What went wrong in the words of a library, without the details in further lines."""
    return str(failure).partition("\n")[0]
