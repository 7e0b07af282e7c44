"""The saved pages, line by line: where all evidence ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from warehouse.site import links
from warehouse.site.blocks import Link, Page
from warehouse.site.passages import PageLabel, SavedPages
from warehouse.site.release import Line, ReleaseRows, Row
from warehouse.site.wording import counted


class OwnedLines(NamedTuple):
    """Lines that follow each other and have one owner. ``kind`` is ``claimed``, ``ignored`` or ``unclaimed``."""

    owner: str
    kind: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page, or a part of a long one, whose parts are ``parts`` then.

    ``printed`` has, by number, the lines that were repaired, as they were before.
    """

    label: PageLabel
    country: Link | None
    counts: str
    parts: Sequence[Link]
    runs: Sequence[OwnedLines]
    printed: Mapping[int, str]
    issues: Sequence[Row]


def pages(rows: ReleaseRows, saved: SavedPages) -> Iterator[Page]:
    """A page for each saved page, and several for a long one."""
    names = {row["iso3"]: row["name"] for row in rows.of("countries")}
    for row in rows.of("pages"):
        name = names.get(row["iso3"])
        yield from _pages_of(row, Link(name, links.country(row["iso3"])) if name else None, saved)


def _pages_of(row: Row, country: Link | None, saved: SavedPages) -> Iterator[Page]:
    page_id, label = row["page_id"], saved.labels[row["page_id"]]
    parts = _parts(saved.lines.get(page_id, ()))
    contents = [Link(_span(lines), links.saved_part(page_id, number)) for number, lines in parts.items()]
    for number, lines in parts.items():
        content = SavedPage(
            label,
            country,
            _counts(row),
            contents if len(contents) > 1 else (),
            _runs(lines),
            {
                line.number: saved.repairs[at]["printed"]
                for line in lines
                if (at := (page_id, line.number)) in saved.repairs
            },
            saved.issues.get(page_id, ()),
        )
        crumbs = (links.MENU["overview"], links.MENU["quality"], Link("Saved pages", "pages/index.html"))
        yield Page(links.saved_part(page_id, number), "saved_page.html", label.name, "quality", content, crumbs)


def _parts(lines: Sequence[Line]) -> Mapping[int, Sequence[Line]]:
    """The lines by the part of the page that shows them; there is a first part even where no line is kept."""
    parts: dict[int, list[Line]] = {0: []}
    for line in lines:
        parts.setdefault(line.number // links.LINES_OF_PART, []).append(line)
    return parts


def _runs(lines: Sequence[Line]) -> list[OwnedLines]:
    by_owner = groupby(lines, key=lambda line: line.owner)
    return [OwnedLines(owner, _kind(owner), list(of_owner)) for owner, of_owner in by_owner]


def _kind(owner: str) -> str:
    if owner == "unclaimed":
        return owner
    return "ignored" if owner.startswith("ignored") else "claimed"


def _span(lines: Sequence[Line]) -> str:
    return f"Lines {lines[0].number} to {lines[-1].number}" if lines else "No lines"


def _counts(row: Row) -> str:
    return (
        f"{counted(row['lines'], 'line')}: {row['lines_claimed']} claimed, {row['lines_ignored']} ignored by name, "
        f"{row['lines_unclaimed']} unclaimed"
    )
