"""One Parquet file a table: the same rows give the same bytes, whatever order and pieces they came in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import Table
from warehouse.building.arrays import Row, arrow_type, to_arrays
from warehouse.building.keys import Ascent, in_key_order
from warehouse.building.pieces import Pieces, recut
from warehouse.building.sorting import sorted_pieces
from warehouse.columns import Column, columns_of, description_of
from warehouse.disk import naming
from warehouse.files.cutting import write_files
from warehouse.files.layout import WITH_DATABASE, Layout

# They decide the bytes, and so the ids of releases.
_OPTIONS: Mapping[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": True,
}


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table, with the descriptions of table and columns as metadata."""
    fields = [_field(column) for column in columns_of(table)]
    return pa.schema(fields, metadata={"table": table.name, "description": description_of(table)})


def to_arrow(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Checked rows in key order, NULL last. Raises BadRowError or DuplicateKeyError."""
    return in_key_order(table, pa.Table.from_arrays(to_arrays(table, rows), schema=arrow_schema(table)))


def one_piece(table: Table, rows: Sequence[Row]) -> Pieces:
    """Rows in memory as a piece, which is made when it is asked for: that raises BadRowError or DuplicateKeyError."""
    return Pieces(map(partial(to_arrow, table), (rows,)), in_order=True)


def write_parquet(table: Table, pieces: Pieces, path: Path, layout: Layout = WITH_DATABASE) -> tuple[Path, ...]:
    """Write the rows of a table to new Parquet files, which a layout has at a path or in a folder there; these files.

    Many rows that are not in order are put aside in a second file beside it, which is gone afterwards. Raises
    DuplicateKeyError, UnorderedError for pieces that are not in the order that they claim, and OSError that names the
    file where the disk refuses.
    """
    schema = arrow_schema(table)
    with _in_order(table, pieces, path) as ordered:
        groups = _ascending(table, recut(ordered, layout.rows_per_group))
        write = partial(_write_file, schema)
        return write_files(groups, schema.empty_table(), layout.files_at(path), layout.groups_per_file, write)


def join_files(paths: Sequence[Path], file: IO[bytes]) -> None:
    """Write the row groups of Parquet files of one table, one after another, to a new one. Raises OSError."""
    with pq.ParquetWriter(file, pq.read_schema(paths[0]), **_OPTIONS) as writer:
        for path in paths:
            with pq.ParquetFile(path) as part:
                for number in range(part.num_row_groups):
                    _write_group(writer, part.read_row_group(number))


def _ascending(table: Table, groups: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same row groups. Raises DuplicateKeyError or UnorderedError unless their keys ascend."""
    ascent = Ascent(table)
    for group in groups:
        ascent.require(group)
        yield group
        # The next one is made when this one is not in memory any more.
        del group


def _write_file(schema: pa.Schema, groups: Iterable[pa.Table], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with _writing(path, schema) as write:
        for group in groups:
            write(group)
            del group


@contextmanager
def _writing(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """What writes a row group to a new file."""
    with naming(path):
        writer = pq.ParquetWriter(path, schema, **_OPTIONS)

    def write(group: pa.Table) -> None:
        with naming(path):
            _write_group(writer, group)

    try:
        yield write
    finally:
        with naming(path):
            writer.close()


def _write_group(writer: pq.ParquetWriter, group: pa.Table) -> None:
    writer.write_table(group, max(1, len(group)))


def _in_order(table: Table, pieces: Pieces, path: Path) -> AbstractContextManager[Iterable[pa.Table]]:
    if pieces.in_order:
        return nullcontext(pieces.tables)
    return sorted_pieces(table, pieces.tables, path.with_name(f".{path.name}.unsorted"))


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, arrow_type(column), column.nullable, metadata={"description": column.description})
