"""The rows of tables in the files of parts, and as records again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.tables import Table
from warehouse.building.arrays import Row
from warehouse.building.parquet import arrow_schema, to_arrow
from warehouse.parts.store import Part

_ROWS_AT_ONCE = 20_000


def table_file(table: Table) -> str:
    """The name of the file of a part that has the rows of a table."""
    return f"{table.name}.parquet"


def packed_table(table: Table, rows: Sequence[Row]) -> bytes:
    """The rows of a table in key order as a Parquet file. Raises BadRowError or DuplicateKeyError."""
    out = pa.BufferOutputStream()
    pq.write_table(to_arrow(table, rows), out, compression="zstd", store_schema=True)
    content: bytes = out.getvalue().to_pybytes()
    return content


def pieces_of_rows(table: Table, rows: Iterable[Row]) -> Iterator[pa.Table]:
    """Rows as Arrow, in pieces of a bounded number. Raises BadRowError or DuplicateKeyError."""
    left = iter(rows)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        yield to_arrow(table, some)


def pieces_in(table: Table, parts: Iterable[Part]) -> Iterator[pa.Table]:
    """The rows of a table in each part that has some. Raises DamagedPartError."""
    for part in parts:
        if table_file(table) in part.files:
            content = pa.BufferReader(part.read(table_file(table)))
            yield pq.read_table(content, schema=arrow_schema(table), use_threads=False)


def records_in(table: Table, parts: Iterable[Part]) -> Iterator[Any]:
    """The records of a table in parts. Raises DamagedPartError."""
    for piece in pieces_in(table, parts):
        yield from _records(table, piece)


def records_where(table: Table, parts: Iterable[Part], column: str, value: str) -> Iterator[Any]:
    """The records of a table in parts that have a value in a column. Raises DamagedPartError."""
    for piece in pieces_in(table, parts):
        yield from _records(table, piece.filter(pc.equal(piece[column], value)))


def _records(table: Table, rows: pa.Table) -> Iterator[Any]:
    cells = (rows[name].to_pylist() for name in table.columns)
    return map(table.record._make, zip(*cells, strict=True))
