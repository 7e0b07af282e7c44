"""Fetching from wherever it is asked for, and the update: fetch, run over the archive, publish what changed.

While the site is down, the last release stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from pipeline.acquire.archive.archive import ARCHIVE, Archive, open_archive
from pipeline.acquire.fetch.plan import Planned, Request, page_ages, plan
from pipeline.acquire.fetch.report import FetchReport, PageResult
from pipeline.acquire.fetch.report import Progress as FetchProgress
from pipeline.acquire.fetch.request import Surroundings
from pipeline.acquire.fetch.walk import fetch
from pipeline.acquire.history.plan import HistoryRequest, plan_history
from pipeline.acquire.history.walk import fetch_history
from pipeline.order import Order, Report
from pipeline.recorder import Recorder
from pipeline.run import checks_of, make_release
from pipeline.spans import moment_in_words
from pipeline.stages import Stages, Watch
from schemas.source import Source
from warehouse import ledger
from warehouse.lock import exclusive
from warehouse.release import current


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did. ``outcome`` is that of the run, or ``stale`` where there was none: the site was down.

    ``stale`` has the pages of the archive that were asked for (of a site that is down: all pages) and not shown, with
    the seconds since the site last showed them.
    """

    outcome: str
    message: str
    fetch: FetchReport
    run: Report | None
    stale: Mapping[str, float]


def update(
    request: Request | HistoryRequest,
    order: Order,
    around: Surroundings,
    version: str,
    *,
    fetching: AbstractContextManager[Callable[[FetchProgress], None]],
    running: AbstractContextManager[Watch],
) -> UpdateReport:
    """Fetch into the archive of a data folder, then run over all of it, alone in that folder.

    ``fetching`` and ``running`` are entered while that goes on, one after the other, and are told how far it is.
    A site that can't be fetched from leaves the current release as it is. Whatever becomes of the update, it has a line
    in the ledger. Raises what ``fetch`` and ``run`` raise, BusyError and ArchiveInUse included.
    """
    checks = checks_of(order)
    stages = Stages(around.clock, _unwatched)
    with Recorder(order.data, stages, around.now, moment_in_words(order.as_of)) as recorder, exclusive(order.data):
        with stages.stage("fetching"), open_archive(order.data / ARCHIVE) as archive, fetching as tell:
            fetched = fetch_pages(request, archive, around, version, tell)
            stale = _seconds_stale(archive, request.source, fetched, around)
        if reason := _site_failure(fetched):
            return _keep_release(order, recorder, fetched, stale, reason)
        with running as stages.watch:
            report = make_release(order, checks, recorder)
    return UpdateReport(report.outcome, report.message, fetched, report, stale)


def _unwatched(_stage: str, _done: int, _total: int | None) -> None:
    """Fetching is told to a bar of its own."""


def missed(report: FetchReport) -> tuple[PageResult, ...]:
    """The pages that were asked for and could not be had."""
    return tuple(result for result in report.results if not result.fine)


def _site_failure(fetched: FetchReport) -> str | None:
    """Why nothing can be said of the site as it is now, or None if it showed pages to the end."""
    if fetched.stopped is not None:
        return fetched.stopped
    if any(result.shown for result in fetched.results):
        return None
    first = fetched.results[0]
    return f"None of {len(fetched.results)} pages could be had, the first ({first.outcome}): {first.detail}"


def _seconds_stale(archive: Archive, source: Source, fetched: FetchReport, around: Surroundings) -> dict[str, float]:
    shown = {result.url for result in fetched.results if result.shown}
    asked = {result.url for result in fetched.results}
    ages = page_ages(archive, source, around.now()).items()
    whole = _site_failure(fetched) is not None
    return {url: age.total_seconds() for url, age in ages if url not in shown and (whole or url in asked)}


def _keep_release(
    order: Order, recorder: Recorder, fetched: FetchReport, stale: Mapping[str, float], reason: str
) -> UpdateReport:
    kept = current(order.data)
    stays = f"Release {kept.name} stays current" if kept else "There is no release yet"
    message = f"The site can't be fetched from: {reason} {stays}{_stale_in_words(stale)}."
    recorder.write(ledger.Entry(recorder.now(), "failed", None, message=message))
    return UpdateReport("stale", message, fetched, None, stale)


def _stale_in_words(stale: Mapping[str, float]) -> str:
    if not stale:
        return ""
    oldest = max(stale, key=lambda url: stale[url])
    return f"; {len(stale)} pages are stale, for up to {in_words(stale[oldest])} ({oldest})"


def in_words(seconds: float) -> str:
    """A span of time for people: the two largest units, such as ``3 days 4 h``."""
    span = timedelta(seconds=round(seconds))
    hours, minutes, rest = span.seconds // 3600, span.seconds // 60 % 60, span.seconds % 60
    units = ((span.days, "day" if span.days == 1 else "days"), (hours, "h"), (minutes, "min"), (rest, "s"))
    first = next((at for at, (number, _) in enumerate(units) if number), len(units) - 1)
    return " ".join(f"{number} {unit}" for number, unit in units[first : first + 2] if number) or "0 s"


def fetch_pages(
    request: Request | HistoryRequest,
    archive: Archive,
    around: Surroundings,
    version: str,
    report: Callable[[FetchProgress], None],
) -> FetchReport:
    """Fetch what is asked for into an open archive. Raises what ``fetch`` and ``fetch_history`` raise."""
    if isinstance(request, HistoryRequest):
        return fetch_history(request, archive, around, version, report)
    return fetch(request, archive, around, version, report)


def plan_pages(request: Request | HistoryRequest, archive: Archive) -> tuple[Planned, ...]:
    """What would be asked for; sends nothing. Raises WrongRequest if the request can't be followed."""
    return plan_history(request, archive) if isinstance(request, HistoryRequest) else plan(request, archive)
