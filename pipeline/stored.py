"""What a worker is handed: a file that is one page, or the place of a page in a WARC file instead of its bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from pipeline.acquire.archive_index import KEEP_BYTES
from pipeline.acquire.captures import Capture, Sighting, Skipped, interpret
from pipeline.acquire.payloads import MAX_PAGE_BYTES
from pipeline.acquire.saved import PageFile, UnreadableInput, is_warc, present_times, read_snapshots
from pipeline.acquire.warc_records import read_records
from schemas.snapshot import Snapshot

_NOT_ANSWERS = frozenset({"warcinfo_record", "request_record", "metadata_record"})


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a WARC file: where its record begins, in bytes, and since when (UTC) its address shows this payload."""

    file: PageFile
    offset: int
    fetched_at: datetime | None


Item = PageFile | Place | Snapshot
"""A page to read. Only a page that has no place of its own in its file is handed over with its bytes."""


class Stored(NamedTuple):
    """The pages that files hold, in order, and how many records of WARC files were passed over, by reason."""

    items: list[Item]
    passed_over: Mapping[str, int]


def stored_in(files: Sequence[PageFile]) -> Stored:
    """The pages that files hold, in their order; each payload of an address in WARC files once.

    Records that only tell of an answer (its request, notes on it) are not counted as passed over. Raises
    UnreadableInput where a file can't be read.
    """
    since = present_times(files)
    met = _Met()
    items: list[Item] = []
    for file in files:
        items.extend(_pages_of(file, since, met) if is_warc(file) else [file])
    return Stored(items, met.passed_over)


@dataclass(slots=True)
class _Met:
    """What was met in WARC files so far: pages by id and by address, addresses of revisits, reasons to pass over."""

    pages: set[str] = field(default_factory=set)
    captured: set[str | None] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, said: Capture | Sighting | Skipped) -> Snapshot | None:
        """The page, if it is one that was not met before."""
        match said:
            case Skipped():
                self.skipped[said.reason] += said.reason not in _NOT_ANSWERS
            case Sighting():
                self.repeated.add(said.url)
            case Capture(snapshot):
                self.captured.add(snapshot.url)
                new = snapshot.page_id not in self.pages
                self.pages.add(snapshot.page_id)
                return snapshot if new else None
        return None

    @property
    def passed_over(self) -> Mapping[str, int]:
        """How often each reason was met; a revisit of an address without a page is one."""
        reasons = self.skipped + Counter(revisit_without_page=len(self.repeated - self.captured))
        return dict(sorted(reasons.items()))


def _pages_of(file: PageFile, since: Mapping[str, datetime], met: _Met) -> Iterator[Item]:
    before = -1
    for record in read_records(file.path, KEEP_BYTES):
        said = interpret(record, file.name, MAX_PAGE_BYTES)
        # Damage is told with what was read before it, and records that share a gzip member share its place.
        alone = record.problem is None and record.offset != before
        before = record.offset
        snapshot = met.add(said)
        if snapshot is None:
            continue
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
