"""The ledger of a data folder: one line of JSON a run, only ever appended."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One run. ``when`` is in UTC without a zone; ``outcome`` is published, unchanged, refused or failed.

    ``inputs``, ``program`` and ``reference`` are the digests of the run's provenance, ``failed`` the checks that
    failed and ``accepted`` those of them that it was told to accept.
    """

    when: datetime
    outcome: str
    release: str | None
    pages: int = 0
    inputs: str = ""
    program: str = ""
    reference: str = ""
    failed: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    message: str = ""


def append(data: Path, entry: Entry) -> None:
    """Add a line and see it to disk. A line torn by an earlier crash is cut off first."""
    data.mkdir(parents=True, exist_ok=True)
    line = json.dumps({**asdict(entry), "when": f"{entry.when.isoformat()}Z"}, ensure_ascii=False) + "\n"
    with (data / LEDGER).open("a+b") as file:
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def read(data: Path) -> tuple[Entry, ...]:
    """Every whole line, oldest first; nothing where there is no ledger yet. A torn last line is left out."""
    path = data / LEDGER
    content = path.read_bytes() if path.exists() else b""
    whole = content[: content.rfind(b"\n") + 1]
    return tuple(_entry(json.loads(line)) for line in whole.splitlines())


def _entry(cells: dict[str, object]) -> Entry:
    """An entry; what a later version of the program wrote beside it is left out."""
    known = {field.name for field in fields(Entry)}
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in cells.items() if key in known}
    when = datetime.fromisoformat(str(cells["when"])).astimezone(UTC).replace(tzinfo=None)
    return Entry(**{**values, "when": when})  # type: ignore[arg-type] # as written by append
