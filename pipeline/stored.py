"""What a worker is handed: a file that is one page, or the place of a page in a WARC file instead of its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from pipeline.acquire.captures import Capture, interpret
from pipeline.acquire.payloads import MAX_PAGE_BYTES
from pipeline.acquire.saved import FRAMING, PageFile, UnreadableInput, is_warc, present_times, read_snapshots
from pipeline.acquire.warc_records import read_records
from schemas.snapshot import Snapshot


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


def items_of(files: Sequence[PageFile], limit: int = MAX_PAGE_BYTES) -> list[Item]:
    """The pages that files hold, in their order; each payload of an address in WARC files once.

    ``limit`` is the longest payload in bytes. Raises UnreadableInput where a file can't be read.
    """
    since = present_times(files, limit)
    seen: set[str] = set()
    items: list[Item] = []
    for file in files:
        items.extend(_pages_of(file, limit, since, seen) if is_warc(file) else [file])
    return items


def _pages_of(file: PageFile, limit: int, since: Mapping[str, datetime], seen: set[str]) -> Iterator[Item]:
    offset = nth = -1
    for record in read_records(file.path, limit + FRAMING):
        nth, offset = nth + 1 if record.offset == offset else 0, record.offset
        said = interpret(record, file.name, limit)
        if not isinstance(said, Capture) or said.snapshot.page_id in seen:
            continue
        snapshot = said.snapshot
        seen.add(snapshot.page_id)
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
