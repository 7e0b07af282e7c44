"""The archive of fetched pages: WARC files that are only ever appended to, and looked up by address."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.acquire.archive_index import KEEP_BYTES, Entry, entry_of, load, store, warc_files
from pipeline.acquire.archive_write import Exchange, records_of, warcinfo
from pipeline.acquire.captures import payload_digest, split_http
from pipeline.acquire.payloads import decode_body
from pipeline.acquire.saved import PageFile
from pipeline.acquire.warc_records import read_records, torn_at

MAX_FILE_BYTES = 64 * 1024 * 1024
_OWN_FILES = "pages-[0-9][0-9][0-9][0-9][0-9][0-9].warc.gz"


class ArchiveInUse(Exception):  # noqa: N818  it is a state to wait for, and a user sees the sentence only
    """Another fetch is writing to the archive."""


class ArchiveDamaged(Exception):  # noqa: N818  it is a state to mend, and a user sees the sentence only
    """The archive does not hold what its index says; the sentence says what to do."""


@dataclass(slots=True)
class Archive:
    """An archive that is open. ``cut_tails`` names the files whose torn tail was cut off when it was opened."""

    folder: Path
    cut_tails: tuple[str, ...] = ()
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
        """The newest good page of a URL, that is the record that holds its payload; None where there is none."""
        entries = self._by_url.get(url, [])
        by_digest = {entry.digest: entry for entry in entries if entry.good and entry.digest}
        for entry in reversed(entries):
            holder = entry if entry.good else by_digest.get(entry.digest or "") if entry.kind == "revisit" else None
            if holder is not None:
                return holder
        return None

    def validators(self, url: str) -> dict[str, str]:
        """The headers that make a request for a URL conditional on the good page archived; none where there is none."""
        page = self.good_page(url)
        if page is None or page.kind != "response":
            return {}
        # A 304 brings no content, so validators of its own may belong to another one (RFC 9111, 4.3.4).
        came = [entry for entry in self._by_url[url] if entry.status != 304 and entry.digest == page.digest]
        seen = [entry for entry in came if entry.good or entry.kind == "revisit"]
        etag = next((entry.etag for entry in reversed(seen) if entry.etag), None)
        modified = next((entry.last_modified for entry in reversed(seen) if entry.last_modified), None)
        said = {"If-None-Match": etag, "If-Modified-Since": modified}
        # What can't stand in a header as it is was not meant to be sent back.
        return {name: value for name, value in said.items() if value and value.isascii() and value.isprintable()}

    def payload(self, entry: Entry) -> bytes:
        """The decoded payload that a good entry stands for. Raises ArchiveDamaged where the record is not there."""
        for record in read_records(self.folder / entry.file, KEEP_BYTES, start=entry.offset):
            if record.headers.get("warc-record-id", "") == entry.record_id and record.problem is None:
                parsed = split_http(record.block) if entry.kind == "response" else None
                payload = decode_body(parsed[2], parsed[1]) if parsed is not None else record.block
                if isinstance(payload, bytes):
                    return payload
        raise ArchiveDamaged(
            f"{self.folder / entry.file} does not hold the page {entry.url} any more; run: profiles archive verify"
        )

    def append(self, exchange: Exchange) -> Entry:
        """Write one exchange to disk and index it; a payload that its URL already had becomes a revisit.

        Raises OSError where the disk refuses; what was written of the exchange is then taken back.
        """
        before = self.good_page(exchange.url)
        unchanged = exchange.outcome in {"ok", "not_modified"}
        same = exchange.status == 304 or (before is not None and before.digest == payload_digest(exchange.payload))
        path = self._file_to_append(exchange.notes.get("program", ""))
        offset = _append(path, records_of(exchange, before if unchanged and same else None))
        record = next(read_records(path, KEEP_BYTES, start=offset))
        entry = entry_of(record, path.name)
        if entry is None:
            raise OSError(f"The disk did not keep what was written to {path}.")
        self._by_url.setdefault(entry.url, []).append(entry)
        return entry

    def _file_to_append(self, program: str) -> Path:
        own = sorted(self.folder.glob(_OWN_FILES))
        if own and own[-1].stat().st_size < self.max_file_bytes:
            return own[-1]
        number = int(own[-1].name[6:12]) + 1 if own else 1
        path = self.folder / f"pages-{number:06}.warc.gz"
        _append(path, warcinfo(path.name, program))
        return path


@contextmanager
def open_archive(folder: Path, max_file_bytes: int = MAX_FILE_BYTES) -> Iterator[Archive]:
    """Open an archive for appending, alone; torn tails of its own files are cut off and reported.

    The index is written when the archive is closed. Raises ArchiveInUse where another process has it open.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArchiveInUse(f"Another fetch is writing to {folder}; wait for its end.") from error
        cut = tuple(_cut_tail(path) for path in sorted(folder.glob(_OWN_FILES)) if torn_at(path) is not None)
        archive = Archive(folder, cut, max_file_bytes, _by_url(load(folder)))
        try:
            yield archive
        finally:
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


def _append(path: Path, data: bytes) -> int:
    """Append to a file and wait for the disk; returns where the data begins."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        start = os.fstat(handle).st_size
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, start)
            raise
    finally:
        os.close(handle)
    return start


def _cut_tail(path: Path) -> str:
    end = torn_at(path)
    size = path.stat().st_size
    if end is not None:
        os.truncate(path, end)
    return f"{path.name}: {size - (end or 0)} bytes of an unfinished record at its end were cut off."
