"""The ledger of a data folder: a line of JSON for each run and each removal of releases, only ever appended."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from warehouse.disk import naming, write_all

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One run, or one removal of old releases. ``when`` is in UTC without a zone.

    ``outcome`` is published, unchanged, refused, failed, busy (another run had the data folder) or interrupted; of a
    removal it is pruned, and ``removed`` has the releases.
    ``inputs``, ``program`` and ``reference`` are the digests of the run's provenance, ``failed`` the checks that
    failed, ``accepted`` those of them that it was told to accept, ``accepted_by`` by whom and ``reason`` why, and
    ``bounds`` the bounds that it was told to change. ``seconds`` says how long each stage took, and ``as_of`` (UTC)
    up to which time captures counted, where not all did. ``pages_from_cache`` is how many pages gave what an earlier
    run kept of them.
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
    seconds: Mapping[str, float] = field(default_factory=dict)
    as_of: str | None = None
    accepted_by: str = ""
    reason: str = ""
    removed: tuple[str, ...] = ()
    pages_from_cache: int = 0


def append(data: Path, entry: Entry) -> None:
    """Add a line and see it to disk; it needs no lock of the data folder.

    The end of a line that a crash left open is closed first, and nothing is ever cut off but what this call itself
    could not write to its end. Raises OSError that names the file where the disk refuses.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / LEDGER
    line = json.dumps({**asdict(entry), "when": f"{entry.when.isoformat()}Z"}, ensure_ascii=False) + "\n"
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        with naming(path):
            # For a moment only, so that lines of runs that end together do not mix.
            fcntl.flock(handle, fcntl.LOCK_EX)
            end = os.fstat(handle).st_size
            opened = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
            try:
                # Names of files that are not UTF-8 become escapes of JSON.
                write_all(handle, ("\n" if opened else "").encode() + line.encode("utf-8", "backslashreplace"))
            except OSError:
                with suppress(OSError):
                    os.ftruncate(handle, end)
                raise
    finally:
        os.close(handle)


def read(data: Path) -> tuple[Entry, ...]:
    """Every line that can be read, oldest first; nothing where there is no ledger yet.

    A last line whose end is missing counts where it can be read; one that is torn is left out.
    """
    return tuple(entry for line in _lines(data) if (entry := _entry(line)))


def damaged_lines(data: Path) -> tuple[int, ...]:
    """The numbers, from 1, of the whole lines that can't be read."""
    *whole, _ = _lines(data)
    return tuple(number for number, line in enumerate(whole, 1) if _entry(line) is None)


def _lines(data: Path) -> list[bytes]:
    """The lines of the ledger; the last one, mostly empty, has no line end."""
    path = data / LEDGER
    with naming(path):
        content = path.read_bytes() if path.exists() else b""
    return content.split(b"\n")


def _entry(line: bytes) -> Entry | None:
    """What a line says; what a later version of the program wrote beside it is left out. None if it is damaged."""
    try:
        cells = json.loads(line)
        values = {one.name: cells[one.name] for one in fields(Entry) if one.name in cells}
        when = datetime.fromisoformat(values["when"]).astimezone(UTC).replace(tzinfo=None)
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return Entry(**{**values, **lists, "when": when})
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
