"""Questions to releases, and ``schema`` and ``sources``, which tell what releases have."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from pipeline.cli.errors import WrongUseError, reported_errors
from pipeline.cli.options import QueryCommand, data_option, data_option_of_all, example, json_option
from pipeline.cli.output import print_document, print_lines, print_rows, print_text, say, wants_json


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


@click.command(epilog=example("profiles explain participations PER-09 edition"))
@click.argument("table")
@click.argument("record_id", metavar="ID")
@click.argument("column", required=False)
@data_option
@json_option
def explain(table: str, record_id: str, column: str | None, data: Path, as_json: bool) -> None:
    """Show where record ID of TABLE comes from: pages, capture times, hashes, lines, and the reasoning.

    With COLUMN it is about that value: the lines that print it, or all lines of the record where none does. Parts of a
    longer key are joined with "/", as in contributions PER-01/1.
    """
    from pipeline.cli.explanations import show_explanation
    from pipeline.explain import explain as asking

    with reported_errors():
        found = asking.explain(asking.current_release(data), table, record_id, column)
    if wants_json(as_json):
        print_document(asdict(found))
    else:
        show_explanation(found, record_id)


@click.command(epilog=example("profiles schema > dictionary.md"))
@data_option_of_all
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of Markdown.")
@click.option("--mermaid", is_flag=True, help="Print the tables and their references as a Mermaid diagram.")
def schema(as_json: bool, mermaid: bool) -> None:
    """Print the data dictionary: every table, view and column, as Markdown."""
    from extractors.sources import SCHEMA
    from warehouse.describing.dictionary import dictionary, markdown
    from warehouse.describing.mermaid import diagram

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
