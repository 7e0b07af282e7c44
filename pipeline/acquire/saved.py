"""Saved pages: which files of a folder are pages, and the snapshots that a file holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pipeline.acquire.containers.mhtml import MessageReader, read_head, read_mhtml
from pipeline.acquire.containers.page_names import (
    is_captured_answer,
    is_folder_of_saved_page,
    is_json_answer,
    named_like_page,
    named_like_warc,
)
from pipeline.acquire.containers.single_pages import longest_file, page_in, refused_page
from pipeline.acquire.containers.zip_members import Member
from pipeline.acquire.containers.zip_pages import is_warc_member, is_zip, member_page, pages_in_zip
from pipeline.acquire.containers.zip_streams import opened
from pipeline.acquire.origins.mirrors import mirrored_address
from pipeline.acquire.warc.captures import Capture, Sighting, Skipped, interpret, once_each, present_since
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from pipeline.acquire.warc.warc_records import OPENING, Record, begins_like_warc, read_records, records_of
from schemas.snapshot import Refusal, Snapshot

# An archived block is longer than its page by the HTTP header and the chunk framing.
FRAMING = 1024 * 1024


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


SavedFile = PageFile | Member
"""A file that is read by itself: one on disk, or one in a ZIP file."""


@dataclass(frozen=True, slots=True)
class Found:
    """Files that may hold pages, in order of their names, and the names of those passed over in folders."""

    files: tuple[PageFile, ...]
    skipped: tuple[str, ...]


def find_pages(paths: Sequence[Path]) -> Found:
    """The files that ``paths`` name: each file given, and the page-like files of each folder given.

    Hidden files and links to folders are not entered, nor is the folder beside a page that a browser saved. Raises
    UnreadableInput for a path that is missing, unreadable or no regular file, and where two files have the same name
    relative to what was given.
    """
    files: list[PageFile] = []
    skipped: list[str] = []
    for path in paths:
        in_folder = path.is_dir()
        for file in _walk(path) if in_folder else [_page_file(path, path.name)]:
            taken = _is_taken(file.path) if in_folder else not _is_answer(path)
            files += [file] if taken else []
            skipped += [] if taken else [file.name]
    for file in files:
        _require_readable(file.path)
    return Found(_distinct(files), tuple(sorted(skipped)))


def _is_taken(path: Path) -> bool:
    return named_like_page(path.name) and path.is_file() and not _is_answer(path)


def _is_answer(path: Path) -> bool:
    """Whether a file holds what programs answered each other, by its name or, of JSON, by how it begins."""
    if path.suffix.lower() != ".json" or not (path.is_file() and os.access(path, os.R_OK)):
        return is_captured_answer(path.name)
    with path.open("rb") as file:
        return is_json_answer(path.name, file.read(OPENING))


def _page_file(path: Path, name: str) -> PageFile:
    return PageFile(path, _in_utf8(name), mirrored_address(path.absolute().parts))


def _walk(folder: Path) -> Iterator[PageFile]:
    """The files of a folder and what is not entered: links to folders, and folders of saved pages with a slash."""
    for parent, folders, names in os.walk(folder, onerror=_refuse_folder):
        of_pages = [name for name in folders if is_folder_of_saved_page(name, names)]
        for name in _visible([*names, *_linked(parent, folders), *(f"{name}/" for name in of_pages)]):
            path = Path(parent) / name
            yield _page_file(path, path.relative_to(folder).as_posix() + "/" * name.endswith("/"))
        folders[:] = _visible(name for name in folders if name not in of_pages)


def _refuse_folder(error: OSError) -> None:
    raise UnreadableInput(f"The folder {error.filename} can't be read ({error.strerror}).") from error


def _visible(names: Iterable[str]) -> list[str]:
    """The names of files and folders that are not hidden, in order."""
    return sorted(name for name in names if not name.startswith("."))


def _linked(parent: str, folders: Sequence[str]) -> list[str]:
    """Those of the folders within ``parent`` that are links."""
    return [name for name in folders if (Path(parent) / name).is_symlink()]


def _in_utf8(name: str) -> str:
    r"""The name for the tables, which hold no bytes that are not UTF-8: those become escapes such as ``\xff``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


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


def parts_of(file: PageFile) -> Iterator[SavedFile | Skipped]:
    """The files to read by themselves that a file holds: those in a ZIP file, else itself; and what is passed over.

    A ZIP file that can't be read, or holds no page, is given itself. Raises UnreadableInput if a file can't be read.
    """
    with _reading(file):
        found = pages_in_zip(file.path, file.name) if _is_zip(file) else [file]
    yield from [file] if isinstance(found, Refusal) else found


def _is_zip(file: PageFile) -> bool:
    with file.path.open("rb") as stream:
        return is_zip(file.path.name, stream.read(OPENING))


def read_file(file: SavedFile, limit: int = MAX_PAGE_BYTES) -> Iterator[Capture | Sighting | Skipped]:
    """All that a file says, in its order: pages, sightings without a body, and what is passed over.

    A file that is no WARC or ZIP file is one page. Raises UnreadableInput if the file can't be read.
    """
    for part in parts_of(file) if isinstance(file, PageFile) else [file]:
        if isinstance(part, Skipped):
            yield part
        elif is_warc(part):
            yield from (interpreted(record, part, limit) for record in records_in(part, limit + FRAMING))
        else:
            yield Capture(page_of(part, limit), None)


def records_in(file: SavedFile, keep: int, start: int = 0) -> Iterator[Record]:
    """The records of a WARC file from ``start`` on, each with at most ``keep`` bytes of its block.

    Raises UnreadableInput if the file can't be read.
    """
    with _reading(file):
        if isinstance(file, PageFile):
            yield from read_records(file.path, keep, start)
        else:
            with opened(file) as stream:
                yield from records_of(stream, keep, start)


def interpreted(record: Record, file: SavedFile, limit: int) -> Capture | Sighting | Skipped:
    """What a record of a WARC file says; a doubt in the file is one in each of its pages."""
    said = interpret(record, file.name, limit)
    if isinstance(said, Capture) and isinstance(file, Member) and file.doubts:
        snapshot = replace(said.snapshot, doubts=(*file.doubts, *said.snapshot.doubts))
        return replace(said, snapshot=snapshot)
    return said


class Told(NamedTuple):
    """Which page a file holds, and where and when it was captured by what the file says; None for what it does not say.

    ``page_id`` is None if the page has not been taken out of its container. ``known`` is set of a file that is the page
    as it is.
    """

    page_id: str | None
    url: str | None
    fetched_at: datetime | None
    known: Known | None = None

    @property
    def sighting(self) -> Sighting | None:
        """When and where the page was seen, if the file says both."""
        if self.page_id is None or self.url is None or self.fetched_at is None:
            return None
        return Sighting(self.url, self.fetched_at, self.page_id, None)


def told_by(file: SavedFile, limit: int) -> Told:
    """What a file tells that is one page; of an MHTML file, which is much work to read, only its head is read.

    Raises UnreadableInput if the file can't be read.
    """
    if isinstance(file, Member):
        return _told(page_of(file, limit, read_head))
    raw = _bytes_of(file, limit)
    page = _page_in(raw, file, limit, read_head)
    told = _told(page)
    if told.page_id is None or page.payload is not raw:
        return told
    return told._replace(known=Known(replace(page, payload=b""), told.page_id))


def _told(page: Snapshot) -> Told:
    return Told(page.page_id if page.payload and not page.refusal else None, page.url, page.fetched_at)


def page_of(file: SavedFile, limit: int, read_message: MessageReader = read_mhtml) -> Snapshot:
    """The page that a file is by itself; of a ZIP file, why its files can't be read.

    Raises UnreadableInput if the file can't be read, or was changed since somebody looked into it.
    """
    if isinstance(file, Member):
        with _reading(file):
            return member_page(file, limit, read_message)
    raw = _bytes_of(file, limit)
    if file.known is None:
        return _page_in(raw, file, limit, read_message)
    page = replace(file.known.page, payload=raw)
    if page.page_id != file.known.page_id:
        raise UnreadableInput(f"{file.path} was changed while it was read; try again.")
    return page


def _bytes_of(file: PageFile, limit: int) -> bytes:
    """The bytes of a file, of a longer one than a page may be one more."""
    with _reading(file), file.path.open("rb") as stream:
        # To read so many bytes takes the memory for them, whether they are there or not.
        return stream.read(min(longest_file(limit), os.fstat(stream.fileno()).st_size) + 1)


def _page_in(raw: bytes, file: PageFile, limit: int, read_message: MessageReader) -> Snapshot:
    with _reading(file):
        found = pages_in_zip(file.path, file.name) if is_zip(file.path.name, raw) else None
        if isinstance(found, Refusal):
            return refused_page(raw, file.name, limit, found)
        return page_in(raw, file.name, limit, file.url, read_message)


@contextmanager
def _reading(file: SavedFile) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnreadableInput(f"{file.path} can't be read ({error.strerror}).") from error


def read_snapshots(
    file: PageFile, limit: int = MAX_PAGE_BYTES, since: Mapping[str, datetime] | None = None
) -> Iterator[Snapshot]:
    """The pages of one file, each payload of a URL once, with the time since when it is as it is.

    ``limit`` is the longest page in bytes, after decompression. ``since`` comes from :func:`present_times` where
    captures of a page lie in several files; without it the file is read twice and tells by itself.
    Raises UnreadableInput if the file can't be read.
    """
    times = present_times([file], limit) if since is None else since
    yield from once_each((said for said in read_file(file, limit) if isinstance(said, Capture)), times)


def present_times(files: Iterable[SavedFile], limit: int = MAX_PAGE_BYTES) -> dict[str, datetime]:
    """For each page id in the WARC files among ``files``, since when (UTC) its URL shows this payload."""
    return present_since(sighting for file in files for sighting in _sightings(file, limit))


def _sightings(file: SavedFile, limit: int) -> Iterator[Sighting]:
    for part in parts_of(file) if isinstance(file, PageFile) else [file]:
        if not isinstance(part, Skipped) and is_warc(part):
            yield from _sightings_in(part, limit)


def _sightings_in(file: SavedFile, limit: int) -> Iterator[Sighting]:
    for record in records_in(file, limit + FRAMING):
        said = interpreted(record, file, limit)
        sighting = said.sighting if isinstance(said, Capture) else said
        if isinstance(sighting, Sighting):
            yield sighting


def is_warc(file: SavedFile) -> bool:
    """Whether a file is a WARC file, by its name or its beginning: a damaged beginning must not cost the rest.

    Raises UnreadableInput if it can't be read.
    """
    with _reading(file):
        if isinstance(file, Member):
            return is_warc_member(file)
        with file.path.open("rb") as stream:
            return named_like_warc(file.path.name) or begins_like_warc(stream.read(OPENING))
