"""Databases (SQLite) of what one process notes for itself and throws away at its end, so that it need not be in memory.

Nothing in them is ever synced or committed, and a file stays empty until a small cache is full.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
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
# Not to be used in new programs, says SQLite, which passes it over where it was built without such
# (https://www.sqlite.org/pragma.html#pragma_temp_store_directory): then it sorts where it does by itself.
_SORTING_FOLDER = "PRAGMA temp_store_directory"
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
        with closing(sqlite3.connect(path, isolation_level=None)) as database, _sorting_beside(database, file):
            database.executescript(_SETTINGS)
            yield database
    except sqlite3.OperationalError as error:
        is_full = error.sqlite_errorcode & _KIND == sqlite3.SQLITE_FULL
        number = errno.ENOSPC if is_full else _why_not_written(Path(path))
        raise OSError(number, os.strerror(number), path or None) from error


@contextmanager
def _sorting_beside(database: sqlite3.Connection, file: Path | None) -> Iterator[None]:
    """Have what SQLite writes while it sorts lie beside the file of a database, not in ``/var/tmp``.

    It holds for all databases of the process, so that it is taken back at the end. The other way, SQLITE_TMPDIR in the
    environment, is read only once, before the folder is known.
    """
    if file is None:
        yield
        return
    before = database.execute(_SORTING_FOLDER).fetchone()
    _sort_in(database, str(file.parent.absolute()))
    try:
        yield
    finally:
        _sort_in(database, before[0] if before else "")


def _sort_in(database: sqlite3.Connection, folder: str) -> None:
    """Have SQLite sort in a folder; else it stays as it was: where none is there, or its path is no UTF-8."""
    quoted = folder.replace("'", "''")
    with suppress(sqlite3.OperationalError, UnicodeEncodeError):
        database.execute(f"{_SORTING_FOLDER} = '{quoted}'")


def _why_not_written(path: Path) -> int:
    """The number of the system's error for a file that SQLite could not write."""
    try:
        with path.open("ab") as file:
            file.write(bytes(_PIECE))
    except OSError as error:
        return error.errno if path.is_file() and error.errno else errno.EIO
    return errno.EIO
