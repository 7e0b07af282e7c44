"""What the archive holds of an address: each capture, what became of it, what it gives, and which one counts now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from extractors.sources import SOURCES
from pipeline.acquire.archive.archive import ARCHIVE, Archive, archived_files, read_archive
from pipeline.acquire.archive.entries import Entry
from pipeline.acquire.items import Item, Place, snapshot_at, stored_in
from pipeline.acquire.sources import canonical_url, source_of
from pipeline.acquire.warc.captures import payload_digest
from pipeline.explain.explain import NotFoundError
from pipeline.order import Order
from pipeline.parts.reading import read_items
from pipeline.stages import Progress
from pipeline.transform.present import Read, capture_read, choose
from schemas.extraction import AnyExtraction


@dataclass(frozen=True, slots=True)
class HeldAddress:
    """An address that the archive holds answers of.

    ``captures`` counts the answers, ``pages`` those of them that show a page, ``contents`` how many different ones.
    """

    url: str
    kind: str | None
    captures: int
    pages: int
    contents: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class HeldCapture:
    """One answer that the archive holds; a revisit has the digest and the size of the page that it repeats.

    ``page_id`` is that of the page in a release. ``came_from`` is ``site``, the address at a web archive, or the WARC
    file of others that holds it. ``gives`` says how much of what its source counts the page gives, such as blocks and
    practices; it is None if the page can't be used, or is none. ``counts`` says whether a release of now rests on
    it, ``why`` the reason.
    """

    url: str
    captured_at: datetime
    page_id: str | None
    digest: str | None
    size: int | None
    status: int | None
    outcome: str
    came_from: str
    gives: Mapping[str, int | None]
    counts: bool
    why: str


class _Reading(NamedTuple):
    """What a content of an address says, and why it counts or not."""

    capture: Read
    why: str


@dataclass(frozen=True, slots=True)
class _Readings:
    """What pages say, by address and digest, and, of those whose content can't be had, by the place of the record."""

    by_content: dict[tuple[str | None, str | None], _Reading] = field(default_factory=dict)
    by_place: dict[tuple[str, int], _Reading] = field(default_factory=dict)

    def of(self, page: Entry) -> _Reading | None:
        """What the page that a record holds says; None for what is no page."""
        return self.by_content.get((page.url, page.digest)) or self.by_place.get((page.file, page.offset))


_NEWEST = "the newest that can be used"
_FILLS = "it fills what the newest lacks"
_COUNTING = frozenset({_NEWEST, _FILLS})
# Some records that others made have no header, and so no status.
_SHOWN = frozenset({None, 200})


def held_addresses(order: Order) -> list[HeldAddress]:
    """All addresses that the archive holds answers of, in order."""
    archive = read_archive(order.data / ARCHIVE)
    return [_held_address(archive.history(url)) for url in sorted(_addresses_held(archive))]


def held_captures(order: Order, asked: str, progress: Progress) -> list[HeldCapture]:
    """The captures of an address, or of a country's page and its ``?page=N`` by its slug; each address by time.

    Pages are read in worker processes, within the bounds of ``order``. Raises NotFoundError if the archive holds
    nothing of that, and UnreadableInput where a file of it can't be read.
    """
    archive = read_archive(order.data / ARCHIVE)
    histories = [archive.history(url) for url in _addresses(archive, asked)]
    if not histories:
        raise NotFoundError(f"The archive in {order.data} holds nothing of {asked[:200]!r}.")
    readings = _readings([entry for history in histories for entry in history], order, progress)
    return [capture for history in histories for capture in _captures(history, readings)]


class CapturedPage(NamedTuple):
    """What an address showed at a time (UTC)."""

    url: str
    seen_at: datetime
    extraction: AnyExtraction


def captured_pages(order: Order, urls: Sequence[str], progress: Progress) -> list[CapturedPage]:
    """The pages that some addresses showed, each time that they did, by the archive; each content is read once.

    Raises UnreadableInput where a file of the archive can't be read.
    """
    archive = read_archive(order.data / ARCHIVE)
    histories = [archive.history(url) for url in urls]
    readings = _readings([entry for history in histories for entry in history], order, progress)
    shown = [(entry, page) for history in histories for entry, page in zip(history, _pages_shown(history), strict=True)]
    found = [(entry, readings.of(page)) for entry, page in shown if page is not None]
    return [CapturedPage(entry.url, entry.seen_at, one.capture.content) for entry, one in found if one is not None]


def _addresses_held(archive: Archive) -> set[str]:
    return {entry.url for entry in archive.entries()}


def _held_address(history: Sequence[Entry]) -> HeldAddress:
    url, first, last = history[0].url, history[0].seen_at, history[-1].seen_at
    shown = [entry for entry in history if entry.shows]
    contents = {page.digest for page in _pages_shown(history) if page is not None and page.shows}
    return HeldAddress(url, source_of(url).site.kind_of(url), len(history), len(shown), len(contents), first, last)


def _addresses(archive: Archive, asked: str) -> list[str]:
    """The addresses held that are meant: ``peru`` means the page of Peru and its ``?page=N``. Raises NotFoundError."""
    if "://" in asked:
        address = canonical_url(asked)
        if address is None:
            raise NotFoundError(f"{asked[:200]!r} is no address of a web page.")
        return [address] if archive.history(address) else []
    pages = _country_pages(asked)
    held = [url for url in _addresses_held(archive) if url.partition("?page=")[0] in pages]
    return sorted(held, key=lambda url: (len(url), url))


def _country_pages(slug: str) -> list[str]:
    """The addresses of a country's page, one of each source that has such a slug."""
    pages = [(source, source.site.country_url(slug)) for source in SOURCES if source.site.country_path]
    found = [url for source, url in pages if source.site.kind_of(url) == "country"]
    if not found:
        raise NotFoundError(f"{slug[:80]!r} is neither a slug, like sri-lanka, nor a whole address of a page.")
    return found


def _readings(entries: Sequence[Entry], order: Order, progress: Progress) -> _Readings:
    """What each content of the addresses of some answers says, and why it counts or not."""
    histories = _histories_of(entries, order)
    extractions = iter(list(read_items([item for history in histories for item in history], order, progress)))
    readings = _Readings()
    for history in histories:
        judged = _readings_of_address(list(islice(extractions, len(history))))
        for item, reading in zip(history, judged, strict=True):
            snapshot = snapshot_at(item, order.page_bounds.payload_bytes)
            readings.by_content[snapshot.url, payload_digest(snapshot.payload)] = reading
            if snapshot.refusal is not None:
                readings.by_place[_place_of_item(item)] = reading
    return readings


def _histories_of(entries: Sequence[Entry], order: Order) -> Sequence[Sequence[Item]]:
    """The pages, address by address, of all addresses that one of these answers is of."""
    files, places = {entry.file for entry in entries}, {(entry.file, entry.offset) for entry in entries}
    holding = [file for file in archived_files(order.data / ARCHIVE) if file.name in files]
    with stored_in(holding, order.page_bounds.payload_bytes) as stored:
        return [one for one in stored.histories if any(_place_of_item(item) in places for item in one)]


def _place_of_item(item: Item) -> tuple[str, int]:
    """The file that holds a page, by its name in the archive, and where in it the record begins."""
    return (item.file.name, item.offset) if isinstance(item, Place) else (item.name, 0)


def _readings_of_address(newest_first: Sequence[AnyExtraction]) -> list[_Reading]:
    """Why each capture of an address counts or not, as a run chooses among them."""
    captures = [capture_read(page) for page in newest_first]
    choice = choose(captures)
    why = {page.page.page_id: _FILLS for page in choice.older}
    why |= {page.page.page_id: _NEWEST for page in choice.newest}
    return [_Reading(one, why.get(one.page.page_id) or _why_unused(one)) for one in captures]


def _why_unused(page: Read) -> str:
    return f"it can't be used: {page.refusal.reason}" if page.refusal else "a newer one counts"


def _captures(history: Sequence[Entry], readings: _Readings) -> Iterator[HeldCapture]:
    """The captures of one address, given in order of time."""
    pages = list(_pages_shown(history))
    last_of = {page.digest: entry for entry, page in zip(history, pages, strict=True) if page is not None}
    for entry, page in zip(history, pages, strict=True):
        held = page or entry
        reading = readings.of(page) if page is not None else None
        yield _held_capture(entry, held, reading, _why_counted(reading, is_last=last_of.get(held.digest) is entry))


def _pages_shown(history: Sequence[Entry]) -> Iterator[Entry | None]:
    """For each answer the record that holds the page that it showed; None for what shows none.

    A revisit whose digest is of no page here is of the page before it.
    """
    named = {name: entry for entry in history if entry.kind != "revisit" for name in entry.names}
    before: Entry | None = None
    for entry in history:
        page = _page_shown(entry, named, before)
        before = page or before
        yield page


def _page_shown(entry: Entry, named: Mapping[str, Entry], before: Entry | None) -> Entry | None:
    if entry.kind == "revisit":
        return named.get(entry.digest or "", before) if entry.shows else None
    # What others captured is judged when it is read.
    return entry if entry.shows or (entry.outcome is None and entry.status in _SHOWN) else None


def _why_counted(reading: _Reading | None, *, is_last: bool) -> str:
    if reading is None:
        return "no page"
    return "the same came again later" if reading.why in _COUNTING and not is_last else reading.why


def _held_capture(entry: Entry, page: Entry, reading: _Reading | None, why: str) -> HeldCapture:
    given = reading.capture.content if reading is not None and reading.capture.tells else None
    return HeldCapture(
        url=entry.url,
        captured_at=entry.seen_at,
        page_id=reading.capture.page.page_id if reading is not None else None,
        digest=page.digest,
        size=page.length,
        status=entry.status,
        outcome=entry.outcome or _outcome_of_entry(entry),
        came_from=entry.source_uri or ("site" if entry.outcome is not None else entry.file),
        gives=source_of(entry.url).counts(given),
        counts=why in _COUNTING,
        why=why,
    )


def _outcome_of_entry(entry: Entry) -> str:
    """What became of an answer in a file of others, which does not say it."""
    if entry.shows is not None:
        return "ok" if entry.status in _SHOWN else "not_modified"
    return "no_page" if entry.status in _SHOWN else f"status_{entry.status}"
