"""Pages in quarantine, tried again with today's program. Nothing leaves the quarantine before it is safe elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from extractors.reading.web_archives import copy_at
from pipeline.acquire.items import Item, read_snapshots, snapshot_at
from pipeline.acquire.page_files import PageFile, UnreadableInput, find_pages
from pipeline.order import Order
from pipeline.parts.reading import read_items
from pipeline.quarantine.held import Held, earlier_pages, held_pages, hold, item_of, release_from
from pipeline.quarantine.originals import original_of
from pipeline.stages import Progress
from schemas.extraction import AnyExtraction
from schemas.snapshot import Snapshot
from warehouse.disk import replacing
from warehouse.lock import exclusive

RESCUED = "rescued"
# Systems take 255 bytes, and a file is written under a longer name first.
_LONGEST_NAME = 200
Fate = Literal["rescued", "refused", "kept", "damaged"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page: ``rescued`` (its bytes are in ``file``), ``refused`` again, ``kept`` or ``damaged``.

    ``kept`` is usable but can't be laid into the folder of rescued pages, ``damaged`` means that its kept bytes are not
    those that were refused; both stay in quarantine, as refused ones do.
    """

    page_id: str
    path: str
    url: str | None
    fate: Fate
    reason: str
    message: str
    file: Path | None = None


def replay(order: Order, *, program: str, progress: Progress) -> tuple[Outcome, ...]:
    """Try every page in quarantine again, as a run with the bounds of ``order`` would, in order of path and page id.

    A rescued page moves to ``DATA/rescued``, where a run can read it. ``program`` is the version noted for pages that
    are refused again. Raises BusyError if a run has the data folder, and OSError that names the file where the disk
    refuses: what was settled until then stays so.
    """
    with exclusive(order.data):
        damaged, whole = _read_held(order.data)
        with closing(read_items([item for _, item in whole], order, progress)) as extractions:
            outcomes = [
                _settle_held(order, held, item, extraction, program)
                for (held, item), extraction in zip(whole, extractions, strict=True)
            ]
    return tuple(sorted((*damaged, *outcomes), key=lambda outcome: (outcome.path, outcome.page_id)))


def _read_held(data: Path) -> tuple[list[Outcome], list[tuple[Held, Item]]]:
    damaged: list[Outcome] = []
    whole: list[tuple[Held, Item]] = []
    for held in (*held_pages(data), *earlier_pages(data)):
        try:
            whole.append((held, item_of(data, held)))
        except ValueError as error:
            damaged.append(_outcome_of_held(held, "damaged", "damaged_bytes", str(error)))
        except FileNotFoundError:
            message = f"The kept bytes of {held.path} are gone."
            damaged.append(_outcome_of_held(held, "damaged", "bytes_missing", message))
    return damaged, whole


def _settle_held(order: Order, held: Held, item: Item, extraction: AnyExtraction, program: str) -> Outcome:
    refusal = extraction.refusal
    if refusal:
        again = hold(order.data, original_of(item), extraction.page, refusal, program, earlier=held.earlier)
        if again.page_id != held.page_id:  # another bound shows more or less of the page
            release_from(order.data, held)
        return _outcome_of_held(again, "refused", refusal.reason, refusal.message)
    limit = order.page_bounds.payload_bytes
    snapshot = snapshot_at(item, limit)
    file = _lay_down(order.data / RESCUED, item, snapshot, limit)
    if file is None:
        message = f"The page can be used now, but {RESCUED} can't take it as {snapshot.path}; save it elsewhere."
        return _outcome_of_held(held, "kept", held.reason, message)
    release_from(order.data, held)
    message = f"The page can be used now; it was refused by {held.program} as {held.reason}."
    return replace(_outcome_of_held(held, "rescued", held.reason, message), file=file)


def _outcome_of_held(held: Held, fate: Fate, reason: str, message: str) -> Outcome:
    return Outcome(held.page_id, held.path, held.url, fate, reason, message)


def _lay_down(folder: Path, item: Item, snapshot: Snapshot, limit: int) -> Path | None:
    """Write a page so that a run over the folder finds it under the same id, or None if that can't be.

    A page with an address goes into a WARC file of its own, which keeps address and time; another keeps its path, and
    what it was found in.
    """
    name = snapshot.path if snapshot.url is None else f"{snapshot.page_id}.warc"
    if not _fits_below_a_folder(name):
        return None
    file = folder / name
    is_new = not file.exists()
    if is_new:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as target:
            target.writelines(_content_to_lay_down(item, snapshot))
    if _is_found(folder, name, snapshot, limit):
        return file
    if is_new:
        file.unlink()
    return None


def _fits_below_a_folder(name: str) -> bool:
    """Whether a name leads to a place below any folder; those in ZIP files may be longer than those on disk."""
    path = PurePosixPath(name)
    is_too_long = any(len(part.encode()) > _LONGEST_NAME for part in path.parts)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and not is_too_long


def _content_to_lay_down(item: Item, snapshot: Snapshot) -> Iterable[bytes]:
    if snapshot.url is not None:
        return _resource_record(snapshot, snapshot.url)
    return [item.path.read_bytes() if isinstance(item, PageFile) else snapshot.payload]


def _resource_record(snapshot: Snapshot, url: str) -> Iterator[bytes]:
    """A resource record of WARC 1.1: the payload as it is, without the exchange that it came from.

    The record of a web archive's copy is about the copy's address, which tells where its links lead.
    """
    fields: Sequence[tuple[str, str | None]] = (
        ("WARC-Type", "resource"),
        ("WARC-Record-ID", f"<urn:sha256:{snapshot.page_id}>"),
        ("WARC-Target-URI", _address_in_archive(snapshot, url) or url),
        ("WARC-Date", f"{snapshot.fetched_at.isoformat()}Z" if snapshot.fetched_at else None),
        ("Content-Type", _content_type(snapshot)),
        ("Content-Length", str(len(snapshot.payload))),
    )
    yield b"WARC/1.1\r\n"
    yield from (f"{name}: {value}\r\n".encode() for name, value in fields if value)
    yield b"\r\n" + snapshot.payload + b"\r\n\r\n"


def _address_in_archive(snapshot: Snapshot, url: str) -> str | None:
    if snapshot.rewritten_to is None or snapshot.fetched_at is None:
        return None
    address = f"{snapshot.rewritten_to}{snapshot.fetched_at:%Y%m%d%H%M%S}/{url}"
    return address if copy_at(address) else None


def _content_type(snapshot: Snapshot) -> str | None:
    charset = f"; charset={snapshot.charset}" if snapshot.charset else ""
    return f"{snapshot.media_type}{charset}" if snapshot.media_type else None


def _is_found(folder: Path, name: str, snapshot: Snapshot, limit: int) -> bool:
    """Whether a run over the folder would read this very page from the file."""
    try:
        if name not in {file.name for file in find_pages([folder]).files}:
            return False
        found = read_snapshots(PageFile(folder / name, name), limit=limit)
        return any(one.page_id == snapshot.page_id and one.refusal is None for one in found)
    except UnreadableInput:
        return False
