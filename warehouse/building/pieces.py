"""The rows of a table in pieces, so that a table of any size is written with no more memory than a piece takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Pieces:
    """The rows of a table in pieces, each an Arrow table of its schema that was checked and is in key order.

    ``tables`` are read once, one at a time; they may come from files. ``in_order`` says that each piece begins behind
    the end of the one before.
    """

    tables: Iterable[pa.Table]
    in_order: bool = False


NO_ROWS = Pieces((), in_order=True)


def recut(tables: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows in tables of so many, the last one of fewer; each column is one chunk.

    Tables of 3, 4 and 1 rows become tables of 5 and 3.
    """
    waiting: _Waiting | None = None
    for table in tables:
        waiting = waiting or _Waiting(table.schema)
        waiting.add(table)
        while waiting.rows >= rows:
            yield waiting.take(rows)
    if waiting and waiting.rows:
        yield waiting.take(waiting.rows)


class _Waiting:
    """Rows that wait to be given, kept by column, so that only one column is in memory twice while they are joined."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._columns: list[list[pa.Array]] = [[] for _ in schema]
        self.rows = 0

    def add(self, table: pa.Table) -> None:
        for waiting, column in zip(self._columns, table.columns, strict=True):
            waiting.extend(column.chunks)
        self.rows += len(table)

    def take(self, rows: int) -> pa.Table:
        """The first of the rows."""
        self.rows -= rows
        return pa.Table.from_arrays([self._take(at, rows) for at in range(len(self._columns))], schema=self._schema)

    def _take(self, at: int, rows: int) -> pa.Array:
        joined = pa.chunked_array(self._columns[at], self._schema.field(at).type)
        self._columns[at] = joined.slice(rows).chunks
        return joined.slice(0, rows).combine_chunks()
