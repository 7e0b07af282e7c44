"""Pieces of a table put in key order: in memory where they have few rows, else by way of a file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from schemas.tables import Table
from warehouse.building.keys import in_key_order, key_order
from warehouse.disk import naming

SORTED_AT_ONCE = 2**24
# There may be hundreds of pieces, and one run of each is in memory at once: so a run is this part of what is sorted
# at once.
_RUNS_AT_ONCE = 256

Key = tuple[tuple[bool, Any], ...]
"""The key of a row, to be compared: before each value stands whether it is NULL, which comes last."""


class _Run(NamedTuple):
    """A few rows in order, as they stand in the file: the first key, the number of the batch, and its size."""

    first: Key
    number: int
    size: int


@contextmanager
def sorted_pieces(
    table: Table, pieces: Iterable[pa.Table], aside: Path, at_once: int = SORTED_AT_ONCE
) -> Iterator[Iterable[pa.Table]]:
    """The rows of pieces that are each in key order, in tables that follow each other in key order, NULL last.

    Up to ``at_once`` bytes, as Arrow counts them, are sorted in memory. More are written to the file ``aside``, merged
    from there, and the file is deleted. Equal keys raise DuplicateKeyError only where all is sorted in memory:
    ``write_parquet`` finds the others. Raises OSError that names the file where the disk refuses.
    """
    left = iter(pieces)
    first = _first_of(left, at_once)
    if not first:
        yield ()
    elif sum(piece.nbytes for piece in first) <= at_once:
        yield [in_key_order(table, pa.concat_tables(first))]
    else:
        schema = first[0].schema
        with _put_aside(table, chain(_leaving(first), left), schema, aside, at_once) as merged:
            yield merged


@contextmanager
def _put_aside(
    table: Table, pieces: Iterable[pa.Table], schema: pa.Schema, aside: Path, at_once: int
) -> Iterator[Iterable[pa.Table]]:
    try:
        runs = _write_runs(table, pieces, schema, aside, at_once // _RUNS_AT_ONCE)
        with closing(_read_runs(aside, runs, at_once)) as read:
            yield _merged(table, read, schema)
    finally:
        aside.unlink(missing_ok=True)


def _first_of(pieces: Iterator[pa.Table], at_once: int) -> list[pa.Table]:
    """All pieces where they may be sorted at once, else those by which they are more."""
    first: list[pa.Table] = []
    left = at_once
    while left >= 0 and (piece := next(pieces, None)) is not None:
        first.append(piece)
        left -= piece.nbytes
    return first


def _leaving(pieces: list[pa.Table]) -> Iterator[pa.Table]:
    """The pieces, none of which stays in the list."""
    while pieces:
        yield pieces.pop(0)


def _write_runs(table: Table, pieces: Iterable[pa.Table], schema: pa.Schema, path: Path, size: int) -> Sequence[_Run]:
    """Write the rows of pieces to a file, in runs of about a size; the runs, those with the smallest keys first."""
    runs: list[_Run] = []
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with naming(path), pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema, options=options) as writer:
        for piece in pieces:
            rows = max(1, len(piece) * size // max(1, piece.nbytes))
            for batch in piece.combine_chunks().to_batches(max_chunksize=rows):
                runs.append(_Run(_key(table, batch, 0), len(runs), batch.nbytes))
                writer.write_batch(batch)
    return sorted(runs)


def _read_runs(path: Path, runs: Sequence[_Run], at_once: int) -> Generator[tuple[pa.Table, _Run | None]]:
    """The rows of the runs, as many as may be sorted at once, and the run that follows."""
    with naming(path), pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
        for some, following in _some_at_once(runs, at_once):
            yield pa.Table.from_batches([reader.get_batch(run.number) for run in some]), following


def _some_at_once(runs: Sequence[_Run], at_once: int) -> Iterator[tuple[Sequence[_Run], _Run | None]]:
    start, size = 0, 0
    for at, run in enumerate(runs):
        if size and size + run.size > at_once:
            yield runs[start:at], run
            start, size = at, 0
        size += run.size
    yield runs[start:], None


def _merged(table: Table, read: Iterator[tuple[pa.Table, _Run | None]], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of all runs in key order.

    Those that are not read yet all come after the first of the next run: what comes before it can be given.
    """
    waiting = schema.empty_table()
    for rows, following in read:
        given, waiting = _divided(table, pa.concat_tables([waiting, rows]), following)
        yield given
        # What was given is not kept while more is read.
        del given, rows


def _divided(table: Table, rows: pa.Table, following: _Run | None) -> tuple[pa.Table, pa.Table]:
    """The rows that come before a run, in key order, and those that do not: copies, which do not keep all in memory."""
    joined = rows.combine_chunks()
    order = key_order(table, joined)
    before = len(joined) if following is None else _rows_before(table, joined, order, following.first)
    return joined.take(order.slice(0, before)), joined.take(order.slice(before))


def _rows_before(table: Table, rows: pa.Table, order: pa.Array, key: Key) -> int:
    """How many of some rows come before a key; ``order`` has their places in key order."""
    return bisect_left(order, key, key=lambda place: _key(table, rows, place.as_py()))


def _key(table: Table, rows: pa.Table | pa.RecordBatch, at: int) -> Key:
    values = (rows[column][at].as_py() for column in table.order)
    return tuple((value is None, value) for value in values)
