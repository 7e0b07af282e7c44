"""What a disk refuses, told one way: an OSError that names the file, whoever met it; and files replaced in one step."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Name a file in what goes wrong with it: the system does so only where a file is opened, and pyarrow never.

    Raises OSError, with ``path`` as its file where none is named.
    """
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        words = os.strerror(error.errno) if error.errno else str(error)
        raise OSError(error.errno, words, str(path)) from error


def write_all(handle: int, data: bytes) -> None:
    """Write to an open file and wait for the disk. Raises OSError; a part may then be written."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of ``path`` in one step once it is whole; else nothing is left of it.

    Raises OSError that names ``path``, or the file that is written beside it.
    """
    fresh = path.with_name(f".{path.name}.new")
    with naming(path):
        try:
            with fresh.open("wb") as file:
                yield file
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """See a file or folder to disk. Raises OSError that names it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(handle)
    finally:
        os.close(handle)
