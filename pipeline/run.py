"""The run: pages, records, checks, a published release. The wiring, and the only place that is given the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from extractors.document import DEFAULT_BOUNDS, Bounds
from pipeline.acquire.saved import PageFile, find_pages, is_warc, present_times, read_snapshots
from pipeline.dataset import assemble, read_snapshot
from pipeline.engine import DEFAULT_BOUNDS as DEFAULT_PROCESS_BOUNDS
from pipeline.engine import run_pages
from pipeline.engine_worker import ProcessBounds
from pipeline.provenance import program_version, provenance
from pipeline.quarantine import hold
from schemas.extraction import Extraction, Page
from schemas.snapshot import Refusal, Snapshot
from schemas.tables import Dataset
from warehouse import ledger
from warehouse.checks import Finding, check, load_checks, refusing, strict, with_bounds
from warehouse.lock import exclusive
from warehouse.manifest import Provenance
from warehouse.release import Staged, current, publish, stage

ARCHIVE = "archive"
Progress = Callable[[int, int], None]
"""Told how many pages are done, of how many."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked to do. Without pages it reads the archive of the data folder."""

    data: Path
    pages: tuple[Path, ...] = ()
    workers: int = 1
    strict: bool = False
    accept: tuple[str, ...] = ()
    bounds_file: Path | None = None
    page_bounds: Bounds = DEFAULT_BOUNDS
    process_bounds: ProcessBounds = DEFAULT_PROCESS_BOUNDS


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. ``outcome`` is published, unchanged or refused; ``rows`` counts records by table."""

    outcome: str
    message: str
    release: str | None = None
    pages: int = 0
    quarantined: int = 0
    lines_unclaimed: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    issues: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    skipped: tuple[str, ...] = ()
    staging: Path | None = None


def run(order: Order, *, now: Callable[[], datetime], progress: Progress) -> Report:
    """Read the pages, build and check a release, publish it, and write the ledger.

    Raises UnreadableInput for a path that can't be read, BoundsError for a file of bounds that can't be used,
    BusyError where another run has the data folder, and DamagedError where the disk did not keep what was written.
    """
    checks = load_checks() if order.bounds_file is None else with_bounds(load_checks(), order.bounds_file)
    found = find_pages(order.pages or _archive(order.data))
    items = list(_items(found.files))
    extractions = list(_read(items, order, progress))
    _hold_refused(order, items, extractions)
    sources = provenance(extraction.page.page_id for extraction in extractions)
    dataset = assemble(extractions)
    summary = _summary(dataset, found.skipped)
    with exclusive(order.data):
        if not any(extraction.refusal is None for extraction in extractions):
            return _refuse(order, sources, summary, _nothing_usable(len(extractions), order), now)
        staged = stage(dataset, order.data, sources)
        findings = check(staged.folder, current(order.data), strict(checks) if order.strict else checks)
        if refusing(findings, order.accept):
            return _refuse_staged(order, sources, summary, staged, findings, now)
        return _publish(order, sources, summary, staged, findings, now)


def _archive(data: Path) -> tuple[Path, ...]:
    archive = data / ARCHIVE
    return (archive,) if archive.is_dir() else ()


def _items(files: Sequence[PageFile]) -> Iterator[PageFile | Snapshot]:
    """What a worker is handed: a file that is one page, or one page of a WARC file."""
    since = present_times(files)
    seen: set[str] = set()
    for file in files:
        if not is_warc(file):
            yield file
            continue
        for snapshot in read_snapshots(file, since=since):
            if snapshot.page_id not in seen:
                seen.add(snapshot.page_id)
                yield snapshot


def read_item(item: PageFile | Snapshot, bounds: Bounds) -> Extraction:
    """What one page says: the task of a worker."""
    return read_snapshot(_snapshot(item, bounds), bounds)


def _snapshot(item: PageFile | Snapshot, bounds: Bounds) -> Snapshot:
    if isinstance(item, Snapshot):
        return item
    return next(iter(read_snapshots(item, bounds.payload_bytes, {})))


def _read(items: Sequence[PageFile | Snapshot], order: Order, progress: Progress) -> Iterator[Extraction]:
    task = partial(read_item, bounds=order.page_bounds)
    done = partial(_tell, progress, len(items))
    results = run_pages(task, items, workers=order.workers, bounds=order.process_bounds, on_done=done)
    for item, result in results:
        yield _refused(item, result, order.page_bounds) if isinstance(result, Refusal) else result


def _tell(progress: Progress, total: int, done: int) -> None:
    progress(done, total)


def _refused(item: PageFile | Snapshot, refusal: Refusal, bounds: Bounds) -> Extraction:
    snapshot = _snapshot(item, bounds)
    page = Page(snapshot.page_id, snapshot.source, snapshot.path, snapshot.url, snapshot.fetched_at)
    return Extraction(page, refusal=refusal)


def _hold_refused(order: Order, items: Sequence[PageFile | Snapshot], extractions: Sequence[Extraction]) -> None:
    version = program_version()
    for item, extraction in zip(items, extractions, strict=True):
        if extraction.refusal:
            hold(order.data, _snapshot(item, order.page_bounds), extraction.refusal, version)


def _summary(dataset: Dataset, skipped: tuple[str, ...]) -> Report:
    return Report(
        outcome="",
        message="",
        pages=len(dataset.get("pages", ())),
        quarantined=len(dataset.get("quarantine", ())),
        lines_unclaimed=sum(page.lines_unclaimed for page in dataset.get("pages", ())),
        rows={table: len(rows) for table, rows in dataset.items()},
        issues=Counter(issue.severity for issue in dataset.get("issues", ())),
        skipped=skipped,
    )


def _nothing_usable(pages: int, order: Order) -> str:
    if pages:
        return f"None of the {pages} pages could be used; 'profiles quarantine list' tells why of each."
    if order.pages:
        return "There is no page in what was given: pages are text, HTML and WARC files."
    return f"There is no page in {order.data / ARCHIVE}: name files or folders, or run 'profiles fetch' first."


def _refuse(order: Order, sources: Provenance, summary: Report, message: str, now: Callable[[], datetime]) -> Report:
    return _record(order, sources, replace(summary, outcome="refused", message=message), now)


def _refuse_staged(
    order: Order,
    sources: Provenance,
    summary: Report,
    staged: Staged,
    findings: tuple[Finding, ...],
    now: Callable[[], datetime],
) -> Report:
    names = ", ".join(finding.name for finding in refusing(findings, order.accept))
    message = (
        f"The release is refused by: {names}. It stays in {staged.folder} for inspection; "
        "publish it all the same with --accept CHECK, or keep it apart with --data DIR."
    )
    report = replace(summary, outcome="refused", message=message, findings=findings, staging=staged.folder)
    return _record(order, sources, report, now)


def _publish(
    order: Order,
    sources: Provenance,
    summary: Report,
    staged: Staged,
    findings: tuple[Finding, ...],
    now: Callable[[], datetime],
) -> Report:
    release = publish(staged, order.data)
    outcome, message = ("published", f"Release {release.id} is published.")
    if release.unchanged:
        outcome, message = ("unchanged", f"Nothing changed: the content is that of release {release.id}.")
    report = replace(summary, outcome=outcome, message=message, release=release.id, findings=findings)
    return _record(order, sources, report, now)


def _record(order: Order, sources: Provenance, report: Report, now: Callable[[], datetime]) -> Report:
    """Write the run into the ledger."""
    failed = tuple(finding.name for finding in report.findings if not finding.ok)
    entry = ledger.Entry(
        when=now(),
        outcome=report.outcome,
        release=report.release,
        pages=report.pages,
        inputs=sources.inputs,
        program=sources.program,
        reference=sources.reference,
        failed=failed,
        accepted=tuple(name for name in order.accept if name in failed),
        message=report.message,
    )
    ledger.append(order.data, entry)
    return report
