"""What a worker is handed: a file that is one page, or the place of a page in a WARC or ZIP file, not its bytes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from pipeline.acquire.containers.zip_members import Member
from pipeline.acquire.page_files import PageFile, UnreadableInput
from pipeline.acquire.saved import (
    FRAMING,
    SavedFile,
    interpreted,
    is_warc,
    page_of,
    page_of_file,
    parts_of,
    records_in,
)
from pipeline.acquire.warc.captures import Capture, Sighting, Skipped
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from pipeline.acquire.warc.presences import Presence, presences
from schemas.snapshot import Snapshot

_NO_TIME = datetime.min  # noqa: DTZ901  capture times are UTC without a zone
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
    """The pages that files hold, by address, and how much in WARC and ZIP files was passed over, by reason."""

    histories: list[History]
    passed_over: Mapping[str, int]

    @property
    def items(self) -> list[Item]:
        """All pages of all addresses."""
        return [item for history in self.histories for item in history]


def stored_in(files: Sequence[PageFile], limit: int = MAX_PAGE_BYTES, as_of: datetime | None = None) -> Stored:
    """The pages that files hold, as of a time (UTC) or of all times; each payload of an address once.

    Captures of one address are together, wherever they lie; what does not tell both address and time stands by itself.
    ``limit`` is the longest payload in bytes. Records that only tell of an answer (its request, notes on it) are not
    counted as passed over. As of a time, what was captured later is passed over, and so is what has no capture time:
    nobody can tell that it was so then. Raises UnreadableInput if a file can't be read.
    """
    met = _read_files(files, limit)
    shown = presences(met.sightings, as_of)
    pages, left_out = _as_of(met.pages, shown, as_of)
    return Stored(_histories(pages, shown), dict(sorted((met.passed_over + left_out).items())))


def read_snapshots(*files: PageFile, limit: int = MAX_PAGE_BYTES) -> Iterator[Snapshot]:
    """The pages that files hold, in their order, each payload of an address once, since when it is as it is.

    ``limit`` is the longest page in bytes, after decompression. Raises UnreadableInput if a file can't be read.
    """
    met = _read_files(files, limit)
    shown = presences(met.sightings)
    given: set[str] = set()
    for page in met.pages:
        snapshot = snapshot_at(replace(page.item, captured_at=_span_shown(page, shown)[0]), limit)
        if snapshot.page_id not in given:
            given.add(snapshot.page_id)
            yield snapshot


class _Page(NamedTuple):
    """A page of a file, and where and when it was captured; None for what it does not say."""

    item: Item
    page_id: str
    address: str | None = None
    captured_at: datetime | None = None


@dataclass(slots=True)
class _FilesSoFar:
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
                self.add_skipped(said)
            case Sighting():
                self.repeated.add(said.url)
                self.sightings.append(said)
            case Capture(snapshot):
                self.captured.add(snapshot.url)
                self.sightings += [said.sighting] if said.sighting else []
                self._add_page(snapshot.page_id, snapshot, place if alone else replace(place, snapshot=snapshot))

    def add_skipped(self, skipped: Skipped) -> None:
        """Note what is no page."""
        self.skipped[skipped.reason] += skipped.reason not in _NOT_ANSWERS

    def add_file(self, file: SavedFile, page: Snapshot) -> None:
        """Note a file that is one page, by what it says of itself; without its payload where that is much work."""
        self.captured.add(page.url)
        is_whole = bool(page.payload) and page.refusal is None
        sighting = Capture(page, None).sighting if is_whole else None
        self.sightings += [sighting] if sighting else []
        self._add_page(page.page_id if is_whole else file.name, page, file)

    def _add_page(self, page_id: str, page: Snapshot, item: Item) -> None:
        if page_id not in self.page_ids:
            self.page_ids.add(page_id)
            self.pages.append(_Page(item, page_id, page.url, page.fetched_at))

    @property
    def passed_over(self) -> Counter[str]:
        """How often each reason was met; a revisit of an address without a page is one."""
        return self.skipped + Counter(revisit_without_page=len(self.repeated - self.captured))


def _read_files(files: Iterable[PageFile], limit: int) -> _FilesSoFar:
    met = _FilesSoFar()
    for file in files:
        for part in parts_of(file):
            _read_part(part, limit, met)
    return met


def _read_part(part: SavedFile | Skipped, limit: int, met: _FilesSoFar) -> None:
    if isinstance(part, Skipped):
        met.add_skipped(part)
    elif is_warc(part):
        _read_warc(part, limit, met)
    else:
        met.add_file(*page_of_file(part, limit))


def _read_warc(file: SavedFile, limit: int, met: _FilesSoFar) -> None:
    offset = nth = -1
    for record in records_in(file, limit + FRAMING):
        nth, offset = nth + 1 if record.offset == offset else 0, record.offset
        # Damage is told with what was read before it.
        alone = record.problem is None and nth == 0
        met.add(interpreted(record, file, limit), Place(file, offset, None, nth), alone=alone)


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
        since, until = _span_shown(page, shown)
        alone = page.address is None or since is None
        key = ("page", page.page_id) if alone else ("address", str(page.address))
        by_address[key].append((until or _NO_TIME, page.page_id, replace(page.item, captured_at=since)))
    newest_first = (sorted(found, key=lambda page: page[:2], reverse=True) for found in by_address.values())
    return [tuple(item for _, _, item in found) for found in newest_first]


def _span_shown(page: _Page, shown: Mapping[str, Presence]) -> Presence | tuple[datetime | None, datetime | None]:
    """Since when and until when an address shows a page: as all that is known of it tells, else as the page says."""
    return shown.get(page.page_id) or (page.captured_at, page.captured_at)


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
