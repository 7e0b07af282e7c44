"""One Parquet file a table: the same rows give the same bytes, whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.tables import Table, record_id
from warehouse.arrays import Row, arrow_type, to_arrays
from warehouse.columns import Column, columns_of, description_of
from warehouse.disk import naming
from warehouse.files.layout import Layout
from warehouse.files.parts import write_parts

_WRITING: Mapping[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": True,
}


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


def write_parquet(table: Table, rows: Sequence[Row], folder: Path, layout: Layout) -> tuple[Path, ...]:
    """Write the rows of a table to new Parquet files in the folder of a release, where a layout has them; these files.

    Raises BadRowError or DuplicateKeyError, and OSError that names the file where the disk refuses.
    """
    content = to_arrow(table, rows)
    groups = _groups_of(content, layout.rows_per_group)
    paths = (folder / path for path in layout.paths_of(table.name))
    write = partial(_write_file, content.schema)
    return write_parts(groups, content.schema.empty_table(), paths, layout.groups_per_file, write)


def write_groups(schema: pa.Schema, groups: Iterable[pa.Table], file: Path | IO[bytes]) -> None:
    """Write tables to a new Parquet file, each as a row group. Raises OSError."""
    with pq.ParquetWriter(file, schema, **_WRITING) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=max(1, len(group)))


def join_files(paths: Sequence[Path], file: IO[bytes]) -> None:
    """Write the row groups of Parquet files of one table, one after another, to a new one. Raises OSError."""
    write_groups(pq.read_schema(paths[0]), (group for path in paths for group in _groups_in(path)), file)


def _groups_in(path: Path) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        yield from (file.read_row_group(number) for number in range(file.num_row_groups))


def _write_file(schema: pa.Schema, groups: Iterable[pa.Table], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with naming(path):
        write_groups(schema, groups, path)


def _groups_of(content: pa.Table, rows: int) -> Iterator[pa.Table]:
    """The row groups of a table: so many rows each, the last with fewer."""
    return (content.slice(first, rows) for first in range(0, len(content), rows))


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
