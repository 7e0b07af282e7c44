"""What changed since the release before, each change with its cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warehouse.diff.model import Diff, Group
from warehouse.diff.words import TITLES, following_line, group_title, headline, page_line, shown, tiers_of, why
from warehouse.site import links
from warehouse.site.blocks import Grid, GridRow, Heading, Page, Value

PATH = "quality/changes.html"
_SAMPLES = 25
_PAGES = 200
_VALUE = 300
_HEADINGS = (Heading("Record"), Heading("Before"), Heading("Now"), Heading("Why"))


@dataclass(frozen=True, slots=True)
class Changes:
    """What the page shows: sentences, pages, and by tier a table for each group with some of its changes."""

    headline: str
    remarks: Sequence[str]
    pages: Sequence[str]
    tiers: Sequence[tuple[str, Sequence[Grid]]]
    following: str | None


def page(found: Diff) -> Page:
    """The page of a diff. It is bounded: each group shows some of its changes, and says how many there are."""
    pages = [page_line(one) for one in found.pages[:_PAGES]]
    if len(found.pages) > _PAGES:
        pages.append(f"{len(found.pages) - _PAGES} more")
    content = Changes(headline(found), found.remarks, pages, list(_tiers(found)), following_line(found))
    crumbs = (links.MENU["overview"], links.MENU["quality"])
    return Page(PATH, "changes.html", "What changed", "quality", content, crumbs)


def _tiers(found: Diff) -> Iterator[tuple[str, Sequence[Grid]]]:
    for tier, groups in tiers_of(found):
        yield TITLES[tier], [_grid(f"{tier}-{at}", group) for at, group in enumerate(groups, 1)]


def _grid(name: str, group: Group) -> Grid:
    samples = group.samples[:_SAMPLES]
    lines = [
        GridRow([Value(shown(text, _VALUE)) for text in (change.id, change.old, change.new, why(change))])
        for change in samples
    ]
    more = f"The first {len(samples)} of {group.count}." if group.count > len(samples) else ""
    return Grid(name, group_title(group), _HEADINGS, lines, more)
