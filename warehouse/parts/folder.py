"""The files of a store of parts in a folder, also in one that several machines share."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from warehouse.disk import naming
from warehouse.parts.location import UnusableStoreError

_NOT_OURS = frozenset({errno.ENOTDIR, errno.EEXIST, errno.EACCES, errno.EPERM, errno.EROFS})


@dataclass(frozen=True, slots=True)
class Folder:
    """The files below a folder, by their paths in it.

    Methods raise OSError that names the file where the disk fails, and UnusableStoreError where this is no folder that
    may be used.
    """

    root: Path

    def look(self) -> None:
        """See whether files can be written. Raises UnusableStoreError where they can't, also where the disk fails."""
        probe = f".{uuid.uuid4().hex}"
        try:
            self.write(probe, b"")
            self.withdraw(probe)
        except OSError as error:
            raise self._unusable(error, "free some space there if it is full, or name another folder") from error

    def sizes(self, path: str) -> dict[str, int]:
        """The size of each file in a folder, by name; of none where there is no folder."""
        with self._usable():
            return dict(_listed(self.root / path))

    def write(self, path: str, content: bytes) -> None:
        """Write a file, which is there whole or not at all; several may do so at the same time."""
        place = self.root / path
        with self._usable(), naming(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            fresh = place.with_name(f".{uuid.uuid4().hex}")
            try:
                fresh.write_bytes(content)
                fresh.replace(place)
            finally:
                fresh.unlink(missing_ok=True)

    def read(self, path: str) -> bytes:
        """What a file holds. Raises FileNotFoundError."""
        with self._usable(), naming(self.root / path):
            return (self.root / path).read_bytes()

    def withdraw(self, path: str) -> None:
        """Have a file count no more: it is deleted."""
        with self._usable():
            (self.root / path).unlink(missing_ok=True)

    def note_use(self, path: str) -> None:
        """Note that a file is used now, where one may: what was used last is kept longest.

        Others may own the file, and the disk may be one that is only read.
        """
        with suppress(OSError):
            os.utime(self.root / path)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in _NOT_OURS:
                raise
            raise self._unusable(error, "name a folder that you may write to") from error

    def _unusable(self, error: OSError, way_out: str) -> UnusableStoreError:
        return UnusableStoreError(f"{self.root} can't keep parts ({error.strerror}: {error.filename}): {way_out}.")


def _listed(folder: Path) -> Iterator[tuple[str, int]]:
    """The files of a folder, with their sizes; others may move and delete them meanwhile."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                yield entry.name, entry.stat().st_size
