"""What a run says of itself: its report and its line of the ledger."""

from __future__ import annotations

from datetime import datetime

from pipeline.acquire.archive.archive import ARCHIVE
from pipeline.order import Order, Report
from pipeline.spans import moment_in_words
from warehouse import ledger
from warehouse.manifest import Provenance


def nothing_usable(pages: int, order: Order) -> str:
    """Why there is no release where none of so many pages could be used, and what to do."""
    if pages:
        return f"None of the {pages} pages could be used; 'profiles quarantine list' tells why of each."
    if order.as_of is not None:
        more = "one that does not say when does not count" if order.pages else "'profiles captures' tells what there is"
        return f"No page was captured up to {moment_in_words(order.as_of)}; {more}."
    if order.pages:
        return "There is no page in what was given; docs/saving.md names all forms that pages are read in."
    return f"There is no page in {order.data / ARCHIVE}: name files or folders, or run 'profiles fetch' first."


def ledger_line(order: Order, sources: Provenance, report: Report, when: datetime) -> ledger.Entry:
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
        pages_from_cache=report.pages_from_cache,
    )
