"""The store of parts: files that a task of a run made, under a name that says all that decides what is in them.

A part is a folder. Each of its files has the sha256 of its bytes in its name (``pages-5891b5….parquet``), and when all
are there, an empty marker follows, whose name has the sha256 of all names (``done-1f3a…``). So one listing tells
whether a part is whole, what is in it and how long it is. Who makes a part anew writes the same bytes to the same
names: there are no locks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.parts.folder import Folder
from warehouse.parts.location import Bucket, UnusableStoreError, bucket_at

if TYPE_CHECKING:
    from warehouse.parts.object_store import Objects

MARKER = "done-"
"""How the name of the marker of a part begins."""
_NAME = re.compile(r"[0-9a-f]{3,128}")
_FILE = re.compile(r"([a-z0-9_]{1,64})((?:\.[a-z0-9]{1,16})?)")
_STORED = re.compile(r"([a-z0-9_]{1,64})-([0-9a-f]{64})((?:\.[a-z0-9]{1,16})?)")


class DamagedPartError(Exception):
    """Raised for a file of a part that is missing, cut off, or not what its name says. The part is to be made again."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a part as the listing shows it: its path in the store, its size, and the sha256 that it should have."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PartStore:
    """The parts at a location: an absolute path, or ``s3://bucket/prefix?region=…&endpoint_override=…&scheme=…``.

    It can be pickled, and each process opens it for itself. All methods but ``problem`` raise UnusableStoreError where
    the location can't be used, and OSError that names the file where a disk fails.
    """

    location: str

    def problem(self) -> str | None:
        """The sentence that says why the location can't be used and what to do; None where it can."""
        try:
            _files_at(self.location).look()
        except UnusableStoreError as error:
            return str(error)
        return None

    def keep(self, name: str, files: Mapping[str, bytes]) -> None:
        """Keep the files of a part. ``name`` is of hex digits; files are called like ``pages.parquet``.

        Raises ValueError for other names.
        """
        folder, store = _folder(name), _files_at(self.location)
        stored = {_stored_name(file, content): content for file, content in files.items()}
        for stored_as, content in stored.items():
            store.write(f"{folder}/{stored_as}", content)
        store.write(f"{folder}/{_marker(stored)}", b"")

    def recall(self, name: str) -> Part | None:
        """The part of this name, None where it is not there or not whole; nothing in it is read yet.

        Raises ValueError for a name that is not of hex digits.
        """
        folder, store = _folder(name), _files_at(self.location)
        sizes = store.sizes(folder)
        files = _stored_files(folder, sizes)
        marker = f"{folder}/{_marker(Path(file.path).name for file in files.values())}"
        if sizes.get(Path(marker).name) != 0:
            return None
        store.note_use(marker)
        return Part(self.location, folder, files, marker)


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is there: its files, by the names that they were kept under. It can be pickled."""

    location: str
    folder: str
    files: Mapping[str, StoredFile]
    marker: str

    def read(self, file: str) -> bytes:
        """All of a file. Raises DamagedPartError where it is missing or has not the bytes that were kept."""
        content = self._bytes(file)
        if hashlib.sha256(content).hexdigest() != self.files[file].sha256:
            raise DamagedPartError(f"{self.files[file].path} in {self.location} is not what was kept.")
        return content

    def read_range(self, file: str, offset: int, length: int) -> bytes:
        """So many bytes of a file, not compared with what was kept: who reads them sees whether they are sound.

        Raises DamagedPartError where the file is missing or ends before.
        """
        content = self._bytes(file, offset, length)
        if len(content) != length:
            raise DamagedPartError(f"{self.files[file].path} in {self.location} is cut off.")
        return content

    def discard(self) -> None:
        """Have the part count as not there, so that it is made again."""
        _files_at(self.location).withdraw(self.marker)

    def _bytes(self, file: str, *place: int) -> bytes:
        if file not in self.files:
            raise DamagedPartError(f"{self.folder} in {self.location} has no {file}.")
        try:
            return _files_at(self.location).read(self.files[file].path, *place)
        except FileNotFoundError as error:
            raise DamagedPartError(f"{self.files[file].path} in {self.location} is gone.") from error


def _files_at(location: str) -> Folder | Objects:
    bucket = bucket_at(location)
    return Folder(Path(location)) if bucket is None else _objects_in(bucket)


def _objects_in(bucket: Bucket) -> Objects:
    try:
        from warehouse.parts.object_store import Objects
    except ImportError as error:
        raise UnusableStoreError(
            "This pyarrow knows no object stores: install it with pip, or name a folder for the parts."
        ) from error
    return Objects(bucket)


def _folder(name: str) -> str:
    """The folder of a part, in one of 256: some systems are slow where a folder has very many entries."""
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"no name of a part: {name}")
    return f"{name[:2]}/{name[2:]}"


def _marker(stored_names: Iterable[str]) -> str:
    """The name of the marker of a part with these files, and no others."""
    return MARKER + hashlib.sha256("\n".join(sorted(stored_names)).encode()).hexdigest()


def _stored_name(file: str, content: bytes) -> str:
    """``pages.parquet`` with what it holds gives ``pages-5891b5….parquet``."""
    found = _FILE.fullmatch(file)
    if found is None:
        raise ValueError(f"no name of a file in a part: {file}")
    return f"{found[1]}-{hashlib.sha256(content).hexdigest()}{found[2]}"


def _stored_files(folder: str, sizes: Mapping[str, int]) -> dict[str, StoredFile]:
    """The files in a listing; names that no part has are passed over, such as those of files half written."""
    files = {name: size for name, size in sizes.items() if not name.startswith(MARKER)}
    found = [(match, size) for name, size in files.items() if (match := _STORED.fullmatch(name))]
    return {match[1] + match[3]: StoredFile(f"{folder}/{match[0]}", size, match[2]) for match, size in found}
