"""Pages that could not be used: kept as they were found, with their reason and the program that refused them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pipeline.acquire.saved import PageFile
from pipeline.stored import Item, Original, Place
from schemas.extraction import Page
from schemas.snapshot import Refusal

QUARANTINE = "quarantine"
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Held:
    """A page in quarantine. ``program`` is the version that refused it last.

    ``record`` is None where the page was a file of its own; else the kept bytes are a piece of a WARC file, with the
    page in its how-manieth record, from 0. ``bytes`` and ``sha256`` are of all that is kept: the whole file or piece,
    compressed where it was, whatever the bounds of the run were.
    """

    page_id: str
    source: str
    path: str
    url: str | None
    fetched_at: str | None
    reason: str
    message: str
    program: str
    record: int | None
    bytes: int
    sha256: str

    @property
    def kept(self) -> str:
        """The name of the file with the kept bytes; its ending tells readers of pages what it is."""
        return f"{self.page_id}.{'page' if self.record is None else 'warc'}"


def hold(data: Path, original: Original, page: Page, refusal: Refusal, program: str) -> Held:
    """Keep a page as it was found, and why it was refused. A page that is held already gets the newer reason.

    Raises OSError where the original can't be read any more.
    """
    folder = data / QUARANTINE
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{page.page_id}.new"
    with original.file.open("rb") as source, fresh.open("wb") as target:
        size, digest = _copy(source, original, target)
    held = Held(
        page_id=page.page_id,
        source=page.source,
        path=page.path,
        url=page.url,
        fetched_at=page.fetched_at.isoformat() if page.fetched_at else None,
        reason=refusal.reason,
        message=refusal.message,
        program=program,
        record=original.record,
        bytes=size,
        sha256=digest,
    )
    fresh.replace(folder / held.kept)
    fresh.write_bytes(json.dumps(asdict(held), ensure_ascii=False, indent=1).encode())
    fresh.replace(folder / f"{held.page_id}.json")
    return held


def _copy(source: BinaryIO, original: Original, target: BinaryIO) -> tuple[int, str]:
    """Copy the bytes of a page; how many they are, and their sha256."""
    digest = hashlib.sha256()
    source.seek(original.start)
    size = 0
    while piece := source.read(_PIECE if original.end is None else min(_PIECE, original.end - original.start - size)):
        size += len(piece)
        digest.update(piece)
        target.write(piece)
    return size, digest.hexdigest()


def held_pages(data: Path) -> Iterator[Held]:
    """The pages in quarantine, in order of path and page id; without those whose notes can't be read."""
    found = [held for file in _notes(data) if (held := _read(file))]
    yield from sorted(found, key=lambda held: (held.path, held.page_id))


def unreadable_notes(data: Path) -> tuple[str, ...]:
    """The names of the notes in quarantine that can't be read: nobody knows what page they are about."""
    return tuple(file.name for file in _notes(data) if _read(file) is None)


def item_of(data: Path, held: Held) -> Item:
    """The page to be read again as it was found. Raises ValueError where the kept bytes are not those any more."""
    kept = data / QUARANTINE / held.kept
    with kept.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != held.sha256:
            raise ValueError(f"The kept bytes of {held.path} are damaged: their sha256 is not {held.sha256}.")
    file_named = PageFile(kept, held.path)
    since = datetime.fromisoformat(held.fetched_at) if held.fetched_at else None
    return file_named if held.record is None else Place(file_named, 0, since, held.record)


def release_from(data: Path, held: Held) -> None:
    """Take a page out of quarantine."""
    for name in (f"{held.page_id}.json", held.kept):
        (data / QUARANTINE / name).unlink(missing_ok=True)


def _notes(data: Path) -> list[Path]:
    return sorted((data / QUARANTINE).glob("*.json"))


def _read(file: Path) -> Held | None:
    """What a note says; None where it is damaged, or by an older program that did not keep the whole page."""
    try:
        cells = json.loads(file.read_bytes())
        held = Held(**{field.name: cells[field.name] for field in fields(Held)})
        datetime.fromisoformat(held.fetched_at or "2000-01-01")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return held if _is_sound(held) and held.page_id == file.stem else None


def _is_sound(held: Held) -> bool:
    texts = (held.page_id, held.source, held.path, held.reason, held.message, held.program, held.sha256)
    return all(isinstance(text, str) for text in (*texts, held.url or "")) and isinstance(held.record or 0, int)
