"""The files of pages that a user names, alone or in folders, and their names in the tables."""

from __future__ import annotations

import heapq
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from pipeline.acquire.origins.mirrors import mirrored_address
from pipeline.acquire.page_names import (
    is_captured_answer,
    is_folder_of_saved_page,
    is_json_answer,
    named_like_page,
)
from pipeline.acquire.warc.warc_records import OPENING
from schemas.snapshot import Snapshot

_END = b"\0"
_UP_TO_END = re.compile(rb"[^\0]+")


_One_co = TypeVar("_One_co", covariant=True)


class SizedIterable(Sized, Iterable[_One_co], Protocol[_One_co]):
    """What can be gone through more than once and has a length; it may make what it gives as it goes."""


class UnreadableInput(Exception):
    """What was asked to be read can't be: the sentence is for the user (exit code 2)."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file to read, and its name in the tables: relative to the folder given, with ``/``, and always UTF-8.

    ``url`` is the address that the folders around it tell, where it lies in a mirror of a site. ``captured_at`` is when
    (UTC) it says that it was captured, and ``known`` what it says of the page that it is, once somebody looked into it.
    """

    path: Path
    name: str
    url: str | None = None
    captured_at: datetime | None = None
    known: Known | None = None


class Known(NamedTuple):
    """A page but for its payload, which is all of its file and makes this id."""

    page: Snapshot
    page_id: str


@dataclass(frozen=True, slots=True)
class _Below:
    """Files below a folder, in order of their names in the tables: their paths there, each with a NUL at its end.

    So a file takes as many bytes as its path has.
    """

    folder: Path
    paths: bytes

    def __len__(self) -> int:
        return self.paths.count(_END)

    def named(self) -> Iterator[tuple[str, Path]]:
        """The name of each file in the tables, and its path."""
        for found in _UP_TO_END.finditer(self.paths):
            yield _name_of(found[0]), self.folder / os.fsdecode(found[0])


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files in order of their names, each made as one goes through them."""

    below: tuple[_Below, ...]

    def __len__(self) -> int:
        return sum(map(len, self.below))

    def __iter__(self) -> Iterator[PageFile]:
        return (PageFile(path, name, mirrored_address(path.absolute().parts)) for name, path in self.named())

    def named(self) -> Iterator[tuple[str, Path]]:
        """The name of each file in the tables, and its path."""
        return heapq.merge(*(below.named() for below in self.below), key=lambda one: one[0])


@dataclass(frozen=True, slots=True)
class Found:
    """Files that may hold pages, in order of their names, and the names of those passed over in folders."""

    files: SizedIterable[PageFile]
    skipped: tuple[str, ...]


def find_pages(paths: Sequence[Path]) -> Found:
    """The files that ``paths`` name: each file given, and the page-like files of each folder given.

    Hidden files and links to folders are not entered, nor is the folder beside a page that a browser saved. Raises
    UnreadableInput for a path that is missing, unreadable or no regular file, and where two files have the same name
    relative to what was given.
    """
    given: dict[tuple[Path, bool], set[str]] = defaultdict(set)
    for path in paths:
        is_folder = path.is_dir()
        given[path if is_folder else path.parent, is_folder].add(path.name)
    skipped: list[str] = []
    below = [
        _below(folder, _taken_below(folder, skipped) if is_folder else _taken_from(folder, names, skipped))
        for (folder, is_folder), names in given.items()
    ]
    files = FoundFiles(tuple(_each_once(below)))
    _require_distinct_names(files)
    return Found(files, tuple(sorted(skipped)))


def _taken_below(folder: Path, skipped: list[str]) -> Iterator[str]:
    """The paths of the page-like files below a folder, relative to it; the names of the others are noted."""
    for inner in _entries_below(folder):
        path = folder / inner
        if named_like_page(path.name) and path.is_file() and not _is_answer_file(path):
            _require_readable(path)
            yield inner
        else:
            skipped.append(_name_in_utf8(inner))


def _taken_from(folder: Path, names: Iterable[str], skipped: list[str]) -> Iterator[str]:
    """Those of some files of a folder that are no answers of programs; the names of the others are noted."""
    for name in sorted(names, key=_name_in_utf8):
        if _is_answer_file(folder / name):
            skipped.append(_name_in_utf8(name))
        else:
            _require_readable(folder / name)
            yield name


def _below(folder: Path, paths: Iterable[str]) -> _Below:
    packed = bytearray()
    for path in paths:
        packed += os.fsencode(path) + _END
    return _Below(folder, bytes(packed) if _is_utf8(packed) else _in_order(packed))


def _is_utf8(paths: bytearray) -> bool:
    try:
        paths.decode()
    except UnicodeDecodeError:
        return False
    return True


def _in_order(paths: bytearray) -> bytes:
    """Paths in order of their names, where two folders may be called the same in the tables."""
    return b"".join(bytes(path) + _END for path in sorted(_UP_TO_END.findall(paths), key=_name_of))


def _entries_below(folder: Path) -> Iterator[str]:
    """All files below a folder and what is not entered: links to folders, and folders of saved pages with a slash.

    They come in order of their names in the tables, where all that lies in ``chile/`` stands behind ``chile.html``.
    Folders may lie in each other deeper than functions may call each other.
    """
    entered = [_entries_of(folder, "")]
    while entered:
        for path, is_entered in entered[-1]:
            if is_entered:
                entered.append(_entries_of(folder, path))
                break
            yield path
        else:
            entered.pop()


def _entries_of(folder: Path, inner: str) -> Iterator[tuple[str, bool]]:
    """The paths of what lies in a folder within the one that was given, in order, and whether they are entered."""
    parent, folders, names = next(os.walk(folder / inner, onerror=_refuse_folder))
    of_pages = [name for name in folders if is_folder_of_saved_page(name, names)]
    linked = [name for name in folders if (Path(parent) / name).is_symlink()]
    entered = {f"{name}/" for name in folders if name not in of_pages and name not in linked}
    for name in _visible([*names, *linked, *(f"{name}/" for name in of_pages), *entered]):
        yield inner + name, name in entered


def _refuse_folder(error: OSError) -> None:
    raise UnreadableInput(f"The folder {error.filename} can't be read ({error.strerror}).") from error


def _visible(names: Iterable[str]) -> list[str]:
    """The names of files and folders that are not hidden, in order."""
    return sorted((name for name in names if not name.startswith(".")), key=_name_in_utf8)


def _is_answer_file(path: Path) -> bool:
    """Whether a file holds what programs answered each other, by its name or, of JSON, by how it begins."""
    if path.suffix.lower() != ".json" or not (path.is_file() and os.access(path, os.R_OK)):
        return is_captured_answer(path.name)
    with path.open("rb") as file:
        return is_json_answer(path.name, file.read(OPENING))


def _name_in_utf8(name: str) -> str:
    r"""The name for the tables, which hold no bytes that are not UTF-8: those become escapes such as ``\xff``."""
    return name if name.isascii() else _name_of(os.fsencode(name))


def _name_of(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")


def _require_readable(path: Path) -> None:
    if not path.exists():
        raise UnreadableInput(f"There is no file or folder {path}; check the path.")
    if not path.is_file():
        raise UnreadableInput(f"{path} is neither a file nor a folder; give a saved page, a WARC file or a folder.")
    if not os.access(path, os.R_OK):
        raise UnreadableInput(f"{path} can't be read; check its permissions.")


def _each_once(below: Sequence[_Below]) -> Iterator[_Below]:
    """Each file once, whatever ways lead to it, by the name that says most of where it lies; else by the first way."""
    places = [one.folder.resolve() for one in below]
    at_place: dict[Path, list[int]] = defaultdict(list)
    for nth, place in enumerate(places):
        at_place[place].append(nth)
    for nth, place in enumerate(places):
        same = (at for at in at_place[place] if at < nth)
        above = (at for folder in place.parents for at in at_place.get(folder, ()))
        better = [_paths_within(below[at].paths, place.relative_to(places[at])) for at in (*same, *above)]
        yield _without(below[nth], better)


def _paths_within(paths: bytes, folder: Path) -> set[bytes]:
    """The paths that lie in a folder, relative to it."""
    start = b"" if folder == Path() else os.fsencode(folder) + b"/"
    return {path.removeprefix(start) for path in _UP_TO_END.findall(paths) if path.startswith(start)}


def _without(below: _Below, repeated: Iterable[set[bytes]]) -> _Below:
    paths = below.paths
    for gone in repeated:
        paths = b"".join(path + _END for path in _UP_TO_END.findall(paths) if path not in gone)
    return replace(below, paths=paths)


def _require_distinct_names(files: FoundFiles) -> None:
    for (name, path), (other, other_path) in pairwise(files.named()):
        if name == other:
            raise UnreadableInput(
                f"{path} and {other_path} would both be called {name}; give their common folder instead."
            )
