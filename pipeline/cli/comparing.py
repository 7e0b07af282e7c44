"""``profiles diff`` and ``profiles check-program``: what differs between releases, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.bars import bar
from pipeline.cli.errors import reported_errors
from pipeline.cli.options import bundle, data_option, example, json_option, workers_option
from pipeline.cli.output import print_document, say, wants_json
from pipeline.cli.run_flags import Limits, limit_options

if TYPE_CHECKING:
    from warehouse.diff.model import Diff, Group

_SAMPLES = 3
_RULES = 40
_VALUE = 120
_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Forms:
    """The files and the folder that a diff is written to beside what is printed."""

    html: Path | None
    markdown: Path | None
    parquet: Path | None

    def write(self, found: Diff) -> None:
        """Write those that are asked for. Raises OSError that names the file where the disk refuses."""
        from warehouse.diff.differing import write_parquet_files
        from warehouse.diff.markdown import render_markdown
        from warehouse.diff.page import render_page
        from warehouse.disk import replacing

        for path, render in ((self.html, render_page), (self.markdown, render_markdown)):
            if path is not None:
                with replacing(path) as file:
                    file.write(render(found).encode("utf-8", "backslashreplace"))
        if self.parquet is not None:
            write_parquet_files(found, self.parquet)


# The options for the forms of a diff, handed to the command as ``forms``.
form_options = bundle(
    Forms,
    "forms",
    click.option("--html", type=_FILE, help="Write a page with up to a hundred samples of each kind of change."),
    click.option("--markdown", type=_FILE, help="Write a short text, such as for a comment."),
    click.option(
        "--parquet",
        type=click.Path(file_okay=False, path_type=Path),
        help="Write all rows that differ, a file a table.",
    ),
)


@click.command(epilog=example("profiles diff 2026-10 current --html changes.html"))
@click.argument("old")
@click.argument("new")
@data_option
@json_option
@form_options
def diff(old: str, new: str, data: Path, as_json: bool, forms: Forms) -> None:
    """Show what changed between the releases OLD and NEW, and why: a page, the program or the reference.

    OLD and NEW are ids of releases or the beginnings of them, current, a month or day at whose end a release was the
    current one (2026-10), or folders of releases or of data. The exit code is 1 where something changed.
    """
    from extractors.sources import SCHEMA
    from pipeline.explain.explain import chosen_release
    from warehouse.diff.compare import compared

    with reported_errors(), compared(SCHEMA, chosen_release(data, old), chosen_release(data, new)) as found:
        forms.write(found)
        _show(found, as_json=as_json)
    raise SystemExit(0 if found.empty else 1)


@click.command("check-program", epilog=example("profiles check-program --markdown comment.md"))
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path))
@data_option
@json_option
@form_options
@workers_option
@limit_options
def check_program(
    pages: tuple[Path, ...], data: Path, as_json: bool, forms: Forms, workers: int, limits: Limits
) -> None:
    """Show what the program and the reference, as they are now, would change in the current release.

    The pages of the release are read again out of the archive, or from the PAGES that it was made of; captures that the
    release does not know are left out. Nothing is published. The exit code is 1 where something would change.
    """
    from pipeline.check_program import compared_with_release, read_again
    from pipeline.order import Order

    order = limits.applied_to(Order(data, pages, workers))
    with reported_errors():
        with bar("Reading pages") as progress:
            again = read_again(order, progress)
        with compared_with_release(again) as found:
            forms.write(found)
            _show(found, as_json=as_json)
    raise SystemExit(0 if found.empty else 1)


def _show(found: Diff, *, as_json: bool) -> None:
    """Print a diff: as JSON where it is asked for or piped, else for people."""
    from warehouse.diff.document import document
    from warehouse.diff.words import TITLES, following_line, headline, rule_line, tiers_of

    if wants_json(as_json):
        print_document(document(found))
        return
    click.echo(headline(found))
    _show_pages(found)
    for tier, groups in tiers_of(found):
        click.secho(f"\n{TITLES[tier]}", bold=True)
        for group in groups:
            _show_group(group)
    _show_lines("By rule", [rule_line(rule) for rule in found.rules[:_RULES]])
    following = following_line(found)
    _show_lines("Following", [following] if following else [])
    if not found.empty:
        say("More samples with --html FILE, all changes with --json, all rows with --parquet DIR.")


def _show_pages(found: Diff) -> None:
    from warehouse.diff.words import page_line

    for remark in found.remarks:
        click.echo(f"  {remark}")
    for page in found.pages[:_SAMPLES]:
        click.echo(f"  {page_line(page)}")
    if len(found.pages) > _SAMPLES:
        click.echo(f"  and {len(found.pages) - _SAMPLES} more pages")


def _show_group(group: Group) -> None:
    from warehouse.diff.words import group_title, parts_line, shown, why

    click.echo("; ".join(filter(None, (f"  {group_title(group)}", parts_line(group)))))
    for change in group.samples[:_SAMPLES]:
        values = f"{shown(change.old, _VALUE)} → {shown(change.new, _VALUE)}"
        click.echo(f"    {shown(change.id, _VALUE)}  {values}")
        click.secho(f"      {why(change)}", dim=True)


def _show_lines(title: str, lines: list[str]) -> None:
    if lines:
        click.secho(f"\n{title}", bold=True)
    for line in lines:
        click.echo(f"  {line}")
