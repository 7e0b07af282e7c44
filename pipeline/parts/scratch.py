"""What a run keeps on disk while it goes on, in a folder that is gone when it ends, such as long files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from warehouse.disk import naming

SCRATCH = "scratch"


@contextmanager
def scratch_folder(data: Path) -> Iterator[Path]:
    """An empty folder for as long as the block lasts; what a killed run left there goes first.

    Call it with the lock of the data folder held. Raises OSError that names the folder where the disk refuses.
    """
    folder = data / SCRATCH
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Stretch(NamedTuple):
    """Where bytes lie in a file."""

    offset: int
    length: int


class Appended:
    """A file of bytes put one behind the other, to be read again piece by piece. Close it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with naming(path):
            self._file = path.open("w+b")
        self._end = 0

    def add(self, content: bytes) -> Stretch:
        """Put some bytes at the end. Raises OSError that names the file."""
        with naming(self._path):
            self._file.write(content)
        added = Stretch(self._end, len(content))
        self._end += len(content)
        return added

    def read(self, at: Stretch) -> bytes:
        """The bytes that were put there."""
        with naming(self._path):
            self._file.flush()
            return os.pread(self._file.fileno(), at.length, at.offset)

    def close(self) -> None:
        """Close the file. Raises OSError that names it: what was put last is written now."""
        with naming(self._path):
            self._file.close()
