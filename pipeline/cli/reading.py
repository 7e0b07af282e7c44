"""``profiles parse`` and ``profiles inspect``: what pages say, without writing anything."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.errors import reported_errors
from pipeline.cli.options import data_option_of_all, example, json_option
from pipeline.cli.output import print_lines, wants_json


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
