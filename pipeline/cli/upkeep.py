"""Commands that keep the house in order: ``catalogue``, ``reference``, ``quarantine``, ``releases`` and ``verify``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from pipeline.cli.bars import bar
from pipeline.cli.errors import RefusedError, WrongUseError, reported_errors
from pipeline.cli.options import data_option, example, json_option, workers_option
from pipeline.cli.output import print_document, print_lines, print_results, print_table, say, wants_json
from pipeline.cli.run_flags import Limits, limit_options, utc_now

if TYPE_CHECKING:
    from warehouse.ledger import Entry


@click.group(epilog=example("profiles catalogue candidates"))
def catalogue() -> None:
    """The roundtables and meetings that the program knows."""


@catalogue.command(epilog=example("profiles catalogue candidates --json > candidates.jsonl"))
@data_option
@json_option
def candidates(data: Path, as_json: bool) -> None:
    """List the roundtables and meetings that pages name and the reference lacks, each with a row to add."""
    from pipeline.explain.explain import candidates as find_candidates
    from pipeline.explain.explain import current_release

    with reported_errors():
        found = find_candidates(current_release(data))
    if wants_json(as_json):
        print_lines(asdict(one) | {"places": [place._asdict() for place in one.places]} for one in found)
        return
    columns = ("kind", "title", "codes", "count", "editions", "where", "nearest", "similarity")
    rows = [
        asdict(one)
        | {"where": [f"{place.participation_id} line {place.line}" for place in one.places]}
        | {"similarity": f"{one.similarity:.2f}"}
        for one in found
    ]
    print_table(columns, [[row[name] for name in columns] for row in rows])
    say(f"{len(found)} candidates. With --json each comes with its row for roundtables.csv or meetings.csv.")


@click.group(epilog=example("profiles reference check"))
def reference() -> None:
    """The reference files: editions, roundtables, meetings, slugs, terms and names of countries and places."""


@reference.command(epilog=example("profiles reference check my-reference/"))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@data_option
@json_option
def check(folder: Path | None, data: Path, as_json: bool) -> None:  # noqa: ARG001  every command takes --data
    """Check the reference files of DIR (without it, those of the program): dates, order, duplicates, sources."""
    from extractors.sources import check_reference

    try:
        found = check_reference(folder)
    except NotADirectoryError as error:
        raise WrongUseError(f"{folder}: {error.strerror}.") from None
    if wants_json(as_json):
        print_lines(finding._asdict() for finding in found)
    elif found:
        print_table(("severity", "file", "line", "finding"), found)
    counts = Counter(finding.severity for finding in found)
    if counts["error"]:
        raise RefusedError(f"The reference is not sound; errors: {counts['error']}, warnings: {counts['warning']}.")
    say(f"The reference is sound; warnings: {counts['warning']}.")


@click.group(epilog=example("profiles quarantine list"), invoke_without_command=True)
@data_option
@json_option
@click.pass_context
def quarantine(context: click.Context, data: Path, as_json: bool) -> None:
    """Pages that could not be used, with their bytes and the reason. Without a command: list them."""
    if context.invoked_subcommand is None:
        context.invoke(list_pages, data=data, as_json=as_json)
    else:
        _refuse_options_before(context, "profiles quarantine list")


def _refuse_options_before(context: click.Context, command: str) -> None:
    """Raise WrongUseError for options that stand before the command, which would not get them."""
    if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ("data", "as_json")):
        raise WrongUseError(f"Give options after the command: {command} --data DIR.")


@quarantine.command("list", epilog=example("profiles quarantine list --json"))
@click.option("--earlier", is_flag=True, help="Also those of earlier runs that the release does not speak of.")
@data_option
@json_option
def list_pages(earlier: bool, data: Path, as_json: bool) -> None:
    """List the pages in quarantine, with the reason and the version of the program that refused them.

    They are those of the current release, and of runs that were refused since.
    """
    from pipeline.quarantine.held import earlier_pages, held_pages

    with reported_errors():
        held, before = list(held_pages(data)), list(earlier_pages(data))
    shown = [*held, *before] if earlier else held
    columns = ("page", "reason", "message", "refused by", "earlier")
    rows = [(page.url or page.path, page.reason, page.message, page.program, page.earlier) for page in shown]
    print_results(as_json, map(asdict, shown), lambda: print_table(columns, rows))
    if before and not earlier:
        say(f"Pages of earlier runs are kept too ({len(before)}); list them with --earlier.")
    _tell_unreadable(data)


@quarantine.command(epilog=example("profiles quarantine replay --max-page-bytes 20000000"))
@data_option
@json_option
@workers_option
@limit_options
def replay(data: Path, as_json: bool, workers: int, limits: Limits) -> None:
    """Try every page in quarantine again with today's program, and say which were rescued.

    The bytes of rescued pages move to the folder "rescued" of the data folder, for a run to take them. Pages that were
    too large, deep or slow need higher bounds, here and in that run.
    """
    from pipeline import replay as replaying
    from pipeline.order import Order
    from pipeline.provenance import program_version

    order = limits.applied_to(Order(data, workers=workers))
    with reported_errors(), bar("Trying again") as progress:
        found = replaying.replay(order, program=program_version(), progress=progress)
    rows = [(outcome.url or outcome.path, outcome.fate, outcome.reason, outcome.message) for outcome in found]
    print_results(as_json, map(asdict, found), lambda: print_table(("page", "fate", "reason", "message"), rows))
    counts = Counter(outcome.fate for outcome in found)
    say(f"{counts['rescued']} of {len(found)} pages were rescued, {counts['refused']} were refused again.")
    if counts["rescued"]:
        say(
            f"Publish them together with all other pages: profiles run PAGES {data / replaying.RESCUED}. "
            "Those whose own files are still among PAGES need no more than another run. Give it the same bounds."
        )
    if counts["damaged"]:
        raise RefusedError(f"The kept bytes of {counts['damaged']} pages are damaged or gone.")
    _tell_unreadable(data)


def _tell_unreadable(data: Path) -> None:
    from pipeline.quarantine.held import QUARANTINE, unreadable_notes

    names = unreadable_notes(data)
    if names:
        raise RefusedError(
            f"In {data / QUARANTINE} {len(names)} notes can't be read: {', '.join(names[:5])}. "
            "Remove them; another run over the same pages writes them anew."
        )


@click.group(epilog=example("profiles releases"), invoke_without_command=True)
@data_option
@json_option
@click.pass_context
def releases(context: click.Context, data: Path, as_json: bool) -> None:
    """List the runs of the ledger, the newest last, with their outcomes, releases and seconds (by stage in JSON)."""
    if context.invoked_subcommand is None:
        _list_runs(data, as_json=as_json)
    else:
        _refuse_options_before(context, "profiles releases prune")


def _list_runs(data: Path, *, as_json: bool) -> None:
    from warehouse.ledger import LEDGER, damaged_lines, read
    from warehouse.release import current

    with reported_errors():
        entries, shown, damaged = read(data), current(data), damaged_lines(data)
    rows = [
        {
            **asdict(entry),
            "when": f"{entry.when.isoformat()}Z",
            "current": shown is not None and entry.release == shown.name,
        }
        for entry in entries
    ]
    if wants_json(as_json):
        print_lines(rows)
    else:
        _show_runs(rows, entries)
    if damaged:
        numbers = ", ".join(map(str, damaged[:5]))
        raise RefusedError(f"{data / LEDGER} is damaged in line {numbers}: delete what can't be read; no run needs it.")


def _show_runs(rows: Sequence[dict[str, object]], entries: Sequence[Entry]) -> None:
    shown = ("when", "as_of", "outcome", "release", "current", "pages", "seconds", "failed", "accepted", "reason")
    seconds = [f"{sum(entry.seconds.values()):.1f}" for entry in entries]
    lines = [{**row, "seconds": total} for row, total in zip(rows, seconds, strict=True)]
    print_table(shown, [[row[name] for name in shown] for row in lines])


@releases.command("prune", epilog=example("profiles releases prune --keep 12"))
@click.option(
    "--keep", type=click.IntRange(1), required=True, help="How many releases to keep, the current one included."
)
@data_option
@json_option
def prune_releases(keep: int, data: Path, as_json: bool) -> None:
    """Remove all releases but the newest, and say which.

    The current release is never removed, nor one that is being read. The ledger keeps its lines, and gets one that says
    which releases were removed and when.
    """
    from pipeline.explain.explain import current_release
    from warehouse.prune import prune

    with reported_errors():
        current_release(data)
        done = prune(data, keep, utc_now())
    if wants_json(as_json):
        print_document(asdict(done))
    else:
        fates = [("removed", done.removed), ("kept", done.kept)]
        print_table(("release", "what became of it"), [(name, fate) for fate, names in fates for name in names])
    for name in done.in_use:
        say(f"Release {name} is being read and stays; call this again later.")
    say(f"{len(done.removed)} releases were removed, {len(done.kept)} are there.")


@click.command(epilog=example("profiles verify"))
@click.argument("release", required=False)
@data_option
@json_option
def verify(release: str | None, data: Path, as_json: bool) -> None:
    """Check every byte, count and value of RELEASE (the current one, if none is named).

    Each file is held against the manifest, and the database against the Parquet files: of what is damaged or differs,
    the file, the table and the row group are named.
    """
    from pipeline.explain.explain import named_release
    from warehouse.lock import reading
    from warehouse.verifying.contents import verify_contents

    with reported_errors():
        folder = named_release(data, release)
        with reading(folder):
            damages = verify_contents(folder)
    if wants_json(as_json):
        places = [damage._asdict() for damage in damages]
        sentences = [str(damage) for damage in damages]
        print_document({"release": folder.name, "sound": not damages, "damage": sentences, "places": places})
    elif not damages:
        click.echo(f"Release {folder.name} is sound.")
    if damages:
        raise RefusedError(f"Release {folder.name} is damaged: {'; '.join(map(str, damages))}.")
