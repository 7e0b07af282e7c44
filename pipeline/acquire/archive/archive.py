"""The archive of fetched pages: WARC files that are only ever appended to, and looked up by address."""

from __future__ import annotations

import os
from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from pipeline.acquire.archive.entries import KEEP_BYTES, Entry, entry_of, warc_files
from pipeline.acquire.archive.index import load, losses, store, stored_index
from pipeline.acquire.archive.write import Exchange, Replayed, records_of, repeat_records, warcinfo
from pipeline.acquire.page_files import PageFile
from pipeline.acquire.warc.captures import Capture, interpret, payload_digest
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from pipeline.acquire.warc.warc_records import read_records, torn_at
from schemas.snapshot import Snapshot
from warehouse.disk import naming, write_all
from warehouse.lock import lock_alone

ARCHIVE = "archive"
"""The folder of the archive in a data folder."""
MAX_FILE_BYTES = 64 * 1024 * 1024
_OWN_FILES = "pages-[0-9][0-9][0-9][0-9][0-9][0-9].warc.gz"


class ArchiveInUse(Exception):
    """Another fetch is writing to the archive."""


class ArchiveDamaged(Exception):
    """The archive does not hold what its index says; the sentence says what to do."""


@dataclass(slots=True)
class Archive:
    """An archive that is open.

    ``cut_tails`` names the files whose torn tail was cut off when it was opened, ``lost`` the pages that were archived
    once and are in no file any more.
    """

    folder: Path
    cut_tails: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    max_file_bytes: int = MAX_FILE_BYTES
    _by_url: dict[str, list[Entry]] = field(default_factory=dict)

    def entries(self) -> Iterator[Entry]:
        """All answers, those of one URL in order of time."""
        for entries in self._by_url.values():
            yield from entries

    def history(self, url: str) -> list[Entry]:
        """The answers for one canonical URL in order of time."""
        return list(self._by_url.get(url, ()))

    def good_page(self, url: str) -> Entry | None:
        """The newest good page of a URL, that is the record that holds its payload, or None if there is none."""
        entries = self._by_url.get(url, [])
        by_name = {name: entry for entry in entries if entry.good for name in entry.names}
        for entry in reversed(entries):
            holder = entry if entry.good else by_name.get(entry.digest or "") if entry.shows == "repeat" else None
            if holder is not None:
                return holder
        return None

    def validators(self, url: str) -> dict[str, str]:
        """The headers that make a request for a URL conditional on the good page archived; none where there is none.

        What a web archive says that the site once said is not asked about: only what the site told us itself.
        """
        page = self.good_page(url)
        if page is None or page.kind != "response" or not self.holds(url):
            return {}
        # A 304 brings no content, so validators of its own may belong to another one (RFC 9111, 4.3.4).
        came = [entry for entry in self._by_url[url] if entry.status != 304]
        same = [entry for entry in came if entry.shows and entry.names & page.names]
        of_page = [entry for entry in same if entry.source_uri is None]
        return _conditions(of_page, [entry for entry in came if entry not in same])

    def snapshot(self, entry: Entry) -> Snapshot:
        """The page that a good entry stands for. Raises ArchiveDamaged if the record is not there."""
        snapshot = self._snapshot_of(entry)
        if snapshot is None:
            raise ArchiveDamaged(
                f"{self.folder / entry.file} does not hold the page {entry.url} any more; run: profiles archive verify"
            )
        return snapshot

    def holds(self, url: str) -> bool:
        """Whether the good page of a URL can still be read: one that is damaged must be asked for whole."""
        page = self.good_page(url)
        return page is not None and self._snapshot_of(page) is not None

    def _snapshot_of(self, entry: Entry) -> Snapshot | None:
        path = self.folder / entry.file
        records = read_records(path, KEEP_BYTES, start=entry.offset) if path.is_file() else iter(())
        for record in takewhile(lambda record: record.offset == entry.offset, records):
            if record.headers.get("warc-record-id", "") == entry.record_id and record.problem is None:
                said = interpret(record, entry.file, MAX_PAGE_BYTES)
                whole = isinstance(said, Capture) and payload_digest(said.snapshot.payload) == entry.digest
                return said.snapshot if isinstance(said, Capture) and whole else None
        return None

    def append(self, exchange: Exchange) -> Entry:
        """Write one exchange to disk and index it; a payload that its URL already had becomes a revisit.

        Raises OSError if the disk refuses; what was written of the exchange is then taken back.
        """
        return self._write(records_of(exchange, self._repeated_by(exchange)), exchange.notes)

    def append_repeat(self, page: Entry, seen_at: datetime, replayed: Replayed, notes: Mapping[str, str]) -> Entry:
        """Note that a good page was seen at ``seen_at`` too, as a web archive's index says; as a revisit.

        Raises OSError if the disk refuses; what was written is then taken back.
        """
        return self._write(repeat_records(page, seen_at, replayed, notes), notes)

    def _repeated_by(self, exchange: Exchange) -> Entry | None:
        """The good page that an exchange shows once more, or None if what came is to be kept whole."""
        if exchange.outcome == "not_modified":
            return self.good_page(exchange.url)
        if (exchange.outcome, exchange.answer.status) != ("ok", 200):
            return None
        return self.page_with(exchange.url, payload_digest(exchange.answer.payload))

    def page_with(self, url: str, name: str) -> Entry | None:
        """The newest good page of a URL whose payload has this name and can be read, or None if there is none."""
        pages = (entry for entry in reversed(self._by_url.get(url, ())) if entry.good and name in entry.names)
        return next((page for page in pages if self._snapshot_of(page) is not None), None)

    def _write(self, records: bytes, notes: Mapping[str, str]) -> Entry:
        path = self._file_to_append(notes.get("program", ""))
        offset = _append_to_file(path, records)
        record = next(read_records(path, KEEP_BYTES, start=offset))
        entry = entry_of(record, path.name)
        if entry is None:
            raise OSError(f"The disk did not keep what was written to {path}.")
        # A web archive's captures are older than what was written before them.
        insort(self._by_url.setdefault(entry.url, []), entry, key=lambda one: one.seen_at)
        return entry

    def _file_to_append(self, program: str) -> Path:
        own = sorted(self.folder.glob(_OWN_FILES))
        if own and own[-1].stat().st_size < self.max_file_bytes:
            return own[-1]
        number = int(own[-1].name[6:12]) + 1 if own else 1
        path = self.folder / f"pages-{number:06}.warc.gz"
        _append_to_file(path, warcinfo(path.name, program))
        return path


@contextmanager
def open_archive(folder: Path, max_file_bytes: int = MAX_FILE_BYTES) -> Iterator[Archive]:
    """Open an archive for appending, alone; torn tails of its own files are cut off and reported.

    Answers that the index names and no file holds any more are reported too, once.
    The index is written when the archive is closed. Raises ArchiveInUse if another process has it open, and OSError
    that names the file where the disk refuses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    with path.open("wb") as lock:
        try:
            with naming(path):
                lock_alone(lock)
        except BlockingIOError as error:
            raise ArchiveInUse(f"Another fetch is writing to {folder}; wait for its end.") from error
        cut = tuple(said for file in sorted(folder.glob(_OWN_FILES)) if (said := _cut_tail(file)))
        before, entries = stored_index(folder), load(folder)
        archive = Archive(folder, cut, losses(before, entries), max_file_bytes, _by_url(entries))
        try:
            yield archive
        except BaseException:
            # What went wrong is what a user must know; an index that does not fit is made anew.
            with suppress(OSError):
                store(folder, archive.entries())
            raise
        store(folder, archive.entries())


def read_archive(folder: Path) -> Archive:
    """An archive to look things up in; writes nothing. A folder that is not there is an empty archive."""
    return Archive(folder, _by_url=_by_url(load(folder)) if folder.is_dir() else {})


def archived_files(folder: Path) -> tuple[PageFile, ...]:
    """The WARC files of an archive, also those made by others, to be read as pages; none where there is no folder."""
    return tuple(PageFile(folder / name, name) for name in warc_files(folder)) if folder.is_dir() else ()


def _by_url(entries: list[Entry]) -> dict[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.url, entry.seen_at)):
        grouped.setdefault(entry.url, []).append(entry)
    return grouped


def _conditions(of_page: Sequence[Entry], of_others: Sequence[Entry]) -> dict[str, str]:
    """The headers that ask for a page only if it changed, by the newest of its validators that no other page has."""
    said = {
        "If-None-Match": _newest_validator([entry.etag for entry in of_page], [entry.etag for entry in of_others]),
        "If-Modified-Since": _newest_validator(
            [entry.last_modified for entry in of_page], [entry.last_modified for entry in of_others]
        ),
    }
    return {name: value for name, value in said.items() if value}


def _newest_validator(said: Sequence[str | None], elsewhere: Sequence[str | None]) -> str | None:
    """The newest validator of a page. One that another content of the page's address had too tells nothing apart.

    What can't stand in a header as it is was not meant to be sent back.
    """
    newest = next((value for value in reversed(said) if value), None)
    usable = newest is not None and newest not in elsewhere and newest.isascii() and newest.isprintable()
    return newest if usable else None


def _append_to_file(path: Path, data: bytes) -> int:
    """Append to a file and wait for the disk; returns where the data begins.

    Raises OSError with the file's name where the disk refuses; the file is then as it was.
    """
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        start = os.fstat(handle).st_size
        try:
            with naming(path):
                write_all(handle, data)
        except OSError:
            with suppress(OSError):
                os.ftruncate(handle, start)
                if start == 0:
                    path.unlink()
            raise
    finally:
        os.close(handle)
    return start


def _cut_tail(path: Path) -> str | None:
    """Cut off what a crash left unfinished at the end of a file; the sentence about it, None if nothing was."""
    end = torn_at(path)
    if end is None:
        return None
    size = path.stat().st_size
    os.truncate(path, end)
    return f"{path.name}: {size - end} bytes of an unfinished record at its end were cut off."
