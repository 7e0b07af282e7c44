"""Fetching pages, from wherever they are asked for: from the site as it is now, or its history from a web archive."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.acquire.archive.archive import Archive
from pipeline.acquire.fetch.plan import Planned, Request, plan
from pipeline.acquire.fetch.report import FetchReport, Progress
from pipeline.acquire.fetch.request import Surroundings
from pipeline.acquire.fetch.walk import fetch
from pipeline.acquire.history.plan import HistoryRequest, plan_history
from pipeline.acquire.history.walk import fetch_history


def fetch_pages(
    request: Request | HistoryRequest,
    archive: Archive,
    around: Surroundings,
    version: str,
    report: Callable[[Progress], None],
) -> FetchReport:
    """Fetch what is asked for into an open archive. Raises what ``fetch`` and ``fetch_history`` raise."""
    if isinstance(request, HistoryRequest):
        return fetch_history(request, archive, around, version, report)
    return fetch(request, archive, around, version, report)


def plan_pages(request: Request | HistoryRequest, archive: Archive) -> tuple[Planned, ...]:
    """What would be asked for; sends nothing. Raises WrongRequest if the request can't be followed."""
    return plan_history(request, archive) if isinstance(request, HistoryRequest) else plan(request, archive)
