"""Saved pages: the snapshots that a file holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from pipeline.acquire.containers.mhtml import MessageReader, read_head, read_mhtml
from pipeline.acquire.containers.single_pages import longest_file, page_in, refused_page
from pipeline.acquire.containers.zip_members import Member, opened
from pipeline.acquire.containers.zip_pages import is_warc_member, is_zip, member_page, pages_in_zip
from pipeline.acquire.page_files import Known, PageFile, UnreadableInput
from pipeline.acquire.page_names import named_like_warc
from pipeline.acquire.warc.captures import Capture, Sighting, Skipped, interpret
from pipeline.acquire.warc.warc_records import OPENING, Record, begins_like_warc, read_records, records_of
from schemas.snapshot import Refusal, Snapshot

# An archived block is longer than its page by the HTTP header and the chunk framing.
FRAMING = 1024 * 1024


SavedFile = PageFile | Member
"""A file that is read by itself: one on disk, or one in a ZIP file."""


class WarcFile(NamedTuple):
    """A WARC file, on disk or in a ZIP file."""

    file: SavedFile


class FileOfPage(NamedTuple):
    """A file that is one page, with what is known of it now, and that page.

    Of an MHTML file, which is much work to read, only the head was read, and the page has no payload.
    """

    file: SavedFile
    page: Snapshot


Part = WarcFile | FileOfPage | Skipped


def parts_of(file: PageFile, limit: int) -> Iterator[Part]:
    """What a file holds: itself, or the files in a ZIP file and what is passed over there. It is opened once.

    A ZIP file that can't be read, or holds no page, is a page by itself. ``limit`` is the longest payload in bytes.
    Raises UnreadableInput if a file can't be read.
    """
    with _refuse_unreadable(file), file.path.open("rb") as stream:
        opening = stream.read(OPENING)
        found = pages_in_zip(file.path, file.name) if is_zip(file.path.name, opening) else None
        is_page = not isinstance(found, list) and not _is_warc(file, opening)
        raw = opening + _read_page(stream, limit) if is_page else b""
    if isinstance(found, list):
        yield from (one if isinstance(one, Skipped) else _part_of_zip(one, limit) for one in found)
    else:
        yield _file_of_page(raw, file, limit) if is_page else WarcFile(file)


def _part_of_zip(file: Member, limit: int) -> Part:
    with _refuse_unreadable(file):
        is_warc_file = is_warc_member(file)
    return WarcFile(file) if is_warc_file else FileOfPage(file, page_of(file, limit, read_head))


def _file_of_page(raw: bytes, file: PageFile, limit: int) -> FileOfPage:
    page = _page_in(raw, file, limit, read_head)
    is_as_found = page.payload is raw and len(raw) > 0 and page.refusal is None
    known = Known(replace(page, payload=b""), page.page_id) if is_as_found else None
    return FileOfPage(replace(file, known=known), page)


def _is_warc(file: PageFile, opening: bytes) -> bool:
    return named_like_warc(file.path.name) or begins_like_warc(opening)


def is_warc(file: PageFile) -> bool:
    """Whether a file is a WARC file, by its name or its beginning: a damaged beginning must not cost the rest.

    Raises UnreadableInput if it can't be read.
    """
    with _refuse_unreadable(file), file.path.open("rb") as stream:
        return _is_warc(file, stream.read(OPENING))


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


def page_of(file: SavedFile, limit: int, read_message: MessageReader = read_mhtml) -> Snapshot:
    """The page that a file is by itself; of a ZIP file, why its files can't be read.

    Raises UnreadableInput if the file can't be read, or was changed since somebody looked into it.
    """
    if isinstance(file, Member):
        with _refuse_unreadable(file):
            return member_page(file, limit, read_message)
    with _refuse_unreadable(file), file.path.open("rb") as stream:
        raw = _read_page(stream, limit)
    if file.known is None:
        return _page_in(raw, file, limit, read_message)
    page = replace(file.known.page, payload=raw)
    if page.page_id != file.known.page_id:
        raise UnreadableInput(f"{file.path} was changed while it was read; try again.")
    return page


def _read_page(stream: BinaryIO, limit: int) -> bytes:
    """The bytes of an open file from here on, of a longer one than a page may be at least one more."""
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
