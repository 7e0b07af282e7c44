"""The notes of fetches under way, so that an interrupted one goes on where it stopped, whatever was fetched since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from warehouse.disk import replacing

_FILE = ".fetch.json"
_RESUMABLE = timedelta(hours=24)


@dataclass(slots=True)
class Note:
    """When a fetch began (UTC, without a zone), whether it was interrupted since, and whether it is at its end."""

    started_at: datetime
    resumed: bool
    finished: bool = False


@contextmanager
def noted(folder: Path, request: str, now: datetime) -> Iterator[Note]:
    """The note of a fetch, which stays in the archive's ``folder`` until the fetch says that it is finished.

    ``request`` tells what is asked for: a fetch goes on with one that asked the same within the last day.
    Raises OSError that names the file where the disk refuses.
    """
    path = folder / _FILE
    under_way = {asked: began for asked, began in _read_notes(path).items() if timedelta() <= now - began < _RESUMABLE}
    note = Note(under_way.get(request, now), request in under_way)
    _write_notes(path, {**under_way, request: note.started_at})
    yield note
    if note.finished:
        _write_notes(path, {asked: began for asked, began in under_way.items() if asked != request})


def _read_notes(path: Path) -> dict[str, datetime]:
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))["fetches"]
        return {str(asked): datetime.fromisoformat(began) for asked, began in notes.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_notes(path: Path, notes: Mapping[str, datetime]) -> None:
    if not notes:
        path.unlink(missing_ok=True)
        return
    shown = {asked: began.isoformat() for asked, began in notes.items()}
    with replacing(path) as file:
        file.write(json.dumps({"fetches": shown}).encode())
