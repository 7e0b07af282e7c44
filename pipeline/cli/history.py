"""``profiles history``: what a record was at each time, and the captures behind it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.bars import bar
from pipeline.cli.errors import reported_errors
from pipeline.cli.options import Command, bundled, data_option, example, json_option
from pipeline.cli.output import print_document, print_rows, say, wants_json
from pipeline.cli.running import Limits, limit_options

if TYPE_CHECKING:
    from pipeline.explain.history import History, Moment, Spell


@dataclass(frozen=True, slots=True)
class Named:
    """A record, or a column of it, as it was named."""

    table: str
    record_id: str
    column: str | None


def _named(command: Command) -> Callable[..., None]:
    """The arguments that name a record, handed to the command as ``named``."""
    return bundled(command, Named, "named")


@click.command(epilog=example("profiles history participations PER-09 edition"))
@click.argument("table")
@click.argument("record_id", metavar="ID")
@click.argument("column", required=False)
@data_option
@json_option
@click.option("--captures", is_flag=True, help="Over the captures in the archive, each read as of its own time.")
@limit_options
@_named
def history(named: Named, data: Path, as_json: bool, captures: bool, limits: Limits) -> None:
    """Show what record ID of TABLE, or one COLUMN of it, was over time: first seen, last changed and last seen.

    Over the releases of the data folder that were current (those made with --as-of are left out), or with --captures
    over the captures in the archive of the pages that the record ever rested on.
    """
    from pipeline.explain.history import asked_for, history_over_captures, history_over_releases
    from pipeline.order import Order

    with reported_errors():
        asked = asked_for(named.table, named.record_id, named.column)
        if captures:
            order = limits.applied_to(Order(data, workers=os.cpu_count() or 1))
            with bar("Reading pages") as progress:
                found = history_over_captures(order, asked, progress)
        else:
            found = history_over_releases(data, asked)
    if wants_json(as_json):
        print_document(_fields(found))
    else:
        _show(found)
    if found.gone:
        say(f"Releases that are not there any more, as after 'profiles releases prune': {', '.join(found.gone)}.")


def _fields(found: History) -> Mapping[str, object]:
    """A history as JSON: of each spell when it began and ended, the value, and the captures behind it."""
    marks = {name: getattr(found, name) for name in ("first_seen", "last_changed", "last_seen")}
    return {
        "table": found.table,
        "id": found.id,
        "column": found.column,
        "over": found.over,
        **{name: moment and _moment(moment) for name, moment in marks.items()},
        "spells": [
            {
                "from": _moment(spell.first),
                "until": _moment(spell.last),
                "there": spell.there,
                "value": spell.value,
                "changed": spell.changed,
            }
            for spell in found.spells
        ],
        "gone": found.gone,
    }


def _moment(moment: Moment) -> Mapping[str, object]:
    behind = [capture._asdict() for capture in moment.behind]
    return {"when": moment.when, "release": moment.release, "captures": behind}


def _show(found: History) -> None:
    marks = (("first seen", found.first_seen), ("last changed", found.last_changed), ("last seen", found.last_seen))
    click.secho(f"{found.table} {found.id} over {found.over}", bold=True)
    for name, moment in marks:
        click.echo(f"  {name}: {_in_words(moment) if moment else 'never'}")
        for capture in moment.behind if moment else ():
            click.echo(f"    {capture.page} ({capture.captured_at or 'capture time unknown'}, {capture.page_id[:8]})")
    columns = ("from", "until", "value" if found.column else "what changed")
    print_rows(columns, [(_in_words(one.first), _in_words(one.last), _value(found, one)) for one in found.spells])


def _in_words(moment: Moment) -> str:
    when = f"{moment.when:%Y-%m-%d %H:%M:%S}"
    return f"{when} ({moment.release})" if moment.release else when


def _value(found: History, spell: Spell) -> object:
    if not spell.there:
        return "not there"
    if found.column is not None:
        return spell.value
    value = spell.value if isinstance(spell.value, Mapping) else {}
    return ", ".join(f"{name}: {value[name]}" for name in spell.changed) or "there"
