"""Databases (SQLite) of what one process notes for itself and throws away at its end, so that it need not be in memory.

Nothing in them is ever synced or committed, and a file stays empty until a small cache is full.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

# What is kept in memory of a database, in KiB.
_CACHE = 4096
_SETTINGS = f"""
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -{_CACHE};
    BEGIN;
"""
# SQLite's name for a database that goes to a temporary file of its own where the cache does not hold it
# (https://www.sqlite.org/inmemorydb.html#temp_db).
_OF_ITS_OWN = ""
# More than a page of the database.
_PIECE = 64 * 1024
# The bits of an error's code that tell its kind (https://www.sqlite.org/rescode.html).
_KIND = 255


@contextmanager
def passing_database(file: Path | None) -> Iterator[sqlite3.Connection]:
    """A new database in a file that is not there yet, or without one in memory as far as it fits.

    Raises OSError that names the file where the disk refuses; SQLite does not tell why.
    """
    path = _OF_ITS_OWN if file is None else str(file)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.executescript(_SETTINGS)
            yield database
    except sqlite3.OperationalError as error:
        is_full = error.sqlite_errorcode & _KIND == sqlite3.SQLITE_FULL
        number = errno.ENOSPC if is_full else _why_not_written(Path(path))
        raise OSError(number, os.strerror(number), path or None) from error


def _why_not_written(path: Path) -> int:
    """The number of the system's error for a file that SQLite could not write."""
    try:
        with path.open("ab") as file:
            file.write(bytes(_PIECE))
    except OSError as error:
        return error.errno if path.is_file() and error.errno else errno.EIO
    return errno.EIO
