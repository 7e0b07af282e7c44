"""The store of parts: files that a task of a run made, under a name that says all that decides what is in them.

A part is a folder. Each of its files has the sha256 of its bytes in its name (``pages-5891b5….parquet``), and when all
are there, an empty marker follows, whose name has the sha256 of all names (``done-1f3a…``). So one listing tells
whether a part is whole, what is in it and how long it is. Who makes a part anew writes the same bytes to the same
names: there are no locks.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product
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
# How many sets of files are compared with the markers of a part: enough for twelve files that are there in two forms.
_MOST_SETS = 4096


class DamagedPartError(Exception):
    """Raised for a file of a part that is missing, cut off, or not what its name says. The part is to be made again."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a part as its name tells: its path in the store, and the sha256 that it should have."""

    path: str
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

    def keep(self, name: str, files: Mapping[str, bytes]) -> Part:
        """Keep the files of a part, and give it. ``name`` is of hex digits; files are called like ``pages.parquet``.

        Raises ValueError for other names.
        """
        folder, store = _folder(name), _files_at(self.location)
        stored = {_stored_name(file, content): content for file, content in files.items()}
        for stored_as, content in stored.items():
            store.write(f"{folder}/{stored_as}", content)
        part = self._part(folder, stored)
        store.write(part.marker, b"")
        return part

    def recall(self, name: str) -> Part | None:
        """The part of this name, None where it is not there or not whole; nothing in it is read yet.

        Raises ValueError for a name that is not of hex digits.
        """
        folder, store = _folder(name), _files_at(self.location)
        stored = _marked(store.sizes(folder))
        if stored is None:
            return None
        part = self._part(folder, stored)
        store.note_use(part.marker)
        return part

    def _part(self, folder: str, stored_names: Iterable[str]) -> Part:
        names = sorted(stored_names)
        found = [match for name in names if (match := _STORED.fullmatch(name))]
        files = {match[1] + match[3]: StoredFile(f"{folder}/{match[0]}", match[2]) for match in found}
        return Part(self.location, folder, files, f"{folder}/{_marker(names)}")


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

    def discard(self) -> None:
        """Have the part count as not there, so that it is made again."""
        _files_at(self.location).withdraw(self.marker)

    def _bytes(self, file: str) -> bytes:
        if file not in self.files:
            raise DamagedPartError(f"{self.folder} in {self.location} has no {file}.")
        try:
            return _files_at(self.location).read(self.files[file].path)
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


def _marked(sizes: Mapping[str, int]) -> tuple[str, ...] | None:
    """The names of the files in a listing that have a marker together, None where none have.

    A file may be there in two forms: who was killed before the marker may have had a library that compresses otherwise.
    Names that no part has are passed over, such as those of files half written.
    """
    forms: dict[str, list[str]] = defaultdict(list)
    for name in sorted(sizes):
        match = _STORED.fullmatch(name)
        if match and not name.startswith(MARKER):
            forms[match[1] + match[3]].append(name)
    sets = islice(product(*forms.values()), _MOST_SETS)
    return next((names for names in sets if sizes.get(_marker(names)) == 0), None)
