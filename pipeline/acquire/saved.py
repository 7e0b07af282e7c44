"""Saved pages: which files of a folder are pages, and the snapshots that a file holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.acquire.captures import Capture, Sighting, Skipped, interpret, once_each, present_since
from pipeline.acquire.payloads import GZIP_MAGIC, MAX_PAGE_BYTES, gunzip, gzip_opens_with, too_large
from pipeline.acquire.sources import SOURCES
from pipeline.acquire.warc_records import read_records
from schemas.snapshot import Refusal, Snapshot

_PAGE_SUFFIXES = frozenset({"", ".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown", ".warc", ".gz"})
# wget writes the query into the name, after "?" or, on some systems, "@".
_QUERY_NAME = re.compile(r"(?P<stem>[^?@]{1,250})[?@][\w.%-]{1,100}=.{0,250}", re.DOTALL)
_WARC_MAGIC = b"WARC/"
# An archived block is longer than its page by the HTTP header and the chunk framing.
FRAMING = 1024 * 1024


class UnreadableInput(Exception):  # noqa: N818  it names the input's fault, and a user never sees the name
    """What was asked to be read can't be: the sentence is for the user (exit code 2)."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file to read, and its name in the tables: relative to the folder given, with ``/``, and always UTF-8."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """Files that may hold pages, in order of their names, and the names of those passed over in folders."""

    files: tuple[PageFile, ...]
    skipped: tuple[str, ...]


def find_pages(paths: Sequence[Path]) -> Found:
    """The files that ``paths`` name: each file given, and the page-like files of each folder given.

    Hidden files and links to folders are not entered. Raises UnreadableInput for a path that is missing, unreadable or
    no regular file, and where two files have the same name relative to what was given.
    """
    files: list[PageFile] = []
    skipped: list[str] = []
    for path in paths:
        if path.is_dir():
            for file in _walk(path):
                if named_like_page(file.path.name) and file.path.is_file():
                    files.append(file)
                else:
                    skipped.append(file.name)
        else:
            files.append(PageFile(path, _in_utf8(path.name)))
    for file in files:
        _require_readable(file.path)
    return Found(_distinct(files), tuple(sorted(skipped)))


def _walk(folder: Path) -> Iterator[PageFile]:
    def refuse(error: OSError) -> None:
        raise UnreadableInput(f"The folder {error.filename} can't be read ({error.strerror}).") from error

    for parent, folders, names in os.walk(folder, onerror=refuse):
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*names, *linked]):
            path = Path(parent) / name
            if not name.startswith("."):
                yield PageFile(path, _in_utf8(path.relative_to(folder).as_posix()))


def _in_utf8(name: str) -> str:
    """The name for the tables, which hold no bytes that are not UTF-8: those become escapes such as ``\\xff``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def named_like_page(name: str) -> bool:
    """Whether a file of this name is looked into when it lies in a folder."""
    query = _QUERY_NAME.fullmatch(name)
    stems = [name, query["stem"]] if query else [name]
    return any(Path(stem).suffix.lower() in _PAGE_SUFFIXES for stem in stems)


def _require_readable(path: Path) -> None:
    if not path.exists():
        raise UnreadableInput(f"There is no file or folder {path}; check the path.")
    if not path.is_file():
        raise UnreadableInput(f"{path} is neither a file nor a folder; give a saved page, a WARC file or a folder.")
    if not os.access(path, os.R_OK):
        raise UnreadableInput(f"{path} can't be read; check its permissions.")


def _distinct(files: Iterable[PageFile]) -> tuple[PageFile, ...]:
    """Each file once, whatever ways lead to it, by the name that says most of where it lies; in order of names."""
    by_place: dict[Path, PageFile] = {}
    for file in files:
        place = file.path.parent.resolve() / file.path.name
        by_place[place] = min(by_place.get(place, file), file, key=_vague)
    named: dict[str, PageFile] = {}
    for file in by_place.values():
        other = named.setdefault(file.name, file)
        if other is not file:
            raise UnreadableInput(
                f"{other.path} and {file.path} would both be called {file.name}; give their common folder instead."
            )
    return tuple(named[name] for name in sorted(named))


def _vague(file: PageFile) -> tuple[int, str]:
    return -file.name.count("/"), file.name


def read_file(file: PageFile, limit: int = MAX_PAGE_BYTES) -> Iterator[Capture | Sighting | Skipped]:
    """All that a file says, in its order: pages, sightings without a body, and the WARC records passed over.

    A file that is no WARC file is one page. Raises UnreadableInput where the file can't be read.
    """
    try:
        with file.path.open("rb") as stream:
            # To read so many bytes takes the memory for them, whether they are there or not.
            raw = stream.read(min(limit, os.fstat(stream.fileno()).st_size) + 1)
        if raw and _is_warc(file.path, raw):
            for record in read_records(file.path, limit + FRAMING):
                yield interpret(record, file.name, limit)
        else:
            yield Capture(_plain(file.name, raw, limit), None)
    except OSError as error:
        raise UnreadableInput(f"{file.path} can't be read ({error.strerror}).") from error


def read_snapshots(
    file: PageFile, limit: int = MAX_PAGE_BYTES, since: Mapping[str, datetime] | None = None
) -> Iterator[Snapshot]:
    """The pages of one file, each payload of a URL once, with the time since when it is as it is.

    ``limit`` is the longest page in bytes, after decompression. ``since`` comes from :func:`present_times` where
    captures of a page lie in several files; without it the file is read twice and tells by itself.
    Raises UnreadableInput where the file can't be read.
    """
    times = present_times([file], limit) if since is None else since
    yield from once_each((said for said in read_file(file, limit) if isinstance(said, Capture)), times)


def present_times(files: Iterable[PageFile], limit: int = MAX_PAGE_BYTES) -> dict[str, datetime]:
    """For each page id in the WARC files among ``files``, since when (UTC) its URL shows this payload."""
    return present_since(sighting for file in files if is_warc(file) for sighting in _sightings(file, limit))


def _sightings(file: PageFile, limit: int) -> Iterator[Sighting]:
    for said in read_file(file, limit):
        sighting = said.sighting if isinstance(said, Capture) else said
        if isinstance(sighting, Sighting):
            yield sighting


def is_warc(file: PageFile) -> bool:
    """Whether a file is a WARC file, by its name or its beginning: a damaged beginning must not cost the rest.

    Raises UnreadableInput where it can't be read.
    """
    try:
        with file.path.open("rb") as stream:
            return _is_warc(file.path, stream.read(512))
    except OSError as error:
        raise UnreadableInput(f"{file.path} can't be read ({error.strerror}).") from error


def _is_warc(path: Path, raw: bytes) -> bool:
    if path.name.lower().endswith((".warc", ".warc.gz")):
        return True
    if not raw.startswith(GZIP_MAGIC):
        return raw.startswith(_WARC_MAGIC)
    return gzip_opens_with(raw[:512], _WARC_MAGIC)


def _plain(name: str, raw: bytes, limit: int) -> Snapshot:
    source = SOURCES[0].name
    if len(raw) > limit:
        return Snapshot(source, name, raw[:limit], refusal=too_large(limit))
    payload = gunzip(raw, limit) if raw.startswith(GZIP_MAGIC) else raw
    if isinstance(payload, Refusal):
        return Snapshot(source, name, raw, refusal=payload)
    return Snapshot(source, name, payload)
