"""``profiles run``: pages to a published release."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.errors import reported_errors
from pipeline.cli.options import data_option, example, json_option
from pipeline.cli.output import Bar, print_document, print_table, say, wants_json

if TYPE_CHECKING:
    from pipeline.run import Report


@click.command(epilog=example("profiles run saved-pages/ --workers 2"))
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path))
@data_option
@click.option(
    "--engine",
    type=click.Choice(["local"]),
    default="local",
    show_default=True,
    expose_value=False,
    help="What reads the pages.",
)
@click.option("--workers", type=click.IntRange(1, 256), default=None, help="Worker processes.  [default: one a core]")
@click.option("--strict", is_flag=True, help="Refuse the release when any page is quarantined.")
@click.option("--accept", multiple=True, metavar="CHECK", help="Publish although this check fails. May be repeated.")
@click.option(
    "--bounds", type=click.Path(dir_okay=False, path_type=Path), help="A TOML file with bounds of checks, by name."
)
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", help="Form of messages on stderr.")
@json_option
def run(
    pages: tuple[Path, ...],
    data: Path,
    workers: int | None,
    strict: bool,
    accept: tuple[str, ...],
    bounds: Path | None,
    log_format: str,
    as_json: bool,
) -> None:
    """Turn pages into records, check them, and publish a release.

    PAGES are files, folders or WARC files; without any, the pages in the archive of the data folder.
    """
    from pipeline import run as running

    order = running.Order(data, pages, workers or os.cpu_count() or 1, strict, accept, bounds)
    with reported_errors(), Bar("Reading pages") as progress:
        report = running.run(order, now=_utc_now, progress=progress)
    _show(report, as_json=as_json, log_format=log_format)
    raise SystemExit(0 if report.outcome in ("published", "unchanged") else 1)


def _utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _show(report: Report, *, as_json: bool, log_format: str) -> None:
    for message in _messages(report):
        say(json.dumps({"level": message[0], "message": message[1]}) if log_format == "json" else message[1])
    if wants_json(as_json):
        print_document(asdict(report))
        return
    counts = [
        ("pages", report.pages),
        ("quarantined pages", report.quarantined),
        ("unclaimed lines", report.lines_unclaimed),
        *((f"issues: {severity}", number) for severity, number in sorted(report.issues.items())),
        ("release", report.release or "none"),
    ]
    print_table(("Summary", report.outcome), counts)
    print_table(("Table", "Records"), sorted(report.rows.items()))


def _messages(report: Report) -> Iterator[tuple[str, str]]:
    if report.skipped:
        yield "info", f"{len(report.skipped)} files that are no pages were passed over, such as {report.skipped[0]}."
    for finding in report.findings:
        if not finding.ok:
            shown = f" ({'; '.join(finding.examples)})" if finding.examples else ""
            found = f"found {finding.measured:g}, allowed {finding.bound:g}"
            yield finding.severity, f"{finding.severity}: {finding.name}: {finding.sentence}: {found}{shown}"
    yield "info", report.message
