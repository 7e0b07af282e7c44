"""What a worker is handed: a file that is one page, or the place of a page in a WARC file instead of its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.acquire.archive_index import KEEP_BYTES
from pipeline.acquire.captures import Capture, interpret
from pipeline.acquire.payloads import MAX_PAGE_BYTES
from pipeline.acquire.saved import PageFile, UnreadableInput, is_warc, present_times, read_snapshots
from pipeline.acquire.warc_records import read_records
from schemas.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a WARC file: where its record begins, in bytes, and since when (UTC) its address shows this payload."""

    file: PageFile
    offset: int
    fetched_at: datetime | None


Item = PageFile | Place | Snapshot
"""A page to read. Only a page that has no place of its own in its file is handed over with its bytes."""


def items_of(files: Sequence[PageFile]) -> list[Item]:
    """The pages that files hold, in their order; each payload of an address in WARC files once.

    Raises UnreadableInput where a file can't be read.
    """
    since = present_times(files)
    seen: set[str] = set()
    items: list[Item] = []
    for file in files:
        items.extend(_pages_of(file, since, seen) if is_warc(file) else [file])
    return items


def _pages_of(file: PageFile, since: Mapping[str, datetime], seen: set[str]) -> Iterator[Item]:
    before = -1
    for record in read_records(file.path, KEEP_BYTES):
        said = interpret(record, file.name, MAX_PAGE_BYTES)
        # Damage is told with what was read before it, and records that share a gzip member share its place.
        alone = record.problem is None and record.offset != before
        before = record.offset
        if not isinstance(said, Capture) or said.snapshot.page_id in seen:
            continue
        snapshot = said.snapshot
        seen.add(snapshot.page_id)
        moment = snapshot.fetched_at if snapshot.refusal else since.get(snapshot.page_id, snapshot.fetched_at)
        yield Place(file, record.offset, moment) if alone else replace(snapshot, fetched_at=moment)


def snapshot_at(item: Item, limit: int) -> Snapshot:
    """The page itself; ``limit`` is the longest payload in bytes of a file that is one page.

    Raises UnreadableInput where the file can't be read, or does not hold the page any more.
    """
    if isinstance(item, Snapshot):
        return item
    if isinstance(item, PageFile):
        return next(iter(read_snapshots(item, limit, {})))
    record = next(read_records(item.file.path, KEEP_BYTES, start=item.offset), None)
    said = interpret(record, item.file.name, MAX_PAGE_BYTES) if record is not None else None
    if not isinstance(said, Capture):
        raise UnreadableInput(f"{item.file.path} was changed while it was read; try again.")
    return replace(said.snapshot, fetched_at=item.fetched_at)
