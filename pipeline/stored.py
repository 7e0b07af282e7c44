"""What a worker is handed: a file that is one page, or the place of a page in a WARC file instead of its bytes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline.acquire.captures import Capture, Presence, Sighting, Skipped, interpret, presences
from pipeline.acquire.payloads import MAX_PAGE_BYTES
from pipeline.acquire.saved import FRAMING, PageFile, UnreadableInput, is_warc, read_snapshots
from pipeline.acquire.warc_records import read_records
from schemas.snapshot import Snapshot

_NO_TIME = datetime.min  # noqa: DTZ901  capture times are UTC without a zone
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


History = tuple[Item, ...]
"""The captures of one address, each payload once, the one that it showed last first; or a page by itself."""


class Stored(NamedTuple):
    """The pages that files hold, by address, and how many records of WARC files were passed over, by reason."""

    histories: list[History]
    passed_over: Mapping[str, int]

    @property
    def items(self) -> list[Item]:
        """All pages of all addresses."""
        return [item for history in self.histories for item in history]


def stored_in(files: Sequence[PageFile], limit: int = MAX_PAGE_BYTES, as_of: datetime | None = None) -> Stored:
    """The pages that files hold, as of a time (UTC) or of all times; each payload of an address in WARC files once.

    Captures of one address are together, wherever they lie; files that are no WARC files, and captures without address
    or time, stand by themselves. ``limit`` is the longest payload in bytes. Records that only tell of an answer (its
    request, notes on it) are not counted as passed over. As of a time, what was captured later is passed over, and so
    is what has no capture time: nobody can tell that it was so then. Raises UnreadableInput where a file can't be read.
    """
    met = _Met()
    for file in files:
        if is_warc(file):
            _read_warc(file, limit, met)
        else:
            met.pages.append(_Page(file, file.name))
    shown = presences(met.sightings, as_of)
    pages, left_out = _as_of(met.pages, shown, as_of)
    return Stored(_histories(pages, shown), dict(sorted((met.passed_over + left_out).items())))


class _Page(NamedTuple):
    """A page of a file. ``address`` and ``captured_at`` are those of a capture that has both."""

    item: Item
    page_id: str
    address: str | None = None
    captured_at: datetime | None = None


@dataclass(slots=True)
class _Met:
    """What was met in files so far. ``captured`` are the addresses of pages, ``repeated`` those of revisits."""

    pages: list[_Page] = field(default_factory=list)
    page_ids: set[str] = field(default_factory=set)
    sightings: list[Sighting] = field(default_factory=list)
    captured: set[str | None] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, said: Capture | Sighting | Skipped, place: Place, *, alone: bool) -> None:
        """Note what a record says; ``alone`` says that its place leads to it in one step, whole."""
        match said:
            case Skipped():
                self.skipped[said.reason] += said.reason not in _NOT_ANSWERS
            case Sighting():
                self.repeated.add(said.url)
                self.sightings.append(said)
            case Capture(snapshot):
                self.captured.add(snapshot.url)
                self.sightings += [said.sighting] if said.sighting else []
                self._add_page(snapshot, place if alone else Loose(place, snapshot))

    def _add_page(self, snapshot: Snapshot, item: Place | Loose) -> None:
        page_id, moment = snapshot.page_id, snapshot.fetched_at
        if page_id not in self.page_ids:
            self.page_ids.add(page_id)
            self.pages.append(_Page(item, page_id, snapshot.url if moment else None, moment))

    @property
    def passed_over(self) -> Counter[str]:
        """How often each reason was met; a revisit of an address without a page is one."""
        return self.skipped + Counter(revisit_without_page=len(self.repeated - self.captured))


def _read_warc(file: PageFile, limit: int, met: _Met) -> None:
    offset = nth = -1
    for record in read_records(file.path, limit + FRAMING):
        nth, offset = nth + 1 if record.offset == offset else 0, record.offset
        # Damage is told with what was read before it.
        alone = record.problem is None and nth == 0
        met.add(interpret(record, file.name, limit), Place(file, offset, None, nth), alone=alone)


def _as_of(
    pages: Sequence[_Page], shown: Mapping[str, Presence], as_of: datetime | None
) -> tuple[list[_Page], Counter[str]]:
    """The pages that were there as of a time, and how many others there are, by reason."""
    if as_of is None:
        return list(pages), Counter()
    left_out = {page.page_id: _why_not(page, shown, as_of) for page in pages}
    there = [page for page in pages if left_out[page.page_id] is None]
    return there, Counter(reason for reason in left_out.values() if reason is not None)


def _why_not(page: _Page, shown: Mapping[str, Presence], as_of: datetime) -> str | None:
    if page.page_id in shown:
        return None
    if page.captured_at is None:
        return "no_capture_time"
    return "captured_later" if page.captured_at > as_of else None


def _histories(pages: Sequence[_Page], shown: Mapping[str, Presence]) -> list[History]:
    """The captures of each address, the one that it showed last first, each since when the address shows it."""
    by_address: dict[tuple[str, str], list[tuple[datetime, str, Item]]] = defaultdict(list)
    for page in pages:
        key = ("page", page.page_id) if page.address is None else ("address", page.address)
        when = shown.get(page.page_id)
        since, until = (when.since, when.until) if when else (page.captured_at, page.captured_at)
        by_address[key].append((until or _NO_TIME, page.page_id, _dated(page.item, since)))
    newest_first = (sorted(found, key=lambda page: page[:2], reverse=True) for found in by_address.values())
    return [tuple(item for _, _, item in found) for found in newest_first]


def _dated(item: Item, since: datetime | None) -> Item:
    match item:
        case Place():
            return replace(item, fetched_at=since)
        case Loose():
            return Loose(replace(item.place, fetched_at=since), replace(item.snapshot, fetched_at=since))
        case _:
            return item


def moment_of(item: Item) -> datetime | None:
    """Since when the address of a page shows it; None for files that do not say."""
    match item:
        case Place():
            return item.fetched_at
        case Loose():
            return item.place.fetched_at
        case _:
            return None


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
