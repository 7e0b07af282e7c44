"""The bound on what is kept: what was not used for longest goes first, a part as one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from warehouse.parts.store import MARKER

# What a file takes is counted in these by every POSIX system.
_BLOCK_BYTES = 512


class _File(NamedTuple):
    """A file, when it was used last, and the bytes that it takes on disk."""

    used: float
    path: str
    size: int


class _Kept(NamedTuple):
    """What is deleted together, in this order: a file, or all files of a part, its marker first."""

    used: float
    paths: tuple[str, ...]
    size: int


def make_room(folder: Path, mebibytes: int) -> None:
    """Delete files below a folder until they take at most so much, those first that were not used for longest.

    The files of a part go together, by the newest use of any. Half-written files that a killed process left are no
    exception. What can't be looked at or deleted stays.
    """
    everything = sorted(_kept_below(str(folder)))
    excess = sum(kept.size for kept in everything) - mebibytes * 2**20
    for kept in everything:
        if excess <= 0:
            return
        _delete(kept)
        excess -= kept.size


def _delete(kept: _Kept) -> None:
    """Delete the files, up to one that can't be, and the folder of a part."""
    with suppress(OSError):
        for path in kept.paths:
            Path(path).unlink(missing_ok=True)
        first = Path(kept.paths[0])
        if first.name == MARKER:
            first.parent.rmdir()


def _kept_below(folder: str) -> Iterator[_Kept]:
    """What is kept below a folder; others may delete of it meanwhile."""
    files: list[_File] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _kept_below(entry.path)
            else:
                with suppress(FileNotFoundError):
                    stat = entry.stat(follow_symlinks=False)
                    files.append(_File(stat.st_mtime, entry.path, stat.st_blocks * _BLOCK_BYTES))
    yield from _together(files)


def _together(files: list[_File]) -> Iterator[_Kept]:
    """The files of a folder: those of a part as one, with its marker first; others each by itself."""
    markers = [file for file in files if Path(file.path).name == MARKER]
    if not markers:
        yield from (_Kept(file.used, (file.path,), file.size) for file in files)
        return
    others = [file for file in files if file not in markers]
    used, size = max(file.used for file in files), sum(file.size for file in files)
    yield _Kept(used, tuple(file.path for file in (*markers, *others)), size)
