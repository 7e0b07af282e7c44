"""Pages that could not be used: kept as they were found, with their reason and the program that refused them.

The folder ``quarantine`` has those of the current release, and of refused runs since; its folder ``earlier`` has those
of earlier runs that the current release does not speak of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.acquire.containers.zip_members import Member
from pipeline.acquire.items import Item, Place
from pipeline.acquire.page_files import PageFile, UnreadableInput
from pipeline.quarantine.originals import Original
from schemas.extraction import Page
from schemas.snapshot import Refusal
from warehouse.disk import naming, replacing

QUARANTINE = "quarantine"
EARLIER = "earlier"
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Held:
    """A page in quarantine. ``program`` is the version that refused it last.

    ``record`` is None if the page was a file of its own; else the kept bytes are a piece of a WARC file, with the
    page in its how-manieth record, from 0. ``packed`` is None but for a file in a ZIP file that can't be unpacked: the
    kept bytes are then what lies there for it, and this is what the ZIP file's list says of it. ``bytes`` and
    ``sha256`` are of all that is kept: the whole file or piece, compressed where it was, whatever the bounds of the run
    were. ``earlier`` tells that only earlier runs refused it.
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
    packed: Mapping[str, Any] | None = None
    earlier: bool = False

    @property
    def note(self) -> str:
        """The name of the file with what is known of the page."""
        return f"{self.page_id}.json"

    @property
    def kept(self) -> str:
        """The name of the file with the kept bytes; its ending tells readers of pages what it is."""
        return f"{self.page_id}.{_ending(self.record, self.packed)}"


_FACTS: Mapping[str, type] = {"inner": str, "packed": int, "size": int, "crc": int, "method": int, "encrypted": bool}
_STORED = tuple(field.name for field in fields(Held) if field.name not in {"earlier", "packed"})


def hold(data: Path, original: Original, page: Page, refusal: Refusal, program: str, *, earlier: bool = False) -> Held:
    """Keep a page as it was found, and why it was refused. A page that is held already gets the newer reason.

    ``earlier`` lays it with those of earlier runs. Raises UnreadableInput if the original can't be read any more,
    and OSError that names the file where the disk refuses.
    """
    folder = _folder(data, earlier=earlier)
    folder.mkdir(parents=True, exist_ok=True)
    packed = _facts(original.packed) if original.packed else None
    kept = folder / f"{page.page_id}.{_ending(original.record, packed)}"
    with replacing(kept) as target:
        size, digest = _copy_bytes(original, target)
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
        packed=packed,
        earlier=earlier,
    )
    with replacing(folder / held.note) as target:
        target.write(_note_of(held))
    if not earlier:
        release_from(data, replace(held, earlier=True))
    return held


def _folder(data: Path, *, earlier: bool) -> Path:
    return data / QUARANTINE / EARLIER if earlier else data / QUARANTINE


def _ending(record: int | None, packed: object) -> str:
    if packed is not None:
        return "packed"
    return "page" if record is None else "warc"


def _facts(member: Member) -> Mapping[str, Any]:
    """What leads to a file in a ZIP file, once its bytes lie by themselves."""
    return {name: getattr(member, name) for name in _FACTS}


def _note_of(held: Held) -> bytes:
    stored = asdict(held)
    packed = {"packed": held.packed} if held.packed is not None else {}
    return json.dumps({name: stored[name] for name in _STORED} | packed, ensure_ascii=False, indent=1).encode()


def _copy_bytes(original: Original, target: BinaryIO) -> tuple[int, str]:
    """Copy the bytes of a page; how many they are, and their sha256."""
    digest = hashlib.sha256()
    size = 0
    for piece in _pieces_of_page(original):
        size += len(piece)
        digest.update(piece)
        target.write(piece)
    return size, digest.hexdigest()


def _pieces_of_page(original: Original) -> Iterator[bytes]:
    """The bytes of a page as it was found. Raises UnreadableInput."""
    if original.content is not None:
        yield original.content
        return
    left = None if original.end is None else original.end - original.start
    try:
        with original.file.open("rb") as source:
            source.seek(original.start)
            while piece := source.read(_PIECE if left is None else min(_PIECE, left)):
                left = None if left is None else left - len(piece)
                yield piece
    except OSError as error:
        raise UnreadableInput(f"{original.file} can't be read ({error.strerror}).") from error


def settle(data: Path, is_used: Callable[[str], bool], is_refused: Callable[[str], bool]) -> None:
    """Have the quarantine agree with a release that was just published; both are asked about page ids.

    Pages that its run used are released: it read these very bytes elsewhere. Those that it did not meet are laid with
    the earlier ones. Call it with the lock of the data folder held. Raises OSError if the disk refuses.
    """
    for held in (*held_pages(data), *earlier_pages(data)):
        if is_used(held.page_id):
            release_from(data, held)
        elif not held.earlier and not is_refused(held.page_id):
            _lay_with_earlier(data, held)


def _lay_with_earlier(data: Path, held: Held) -> None:
    folder = _folder(data, earlier=True)
    folder.mkdir(exist_ok=True)
    for name in (held.kept, held.note):
        if (data / QUARANTINE / name).exists():
            (data / QUARANTINE / name).replace(folder / name)


def held_pages(data: Path) -> Iterator[Held]:
    """The pages in quarantine, in order of path and page id; without those whose notes can't be read.

    They are those of the current release, and of refused runs since.
    """
    yield from _held_in_folder(data / QUARANTINE)


def earlier_pages(data: Path) -> Iterator[Held]:
    """The pages of earlier runs that the current release does not speak of, in order of path and page id."""
    yield from _held_in_folder(data / QUARANTINE / EARLIER)


def _held_in_folder(folder: Path) -> Iterator[Held]:
    found = [held for file in sorted(folder.glob("*.json")) if (held := _read_note(file))]
    yield from sorted(found, key=lambda held: (held.path, held.page_id))


def unreadable_notes(data: Path) -> tuple[str, ...]:
    """The names of the notes in quarantine that can't be read: nobody knows what page they are about."""
    folder = data / QUARANTINE
    files = (*sorted(folder.glob("*.json")), *sorted(folder.glob(f"{EARLIER}/*.json")))
    return tuple(file.relative_to(folder).as_posix() for file in files if _read_note(file) is None)


def item_of(data: Path, held: Held) -> Item:
    """The page to be read again as it was found. Raises ValueError if the kept bytes are not those any more."""
    kept = _folder(data, earlier=held.earlier) / held.kept
    with naming(kept), kept.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != held.sha256:
            raise ValueError(f"The kept bytes of {held.path} are damaged: their sha256 is not {held.sha256}.")
    if held.packed is not None:
        return Member(kept, held.path, start=0, url=held.url, **held.packed)
    file_named = PageFile(kept, held.path, held.url)
    since = datetime.fromisoformat(held.fetched_at) if held.fetched_at else None
    return file_named if held.record is None else Place(file_named, 0, since, held.record)


def release_from(data: Path, held: Held) -> None:
    """Take a page out of quarantine."""
    for name in (held.note, held.kept):
        (_folder(data, earlier=held.earlier) / name).unlink(missing_ok=True)


def _read_note(file: Path) -> Held | None:
    """What a note says, or None if it is damaged, or by an older program that did not keep the whole page."""
    with naming(file):
        content = file.read_bytes()
    try:
        cells = json.loads(content)
        stored = {name: cells[name] for name in _STORED} | {"packed": cells.get("packed")}
        held = Held(**stored, earlier=file.parent.name == EARLIER)
        datetime.fromisoformat(held.fetched_at or "2000-01-01")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return held if _is_sound(held) and held.page_id == file.stem else None


def _are_facts(packed: object) -> bool:
    return isinstance(packed, dict) and {name: type(value) for name, value in packed.items()} == _FACTS


def _is_sound(held: Held) -> bool:
    if held.packed is not None and not _are_facts(held.packed):
        return False
    texts = (held.page_id, held.source, held.path, held.reason, held.message, held.program, held.sha256)
    return all(isinstance(text, str) for text in (*texts, held.url or "")) and isinstance(held.record or 0, int)
