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
from pipeline.cache.encoding import UnreadableAnswerError, decoded
from pipeline.cache.last_run import Result, decisive, last_result, note_result
from pipeline.cache.pages import CACHE, Answer, Answers, answer, kept_pages
from pipeline.cache.size import make_room
from pipeline.engine.engine import local_engine
from pipeline.engine.interrupts import interruptible
from pipeline.failures import failure_sentence
from pipeline.order import Order, Report
from pipeline.provenance import program_version, provenance
from pipeline.quarantine.held import hold, settle
from pipeline.quarantine.originals import original_of
from pipeline.recorder import Recorder
from pipeline.reports import counted, ledger_line, nothing_usable
from pipeline.spans import moment_in_words
from pipeline.stages import Progress, Stages, Watch
from pipeline.transform.dataset import assemble
from pipeline.transform.newest import read_newest
from schemas.bounds import Bounds
from schemas.extraction import AnyExtraction, Extraction, Page
from schemas.snapshot import Refusal
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
from warehouse.release import Staged, clear_staging, current, leaving_nothing_staged, publish, stage


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages of a run and what each says, in the same order.

    ``skipped`` are the files that are no pages, ``passed_over`` counts what in WARC and ZIP files is none, and the
    captures that newer ones of their address superseded. ``answers`` counts where they are from.
    """

    items: tuple[Item, ...]
    extractions: tuple[AnyExtraction, ...]
    skipped: tuple[str, ...]
    passed_over: Mapping[str, int]
    answers: Answers


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
        return make_release(order, checks, recorder, given)


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


def read_pages(order: Order, found: Found, progress: Progress) -> Reading:
    """Read the pages in these files in worker processes. Writes nothing but to the cache.

    Of several captures of one address only those are read that count, or might have counted. Raises UnreadableInput.
    """
    answers = Answers()
    with _reading_inputs():
        stored = stored_in(found.files, order.page_bounds.payload_bytes, order.as_of)
    read = list(read_newest(stored.histories, lambda items, tell: read_items(items, order, tell, answers), progress))
    items, extractions = tuple(item for item, _ in read), tuple(extraction for _, extraction in read)
    passed_over = Counter(stored.passed_over) + Counter(superseded=len(stored.items) - len(items))
    return Reading(items, extractions, found.skipped, dict(sorted(passed_over.items())), answers)


@contextmanager
def _reading_inputs() -> Iterator[None]:
    """Tell a file of pages that fails to be read from a disk that fails the run."""
    try:
        yield
    except OSError as error:
        raise UnreadableInput(f"{error.filename} can't be read ({error.strerror}).") from error


def make_release(order: Order, checks: Sequence[Check], recorder: Recorder, given: Found | None = None) -> Report:
    """Read pages, build a release of what they say, check and publish it, and write the ledger.

    The pages are those ``given``, else those in the archive. Where nothing is new since the last run, none is read.
    Call it with the lock of the data folder held. Raises UnreadableInput, OSError that names the file where the disk
    refuses, and DamagedError where it did not keep what was written; nothing stays in staging then, and the current
    release is as it was.
    """
    day = (order.as_of or recorder.now()).date()
    found = given or Found(archived_files(order.data / ARCHIVE), ())
    with recorder.stages.stage("reading") as progress:
        with _reading_inputs():
            decided_by = decisive(order, checks, found)
        known = last_result(order, checks, decided_by, day) or read_pages(order, found, progress)
    if isinstance(known, Result):
        clear_staging(order.data)
        result = known
    else:
        result = _result_of(known, order, checks, recorder.stages, day)
    report = replace(result.report, seconds=dict(recorder.stages.seconds))
    recorder.write(ledger_line(order, result.sources, report, recorder.now()))
    if result is not known:
        note_result(order, decided_by, day, result)
        make_room(order.data / CACHE, order.cache_mebibytes)
    return report


def _result_of(reading: Reading, order: Order, checks: Sequence[Check], stages: Stages, day: date) -> Result:
    with leaving_nothing_staged(order.data), interruptible():
        report, sources = _carry_out(order, checks, reading, stages, day)
    return Result(report, sources, repeatable=not reading.answers.stopped)


def _carry_out(
    order: Order, checks: Sequence[Check], reading: Reading, stages: Stages, day: date
) -> tuple[Report, Provenance]:
    _hold_refused(order, reading)
    sources = provenance(extraction.page.page_id for extraction in reading.extractions)
    with stages.stage("uniting"):
        dataset = assemble(reading.extractions)
    bounds = changed_bounds(checks)
    summary = replace(
        counted(dataset, reading.skipped, reading.passed_over, reading.answers),
        bounds=bounds,
        as_of=moment_in_words(order.as_of),
    )
    if not any(extraction.refusal is None for extraction in reading.extractions):
        message = nothing_usable(len(reading.extractions), order)
        return replace(summary, outcome="refused", message=message), sources
    with stages.stage("building"):
        staged = stage(SCHEMA, dataset, order.data, sources, order.layout)
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


def read_items(
    items: Sequence[Item], order: Order, progress: Progress, answers: Answers | None = None
) -> Generator[AnyExtraction, None, None]:
    """What each page says, in order, read in worker processes within the bounds that ``order`` gives.

    What the cache has of them is not read; ``answers`` is told how many those are. Close it where it may not come to
    its end: the workers live as long as it does, and the program waits for them.
    """
    counts = answers or Answers()
    task = partial(answer, bounds=order.page_bounds, pages=kept_pages(order))
    engine = order.engine or local_engine(order.workers)
    running = engine(task, items, bounds=order.process_bounds, on_done=lambda done: progress(done, len(items)))
    with closing(running) as results:
        for item, result in results:
            counts.note(result)
            yield _extraction_of(item, result, order)


def _extraction_of(item: Item, result: Answer | Refusal, order: Order) -> AnyExtraction:
    """What an answer says. One from the cache that says nothing was made up by somebody: the page is read after all."""
    if isinstance(result, Refusal):
        return _refused_extraction(item, result, order.page_bounds)
    try:
        return decoded(result.content)
    except UnreadableAnswerError:
        if not result.kept:
            raise
    with closing(read_items([item], replace(order, cache_mebibytes=0), lambda *_: None)) as again:
        return next(again)


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
