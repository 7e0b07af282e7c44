"""``profiles fetch``, ``profiles update`` and ``profiles archive``: pages from the site, and the archive of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.bars import fetch_bar, run_bar
from pipeline.cli.errors import RefusedError, reported_errors
from pipeline.cli.fetch_flags import FetchFlags, fetch_options
from pipeline.cli.options import data_option, example, json_option
from pipeline.cli.output import Log, print_result, print_results, print_table, print_text, say
from pipeline.cli.run_flags import RunFlags, run_options
from pipeline.cli.running import DONE, new_log, show_run, surroundings, tell_run, told
from pipeline.engine.interrupts import interrupts_held_back

if TYPE_CHECKING:
    from pipeline.acquire.archive.verify import Verification
    from pipeline.acquire.fetch.plan import Request
    from pipeline.acquire.fetch.report import FetchReport
    from pipeline.acquire.history.plan import HistoryRequest
    from pipeline.update import UpdateReport


@click.command(epilog=example("profiles fetch peru sri-lanka"))
@fetch_options
@data_option
@json_option
def fetch(fetch_flags: FetchFlags, data: Path, as_json: bool) -> None:
    """Download the pages of countries politely into the archive of the data folder.

    SLUG is the last part of a country's address, like sri-lanka. A fetch that was interrupted goes on where it stopped.
    With --from wayback, what the pages were is fetched out of a web archive, for 'profiles run --as-of'.
    docs/politeness.md tells what the site and the archive see. Set PROFILES_CONTACT to an e-mail address or a web page.
    """
    from pipeline.acquire.archive.archive import ARCHIVE, open_archive
    from pipeline.provenance import program_version
    from pipeline.update import fetch_pages

    log = new_log("text")
    with told(log, None):
        request = fetch_flags.request()
        if fetch_flags.dry_run:
            _show_plan(request, data, as_json)
            raise SystemExit(0)
        with open_archive(data / ARCHIVE) as archive, fetch_bar() as progress:
            report = fetch_pages(request, archive, surroundings(), program_version(), progress)
        _tell_fetch(log, report)
        if report.stopped is not None:
            log.say("error", f"The fetch ended early: {report.stopped}")
        print_result(as_json, _document(report), lambda: _show_fetch(report))
        raise SystemExit(0 if report.complete else 1)


@click.command(epilog=example("profiles update --all --log-format json"))
@fetch_options
@data_option
@run_options
@json_option
def update(fetch_flags: FetchFlags, data: Path, run_flags: RunFlags, as_json: bool) -> None:
    """Fetch, then run over the archive, and publish a release when something changed. For scheduled jobs.

    While the site is down, the last good release stays current. docs/scheduling.md has recipes.
    """
    with interrupts_held_back():
        from pipeline import update as updating
    from pipeline.provenance import program_version

    log = new_log(run_flags.log_format)
    with told(log, None if fetch_flags.dry_run else run_flags.ping):
        request = fetch_flags.request()
        if fetch_flags.dry_run:
            _show_plan(request, data, as_json)
            raise SystemExit(0)
        with run_flags.order(data) as order:
            report = updating.update(
                request, order, surroundings(), program_version(), fetching=fetch_bar(), running=run_bar()
            )
        _tell_update(log, report)
        print_results(as_json, [_update_document(report)], lambda: _show_update(report))
        raise SystemExit(0 if report.outcome in DONE else 1)


@click.group(epilog=example("profiles archive verify --rebuild-index"))
def archive() -> None:
    """The archive of fetched pages."""


@archive.command(epilog=example("profiles archive verify"))
@data_option
@click.option("--rebuild-index", is_flag=True, help="Write the index anew from the WARC files first.")
@json_option
def verify(data: Path, rebuild_index: bool, as_json: bool) -> None:
    """Check every record of the archive against its digests, and the index against the records."""
    from pipeline.acquire.archive import verify as archive_verify
    from pipeline.acquire.archive.archive import ARCHIVE
    from pipeline.acquire.archive.index import load, losses, rebuild, stored_index

    folder = data / ARCHIVE
    with reported_errors():
        if rebuild_index and folder.is_dir():
            before = stored_index(folder)
            rebuild(folder)
            for sentence in losses(before, load(folder)):
                say(sentence)
        found = archive_verify.verify(folder)
    print_result(as_json, {**asdict(found), "sound": not found.damages}, lambda: _show_sound(found))
    if found.damages:
        said = "\n".join(f"{damage.file}, byte {damage.offset}: {damage.message}" for damage in found.damages)
        raise RefusedError(f"The archive is damaged; its whole records are used all the same.\n{said}")


def _show_sound(found: Verification) -> None:
    if not found.damages:
        print_text(f"The archive is sound: {found.answers} answers in {found.records} records, {found.files} files.")


def _show_plan(request: Request | HistoryRequest, data: Path, as_json: bool) -> None:
    from pipeline.acquire.archive.archive import ARCHIVE, read_archive
    from pipeline.acquire.fetch.plan import Request
    from pipeline.update import plan_pages

    planned = plan_pages(request, read_archive(data / ARCHIVE))
    columns = ("Page", "Why", "Last asked" if isinstance(request, Request) else "Newest capture")
    rows = [(page.url, page.why, page.seen_at) for page in planned]
    print_results(as_json, map(asdict, planned), lambda: print_table(columns, rows))


def _tell_fetch(log: Log, report: FetchReport) -> None:
    """What a fetch met, and what it did."""
    from pipeline.update import missed

    for sentence in (*report.cut_tails, *report.lost):
        log.say("warning", sentence)
    if report.resumed:
        log.say("info", "An interrupted fetch went on where it stopped.")
    for page in missed(report):
        of = f" of {page.captured_at:%Y-%m-%d %H:%M:%S}" if page.captured_at else ""
        log.say("warning", f"{page.url}{of}: {page.outcome}: {page.detail}", url=page.url, outcome=page.outcome)
    if report.new_slugs:
        found = ", ".join(report.new_slugs)
        log.say("info", f"Country pages that are not in the reference are linked: {found}.", slugs=report.new_slugs)
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in report.counts.items()) or "none"
    log.say("info", f"Pages: {outcomes}; {report.changed} new or changed.", outcomes=report.counts)


def _tell_update(log: Log, report: UpdateReport) -> None:
    from pipeline.update import in_words

    _tell_fetch(log, report.fetch)
    if report.run is None:
        log.say("error", report.message, outcome=report.outcome, stale=report.stale)
        return
    for url, seconds in report.stale.items():
        log.say("warning", f"{url} is stale: last shown {in_words(seconds)} ago.", url=url, age_seconds=seconds)
    tell_run(log, report.run)


def _document(report: FetchReport) -> dict[str, object]:
    return {**asdict(report), "outcomes": report.counts, "changed": report.changed, "complete": report.complete}


def _show_fetch(report: FetchReport) -> None:
    rows = [*report.counts.items(), ("new or changed", report.changed)]
    print_table(("Outcome", "Pages"), rows)


def _update_document(report: UpdateReport) -> dict[str, object]:
    """One line of JSON, since scheduled jobs append to a log."""
    return {**asdict(report), "fetch": _document(report.fetch)}


def _show_update(report: UpdateReport) -> None:
    from pipeline.update import in_words

    _show_fetch(report.fetch)
    if report.run is not None:
        show_run(report.run)
    if report.stale:
        ages = sorted(report.stale.items(), key=lambda page: (-page[1], page[0]))
        print_table(("Stale page", "Last shown"), [(url, f"{in_words(seconds)} ago") for url, seconds in ages])
