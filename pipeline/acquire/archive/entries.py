"""The answers in the WARC files of the archive: for each, what a fetch needs to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.acquire.page_files import find_pages
from pipeline.acquire.saved import FRAMING, is_warc
from pipeline.acquire.sources import source_of
from pipeline.acquire.verdict import refusal_of
from pipeline.acquire.warc.captures import (
    ASKED_FOR_HEADER,
    OUTCOME_HEADER,
    SOURCE_DIGEST_HEADER,
    Capture,
    Sighting,
    content_type,
    interpret,
    moment_named,
    payload_digest,
    seen_at,
    split_http,
    url_of,
)
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES, decode_body
from pipeline.acquire.warc.warc_records import Record, read_records
from pipeline.engine.pool import run_pages
from schemas.snapshot import Snapshot

KEEP_BYTES = MAX_PAGE_BYTES + FRAMING
# Pages are read in worker processes, as many as the smallest machines have cores, and as many pages at a time as this.
_WORKERS = 2
_BATCH_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One archived answer. ``file`` is relative to the archive, ``offset`` in bytes, ``seen_at`` in UTC.

    ``digest`` (``sha256:`` and hex) is that of the decoded payload; a revisit has the one that it declares.
    ``declared`` is the record's own name of its payload, which in files made by others is another.
    ``outcome`` is what the fetch made of the answer, None in files made by others. ``shows`` says whether a reader of
    the archive takes the record for a ``page``, for a ``repeat`` of one, or passes it over (None). ``length`` is that
    of the decoded payload in bytes, None of a revisit.

    Of a web archive's capture, ``source_uri`` is where it was fetched, ``source_digest`` what the index there calls its
    content, and ``asked_for`` (UTC) the time of the capture that was asked for where this one was served instead.
    """

    file: str
    offset: int
    record_id: str
    kind: str
    url: str
    seen_at: datetime
    status: int | None
    outcome: str | None
    digest: str | None
    declared: str | None
    shows: Literal["page", "repeat"] | None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None
    length: int | None = None
    source_uri: str | None = None
    source_digest: str | None = None
    asked_for: datetime | None = None

    @property
    def good(self) -> bool:
        """Whether the record holds a page that a reader of the archive uses."""
        return self.shows == "page"

    @property
    def names(self) -> frozenset[str]:
        """What the payload is called by this record, or by a revisit of it."""
        return frozenset(name for name in (self.digest, self.declared) if name)


class Scanned(NamedTuple):
    """An answer as its record has it, and its page where nobody has judged that yet, as in files made by others."""

    entry: Entry
    unjudged: Snapshot | None


def entry_of(record: Record, file: str) -> Entry | None:
    """The index entry of a WARC record; None for records that are no answer, or are damaged.

    A page that nobody has judged yet is taken for one that a reader uses.
    """
    scanned = _scan_record(record, file)
    return scanned.entry if scanned is not None else None


def _scan_record(record: Record, file: str) -> Scanned | None:
    url, moment = url_of(record), seen_at(record)
    if record.problem is not None or url is None or moment is None:
        return None
    if record.kind not in {"response", "revisit", "resource"}:
        return None
    parsed = split_http(record.block) if record.kind != "resource" else None
    status, headers, body = parsed if parsed is not None else (None, {}, record.block)
    payload = decode_body(body, headers) if record.kind != "revisit" else None
    declared = record.headers.get("warc-payload-digest")
    said = record.headers.get("content-type", "") if record.kind == "resource" else headers.get("content-type", "")
    outcome = record.headers.get(OUTCOME_HEADER)
    shows, page = _page_or_repeat(record, file)
    entry = Entry(
        file=file,
        offset=record.offset,
        record_id=record.headers.get("warc-record-id", ""),
        kind=record.kind,
        url=url,
        seen_at=moment,
        status=int(status) if status is not None else None,
        outcome=outcome,
        digest=payload_digest(payload) if isinstance(payload, bytes) else declared,
        declared=declared,
        shows=shows,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        media_type=content_type(said)[0],
        length=len(payload) if isinstance(payload, bytes) else None,
        source_uri=record.headers.get("warc-source-uri"),
        source_digest=record.headers.get(SOURCE_DIGEST_HEADER),
        asked_for=moment_named(record, ASKED_FOR_HEADER),
    )
    return Scanned(entry, page if outcome is None else None)


def _page_or_repeat(record: Record, file: str) -> tuple[Literal["page", "repeat"] | None, Snapshot | None]:
    match interpret(record, file, MAX_PAGE_BYTES):
        case Capture(snapshot) if snapshot.refusal is None:
            return "page", snapshot if source_of(snapshot.url).site.kind_of(snapshot.url or "") is not None else None
        case Sighting():
            return "repeat", None
    return None, None


def warc_files(folder: Path) -> list[str]:
    """The WARC files of an archive, also those made by others, by name relative to it, in order."""
    return [file.name for file in find_pages([folder]).files if is_warc(file)]


def scan(folder: Path, files: Iterable[str]) -> list[Entry]:
    """The entries of WARC files of the archive, in their order, with the pages judged that nobody has judged yet.

    A login page that others captured is no page to keep, nor is one that the extractor refuses. Pages are read in
    worker processes that can be killed, as a run reads them.
    """
    scanned = (one for file in files for one in _scan_file(folder, file))
    return [entry for batch in _batches(scanned) for entry in _judge_entries(batch)]


def entries_of(folder: Path, file: str) -> Iterator[Entry]:
    """The entries of one WARC file of the archive, in its order; no page is judged that nobody has judged yet."""
    return (scanned.entry for scanned in _scan_file(folder, file))


def _scan_file(folder: Path, file: str) -> Iterator[Scanned]:
    for record in read_records(folder / file, KEEP_BYTES):
        scanned = _scan_record(record, file)
        if scanned is not None:
            yield scanned


def _batches(scanned: Iterable[Scanned]) -> Iterator[list[Scanned]]:
    """Answers in their order, as many at a time as memory is to hold."""
    batch: list[Scanned] = []
    size = 0
    for one in scanned:
        batch.append(one)
        size += len(one.unjudged.payload) if one.unjudged is not None else 0
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _judge_entries(batch: Sequence[Scanned]) -> Iterator[Entry]:
    pages = [one.unjudged for one in batch if one.unjudged is not None]
    refusals = iter([refusal for _, refusal in run_pages(refusal_of, pages, workers=_WORKERS)])
    for entry, page in batch:
        good = page is None or next(refusals) is None
        yield entry if good else replace(entry, shows=None)
