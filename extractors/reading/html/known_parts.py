"""Parts of pages that were walked before: what their markup shows is told anew without a walk.

The pages of a site share their menus, header and footer, and those of a country share most of what they say. A part is
a block element whose markup, as the parser writes it, was met before with the same around it; only its place on the
page may differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extractors.reading.html.scope import Scope
from schemas.document import Cell, Line

LONGEST_PART = 50_000
"""Characters of markup: more are not kept."""
_FOREIGN = "<math"
"""Elements of another language, whose children the parser may not write out. Those of ``<svg>`` are never shown."""


class Spacing(NamedTuple):
    """What stands before the next line of a page: blank lines, beginnings and ends of elements, and rules."""

    blank: int = 0
    apart: bool = False
    new_item: bool = False
    new_row: bool = False
    ruled: bool = False


class Surroundings(NamedTuple):
    """What of a page counts for the lines of a part: the elements around it, how many they are, and what is above.

    Of the article around it the scope tells only that there is one.
    """

    scope: Scope
    elements: int
    blocks: int
    spacing: Spacing


class Place(NamedTuple):
    """Where a part stands: the lines above it, its ordinal, the ordinals of the blocks around, and the article."""

    lines: int
    ordinal: int
    path: tuple[int, ...]
    article: int | None


class Part(NamedTuple):
    """The lines of a part where it was walked, the spacing below it, and how many nodes and blocks it has."""

    place: Place
    lines: tuple[Line, ...]
    below: Spacing
    nodes: int
    blocks: int


@dataclass(slots=True)
class KnownPart:
    """A part as it was walked, or None while it was not."""

    part: Part | None = None


class Walked(NamedTuple):
    """An element whose part will be known when it is closed.

    ``depth`` and ``nodes`` are how many elements were open, and how many nodes met, when it was opened; ``length`` is
    that of its markup.
    """

    depth: int
    known: KnownPart
    place: Place
    nodes: int
    length: int


# A page has some ten parts that are looked for.
@lru_cache(maxsize=512)
def known_part(_markup: str, _around: Surroundings) -> KnownPart:
    """What is known of a part with this markup and these surroundings. Who walks it first fills it in."""
    return KnownPart()


def may_be_kept(markup: str) -> bool:
    """Whether a part with this markup may be kept: equal markup is equal elements."""
    return _FOREIGN not in markup


def moved_lines(part: Part, place: Place) -> Sequence[Line]:
    """The lines of a part as they are where it stands at another place."""
    if place == part.place:
        return part.lines
    lines, blocks = place.lines - part.place.lines, place.ordinal - part.place.ordinal
    within = len(place.path)
    paths = {path: place.path + tuple([n + blocks for n in path[within:]]) for path in {one.path for one in part.lines}}
    articles: dict[int | None, int | None] = {None: None}
    articles |= {one.article: one.article + blocks for one in part.lines if one.article is not None}
    articles[part.place.article] = place.article
    # By position, as a page has many of them.
    return [
        Line(
            one.number + lines,
            one.text,
            one.gap,
            one.item,
            one.heading,
            one.term,
            one.strong,
            one.region,
            one.href,
            one.links,
            one.when,
            paths[one.path],
            articles[one.article],
            one.after_rule,
            one.cell and Cell(one.cell.table + blocks, one.cell.row + blocks, one.cell.column),
        )
        for one in part.lines
    ]
