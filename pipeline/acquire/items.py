"""What a worker is handed: a file that is one page, or the place of a page in a WARC or ZIP file, not its bytes."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline.acquire.containers.zip_members import Member
from pipeline.acquire.met_pages import MetPage, MetPages, met_pages
from pipeline.acquire.page_files import PageFile, SizedIterable, UnreadableInput
from pipeline.acquire.saved import (
    FRAMING,
    FileOfPage,
    Part,
    SavedFile,
    WarcFile,
    interpreted,
    page_of,
    parts_of,
    records_in,
)
from pipeline.acquire.warc.captures import Capture, Sighting, Skipped
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from schemas.snapshot import Snapshot

_NOT_ANSWERS = frozenset({"warcinfo_record", "request_record", "metadata_record"})


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a WARC file: where its record begins, in bytes, and since when (UTC) its address shows this payload.

    ``record`` counts, from 0, the records that begin there: those of one gzip member share its place. ``snapshot`` is
    the page itself where its place alone does not lead to it in one step.
    """

    file: SavedFile
    offset: int
    captured_at: datetime | None
    record: int = 0
    snapshot: Snapshot | None = None


Item = PageFile | Member | Place
"""A page to read, and since when its address shows it (``captured_at``, UTC), None for files that do not say.

Only a page that has no place of its own in its file is handed over with its bytes.
"""


History = tuple[Item, ...]
"""The captures of one address, each payload once, the one that it showed last first; or a page by itself."""


class Stored(NamedTuple):
    """The pages that files hold, by address, how many they are, and what else was passed over, by reason.

    ``histories`` are read from disk, in the order in which their addresses were met, each time one goes through them.
    """

    histories: SizedIterable[History]
    pages: int
    passed_over: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Histories:
    met: MetPages

    def __len__(self) -> int:
        return self.met.history_count

    def __iter__(self) -> Iterator[History]:
        for captures in self.met.histories():
            yield tuple(map(_item_of, captures))


@contextmanager
def stored_in(
    files: Iterable[PageFile],
    limit: int = MAX_PAGE_BYTES,
    as_of: datetime | None = None,
    *,
    scratch: Path | None = None,
) -> Iterator[Stored]:
    """The pages that files hold, as of a time (UTC) or of all times; each payload of an address once.

    Captures of one address are together, wherever they lie; what does not tell both address and time stands by itself.
    ``limit`` is the longest payload in bytes. Records that only tell of an answer (its request, notes on it) are not
    counted as passed over. As of a time, what was captured later is passed over, and so is what has no capture time:
    nobody can tell that it was so then.

    What is found lies in the folder ``scratch`` until the end of the ``with``, or without one in memory as far as it
    fits. Raises UnreadableInput if a file can't be read, and OSError that names the file where the disk refuses.
    """
    with met_pages(scratch) as met:
        skipped = _note_files(files, limit, met)
        passed_over = skipped + met.settle(as_of)
        yield Stored(_Histories(met), met.page_count, dict(sorted(passed_over.items())))


def read_snapshots(*files: PageFile, limit: int = MAX_PAGE_BYTES) -> Iterator[Snapshot]:
    """The pages that files hold, in their order, each payload of an address once, since when it is as it is.

    ``limit`` is the longest page in bytes, after decompression. Raises UnreadableInput if a file can't be read.
    """
    given: set[str] = set()
    with met_pages(None) as met:
        _note_files(files, limit, met)
        met.settle(None)
        for page in met.pages():
            snapshot = snapshot_at(_item_of(page), limit)
            if snapshot.page_id not in given:
                given.add(snapshot.page_id)
                yield snapshot


class _FoundPage(NamedTuple):
    """A page that a file holds, what it is read by, and its sighting where it says both address and time."""

    page_id: str
    page: Snapshot
    item: Item
    sighting: Sighting | None


def _note_files(files: Iterable[PageFile], limit: int, met: MetPages) -> Counter[str]:
    """Note what files hold; how much of it is no page, by reason."""
    skipped: Counter[str] = Counter()
    for said in (said for file in files for part in parts_of(file, limit) for said in _said_by(part, limit)):
        match said:
            case Skipped(reason):
                skipped[reason] += reason not in _NOT_ANSWERS
            case Sighting():
                met.note_sighting(said)
            case _FoundPage(page_id, page, item, sighting):
                if sighting is not None:
                    met.note_sighting(sighting)
                met.note_page(page_id, page.url, page.fetched_at, pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
    return skipped


def _said_by(part: Part, limit: int) -> Iterator[_FoundPage | Sighting | Skipped]:
    match part:
        case Skipped():
            yield part
        case FileOfPage():
            yield _page_of_file(part)
        case WarcFile(file):
            yield from _said_by_records(file, limit)


def _page_of_file(part: FileOfPage) -> _FoundPage:
    """A file that is one page, by what it says of itself; without its payload where that is much work."""
    file, page = part
    is_whole = bool(page.payload) and page.refusal is None
    sighting = Capture(page, None).sighting if is_whole else None
    return _FoundPage(page.page_id if is_whole else file.name, page, file, sighting)


def _said_by_records(file: SavedFile, limit: int) -> Iterator[_FoundPage | Sighting | Skipped]:
    """What the records of a WARC file say. A page whose place leads to it in more than one step is in the item."""
    offset = nth = -1
    for record in records_in(file, limit + FRAMING):
        nth, offset = nth + 1 if record.offset == offset else 0, record.offset
        said = interpreted(record, file, limit)
        if isinstance(said, Capture):
            # Damage is told with what was read before it.
            is_alone = record.problem is None and nth == 0
            place = Place(file, offset, None, nth, None if is_alone else said.snapshot)
            yield _FoundPage(said.snapshot.page_id, said.snapshot, place, said.sighting)
        else:
            yield said


def _item_of(page: MetPage) -> Item:
    item: Item = pickle.loads(page.item)  # noqa: S301  written by this process
    return replace(item, captured_at=page.since)


def snapshot_at(item: Item, limit: int) -> Snapshot:
    """The page itself; ``limit`` is the longest payload in bytes.

    Raises UnreadableInput if the file can't be read, or does not hold the page any more.
    """
    if isinstance(item, Place):
        return replace(item.snapshot or _snapshot_in_place(item, limit), fetched_at=item.captured_at)
    page = page_of(item, limit)
    return replace(page, fetched_at=item.captured_at) if item.captured_at else page


def _snapshot_in_place(item: Place, limit: int) -> Snapshot:
    records = records_in(item.file, limit + FRAMING, item.offset)
    record = next(islice(records, item.record, None), None)
    said = interpreted(record, item.file, limit) if record is not None else None
    if not isinstance(said, Capture):
        raise UnreadableInput(f"{item.file.path} was changed while it was read; try again.")
    return said.snapshot
