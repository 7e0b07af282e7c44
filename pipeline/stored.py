"""What a worker is handed: a file that is one page, or the place of a page in a WARC file instead of its bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline.acquire.captures import Capture, Sighting, Skipped, interpret
from pipeline.acquire.payloads import MAX_PAGE_BYTES
from pipeline.acquire.saved import FRAMING, PageFile, UnreadableInput, is_warc, present_times, read_snapshots
from pipeline.acquire.warc_records import read_records
from schemas.snapshot import Snapshot

_NOT_ANSWERS = frozenset({"warcinfo_record", "request_record", "metadata_record"})


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a WARC file: where its record begins, in bytes, and since when (UTC) its address shows this payload.

    ``record`` counts, from 0, the records that begin there: those of one gzip member share its place.
    """

    file: PageFile
    offset: int
    fetched_at: datetime | None
    record: int = 0


@dataclass(frozen=True, slots=True)
class Loose:
    """A page of a WARC file that its place alone does not lead to in one step, and so comes with its bytes."""

    place: Place
    snapshot: Snapshot


Item = PageFile | Place | Loose
"""A page to read. Only a page that has no place of its own in its file is handed over with its bytes."""


@dataclass(frozen=True, slots=True)
class Original:
    """A page as it was found: the bytes of ``file`` from ``start`` to before ``end`` (None: to the end of the file).

    ``record`` is None where they are the page itself, else which record of the WARC file that they make holds it.
    """

    file: Path
    start: int = 0
    end: int | None = None
    record: int | None = None


class Stored(NamedTuple):
    """The pages that files hold, in order, and how many records of WARC files were passed over, by reason."""

    items: list[Item]
    passed_over: Mapping[str, int]


def stored_in(files: Sequence[PageFile], limit: int = MAX_PAGE_BYTES) -> Stored:
    """The pages that files hold, in their order; each payload of an address in WARC files once.

    ``limit`` is the longest payload in bytes. Records that only tell of an answer (its request, notes on it) are not
    counted as passed over. Raises UnreadableInput where a file can't be read.
    """
    since = present_times(files, limit)
    met = _Met()
    items: list[Item] = []
    for file in files:
        items.extend(_pages_of(file, limit, since, met) if is_warc(file) else [file])
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


def _pages_of(file: PageFile, limit: int, since: Mapping[str, datetime], met: _Met) -> Iterator[Item]:
    offset = nth = -1
    for record in read_records(file.path, limit + FRAMING):
        nth, offset = nth + 1 if record.offset == offset else 0, record.offset
        snapshot = met.add(interpret(record, file.name, limit))
        if snapshot is None:
            continue
        moment = snapshot.fetched_at if snapshot.refusal else since.get(snapshot.page_id, snapshot.fetched_at)
        place = Place(file, offset, moment, nth)
        # Damage is told with what was read before it.
        alone = record.problem is None and nth == 0
        yield place if alone else Loose(place, replace(snapshot, fetched_at=moment))


def snapshot_at(item: Item, limit: int) -> Snapshot:
    """The page itself; ``limit`` is the longest payload in bytes.

    Raises UnreadableInput where the file can't be read, or does not hold the page any more.
    """
    if isinstance(item, Loose):
        return item.snapshot
    if isinstance(item, PageFile):
        return next(iter(read_snapshots(item, limit, {})))
    records = read_records(item.file.path, limit + FRAMING, start=item.offset)
    record = next(islice(records, item.record, None), None)
    said = interpret(record, item.file.name, limit) if record is not None else None
    if not isinstance(said, Capture):
        raise UnreadableInput(f"{item.file.path} was changed while it was read; try again.")
    return replace(said.snapshot, fetched_at=item.fetched_at)


def original_of(item: Item) -> Original:
    """Where a page lies as it was found; of a WARC file, all from its place to the next one, damage included."""
    if isinstance(item, PageFile):
        return Original(item.path)
    place = item.place if isinstance(item, Loose) else item
    offsets = (record.offset for record in read_records(place.file.path, 0, start=place.offset))
    end = next((offset for offset in offsets if offset != place.offset), None)
    return Original(place.file.path, place.offset, end, place.record)
