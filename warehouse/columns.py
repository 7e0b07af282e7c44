"""What the record definitions say of a table's columns, and whether rows keep to it.

The records in ``schemas`` are the only place that lists columns. Everything here is read off their annotations, so
that Arrow, DuckDB, the data package and the data dictionary cannot differ.
"""

from __future__ import annotations

import reprlib
import types
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from schemas.tables import Table

Kind = Literal["boolean", "integer", "float", "decimal", "date", "timestamp", "string"]
Row = tuple[Any, ...]

KINDS: dict[type[Any], Kind] = {
    bool: "boolean",
    int: "integer",
    float: "float",
    Decimal: "decimal",
    date: "date",
    datetime: "timestamp",
    str: "string",
}


class BadRowError(Exception):
    """A row that its record does not allow: the program is wrong, not the page. Names table, row and column."""

    def __init__(self, table: str, row: str, column: str, problem: str) -> None:
        super().__init__(f"{table}: row {row}, column {column}: {problem}")
        self.table, self.row, self.column, self.problem = table, row, column, problem


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``many`` means a list of ``kind``; ``allowed`` holds the only values, where they are few."""

    name: str
    kind: Kind
    many: bool
    nullable: bool
    description: str
    allowed: tuple[str, ...] = ()


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table, in the order of its record."""
    hints = get_type_hints(table.record, include_extras=True)
    return tuple(_column(name, hints[name]) for name in table.columns)


def description_of(table: Table) -> str:
    """What the table holds, in a sentence or two."""
    return " ".join((table.record.__doc__ or "").split())


def check_rows(table: Table, rows: Sequence[Row]) -> None:
    """Hold all rows of a table against its record at once, types and bounds; BadRowError names the first that fails."""
    records: Any = types.GenericAlias(list, (table.record,))
    adapter: TypeAdapter[list[Any]] = TypeAdapter(records)
    try:
        adapter.validate_python(list(rows), strict=True)
    except ValidationError as failure:
        raise _bad_row(table, rows, failure) from None
    for index, column in enumerate(columns_of(table)):
        if column.kind == "timestamp":
            _refuse_zones(table, rows, index)


def row_name(table: Table, row: Row) -> str:
    """How messages name a row: its key, or all of it where the table has none."""
    cells = zip(table.columns, row, strict=False)
    return "/".join(str(value) for name, value in cells if name in table.order)


def _column(name: str, annotation: object) -> Column:
    plain, description = _unwrap(annotation)
    options = get_args(plain) if get_origin(plain) in (Union, types.UnionType) else (plain,)
    nullable = types.NoneType in options
    (inner,) = (option for option in options if option is not types.NoneType)
    inner, _ = _unwrap(inner)
    many = get_origin(inner) is tuple
    item, _ = _unwrap(get_args(inner)[0]) if many else (inner, "")
    allowed = get_args(item) if get_origin(item) is Literal else ()
    return Column(name, "string" if allowed else KINDS[item], many, nullable, description, allowed)


def _unwrap(annotation: object) -> tuple[Any, str]:
    """The annotation without its Annotated shells, and the description found in them."""
    description = ""
    while get_origin(annotation) is Annotated:
        annotation, *notes = get_args(annotation)
        found = [note.description for note in notes if isinstance(note, FieldInfo) and note.description]
        description = description or (found[-1] if found else "")
    return annotation, description


def _bad_row(table: Table, rows: Sequence[Row], failure: ValidationError) -> BadRowError:
    first = failure.errors(include_url=False)[0]
    index, *rest = first["loc"]
    row = rows[int(index)]
    place = rest[0] if rest else "(all)"
    column = table.columns[place] if isinstance(place, int) else place
    return BadRowError(table.name, row_name(table, row), column, f"{first['msg']}, not {reprlib.repr(first['input'])}")


def _refuse_zones(table: Table, rows: Sequence[Row], index: int) -> None:
    for row in rows:
        if row[index] is not None and row[index].tzinfo is not None:
            problem = "times are in UTC and carry no zone"
            raise BadRowError(table.name, row_name(table, row), table.columns[index], problem)
