"""``profiles explain`` and ``profiles history``: where a record comes from, and what it was at each time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.bars import bar
from pipeline.cli.errors import reported_errors
from pipeline.cli.options import bundle, data_option, example, json_option
from pipeline.cli.output import print_result, print_rows, print_table, say
from pipeline.cli.run_flags import Limits, limit_options

if TYPE_CHECKING:
    from pipeline.explain.explain import Cell, Explanation
    from pipeline.explain.history import History, Moment, Spell
    from pipeline.explain.passages import Passage


@dataclass(frozen=True, slots=True)
class Named:
    """A record, or a column of it, as it was named."""

    table: str
    record_id: str
    column: str | None


# The arguments that name a record, handed to the command as ``named``.
named_record = bundle(
    Named,
    "named",
    click.argument("table"),
    click.argument("record_id", metavar="ID"),
    click.argument("column", required=False),
)


@click.command(epilog=example("profiles explain participations PER-09 edition"))
@named_record
@data_option
@json_option
def explain(named: Named, data: Path, as_json: bool) -> None:
    """Show where record ID of TABLE comes from: pages, capture times, hashes, lines, and the reasoning.

    With COLUMN it is about that value: the lines that print it, or all lines of the record where none does. Parts of a
    longer key are joined with "/", as in contributions PER-01/1.
    """
    from pipeline.explain import explain as asking

    with reported_errors():
        found = asking.explain(asking.current_release(data), named.table, named.record_id, named.column)
    print_result(as_json, asdict(found), lambda: _show_explanation(found, named.record_id))


def _show_explanation(found: Explanation, record_id: str) -> None:
    """The record or value, its passages, the reasoning and the notes. A line that was repaired is marked with ~."""
    if found.cell is None:
        print_table((found.table, record_id), found.record.items())
    else:
        _show_cell(found.cell)
    for passage in found.passages:
        _show_passage(passage)
    for title, sentences in (("Reasoning", found.reasoning), ("Notes", found.notes)):
        if sentences:
            click.secho(f"\n{title}", bold=True)
        for sentence in sentences:
            click.echo(f"  {sentence}")


def _show_cell(cell: Cell) -> None:
    told = "printed on the lines marked" if cell.printed else "no line prints it as such"
    told = "the pages do not say" if cell.value is None else told
    print_table((cell.column, told), [("value", cell.value), ("meaning", cell.meaning)])


def _show_passage(passage: Passage) -> None:
    when = passage.page["fetched_at"] or "capture time unknown"
    click.secho(f"\n{passage.page['url'] or passage.page['path']} ({when})", bold=True)
    click.secho(f"  page {passage.page['page_id']}", dim=True)
    for number, is_evidence, printed in passage.lines:
        text = f"{passage.pointers[number]}: {printed}" if number in passage.pointers else printed
        mark = ("~" if number in passage.repaired else " ") + (">" if is_evidence else " ")
        click.secho(f"{mark} {number:>5}  {text}", dim=not is_evidence)


@click.command(epilog=example("profiles history participations PER-09 edition"))
@named_record
@data_option
@json_option
@click.option("--captures", is_flag=True, help="Over the captures in the archive, each read as of its own time.")
@limit_options
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
    print_result(as_json, _fields(found), lambda: _show(found))
    if found.gone:
        say(f"Releases that are not there any more, as after 'profiles releases prune': {', '.join(found.gone)}.")


def _fields(found: History) -> Mapping[str, object]:
    """A history as JSON: of each spell when it began and ended, the value, and the captures behind it."""
    marks = {name: getattr(found, name) for name in ("first_seen", "last_changed", "last_seen")}
    return {
        **asdict(found),
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
