"""``profiles run``: pages to a published release; and what it shares with ``profiles update``."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.bars import run_bar
from pipeline.cli.errors import logged_errors
from pipeline.cli.options import data_option, example, json_option
from pipeline.cli.output import Log, print_result, print_table
from pipeline.cli.run_flags import RunFlags, run_options, utc_now
from pipeline.engine.interrupts import interrupts_held_back

if TYPE_CHECKING:
    from pipeline.acquire.fetch.request import Surroundings
    from pipeline.order import Report

DONE = ("published", "unchanged")
"""The outcomes with which a command leaves with exit code 0."""


@click.command(epilog=example("profiles run saved-pages/ --workers 2"))
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path))
@data_option
@run_options
@json_option
def run(pages: tuple[Path, ...], data: Path, run_flags: RunFlags, as_json: bool) -> None:
    """Turn pages into records, check them, and publish a release.

    PAGES are files or folders; without any, the pages in the archive of the data folder. Of a folder, files named like
    text, HTML, MHTML, WARC, WACZ or ZIP are read; hidden files and folders are not, nor is the folder that a browser
    put beside a saved page, and no link to a folder is followed.

    With --engine ray, the machines of a cluster read and unite the pages, and the release is the same: docs/scale.md
    tells how to start one. 'profiles run --engine ray --ray-address 10.0.0.1:6379 /shared/pages' has its head at
    10.0.0.1.

    With --as-of, the release says what the pages said then: captures after that time, and pages without a capture time,
    are passed over.
    """
    with interrupts_held_back():
        from pipeline import run as running

    log = new_log(run_flags.log_format)
    with told(log, run_flags.ping):
        with run_flags.order(data, pages) as order, run_bar() as progress:
            report = running.run(order, now=utc_now, progress=progress)
        tell_run(log, report)
        print_result(as_json, asdict(report), lambda: show_run(report))
        raise SystemExit(0 if report.outcome in DONE else 1)


def new_log(log_format: str) -> Log:
    """The log of a command that begins now, under an id of its own."""
    return Log(log_format == "json", f"{utc_now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}", utc_now)


def surroundings() -> Surroundings:
    """The clock, the sleep and the name resolution of this machine."""
    from pipeline.acquire.fetch.network import resolve
    from pipeline.acquire.fetch.request import Surroundings

    return Surroundings(utc_now, time.monotonic, time.sleep, resolve)


@contextmanager
def told(log: Log, ping: str | None) -> Iterator[None]:
    """Tell a log what goes wrong, and a monitor how it ended: only leaving with exit code 0 is a success."""
    succeeded = False
    try:
        with logged_errors(log):
            yield
    except SystemExit as end:
        succeeded = end.code == 0
        raise
    finally:
        if ping is not None:
            _ping(log, ping, succeeded=succeeded)


def _ping(log: Log, url: str, *, succeeded: bool) -> None:
    from pipeline.acquire.fetch.ping import ping
    from pipeline.acquire.fetch.plan import Request
    from pipeline.provenance import program_version

    problem = ping(url, surroundings(), Request().agent(program_version()), succeeded=succeeded)
    if problem is not None:
        log.say("warning", problem)


def tell_run(log: Log, report: Report) -> None:
    """What a run met, and what it did."""
    if report.skipped:
        count = len(report.skipped)
        log.say("info", f"Files that are no pages were passed over ({count}), such as {report.skipped[0]}.")
    if report.passed_over:
        reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(report.passed_over.items()))
        log.say("info", f"Passed over, by reason: {reasons}.")
    for finding in report.findings:
        shown = f" ({'; '.join(finding.examples)})" if finding.examples else ""
        found = f"found {finding.measured:g}, allowed {finding.bound:g}"
        log.say(finding.severity, f"{finding.name}: {finding.sentence}: {found}{shown}", check=finding.name)
    level = "info" if report.outcome in DONE else "error"
    log.say(level, report.message, outcome=report.outcome, release=report.release)


def show_run(report: Report) -> None:
    """The counts of a run as tables on a terminal."""
    counts = [
        ("pages", report.pages),
        ("pages from the cache", report.pages_from_cache),
        ("quarantined pages", report.quarantined),
        ("unclaimed lines", report.lines_unclaimed),
        *((f"issues: {severity}", number) for severity, number in sorted(report.issues.items())),
        ("checks failed", f"{len(report.findings)} of {report.checks}"),
        ("release", report.release or "none"),
        *((("as of", report.as_of),) if report.as_of else ()),
    ]
    print_table(("Summary", report.outcome), counts)
    print_table(("Table", "Records"), sorted(report.rows.items()))
