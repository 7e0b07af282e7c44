"""What a worker is handed: a file that is one page, or the place of a page in a WARC or ZIP file, not its bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline.acquire.captures import Capture, Sighting, Skipped
from pipeline.acquire.payloads import MAX_PAGE_BYTES
from pipeline.acquire.saved import (
    FRAMING,
    PageFile,
    SavedFile,
    UnreadableInput,
    interpreted,
    is_warc,
    page_of,
    parts_of,
    present_times,
    records_in,
)
from pipeline.acquire.single_pages import longest_file
from pipeline.acquire.zip_members import Member, extent_of, unpacked
from pipeline.acquire.zip_streams import opened
from schemas.snapshot import Snapshot

_NOT_ANSWERS = frozenset({"warcinfo_record", "request_record", "metadata_record"})


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a WARC file: where its record begins, in bytes, and since when (UTC) its address shows this payload.

    ``record`` counts, from 0, the records that begin there: those of one gzip member share its place.
    """

    file: SavedFile
    offset: int
    fetched_at: datetime | None
    record: int = 0


@dataclass(frozen=True, slots=True)
class Loose:
    """A page of a WARC file that its place alone does not lead to in one step, and so comes with its bytes."""

    place: Place
    snapshot: Snapshot


Item = PageFile | Member | Place | Loose
"""A page to read. Only a page that has no place of its own in its file is handed over with its bytes."""


@dataclass(frozen=True, slots=True)
class Original:
    """A page as it was found: the bytes of ``file`` from ``start`` to before ``end`` (None: to the end of the file).

    ``record`` is None where they are the page itself, else which record of the WARC file that they make holds it.
    ``content`` has the bytes instead where they had to be unpacked. ``packed`` is the file of a ZIP file that they are,
    where they can't be unpacked.
    """

    file: Path
    start: int = 0
    end: int | None = None
    record: int | None = None
    content: bytes | None = None
    packed: Member | None = None


class Stored(NamedTuple):
    """The pages that files hold, in order, and how many records and files in them were passed over, by reason."""

    items: list[Item]
    passed_over: Mapping[str, int]


def stored_in(files: Sequence[PageFile], limit: int = MAX_PAGE_BYTES) -> Stored:
    """The pages that files hold, in their order; each payload of an address in WARC files once.

    ``limit`` is the longest payload in bytes. Records that only tell of an answer (its request, notes on it) are not
    counted as passed over. Raises UnreadableInput where a file can't be read.
    """
    met = _Met()
    parts = [part for file in files for part in parts_of(file)]
    since = present_times([part for part in parts if not isinstance(part, Skipped)], limit)
    items: list[Item] = []
    for part in parts:
        if isinstance(part, Skipped):
            met.add(part)
        else:
            items.extend(_pages_of(part, limit, since, met) if is_warc(part) else [part])
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


def _pages_of(file: SavedFile, limit: int, since: Mapping[str, datetime], met: _Met) -> Iterator[Item]:
    offset = nth = -1
    for record in records_in(file, limit + FRAMING):
        nth, offset = nth + 1 if record.offset == offset else 0, record.offset
        snapshot = met.add(interpreted(record, file, limit))
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
    match item:
        case Loose(_, snapshot):
            return snapshot
        case PageFile() | Member():
            return page_of(item, limit)
    records = records_in(item.file, limit + FRAMING, item.offset)
    record = next(islice(records, item.record, None), None)
    said = interpreted(record, item.file, limit) if record is not None else None
    if not isinstance(said, Capture):
        raise UnreadableInput(f"{item.file.path} was changed while it was read; try again.")
    return replace(said.snapshot, fetched_at=item.fetched_at)


def original_of(item: Item) -> Original:
    """Where a page lies as it was found; of a WARC file, all from its place to the next one, damage included.

    Raises UnreadableInput where the file can't be read any more.
    """
    if isinstance(item, PageFile):
        return Original(item.path)
    if isinstance(item, Member):
        return _original_member(item)
    place = item.place if isinstance(item, Loose) else item
    offsets = (record.offset for record in records_in(place.file, 0, place.offset))
    end = next((offset for offset in offsets if offset != place.offset), None)
    found = Original(place.file.path, place.offset, end, place.record)
    return found if isinstance(place.file, PageFile) else _in_member(place.file, found)


def _original_member(member: Member) -> Original:
    """A file in a ZIP file as it was found: unpacked, or as it lies there where it is too long or damaged for that."""
    content = unpacked(member, longest_file(MAX_PAGE_BYTES))
    if isinstance(content, bytes):
        return Original(member.path, content=content)
    start, end = extent_of(member)
    return Original(member.path, start, end, packed=member)


def _in_member(member: Member, found: Original) -> Original:
    """A piece of a WARC file that lies in a ZIP file; ``found`` counts from the beginning of the WARC file."""
    if member.is_compressed:
        with opened(member) as stream:
            stream.seek(found.start)
            return replace(found, content=stream.read(-1 if found.end is None else found.end - found.start))
    _, end = extent_of(member)
    start = end - member.packed
    return replace(found, start=start + found.start, end=end if found.end is None else start + found.end)
