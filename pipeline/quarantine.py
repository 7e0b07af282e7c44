"""Pages that could not be used: kept with their bytes, their reason and the program that refused them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from schemas.snapshot import Refusal, Snapshot

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Held:
    """A page in quarantine. ``program`` is the version that refused it last."""

    page_id: str
    source: str
    path: str
    url: str | None
    fetched_at: str | None
    charset: str | None
    media_type: str | None
    reason: str
    message: str
    program: str


def hold(data: Path, snapshot: Snapshot, refusal: Refusal, program: str) -> Held:
    """Keep a page's bytes and why it was refused. A page that is held already gets the newer reason."""
    folder = data / QUARANTINE
    folder.mkdir(parents=True, exist_ok=True)
    held = Held(
        page_id=snapshot.page_id,
        source=snapshot.source,
        path=snapshot.path,
        url=snapshot.url,
        fetched_at=snapshot.fetched_at.isoformat() if snapshot.fetched_at else None,
        charset=snapshot.charset,
        media_type=snapshot.media_type,
        reason=refusal.reason,
        message=refusal.message,
        program=program,
    )
    _write(folder / f"{held.page_id}.page", snapshot.payload)
    _write(folder / f"{held.page_id}.json", json.dumps(asdict(held), ensure_ascii=False, indent=1).encode())
    return held


def held_pages(data: Path) -> Iterator[Held]:
    """The pages in quarantine, in order of path and page id."""
    found = [Held(**json.loads(file.read_bytes())) for file in (data / QUARANTINE).glob("*.json")]
    yield from sorted(found, key=lambda held: (held.path, held.page_id))


def snapshot_of(data: Path, held: Held) -> Snapshot:
    """The page as it was when it was refused. Raises ValueError where the kept bytes are not those any more."""
    payload = (data / QUARANTINE / f"{held.page_id}.page").read_bytes()
    since = datetime.fromisoformat(held.fetched_at) if held.fetched_at else None
    snapshot = Snapshot(
        held.source, held.path, payload, held.url, since, held.charset, held.media_type, _container_damage(held)
    )
    if snapshot.page_id != held.page_id:
        raise ValueError(f"The kept bytes of {held.path} are damaged: their hash is not {held.page_id}.")
    return snapshot


def release_from(data: Path, held: Held) -> None:
    """Take a rescued page out of quarantine."""
    for ending in ("json", "page"):
        (data / QUARANTINE / f"{held.page_id}.{ending}").unlink(missing_ok=True)


def _container_damage(held: Held) -> Refusal | None:
    """A damaged container stays damaged: its bytes are not a page."""
    return Refusal(held.reason, held.message) if held.reason.startswith("damaged_") else None


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)
