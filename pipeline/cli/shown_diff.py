"""A diff as a user sees it: JSON, or on a terminal its groups with three samples each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.cli.output import print_document, say, wants_json

if TYPE_CHECKING:
    from warehouse.diff.model import Diff, Group

_SAMPLES = 3
_RULES = 40
_VALUE = 120


def show(found: Diff, *, as_json: bool) -> None:
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
