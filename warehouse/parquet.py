"""One Parquet file a table: the same rows give the same bytes, whatever order they came in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.tables import Table, record_id
from warehouse.arrays import Row, arrow_type, to_arrays
from warehouse.columns import Column, columns_of, description_of
from warehouse.disk import naming


class DuplicateKeyError(Exception):
    """Two rows of one table have the same key: the program is wrong. Names the table and the key."""


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table, with the descriptions of table and columns as metadata."""
    fields = [_field(column) for column in columns_of(table)]
    return pa.schema(fields, metadata={"table": table.name, "description": description_of(table)})


def to_arrow(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Checked rows in key order, NULL last. Raises BadRowError or DuplicateKeyError."""
    content = pa.Table.from_arrays(to_arrays(table, rows), schema=arrow_schema(table))
    if table.key and _ascends(content.select(table.key)):
        return content
    ordered = content.take(pc.sort_indices(content, sort_keys=[(name, "ascending") for name in table.order]))
    if table.key and not _ascends(ordered.select(table.key)):
        raise DuplicateKeyError(_duplicates(table, ordered))
    return ordered


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
    return pa.field(column.name, arrow_type(column), column.nullable, metadata={"description": column.description})


def _ascends(keys: pa.Table) -> bool:
    """Whether each row comes after the one before it, which also tells that no two are equal."""
    before, after = keys.slice(0, max(0, len(keys) - 1)), keys.slice(1)
    *first, last = zip(before.columns, after.columns, strict=True)
    later = pc.less(*last)
    for one, next_one in reversed(first):
        later = pc.or_(pc.less(one, next_one), pc.and_(pc.equal(one, next_one), later))
    return bool(pc.all(later, min_count=0).as_py())


def _duplicates(table: Table, content: pa.Table) -> str:
    """The sentence for keys that several rows have."""
    counts = content.select(table.key).group_by(list(table.key)).aggregate([([], "count_all")])
    twice = counts.filter(pc.greater(counts["count_all"], 1))
    keys = sorted(record_id(table.key, row) for row in twice.to_pylist())
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    return f"{table.name}: the key {keys[0]}{more} is given twice"
