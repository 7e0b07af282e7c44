"""One writer at a time, and releases that stay as long as they are read."""

from __future__ import annotations

import fcntl
import os
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from warehouse.disk import naming

_TRIES = 25
_SECONDS_BETWEEN_TRIES = 0.02


class BusyError(Exception):
    """Another run holds the lock of this data folder."""


def lock_alone(file: IO[Any]) -> None:
    """Lock an open file against all other processes. Raises BlockingIOError where another one has it for half a second.

    A worker that is just being forked holds for a moment what its origin has open, also where that was killed.
    """
    for _ in range(_TRIES - 1):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_SECONDS_BETWEEN_TRIES)
        else:
            return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Hold the lock of a data folder, from before staging until after publishing.

    Raises BusyError after half a second where another run holds it, and OSError where the disk refuses. The lock ends
    with the process, however that ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / ".lock"
    with path.open("w") as handle:
        try:
            with naming(path):
                lock_alone(handle)
        except BlockingIOError:
            raise BusyError(
                f"another run is writing to {data}; wait for it, or choose another folder with --data"
            ) from None
        yield


@contextmanager
def reading(release: Path) -> Iterator[None]:
    """Have a release stay as long as its files are read; questions to its database do so by themselves.

    Raises FileNotFoundError where it is not there any more. Where folders can't be locked, it is read all the same.
    """
    with _opened(release) as handle:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH)
        release.stat()
        yield


@contextmanager
def unread(release: Path, database: Path) -> Iterator[bool]:
    """Whether nobody reads a release, so that it may be removed as long as this lasts: readers wait until then.

    Also a program of others that has the ``database`` open reads it. Raises OSError.
    """
    with _opened(release) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield not _is_locked(database)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def _is_locked(path: Path) -> bool:
    """Whether another process has a lock on a file, as DuckDB has on every database that is open."""
    if sys.platform != "linux" or not path.is_file():
        return False
    # struct flock of fcntl(2): a lock for writing of the whole file is asked for, and the one in its way comes back.
    asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    with _opened(path) as handle:
        found: int = struct.unpack_from("h", fcntl.fcntl(handle, fcntl.F_GETLK, asked))[0]
    return found != fcntl.F_UNLCK
