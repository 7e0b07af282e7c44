"""``profiles diff`` and ``profiles check-program``: what differs between releases, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.errors import reported_errors
from pipeline.cli.options import data_option, example, json_option
from pipeline.cli.output import print_document, print_text, say, wants_json

if TYPE_CHECKING:
    from warehouse.diff.model import Diff, Group

_SAMPLES = 3
_VALUE = 120


@click.command(epilog=example("profiles diff 2026-10 current --html changes.html"))
@click.argument("old")
@click.argument("new")
@data_option
@json_option
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with samples of all changes."
)
@click.option(
    "--parquet", type=click.Path(file_okay=False, path_type=Path), help="Write all rows that differ, a file a table."
)
def diff(old: str, new: str, data: Path, as_json: bool, html: Path | None, parquet: Path | None) -> None:
    """Show what changed between the releases OLD and NEW, and why: a page, the program or the reference.

    OLD and NEW are ids of releases or the beginnings of them, current, a month or day at whose end a release was the
    current one (2026-10), or folders of releases or of data. The exit code is 1 where something changed.
    """
    from extractors.sources import SCHEMA
    from pipeline.explain.chosen import chosen_release
    from warehouse.diff.compare import compared

    with (
        reported_errors(),
        compared(SCHEMA, chosen_release(data, old), chosen_release(data, new)) as found,
    ):
        _write_files(found, html, parquet)
        _show(found, as_json=wants_json(as_json))
    raise SystemExit(0 if found.empty else 1)


def _write_files(found: Diff, html: Path | None, parquet: Path | None) -> None:
    from warehouse.diff.page import render_page
    from warehouse.diff.parquet import write_parquet_files
    from warehouse.disk import replacing

    if html is not None:
        with replacing(html) as file:
            file.write(render_page(found).encode("utf-8", "backslashreplace"))
    if parquet is not None:
        write_parquet_files(found, parquet)


def _show(found: Diff, *, as_json: bool) -> None:
    from warehouse.diff.document import document
    from warehouse.diff.words import TITLES, following_line, headline, page_line, tiers_of

    if as_json:
        print_document(document(found))
        return
    print_text(headline(found))
    for remark in found.remarks:
        print_text(remark)
    for page in found.pages[:_SAMPLES]:
        print_text(f"  {page_line(page)}")
    if len(found.pages) > _SAMPLES:
        print_text(f"  and {len(found.pages) - _SAMPLES} more pages")
    for tier, groups in tiers_of(found):
        click.secho(f"\n{TITLES[tier]}", bold=True)
        for group in groups:
            _show_group(group)
    following = following_line(found)
    if following:
        print_text(f"\n{following}")
    if not found.empty:
        say("More samples with --html FILE, all changes with --json, all rows with --parquet DIR.")


def _show_group(group: Group) -> None:
    from warehouse.diff.words import group_title, shown, why

    click.echo(f"  {group_title(group)}")
    for change in group.samples[:_SAMPLES]:
        values = f"{shown(change.old, _VALUE)} → {shown(change.new, _VALUE)}"
        click.echo(f"    {shown(change.id, _VALUE)}  {values}")
        click.secho(f"      {why(change)}", dim=True)
