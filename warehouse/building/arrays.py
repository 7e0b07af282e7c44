"""Rows as Arrow columns, each held against what its record allows: a whole column at a time."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from types import NoneType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import Columns
from schemas.tables import Table
from warehouse.columns import Column, Kind, columns_of

Row = tuple[Any, ...]

ARROW_TYPES: dict[Kind, pa.DataType] = {
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "float": pa.float64(),
    "decimal": pa.decimal128(18, 2),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "string": pa.string(),
}
# Arrow itself would take more, and lose what it can't hold: 1.5 as an integer, a time as a day.
_TAKEN: dict[Kind, frozenset[type[Any]]] = {
    "boolean": frozenset({bool}),
    "integer": frozenset({int}),
    "float": frozenset({float, int}),
    "decimal": frozenset({Decimal}),
    "date": frozenset({date}),
    "timestamp": frozenset({datetime}),
    "string": frozenset({str}),
}


class BadRowError(Exception):
    """A row that its record does not allow: the program is wrong, not the page. Names table, row and column."""

    def __init__(self, table: str, row: str, column: str, problem: str) -> None:
        super().__init__(f"{table}: row {row}, column {column}: {problem}")
        self.table, self.row, self.column, self.problem = table, row, column, problem


class _MisfitError(Exception):
    """Values that a column does not allow, with a sentence that says why."""


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a column."""
    kind = ARROW_TYPES[column.kind]
    return pa.list_(pa.field("element", kind, nullable=False)) if column.many else kind


def to_arrays(table: Table, rows: Sequence[Row]) -> list[pa.Array]:
    """The columns of a table. Raises BadRowError that names the first row that does not fit."""
    columns = columns_of(table)
    _require_length(table, rows)
    values = rows.columns if isinstance(rows, Columns) else list(zip(*rows, strict=True)) or [()] * len(columns)
    return [_array(table, rows, column, of_column) for column, of_column in zip(columns, values, strict=True)]


def _require_length(table: Table, rows: Sequence[Row]) -> None:
    if isinstance(rows, Columns):
        return
    for row in rows:
        if len(row) != len(table.columns):
            problem = f"{len(row)} values, not {len(table.columns)}"
            raise BadRowError(table.name, row_name(table, row), "(all)", problem)


def _array(table: Table, rows: Sequence[Row], column: Column, values: Sequence[object]) -> pa.Array:
    try:
        return _fitting(column, values)
    except _MisfitError as misfit:
        at = next(at for at, value in enumerate(values) if not _fits(column, value))
        problem = f"{misfit}, not {reprlib.repr(values[at])}"
        raise BadRowError(table.name, row_name(table, rows[at]), column.name, problem) from None


def _fits(column: Column, value: object) -> bool:
    try:
        _fitting(column, [value])
    except _MisfitError:
        return False
    return True


def _fitting(column: Column, values: Sequence[Any]) -> pa.Array:
    """The values as Arrow. Raises _MisfitError unless all are what the column allows."""
    _require_types(column, values)
    if column.kind == "timestamp" and any(value is not None and value.tzinfo is not None for value in values):
        raise _MisfitError("times are in UTC and carry no zone")
    try:
        array = pa.array(values, arrow_type(column))
    except (pa.ArrowException, OverflowError, UnicodeError) as failure:
        raise _MisfitError(str(failure)) from None
    _require_bounds(column, array.flatten() if column.many else array)
    return array


def _require_types(column: Column, values: Sequence[Any]) -> None:
    found = set(map(type, values)) - ({NoneType} if column.nullable else set())
    if column.many and found <= {tuple}:
        found = set(map(type, chain.from_iterable(value for value in values if value is not None)))
    elif column.many:
        raise _MisfitError("there are tuples here")
    if not found <= _TAKEN[column.kind]:
        raise _MisfitError(f"its type is {column.kind}")


def _require_bounds(column: Column, array: pa.Array) -> None:
    if column.kind == "float" and not _all(pc.is_finite(array)):
        raise _MisfitError("it is a finite number")
    if column.lowest is not None and not _all(pc.greater_equal(array, column.lowest)):
        raise _MisfitError(f"it is at least {column.lowest:g}")
    if column.highest is not None and not _all(pc.less_equal(array, column.highest)):
        raise _MisfitError(f"it is at most {column.highest:g}")
    if column.pattern is not None and not _all(pc.match_substring_regex(array.unique(), column.pattern)):
        raise _MisfitError(f"it matches {column.pattern}")
    if column.allowed and not set(array.unique().to_pylist()) <= {*column.allowed, None}:
        raise _MisfitError(f"it is one of {', '.join(column.allowed)}")


def _all(holds: pa.Array) -> bool:
    """Whether it holds for every value that is there."""
    return bool(pc.all(holds, min_count=0).as_py())


def row_name(table: Table, row: Row) -> str:
    """How messages name a row: its key, or all of it where the table has none."""
    cells = zip(table.columns, row, strict=False)
    return "/".join(str(value) for name, value in cells if name in table.order)
