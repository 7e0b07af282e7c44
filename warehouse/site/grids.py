"""Tables of values out of rows: which columns, under which heads, each value with the way to its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from warehouse.site.blocks import Grid, GridRow, Heading, Value
from warehouse.site.release import Row
from warehouse.site.wording import shown

_SHORT, _LONG = 18, 45
Tell = Callable[[Row], object]
Ways = Callable[[Row], str | None]


class Told(NamedTuple):
    """A column of a table on a page: the column of the release that it is from, its head, and what it tells of a row.

    Without ``tell`` it is the value of the column. ``leads`` gives another place than the evidence.
    """

    column: str
    label: str
    tell: Tell | None = None
    is_number: bool = False
    leads: Ways | None = None

    def value(self, row: Row, evidence: str | None) -> Value:
        """The value of a row, with the way to its evidence."""
        found = self.tell(row) if self.tell else row[self.column]
        return shown(found, self.leads(row) if self.leads else evidence)


class Named(NamedTuple):
    """A table of a page: its place, its caption, a sentence, and SQL that gives the same."""

    id: str
    caption: str
    lead: str = ""
    query: str | None = None


def grid(
    named: Named, columns: Sequence[Told], rows: Iterable[Row], evidence: Ways, meanings: Mapping[str, str]
) -> Grid:
    """The table of these columns over the rows; ``evidence`` gives the way to that of a row."""
    lines = []
    for row in rows:
        way = evidence(row)
        lines.append(GridRow([told.value(row, way) for told in columns], row.get("place")))
    heads = [
        Heading(told.label, meanings.get(told.column, ""), told.is_number, most <= _SHORT, most >= _LONG)
        for told, most in zip(columns, _longest(columns, lines), strict=True)
    ]
    return Grid(named.id, named.caption, heads, lines, named.lead, named.query)


def _longest(columns: Sequence[Told], lines: Sequence[GridRow]) -> list[int]:
    """The length of the longest value of each column."""
    return [max((len(line.values[at].text) for line in lines), default=0) for at in range(len(columns))]


def nowhere(_row: Row) -> str | None:
    """The way to the evidence of rows that have none: those of the reference, and sums."""
    return None
