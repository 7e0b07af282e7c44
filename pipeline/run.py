"""The run: pages, records, checks, a published release. The wiring, and the only place that is given the clock."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from extractors.sources import SCHEMA
from pipeline.acquire.archive.archive import ARCHIVE, archived_files
from pipeline.acquire.archive.index import asked_countries
from pipeline.acquire.items import Item, stored_in
from pipeline.acquire.page_files import Found, find_pages
from pipeline.cache.last_run import Result, file_states, last_result, note_result, run_digest
from pipeline.cache.pages import CACHE, Answers
from pipeline.cache.size import make_room
from pipeline.engine.interrupts import interruptible
from pipeline.failures import failure_sentence
from pipeline.order import Order, Report
from pipeline.parts.handing_out import handed_out, workshop_of
from pipeline.parts.making import made_parts
from pipeline.parts.pages_read import PagesRead, pages_read
from pipeline.parts.reading import read_captures, reading_inputs
from pipeline.parts.scratch import Stretch, scratch_folder
from pipeline.parts.tables import pieces_of
from pipeline.provenance import program_version, provenance
from pipeline.quarantine.held import hold, settle
from pipeline.quarantine.originals import original_of
from pipeline.recorder import Recorder
from pipeline.reports import ledger_line, nothing_usable
from pipeline.spans import moment_in_words
from pipeline.stages import Progress, Stages, Watch
from pipeline.transform.newest import read_newest
from pipeline.transform.present import Capture
from warehouse.building.counts import counted
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
from warehouse.release import Staged, clear_staging, current, leaving_nothing_staged, publish, stage_pieces


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages of a run, read and noted on disk in a folder.

    ``skipped`` are the files that are no pages, ``passed_over`` counts what in WARC and ZIP files is none, and the
    captures that newer ones of their address superseded. ``answers`` counts where they are from.
    """

    folder: Path
    pages: PagesRead
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
    with recorder, exclusive(order.data):
        return make_release(order, checks, recorder, given)


def checks_of(order: Order) -> tuple[Check, ...]:
    """The checks with the bounds that a run is asked to use. Raises BoundsError and UnknownCheckError."""
    checks = load_checks(SCHEMA)
    if order.bounds_file is not None:
        checks = with_bounds(checks, order.bounds_file)
    require_known(order.accept, checks)
    return strict(checks) if order.strict else checks


def read_pages(order: Order, found: Found, kept: ExitStack, progress: Progress) -> Reading:
    """Read the pages in these files in worker processes, note them, and hold in quarantine those that can't be used.

    What is read is on disk as long as ``kept`` is open. Of several captures of one address only those are read that
    count, or might have counted. Raises UnreadableInput, and OSError that names the file where the disk refuses.
    """
    folder = kept.enter_context(scratch_folder(order.data))
    pages = kept.enter_context(pages_read(folder))
    answers, limit = Answers(), order.page_bounds.payload_bytes
    with stored_in(found.files, limit, order.as_of, scratch=folder) as stored:
        counts = Counter({**stored.passed_over, "superseded": stored.pages})
        read = read_newest(
            stored.histories, lambda items, tell: pages.keep(read_captures(items, order, tell, answers)), progress
        )
        pages.note_all(_held_where_refused(order, read, counts))
    return Reading(folder, pages, found.skipped, dict(sorted((+counts).items())), answers)


def _held_where_refused(
    order: Order, read: Iterable[tuple[Item, Capture[Stretch]]], counts: Counter[str]
) -> Iterator[Capture[Stretch]]:
    """The pages, each refused one when its original is in quarantine; those that count are not superseded."""
    version = program_version()
    for item, capture in read:
        counts["superseded"] -= 1
        if capture.refusal:
            with reading_inputs():
                original = original_of(item)
            hold(order.data, original, capture.page, capture.refusal, version)
        yield capture


def make_release(order: Order, checks: Sequence[Check], recorder: Recorder, given: Found | None = None) -> Report:
    """Read pages, build a release of what they say, check and publish it, and write the ledger.

    The pages are those ``given``, else those in the archive. Where nothing is new since the last run, none is read.
    Call it with the lock of the data folder held. Raises UnreadableInput, OSError that names the file where the disk
    refuses, and DamagedError where it did not keep what was written; nothing stays in staging then, and the current
    release is as it was.
    """
    day = (order.as_of or recorder.now()).date()
    found = given or Found(archived_files(order.data / ARCHIVE), ())
    make_room(order.data / CACHE, order.cache_mebibytes)
    with ExitStack() as kept:
        with recorder.stages.stage("reading") as progress:
            with reading_inputs():
                states, decided_by = file_states(found), run_digest(order, checks, found)
            known = last_result(order, checks, decided_by, day) or read_pages(order, found, kept, progress)
        if isinstance(known, Result):
            clear_staging(order.data)
            result = known
        else:
            result = _result_of(known, order, checks, recorder.stages, day)
    report = replace(result.report, seconds=dict(recorder.stages.seconds))
    recorder.write(ledger_line(order, result.sources, report, recorder.now()))
    if result is not known:
        is_of_these = result.repeatable and file_states(found) == states
        note_result(order, decided_by, day, replace(result, repeatable=is_of_these))
        make_room(order.data / CACHE, order.cache_mebibytes)
    return report


def _result_of(reading: Reading, order: Order, checks: Sequence[Check], stages: Stages, day: date) -> Result:
    sources = provenance(reading.pages.page_ids())
    with leaving_nothing_staged(order.data), interruptible():
        report = _carry_out(order, checks, reading, sources, stages, day)
    return Result(report, sources, repeatable=not reading.answers.stopped)


def _carry_out(
    order: Order, checks: Sequence[Check], reading: Reading, sources: Provenance, stages: Stages, day: date
) -> Report:
    with stages.stage("uniting") as progress:
        workshop = workshop_of(order, reading.folder)
        parts = made_parts(reading.pages, reading.folder, workshop, handed_out(order, progress))
    with stages.stage("building"):
        staged = stage_pieces(SCHEMA, pieces_of(parts), order.data, sources, order.layout)
    summary = _summary(order, checks, reading, staged)
    if not reading.pages.any_usable():
        clear_staging(order.data)
        return replace(summary, outcome="refused", message=nothing_usable(summary.pages, order))
    with stages.stage("checking"):
        before = predecessor(order.data, summary.as_of)
        findings = check(SCHEMA, staged.folder, before, checks, Circumstances(_asked_countries(order), day))
    failed = tuple(finding for finding in findings if not finding.ok)
    summary = replace(summary, checks=len(findings), findings=failed)
    if refusing(failed, order.accept):
        return _refused_by_checks(order, summary, staged)
    with stages.stage("publishing"):
        return _publish(order, summary, staged, reading)


def _summary(order: Order, checks: Sequence[Check], reading: Reading, staged: Staged) -> Report:
    """The counts of a run, before its outcome is known."""
    counts = counted(staged.folder, staged.manifest)
    return Report(
        outcome="",
        message="",
        pages=counts.rows["pages"],
        quarantined=counts.rows["quarantine"],
        lines_unclaimed=counts.lines_unclaimed,
        rows=counts.rows,
        issues=counts.issues,
        bounds=changed_bounds(checks),
        skipped=reading.skipped,
        passed_over=reading.passed_over,
        as_of=moment_in_words(order.as_of),
        pages_from_cache=reading.answers.from_cache,
    )


def _asked_countries(order: Order) -> Sequence[AskedCountry]:
    """The country pages that the archive was asked for, where the run is over the archive."""
    return () if order.pages else asked_countries(order.data / ARCHIVE, order.as_of)


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
    try:
        settle(order.data, reading.pages.is_used, reading.pages.is_refused)
    except OSError as error:
        return f" The quarantine could not be tidied: {failure_sentence(error)}"
    return ""
