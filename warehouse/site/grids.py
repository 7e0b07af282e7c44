"""Tables of values out of rows: which columns, under which heads, each value with the way to its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from warehouse.site.blocks import Grid, GridRow, Heading, Kind, Value
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


def nowhere(_row: Row) -> str | None:
    """The way to the evidence of rows that have none: those of the reference, and sums."""
    return None


def grid(
    named: Named,
    columns: Sequence[Told],
    rows: Iterable[Row],
    evidence: Ways,
    meanings: Mapping[str, str],
    places: Ways = nowhere,
) -> Grid:
    """The table of these columns over the rows.

    ``evidence`` gives the way to that of a row, ``places`` the name of its place, for links to lead to.
    """
    lines = []
    for row in rows:
        way = evidence(row)
        lines.append(GridRow([told.value(row, way) for told in columns], places(row)))
    heads = [
        Heading(told.label, meanings.get(told.column, ""), _kind(told, [line.values[at] for line in lines]))
        for at, told in enumerate(columns)
    ]
    return Grid(named.id, named.caption, heads, lines, named.lead, named.query)


def _kind(told: Told, values: Sequence[Value]) -> Kind:
    """How the values of a column stand, by the longest of them."""
    longest = max((len(value.text) for value in values), default=0)
    if told.is_number:
        return "number"
    if longest <= _SHORT:
        return "short"
    return "long" if longest >= _LONG else "medium"
