"""The run: pages, records, checks, a published release. The wiring, and the only place that is given the clock."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from extractors.sources import SCHEMA
from pipeline.acquire.archive.archive import ARCHIVE, archived_files
from pipeline.acquire.archive.index import asked_countries
from pipeline.acquire.items import Item, snapshot_at, stored_in
from pipeline.acquire.page_files import Found, UnreadableInput, find_pages
from pipeline.engine.engine import local_engine
from pipeline.engine.interrupts import interruptible
from pipeline.failures import failure_sentence
from pipeline.order import Order, Report
from pipeline.provenance import program_version, provenance
from pipeline.quarantine.held import hold, settle
from pipeline.quarantine.originals import original_of
from pipeline.recorder import Recorder
from pipeline.spans import moment_in_words
from pipeline.stages import Progress, Stages, Watch
from pipeline.transform.dataset import assemble, read_snapshot
from pipeline.transform.newest import read_newest
from schemas.bounds import Bounds
from schemas.extraction import AnyExtraction, Extraction, Page
from schemas.snapshot import Refusal
from schemas.tables import Dataset
from warehouse import ledger
from warehouse.check_views import AskedCountry, Circumstances
from warehouse.checks import (
    Check,
    changed_bounds,
    check,
    load_checks,
    refusing,
    require_known,
    strict,
    with_bounds,
)
from warehouse.lock import exclusive
from warehouse.manifest import Provenance
from warehouse.predecessor import predecessor
from warehouse.release import Staged, current, leaving_nothing_staged, publish, stage


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages of a run and what each says, in the same order.

    ``skipped`` are the files that are no pages, ``passed_over`` counts what in WARC and ZIP files is none, and the
    captures that newer ones of their address superseded.
    """

    items: tuple[Item, ...]
    extractions: tuple[AnyExtraction, ...]
    skipped: tuple[str, ...]
    passed_over: Mapping[str, int]


def run(
    order: Order,
    *,
    now: Callable[[], datetime],
    progress: Watch,
    clock: Callable[[], float] = time.monotonic,
) -> Report:
    """Read the pages, build and check a release, publish it, and write the ledger.

    ``now`` gives the time in UTC without a zone, ``clock`` seconds, ``progress`` is told how far the run is.

    What is asked wrongly leaves no trace: raises UnreadableInput for a path that can't be read, BoundsError for a file
    of bounds that can't be used, and UnknownCheckError for a check to accept that there is not. From then on the run
    has its line in the ledger, whatever becomes of it: raises BusyError where another run has the data folder, OSError
    that names the file where the disk refuses, and DamagedError where it did not keep what was written.
    """
    checks = checks_of(order)
    given = find_pages(order.pages) if order.pages else None
    stages = Stages(clock, progress)
    recorder = Recorder(order.data, stages, now, moment_in_words(order.as_of))
    with recorder, exclusive(order.data), without_collecting():
        reading = read_pages(order, stages, given)
        return release(order, checks, reading, recorder)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let the collector of unused cycles rest: it would look through all that a run keeps again and again, for nothing.

    What no cycle holds is freed all the same, as ever. Workers begin with the collector at work.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def checks_of(order: Order) -> tuple[Check, ...]:
    """The checks with the bounds that a run is asked to use. Raises BoundsError and UnknownCheckError."""
    checks = load_checks(SCHEMA)
    if order.bounds_file is not None:
        checks = with_bounds(checks, order.bounds_file)
    require_known(order.accept, checks)
    return strict(checks) if order.strict else checks


def read_pages(order: Order, stages: Stages, given: Found | None = None) -> Reading:
    """Read the pages of a run in worker processes: those ``given``, else those in the archive. Writes nothing.

    Of several captures of one address only those are read that count, or might have counted. Raises UnreadableInput.
    """
    with stages.stage("reading") as progress:
        found = given or Found(archived_files(order.data / ARCHIVE), ())
        with _reading_inputs():
            stored = stored_in(found.files, order.page_bounds.payload_bytes, order.as_of)
        read = list(read_newest(stored.histories, lambda items, tell: read_items(items, order, tell), progress))
        items, extractions = tuple(item for item, _ in read), tuple(extraction for _, extraction in read)
        passed_over = Counter(stored.passed_over) + Counter(superseded=len(stored.items) - len(items))
        return Reading(items, extractions, found.skipped, dict(sorted(passed_over.items())))


@contextmanager
def _reading_inputs() -> Iterator[None]:
    """Tell a file of pages that fails to be read from a disk that fails the run."""
    try:
        yield
    except OSError as error:
        raise UnreadableInput(f"{error.filename} can't be read ({error.strerror}).") from error


def release(order: Order, checks: Sequence[Check], reading: Reading, recorder: Recorder) -> Report:
    """Build a release of what was read, check and publish it, and write the ledger.

    Call it with the lock of the data folder held. Raises OSError that names the file where the disk refuses, and
    DamagedError where it did not keep what was written; nothing stays in staging then, and the current release is as it
    was.
    """
    with leaving_nothing_staged(order.data), interruptible():
        day = (order.as_of or recorder.now()).date()
        report, sources = _carry_out(order, checks, reading, recorder.stages, day)
    report = replace(report, seconds=dict(recorder.stages.seconds))
    recorder.write(_ledger_line(order, sources, report, recorder.now()))
    return report


def _carry_out(
    order: Order, checks: Sequence[Check], reading: Reading, stages: Stages, day: date
) -> tuple[Report, Provenance]:
    _hold_refused(order, reading)
    sources = provenance(extraction.page.page_id for extraction in reading.extractions)
    with stages.stage("uniting"):
        dataset = assemble(reading.extractions)
    bounds = changed_bounds(checks)
    summary = replace(_report_before_release(dataset, reading), bounds=bounds, as_of=moment_in_words(order.as_of))
    if not any(extraction.refusal is None for extraction in reading.extractions):
        message = _nothing_usable(len(reading.extractions), order)
        return replace(summary, outcome="refused", message=message), sources
    with stages.stage("building"):
        staged = stage(SCHEMA, dataset, order.data, sources)
    with stages.stage("checking"):
        before = predecessor(order.data, summary.as_of)
        findings = check(SCHEMA, staged.folder, before, checks, Circumstances(_asked_countries(order), day))
    failed = tuple(finding for finding in findings if not finding.ok)
    summary = replace(summary, checks=len(findings), findings=failed)
    if refusing(failed, order.accept):
        return _refused_by_checks(order, summary, staged), sources
    with stages.stage("publishing"):
        return _publish(order, summary, staged, reading), sources


def _asked_countries(order: Order) -> Sequence[AskedCountry]:
    """The country pages that the archive was asked for, where the run is over the archive."""
    return () if order.pages else asked_countries(order.data / ARCHIVE, order.as_of)


def read_item(item: Item, bounds: Bounds) -> AnyExtraction:
    """What one page says: the task of a worker."""
    return read_snapshot(snapshot_at(item, bounds.payload_bytes), bounds)


def read_items(items: Sequence[Item], order: Order, progress: Progress) -> Generator[AnyExtraction, None, None]:
    """What each page says, in order, read in worker processes within the bounds that ``order`` gives.

    Close it where it may not come to its end: the workers live as long as it does, and the program waits for them.
    """
    task = partial(read_item, bounds=order.page_bounds)
    engine = order.engine or local_engine(order.workers)
    running = engine(task, items, bounds=order.process_bounds, on_done=lambda done: progress(done, len(items)))
    with closing(running) as results:
        for item, result in results:
            yield _refused_extraction(item, result, order.page_bounds) if isinstance(result, Refusal) else result


def _refused_extraction(item: Item, refusal: Refusal, bounds: Bounds) -> AnyExtraction:
    with _reading_inputs():
        snapshot = snapshot_at(item, bounds.payload_bytes)
    page = Page(snapshot.page_id, snapshot.source, snapshot.path, snapshot.url, snapshot.fetched_at)
    return Extraction(page, refusal=refusal)


def _hold_refused(order: Order, reading: Reading) -> None:
    version = program_version()
    for item, extraction in zip(reading.items, reading.extractions, strict=True):
        if extraction.refusal:
            with _reading_inputs():
                original = original_of(item)
            hold(order.data, original, extraction.page, extraction.refusal, version)


def _report_before_release(dataset: Dataset, reading: Reading) -> Report:
    return Report(
        outcome="",
        message="",
        pages=len(dataset.get("pages", ())),
        quarantined=len(dataset.get("quarantine", ())),
        lines_unclaimed=sum(page.lines_unclaimed for page in dataset.get("pages", ())),
        rows={table.name: len(dataset.get(table.name, ())) for table in SCHEMA.tables},
        issues=dict(Counter(issue.severity for issue in dataset.get("issues", ()))),
        skipped=reading.skipped,
        passed_over=reading.passed_over,
    )


def _nothing_usable(pages: int, order: Order) -> str:
    if pages:
        return f"None of the {pages} pages could be used; 'profiles quarantine list' tells why of each."
    if order.as_of is not None:
        more = "one that does not say when does not count" if order.pages else "'profiles captures' tells what there is"
        return f"No page was captured up to {moment_in_words(order.as_of)}; {more}."
    if order.pages:
        return "There is no page in what was given; docs/saving.md names all forms that pages are read in."
    return f"There is no page in {order.data / ARCHIVE}: name files or folders, or run 'profiles fetch' first."


def _refused_by_checks(order: Order, summary: Report, staged: Staged) -> Report:
    names = ", ".join(finding.name for finding in refusing(summary.findings, order.accept))
    message = (
        f"The release is refused by: {names}. It stays in {staged.folder} for inspection; "
        "publish it all the same with --accept CHECK --reason TEXT, or keep it apart with --data DIR."
    )
    return replace(summary, outcome="refused", message=message, staging=staged.folder)


def _publish(order: Order, summary: Report, staged: Staged, reading: Reading) -> Report:
    before = current(order.data)
    done = publish(staged, order.data)
    outcome, message = ("published", f"Release {done.id} is published.")
    if done.unchanged and before != done.path:
        message = f"Release {done.id}, built before, is current again."
    elif done.unchanged:
        outcome, message = ("unchanged", f"Nothing changed: the content is that of release {done.id}.")
    return replace(summary, outcome=outcome, message=f"{message}{_settle_quarantine(order, reading)}", release=done.id)


def _settle_quarantine(order: Order, reading: Reading) -> str:
    """Have the quarantine agree with the release; a sentence more where that can't be, since the release stands."""
    refused = {extraction.page.page_id for extraction in reading.extractions if extraction.refusal}
    used = {extraction.page.page_id for extraction in reading.extractions if not extraction.refusal}
    try:
        settle(order.data, used, refused)
    except OSError as error:
        return f" The quarantine could not be tidied: {failure_sentence(error)}"
    return ""


def _ledger_line(order: Order, sources: Provenance, report: Report, when: datetime) -> ledger.Entry:
    """The line of the ledger for a run."""
    failed = tuple(finding.name for finding in report.findings)
    accepted = tuple(name for name in order.accept if name in failed)
    return ledger.Entry(
        when=when,
        outcome=report.outcome,
        release=report.release,
        pages=report.pages,
        inputs=sources.inputs,
        program=sources.program,
        reference=sources.reference,
        failed=failed,
        accepted=accepted,
        accepted_by=order.user if accepted else "",
        reason=order.reason if accepted else "",
        bounds=report.bounds,
        message=report.message,
    )
