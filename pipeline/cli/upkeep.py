"""Commands that keep the house in order: ``catalogue``, ``reference`` and ``quarantine``."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
from click.core import ParameterSource

from pipeline.cli.bars import bar
from pipeline.cli.errors import RefusedError, WrongUseError, reported_errors
from pipeline.cli.options import data_option, example, json_option, workers_option
from pipeline.cli.output import print_lines, print_results, print_table, say, wants_json
from pipeline.cli.running import Limits, limit_options


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
    elif any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ("data", "as_json")):
        raise WrongUseError("Give options after the command: profiles quarantine list --data DIR.")


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
