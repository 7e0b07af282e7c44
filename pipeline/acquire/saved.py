"""Saved pages: the snapshots that a file holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from pipeline.acquire.containers.mhtml import MessageReader, read_head, read_mhtml
from pipeline.acquire.containers.page_names import (
    named_like_warc,
)
from pipeline.acquire.containers.single_pages import longest_file, page_in, refused_page
from pipeline.acquire.containers.zip_members import Member
from pipeline.acquire.containers.zip_pages import is_warc_member, is_zip, member_page, pages_in_zip
from pipeline.acquire.containers.zip_streams import opened
from pipeline.acquire.page_files import Known, PageFile, UnreadableInput
from pipeline.acquire.warc.captures import Capture, Sighting, Skipped, interpret, once_each
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from pipeline.acquire.warc.presences import present_since
from pipeline.acquire.warc.warc_records import OPENING, Record, begins_like_warc, read_records, records_of
from schemas.snapshot import Refusal, Snapshot

# An archived block is longer than its page by the HTTP header and the chunk framing.
FRAMING = 1024 * 1024


SavedFile = PageFile | Member
"""A file that is read by itself: one on disk, or one in a ZIP file."""


def parts_of(file: PageFile) -> Iterator[SavedFile | Skipped]:
    """The files to read by themselves that a file holds: those in a ZIP file, else itself; and what is passed over.

    A ZIP file that can't be read, or holds no page, is given itself. Raises UnreadableInput if a file can't be read.
    """
    with _refuse_unreadable(file):
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
    with _refuse_unreadable(file):
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


class PageOfFile(NamedTuple):
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


def page_of_file(file: SavedFile, limit: int) -> PageOfFile:
    """What a file tells that is one page; of an MHTML file, which is much work to read, only its head is read.

    Raises UnreadableInput if the file can't be read.
    """
    if isinstance(file, Member):
        return _said_of(page_of(file, limit, read_head))
    raw = _bytes_of(file, limit)
    page = _page_in(raw, file, limit, read_head)
    said = _said_of(page)
    if said.page_id is None or page.payload is not raw:
        return said
    return said._replace(known=Known(replace(page, payload=b""), said.page_id))


def _said_of(page: Snapshot) -> PageOfFile:
    return PageOfFile(page.page_id if page.payload and not page.refusal else None, page.url, page.fetched_at)


def page_of(file: SavedFile, limit: int, read_message: MessageReader = read_mhtml) -> Snapshot:
    """The page that a file is by itself; of a ZIP file, why its files can't be read.

    Raises UnreadableInput if the file can't be read, or was changed since somebody looked into it.
    """
    if isinstance(file, Member):
        with _refuse_unreadable(file):
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
    with _refuse_unreadable(file), file.path.open("rb") as stream:
        # To read so many bytes takes the memory for them, whether they are there or not.
        return stream.read(min(longest_file(limit), os.fstat(stream.fileno()).st_size) + 1)


def _page_in(raw: bytes, file: PageFile, limit: int, read_message: MessageReader) -> Snapshot:
    with _refuse_unreadable(file):
        found = pages_in_zip(file.path, file.name) if is_zip(file.path.name, raw) else None
        if isinstance(found, Refusal):
            return refused_page(raw, file.name, limit, found)
        return page_in(raw, file.name, limit, file.url, read_message)


@contextmanager
def _refuse_unreadable(file: SavedFile) -> Iterator[None]:
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
    with _refuse_unreadable(file):
        if isinstance(file, Member):
            return is_warc_member(file)
        with file.path.open("rb") as stream:
            return named_like_warc(file.path.name) or begins_like_warc(stream.read(OPENING))
