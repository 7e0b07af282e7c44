"""Commands that only read: pages, the archive, releases, and ``schema`` and ``sources``, which tell what those have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from pipeline.cli.bars import bar
from pipeline.cli.errors import WrongUseError, reported_errors
from pipeline.cli.options import QueryCommand, data_option, data_option_of_all, example, json_option, workers_option
from pipeline.cli.output import print_document, print_lines, print_rows, print_text, say, wants_json
from pipeline.cli.run_flags import Limits, limit_options

if TYPE_CHECKING:
    from pipeline.explain.captures import HeldAddress, HeldCapture


@click.command(cls=QueryCommand, epilog=example('profiles sql "SELECT name, year FROM yearly_attendance ORDER BY ALL"'))
@click.argument("question", metavar="SELECT")
@data_option
@click.option("--limit", type=click.IntRange(1), default=10_000, show_default=True, help="Rows to show at most.")
@json_option
def sql(question: str, data: Path, limit: int, as_json: bool) -> None:
    """Query the current release: read only, and with no way to files or network.

    Rows that are too wide for the terminal are shown one below the other.
    """
    from pipeline.explain.explain import current_release
    from pipeline.explain.queries import answer_to

    with reported_errors():
        answer = answer_to(question, current_release(data), limit)
    if wants_json(as_json):
        print_lines(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)
    else:
        print_rows(answer.columns, answer.rows)
    if answer.cut:
        say(f"Only the first {limit} rows are shown; more with --limit.")


@click.command(epilog=example("profiles schema > dictionary.md"))
@data_option_of_all
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of Markdown.")
@click.option("--mermaid", is_flag=True, help="Print the tables and their references as a Mermaid diagram.")
def schema(as_json: bool, mermaid: bool) -> None:
    """Print the data dictionary: every table, view and column, as Markdown."""
    from extractors.sources import SCHEMA
    from warehouse.describing.dictionary import diagram, dictionary, markdown

    if as_json and mermaid:
        raise WrongUseError("Give --json or --mermaid, not both.")
    if as_json:
        print_document(dictionary(SCHEMA))
    else:
        print_text(diagram(SCHEMA) if mermaid else markdown(SCHEMA))


@click.command(epilog=example("profiles sources"))
@data_option_of_all
@json_option
def sources(as_json: bool) -> None:
    """List the sources of pages: their hosts, the licence of their content, and the tables that only they fill."""
    from extractors.sources import SOURCES

    rows = [
        {
            "source": source.name,
            "title": source.title,
            "hosts": sorted(source.site.hosts),
            "licence": source.licence,
            "tables": [table.name for table in source.tables],
        }
        for source in SOURCES
    ]
    if wants_json(as_json):
        print_lines(rows)
    else:
        print_rows(tuple(rows[0]), [tuple(row.values()) for row in rows])


@click.command(epilog=example("profiles parse saved-pages/peru.txt | head"))
@click.argument("pages", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_option_of_all
@click.option("--json", expose_value=False, is_flag=True, help="Print JSON lines, which it does anyway.")
def parse(pages: tuple[Path, ...]) -> None:
    """Print the records of PAGES as JSON lines, each with the lines that it comes from.

    Writes nothing and opens no socket.
    """
    from pipeline.explain.parsing import parsed_records

    with reported_errors():
        print_lines(parsed_records(pages))


@click.command(epilog=example("profiles inspect saved-pages/peru.txt"))
@click.argument("page", type=click.Path(path_type=Path))
@data_option_of_all
@json_option
def inspect(page: Path, as_json: bool) -> None:
    """Show PAGE line by line, each line with the part that claimed it. Unclaimed lines stand out."""
    from pipeline.explain.parsing import inspected_lines

    with reported_errors():
        rows = list(inspected_lines([page]))
    if wants_json(as_json):
        print_lines(rows)
        return
    width = max((len(str(row["owner"])) for row in rows), default=0)
    for row in rows:
        place = str(row["line"]) if row["line"] == row["last_line"] else f"{row['line']}-{row['last_line']}"
        where = f"{row['pointer']}: " if "pointer" in row else ""
        text = f"{place:>5}  {row['owner']!s:<{width}}  {where}{row['text']}"
        unclaimed = row["owner"] == "unclaimed"
        click.secho(text, fg="red" if unclaimed else None, bold=unclaimed, dim=str(row["owner"]).startswith("ignored"))
    unclaimed_lines = sum(row["owner"] == "unclaimed" for row in rows)
    click.secho(f"{len(rows)} lines, {unclaimed_lines} unclaimed.", bold=True)


@click.command(epilog=example("profiles captures peru"))
@click.argument("asked", metavar="[SLUG|URL]", required=False)
@data_option
@json_option
@workers_option
@limit_options
def captures(asked: str | None, data: Path, as_json: bool, workers: int, limits: Limits) -> None:
    """List what the archive holds of an address, and which of its captures count now.

    SLUG is the last part of a country's address, like sri-lanka, and means its further pages too. Each capture comes
    with what it gives: blocks of editions, and practices. Without SLUG or URL: all addresses, with the number of their
    captures.
    """
    from pipeline.explain.captures import held_addresses, held_captures
    from pipeline.order import Order

    order = limits.applied_to(Order(data, workers=workers))
    with reported_errors():
        if asked is None:
            _show_addresses(held_addresses(order), as_json=wants_json(as_json))
            return
        with bar("Reading pages") as progress:
            found = held_captures(order, asked, progress)
    _show_captures(found, as_json=wants_json(as_json))


def _show_addresses(found: Iterable[HeldAddress], *, as_json: bool) -> None:
    if as_json:
        print_lines(asdict(address) for address in found)
        return
    columns = ("address", "kind", "captures", "pages", "contents", "first", "last")
    rows = [(*astuple(address)[:-2], _second(address.first), _second(address.last)) for address in found]
    print_rows(columns, rows)
    say(f"Addresses: {len(rows)}. Name one by its SLUG or URL to see its captures.")


def _show_captures(found: Iterable[HeldCapture], *, as_json: bool) -> None:
    if as_json:
        print_lines(_fields_of_capture(capture) for capture in found)
        return
    for url, of_address in groupby(found, key=lambda capture: capture.url):
        captures_of_it = list(of_address)
        print_text(url)
        columns = ("time", "digest", "bytes", "outcome", "from", *captures_of_it[0].gives, "counts")
        print_rows(columns, [_row_of_capture(capture) for capture in captures_of_it])


def _fields_of_capture(capture: HeldCapture) -> Mapping[str, object]:
    fields = asdict(capture)
    return {**fields, **fields.pop("gives")}


def _row_of_capture(capture: HeldCapture) -> tuple[object, ...]:
    """A capture as a line of the table. The beginning of its digest and the name of the web archive tell it apart."""
    return (
        _second(capture.captured_at),
        capture.digest.partition(":")[2][:8] if capture.digest else None,
        capture.size,
        capture.outcome,
        urlsplit(capture.came_from).netloc or capture.came_from,
        *capture.gives.values(),
        f"{'yes' if capture.counts else 'no'}: {capture.why}",
    )


def _second(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
