"""How an explanation looks on a terminal."""

from __future__ import annotations

import click

from pipeline.cli.output import print_table
from pipeline.explain.explain import Cell, Explanation
from pipeline.explain.passages import Passage


def show_explanation(found: Explanation, record_id: str) -> None:
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
