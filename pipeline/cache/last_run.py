"""What the last run of a data folder gave: one that would do just the same ends at once, with the same result.

It would do the same where the names and bytes of all files of pages, those passed over, the country pages that the
archive was asked for, the program with its data and libraries, the bounds, the checks, the time as of which captures
count and the layout of the release are the same, and the release that it made is current and whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.acquire.archive.archive import ARCHIVE
from pipeline.acquire.archive.index import asked_countries
from pipeline.acquire.page_files import Found
from pipeline.cache.pages import CACHE
from pipeline.order import Order, Report
from pipeline.provenance import made_by
from pipeline.quarantine.held import QUARANTINE
from warehouse.checks import Check, Finding, refusing
from warehouse.disk import naming, replacing
from warehouse.manifest import Provenance, digest_of, verify
from warehouse.release import current

_FILE = "last-run.json"
_DONE = frozenset({"published", "unchanged"})
# A check that asks for this finds less with every day that passes, as ``checks.toml`` has it.
_DAY = "release_day"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gave, and from what. ``repeatable`` means that another one over the same would give the same."""

    report: Report
    sources: Provenance
    repeatable: bool = True


def run_digest(order: Order, checks: Sequence[Check], found: Found) -> str:
    """The sha256 of all that decides what a run over these files gives, but for the day and the current release.

    Raises OSError that names the file where one can't be read.
    """
    asked = () if order.pages else asked_countries(order.data / ARCHIVE, order.as_of)
    bounds = [(check.name, check.severity, check.bound) for check in checks]
    ordered = (order.page_bounds, order.process_bounds, order.as_of, bool(order.pages), order.layout)
    total = hashlib.sha256(repr((made_by(), ordered, bounds, asked, found.skipped)).encode())
    for file in found.files:
        with naming(file.path):
            total.update(repr((file.name, file.url, digest_of(file.path))).encode())
    return total.hexdigest()


def file_states(found: Found) -> str:
    """The sha256 of how long each file is and when it was changed: another one once a file was written.

    Nothing else tells of a file that was half-written while it was read, and whole before and afterwards.
    """
    total = hashlib.sha256()
    for file in found.files:
        with suppress(OSError):  # one that can't be looked at any more is not as it was
            state = file.path.stat()
            total.update(repr((file.name, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)).encode())
    return total.hexdigest()


def last_result(order: Order, checks: Sequence[Check], decided_by: str, day: date) -> Result | None:
    """What the last run gave, where one of this day that is decided by the same would give it again; else None.

    A release passes every comparison with itself, so that these checks need not be made again.
    """
    last = _read(order.data) if order.cache_mebibytes else None
    if last is None or last["decided_by"] != decided_by or last["quarantine"] != _in_quarantine(order.data):
        return None
    report = _report(last["report"], checks)
    by_day = {check.name for check in checks if _DAY in check.sql} if last["day"] < day.isoformat() else set()
    is_same = last["day"] <= day.isoformat() and by_day.isdisjoint(finding.name for finding in report.findings)
    if not is_same or refusing(report.findings, order.accept) or not _is_whole(order.data, report.release):
        return None
    return Result(report, Provenance(**last["sources"]))


def note_result(order: Order, decided_by: str, day: date, result: Result) -> None:
    """Keep what a run gave, where the disk allows it; what the last one gave is no more."""
    path = order.data / CACHE / _FILE
    with suppress(OSError):
        path.unlink(missing_ok=True)
        if result.repeatable and result.report.outcome in _DONE and order.cache_mebibytes:
            path.parent.mkdir(parents=True, exist_ok=True)
            known = {"decided_by": decided_by, "day": day.isoformat(), "quarantine": _in_quarantine(order.data)}
            content = json.dumps({**known, "sources": asdict(result.sources), "report": asdict(result.report)}).encode()
            with replacing(path) as file:
                file.write(_digest(content) + content)


def _read(data: Path) -> dict[str, Any] | None:
    """What is known of the last run; None where that is nothing, or damaged."""
    try:
        stored = (data / CACHE / _FILE).read_bytes()
    except OSError:
        return None
    content = stored[len(_digest(b"")) :]
    if stored != _digest(content) + content:
        return None
    known: dict[str, Any] = json.loads(content)
    return known


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"


def _report(told: dict[str, Any], checks: Sequence[Check]) -> Report:
    """The report of a run that ends at once, from that of the last one."""
    compares = {check.name for check in checks if check.compares}
    findings = [Finding(**{**one, "examples": tuple(one["examples"])}) for one in told["findings"]]
    return replace(
        Report(**told),
        outcome="unchanged",
        message=f"Nothing is new since the last run: the content is that of release {told['release']}.",
        findings=tuple(finding for finding in findings if finding.name not in compares),
        checks=len(checks),
        skipped=tuple(told["skipped"]),
        pages_from_cache=told["pages"],
    )


def _in_quarantine(data: Path) -> list[str]:
    folder = data / QUARANTINE
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def _is_whole(data: Path, release: str | None) -> bool:
    """Whether a release is current, and every byte of it as it was published."""
    now = current(data)
    return now is not None and now.name == release and not verify(now)
