"""Commands about releases as a whole: ``releases`` lists or removes them, ``verify`` checks one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from pipeline.cli.errors import RefusedError, WrongUseError, reported_errors
from pipeline.cli.options import data_option, example, json_option
from pipeline.cli.output import print_document, print_lines, print_table, say, wants_json
from pipeline.cli.running import utc_now

if TYPE_CHECKING:
    from warehouse.ledger import Entry


@click.group(epilog=example("profiles releases"), invoke_without_command=True)
@data_option
@json_option
@click.pass_context
def releases(context: click.Context, data: Path, as_json: bool) -> None:
    """List the runs of the ledger, the newest last, with their outcomes, releases and seconds (by stage in JSON)."""
    if context.invoked_subcommand is None:
        _list_runs(data, as_json=as_json)
    elif any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ("data", "as_json")):
        raise WrongUseError("Give options after the command: profiles releases prune --data DIR.")


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
