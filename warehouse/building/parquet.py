"""One Parquet file a table: the same rows give the same bytes, whatever order and pieces they came in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import Table
from warehouse.building.arrays import Row, arrow_type, to_arrays
from warehouse.building.keys import Ascent, in_key_order
from warehouse.building.pieces import Pieces, recut
from warehouse.building.sorting import sorted_pieces
from warehouse.columns import Column, columns_of, description_of
from warehouse.disk import naming

ROW_GROUP = 131_072


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table, with the descriptions of table and columns as metadata."""
    fields = [_field(column) for column in columns_of(table)]
    return pa.schema(fields, metadata={"table": table.name, "description": description_of(table)})


def to_arrow(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Checked rows in key order, NULL last. Raises BadRowError or DuplicateKeyError."""
    return in_key_order(table, pa.Table.from_arrays(to_arrays(table, rows), schema=arrow_schema(table)))


def one_piece(table: Table, rows: Sequence[Row]) -> Pieces:
    """Rows in memory as a piece, which is made when it is asked for: that raises BadRowError or DuplicateKeyError."""
    return Pieces((to_arrow(table, rows) for _ in range(1)), in_order=True)


def write_parquet(table: Table, pieces: Pieces, path: Path) -> int:
    """Write the rows of a table to a new Parquet file; the number of rows.

    Many rows that are not in order are put aside in a second file beside it, which is gone afterwards. Raises
    DuplicateKeyError, UnorderedError for pieces that are not in the order that they claim, and OSError that names the
    file where the disk refuses.
    """
    rows, ascent = 0, Ascent(table)
    with _writing(path, arrow_schema(table)) as write, _in_order(table, pieces, path) as ordered:
        for group in recut(ordered, ROW_GROUP):
            ascent.require(group)
            write(group)
            rows += len(group)
            # The next one is made when this one is not in memory any more.
            del group
        if rows == 0:
            write(arrow_schema(table).empty_table())
    return rows


@contextmanager
def _writing(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """What writes a row group to a new file. The options decide the bytes, and so the ids of releases."""
    with naming(path):
        writer = pq.ParquetWriter(
            path,
            schema,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=3,
            use_dictionary=True,
            write_statistics=True,
            store_schema=True,
        )

    def write(group: pa.Table) -> None:
        with naming(path):
            writer.write_table(group, ROW_GROUP)

    try:
        yield write
    finally:
        with naming(path):
            writer.close()


def _in_order(table: Table, pieces: Pieces, path: Path) -> AbstractContextManager[Iterable[pa.Table]]:
    if pieces.in_order:
        return nullcontext(pieces.tables)
    return sorted_pieces(table, pieces.tables, path.with_name(f".{path.name}.unsorted"))


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, arrow_type(column), column.nullable, metadata={"description": column.description})
