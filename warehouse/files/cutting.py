"""The rows of a table cut into files, row group by row group, so that no more than one is held at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

Group = TypeVar("Group")
WriteFile = Callable[[Iterator[Group], Path], None]
"""Writes row groups, in order, to a new Parquet file."""


def write_files(
    groups: Iterable[Group], nothing: Group, paths: Iterator[Path], groups_per_file: int | None, write: WriteFile[Group]
) -> tuple[Path, ...]:
    """Write row groups to files of at most so many groups each (None: to one file); the files that were written.

    There is at least one file: where there is no group, it gets ``nothing``, a group without rows. Raises what
    ``write`` raises.
    """
    left = iter(groups)
    following = None if groups_per_file is None else groups_per_file - 1
    first, written = [*islice(left, 1)] or [nothing], list[Path]()
    while first:
        path = next(paths)
        write(chain(_taken(first), islice(left, following)), path)
        written.append(path)
        first += islice(left, 1)
    return tuple(written)


def _taken(waiting: list[Group]) -> Iterator[Group]:
    """What is in a list, which lets go of it: a row group that is written is to be in memory no more."""
    while waiting:
        yield waiting.pop()
