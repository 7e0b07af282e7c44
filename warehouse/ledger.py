"""The ledger of a data folder: one line of JSON a run, only ever appended."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One run. ``when`` is in UTC without a zone; ``outcome`` is published, unchanged, refused or failed.

    ``inputs``, ``program`` and ``reference`` are the digests of the run's provenance, ``failed`` the checks that
    failed, ``accepted`` those of them that it was told to accept, and ``bounds`` those that it was told to change.
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
    bounds: Mapping[str, float] = field(default_factory=dict)
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
    """Every line that can be read, oldest first; nothing where there is no ledger yet. A torn last line is left out."""
    return tuple(entry for line in _lines(data) if (entry := _entry(line)))


def damaged_lines(data: Path) -> tuple[int, ...]:
    """The numbers, from 1, of the whole lines that can't be read."""
    return tuple(number for number, line in enumerate(_lines(data), 1) if _entry(line) is None)


def _lines(data: Path) -> list[bytes]:
    path = data / LEDGER
    content = path.read_bytes() if path.exists() else b""
    return content[: content.rfind(b"\n") + 1].split(b"\n")[:-1]


def _entry(line: bytes) -> Entry | None:
    """What a line says; what a later version of the program wrote beside it is left out. None where it is damaged."""
    try:
        cells = json.loads(line)
        values = {one.name: cells[one.name] for one in fields(Entry) if one.name in cells}
        when = datetime.fromisoformat(values["when"]).astimezone(UTC).replace(tzinfo=None)
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return Entry(**{**values, **lists, "when": when})
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
