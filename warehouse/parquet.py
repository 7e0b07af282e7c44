"""One Parquet file a table: the same rows give the same bytes, whatever order they came in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.tables import Table
from warehouse.columns import BadRowError, Column, Kind, Row, check_rows, columns_of, description_of, row_name
from warehouse.disk import naming

ARROW_TYPES: dict[Kind, pa.DataType] = {
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "float": pa.float64(),
    "decimal": pa.decimal128(18, 2),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "string": pa.string(),
}

MISFITS = (pa.ArrowException, OverflowError, UnicodeError)


class DuplicateKeyError(Exception):
    """Two rows of one table have the same key: the program is wrong. Names the table and the key."""


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table, with the descriptions of table and columns as metadata."""
    fields = [_field(column) for column in columns_of(table)]
    return pa.schema(fields, metadata={"table": table.name, "description": description_of(table)})


def to_arrow(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Checked rows in key order, NULL last. Raises BadRowError or DuplicateKeyError."""
    check_rows(table, rows)
    schema = arrow_schema(table)
    values = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [_array(table, rows, index, schema.field(index), column) for index, column in enumerate(values)]
    unordered = pa.Table.from_arrays(arrays, schema=schema)
    _refuse_duplicates(table, unordered)
    keys = [(name, "ascending") for name in table.order]
    return unordered.take(pc.sort_indices(unordered, sort_keys=keys))


def write_parquet(table: Table, rows: Sequence[Row], path: Path) -> int:
    """Write the rows of a table to a new Parquet file; the number of rows.

    Raises BadRowError or DuplicateKeyError, and OSError that names the file where the disk refuses.
    """
    content = to_arrow(table, rows)
    with naming(path):
        pq.write_table(
            content,
            path,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=3,
            use_dictionary=True,
            write_statistics=True,
            row_group_size=131_072,
            store_schema=True,
        )
    return len(content)


def _field(column: Column) -> pa.Field:
    kind = ARROW_TYPES[column.kind]
    if column.many:
        kind = pa.list_(pa.field("element", kind, nullable=False))
    return pa.field(column.name, kind, column.nullable, metadata={"description": column.description})


def _array(table: Table, rows: Sequence[Row], index: int, field: pa.Field, values: tuple[object, ...]) -> pa.Array:
    """One column as Arrow; BadRowError names a value that does not fit (a number too large, half a surrogate)."""
    try:
        return pa.array(values, field.type)
    except MISFITS as failure:
        row = next((row for row in rows if not _fits(field, row[index])), rows[0])
        raise BadRowError(table.name, row_name(table, row), field.name, str(failure)) from None


def _fits(field: pa.Field, value: object) -> bool:
    try:
        pa.array([value], field.type)
    except MISFITS:
        return False
    return True


def _refuse_duplicates(table: Table, content: pa.Table) -> None:
    if not table.key:
        return
    counts = content.select(table.key).group_by(list(table.key)).aggregate([([], "count_all")])
    twice = counts.filter(pc.greater(counts["count_all"], 1))
    if len(twice):
        keys = sorted("/".join(str(row[name]) for name in table.key) for row in twice.to_pylist())
        more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
        raise DuplicateKeyError(f"{table.name}: the key {keys[0]}{more} is given twice")
