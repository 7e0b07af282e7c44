"""The data to take away: files, snippets, the dictionary, how to cite it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from schemas.tables import Origin
from warehouse.describing.dictionary import ColumnEntry, Dictionary, TableEntry, dictionary
from warehouse.site import links
from warehouse.site.blocks import Grid, GridRow, Heading, Page, Value
from warehouse.site.downloads import Download
from warehouse.site.release import ReleaseRows

_DICTIONARY = "data/dictionary.html"
_COLUMNS = (
    Heading("Column"),
    Heading("Type", kind="short"),
    Heading("May be NULL", kind="short"),
    Heading("Meaning"),
)


class Snippet(NamedTuple):
    """A few lines of a language to copy."""

    language: str
    code: str


@dataclass(frozen=True, slots=True)
class TakeAway:
    """What the page shows. ``described`` is the data set as schema.org has it."""

    release: str
    downloads: Sequence[Download]
    snippets: Sequence[Snippet]
    origins: Sequence[Origin]
    dictionary: str
    described: Mapping[str, object]


class Described(NamedTuple):
    """A table or view of the dictionary: what it holds, and its columns."""

    name: str
    description: str
    grid: Grid


def pages(
    rows: ReleaseRows, downloads: Sequence[Download], snippets: Sequence[Snippet], described: Mapping[str, object]
) -> Iterator[Page]:
    """The page of the downloads, and the data dictionary."""
    content = TakeAway(rows.id, downloads, snippets, rows.origins, _DICTIONARY, described)
    menu = links.MENU
    yield Page(menu["data"].href, "take_away.html", "Take it away", "data", content, (menu["overview"],))
    entries = list(_described(dictionary(rows.schema)))
    crumbs = (menu["overview"], menu["data"])
    yield Page(_DICTIONARY, "dictionary.html", "Data dictionary", "data", entries, crumbs)


def _described(known: Dictionary) -> Iterator[Described]:
    for entry in (*known["tables"], *known["views"]):
        yield Described(entry["name"], entry["description"], _grid(entry))


def _grid(entry: TableEntry) -> Grid:
    lines = [
        GridRow([Value(column["name"]), Value(column["type"]), Value(_nullable(column)), Value(_meaning(column))])
        for column in entry["columns"]
    ]
    key = f"Key: {', '.join(entry['key'])}." if entry["key"] else ""
    return Grid(f"table-{entry['name']}", entry["name"], _COLUMNS, lines, key)


def _nullable(column: ColumnEntry) -> str:
    return "yes" if column["nullable"] else "no"


def _meaning(column: ColumnEntry) -> str:
    """What a column means, and the only values that may stand in it, where they are few."""
    allowed = f" ({', '.join(column['allowed'])})" if column["allowed"] else ""
    return f"{column['description']}{allowed}"
