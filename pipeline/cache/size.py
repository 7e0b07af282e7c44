"""The bound on what is kept: what was not used for longest goes first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

# What a file takes is counted in these by every POSIX system.
_BLOCK_BYTES = 512


class _File(NamedTuple):
    """A file, when it was used last, and the bytes that it takes on disk."""

    used: float
    path: str
    size: int


def make_room(folder: Path, mebibytes: int) -> None:
    """Delete files below a folder until they take at most so much, those first that were not used for longest.

    Half-written files that a killed process left are no exception. What can't be looked at or deleted stays.
    """
    files = sorted(_files_below(str(folder)))
    excess = sum(file.size for file in files) - mebibytes * 2**20
    for file in files:
        if excess <= 0:
            return
        with suppress(OSError):
            Path(file.path).unlink()
        excess -= file.size


def _files_below(folder: str) -> Iterator[_File]:
    """The files of a folder; others may delete them meanwhile."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(entry.path)
            else:
                with suppress(FileNotFoundError):
                    stat = entry.stat(follow_symlinks=False)
                    yield _File(stat.st_mtime, entry.path, stat.st_blocks * _BLOCK_BYTES)
