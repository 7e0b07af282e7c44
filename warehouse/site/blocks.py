"""The blocks that pages are made of, apart from how they are rendered: values, links, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple


class Link(NamedTuple):
    """A link within the site. ``href`` is seen from the folder of the site, whatever page shows it."""

    text: str
    href: str


class Value(NamedTuple):
    """One value as a page shows it. ``href`` leads to its evidence; None where there is none to show.

    ``said`` is false where the pages do not say the value: then ``text`` is in words, such as ``not said``.
    """

    text: str
    href: str | None = None
    said: bool = True


Kind = Literal["number", "short", "medium", "long"]


class Heading(NamedTuple):
    """The head of a column. ``meaning`` is what the data dictionary says.

    ``kind`` says how its values stand: ``number`` to the right, ``short`` never broken into lines, ``long`` wide.
    """

    text: str
    meaning: str = ""
    kind: Kind = "medium"


class GridRow(NamedTuple):
    """A row of a table. Its first value names it; ``id`` is the name of its place, for links to lead to."""

    values: Sequence[Value]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of values. ``lead`` is a sentence below the caption, ``query`` is SQL that gives the same."""

    id: str
    caption: str
    headings: Sequence[Heading]
    rows: Sequence[GridRow]
    lead: str = ""
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site, ready to be rendered.

    ``path`` is where it stands in the folder of the site, ``section`` the entry of the menu that it belongs to,
    ``crumbs`` are the pages above it, and ``content`` is what its template shows.
    """

    path: str
    template: str
    title: str
    section: str
    content: object
    crumbs: tuple[Link, ...] = ()

    @property
    def root(self) -> str:
        """The way from the page to the folder of the site: ``../`` for ``countries/PER.html``."""
        return "../" * self.path.count("/")
