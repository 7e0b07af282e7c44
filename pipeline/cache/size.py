"""The bound on what is kept: what was not used for longest goes first, a part as one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
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
    exception. What can't be looked at or deleted stays. No list of all files is made: they are looked at twice.
    """
    if mebibytes == 0:
        for kept in _kept_below(str(folder)):
            _delete(kept)
        return
    sizes: Counter[int] = Counter()
    for kept in _kept_below(str(folder)):
        sizes[int(kept.used)] += kept.size
    last, left = _last_to_go(sizes, sizes.total() - mebibytes * 2**20)
    if left <= 0:
        return
    for kept in _kept_below(str(folder)):
        if int(kept.used) < last:
            _delete(kept)
        elif int(kept.used) == last and left > 0:
            _delete(kept)
            left -= kept.size


def _last_to_go(sizes: Mapping[int, int], excess: int) -> tuple[int, int]:
    """The second up to whose uses files go until so many bytes are gone, and how many of them go with that second.

    ``({5: 30, 8: 40, 9: 50}, 35)`` gives ``(8, 5)``.
    """
    for second in sorted(sizes):
        if sizes[second] >= excess:
            return second, excess
        excess -= sizes[second]
    return 0, 0


def _delete(kept: _Kept) -> None:
    """Delete the files, up to one that can't be, and the folder of a part."""
    with suppress(OSError):
        for path in kept.paths:
            Path(path).unlink(missing_ok=True)
        if _is_marker(kept.paths[0]):
            Path(kept.paths[0]).parent.rmdir()


def _kept_below(folder: str) -> Iterator[_Kept]:
    """What is kept below a folder; others may delete of it meanwhile."""
    files, folders = _entries(folder)
    yield from _together(files)
    for below in folders:
        yield from _kept_below(below)


def _entries(folder: str) -> tuple[list[_File], list[str]]:
    """The files of a folder, and the folders in it."""
    files: list[_File] = []
    folders: list[str] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                with suppress(FileNotFoundError):
                    stat = entry.stat(follow_symlinks=False)
                    files.append(_File(stat.st_mtime, entry.path, stat.st_blocks * _BLOCK_BYTES))
    return files, folders


def _together(files: list[_File]) -> Iterator[_Kept]:
    """The files of a folder: those of a part as one, with its marker first; others each by itself."""
    first = [file for file in files if _is_marker(file.path)]
    if not first:
        yield from (_Kept(file.used, (file.path,), file.size) for file in files)
        return
    paths = [file.path for file in (*first, *(file for file in files if not _is_marker(file.path)))]
    yield _Kept(max(file.used for file in files), tuple(paths), sum(file.size for file in files))


def _is_marker(path: str) -> bool:
    return Path(path).name.startswith(MARKER)
