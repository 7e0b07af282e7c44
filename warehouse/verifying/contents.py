"""Every value of a release: its database held against its Parquet files, row group by row group."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.connection import connect, first_line
from warehouse.database import name
from warehouse.files.layout import DATABASE, VIEWS
from warehouse.manifest import Damage, Manifest, count_damages, verify_files
from warehouse.opening.opened import opened
from warehouse.verifying.catalogue import catalogue_damages, view_damages

# What pyarrow raises where a file is not what it should be; a name of a column may be no text.
_UNREADABLE = (pa.ArrowException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class _Stored:
    """The Parquet file of a table: its path within the release, and whether its bytes are known to be damaged."""

    release: Path
    table: str
    path: str
    damaged: bool

    @property
    def file(self) -> Path:
        """Where the file is."""
        return self.release / self.path

    @property
    def blamed(self) -> str:
        """The file that is wrong where the two differ: the damaged one, and of two sound ones the copy."""
        return self.path if self.damaged else DATABASE


def verify_contents(release: Path) -> tuple[Damage, ...]:
    """All that is wrong with a release: what ``verify`` finds, and each value that a reader would find otherwise.

    Of a Parquet file, the row groups that can't be read are named, and those that differ from the table in the
    database; of the database its tables, views, comments and keys that can't be read or do not fit the other files.
    """
    manifest, damages = verify_files(release)
    if manifest is None:
        return damages
    damaged = {damage.file for damage in damages}
    return (*damages, *_content_damages(release, manifest, damaged))


def _content_damages(release: Path, manifest: Manifest, damaged: Collection[str]) -> Iterator[Damage]:
    """What is wrong within the files that are there."""
    files = [(table, path) for table, paths in manifest.tables.items() for path in paths if (release / path).is_file()]
    there = [_Stored(release, table, path, path in damaged) for table, path in files]
    if not manifest.has_database:
        yield from _damages_without_database(release, there)
        return
    try:
        connection = connect(release / DATABASE, read_only=True)
    except duckdb.Error as failure:
        yield Damage(DATABASE, f"can't be opened: {first_line(failure)}")
        for stored in there:
            yield from _parquet_damages(stored, None)
        return
    with connection:
        failed = yield from _database_damages(there, manifest, connection)
        if not failed:
            yield from _catalogue_damages(release, manifest, damaged, connection)
    yield from _damages_of_failed(failed, manifest)


def _damages_without_database(release: Path, there: Iterable[_Stored]) -> Iterator[Damage]:
    """The row groups and views that can't be read; there is nothing else to hold the values against."""
    for stored in there:
        yield from _parquet_damages(stored, None)
    try:
        with opened(release) as found:
            yield from view_damages(found.connection, VIEWS)
    except (duckdb.Error, *_UNREADABLE) as failure:
        yield Damage(VIEWS, f"the tables can't be viewed by it: {first_line(failure)}")


def _database_damages(
    there: Iterable[_Stored], manifest: Manifest, connection: duckdb.DuckDBPyConnection
) -> Generator[Damage, None, list[_Stored]]:
    """What is wrong with the tables; those that could not be read are returned."""
    failed = []
    for stored in there:
        try:
            yield from tuple(_table_damages(stored, manifest, connection))
        except duckdb.Error:
            failed.append(stored)
    return failed


def _catalogue_damages(
    release: Path, manifest: Manifest, damaged: Collection[str], connection: duckdb.DuckDBPyConnection
) -> Iterator[Damage]:
    try:
        yield from tuple(catalogue_damages(connection, release, manifest, damaged))
    except duckdb.Error as failure:
        yield Damage(DATABASE, f"what it says of itself can't be read: {first_line(failure)}")


def _damages_of_failed(failed: Iterable[_Stored], manifest: Manifest) -> Iterator[Damage]:
    """Tables that could not be read, each with a connection of its own: after one damage DuckDB may refuse them all."""
    for stored in failed:
        try:
            with connect(stored.release / DATABASE, read_only=True) as connection:
                yield from tuple(_table_damages(stored, manifest, connection))
        except duckdb.Error as failure:
            yield Damage(DATABASE, f"the table {stored.table} can't be read: {first_line(failure)}", stored.table)
            yield from _parquet_damages(stored, None)


def _table_damages(stored: _Stored, manifest: Manifest, connection: duckdb.DuckDBPyConnection) -> Iterator[Damage]:
    """Raises duckdb.Error where the table in the database can't be read."""
    yield from count_damages(connection, stored.table, manifest.files[stored.path].rows)
    yield from _parquet_damages(stored, connection)


def _parquet_damages(stored: _Stored, connection: duckdb.DuckDBPyConnection | None) -> Iterator[Damage]:
    """The row groups that can't be read, or that differ from the table in the database where there is a connection."""
    try:
        with pq.ParquetFile(stored.file) as file:
            first = 0
            for number in range(file.num_row_groups):
                yield from _group_damages(stored, file, number, first, connection)
                first += file.metadata.row_group(number).num_rows
    except _UNREADABLE as failure:
        yield Damage(stored.path, f"can't be read: {first_line(failure)}", stored.table)


def _group_damages(
    stored: _Stored, file: pq.ParquetFile, number: int, first: int, connection: duckdb.DuckDBPyConnection | None
) -> Iterator[Damage]:
    try:
        group = file.read_row_group(number, use_threads=False)
        group.validate(full=True)
    except _UNREADABLE as failure:
        problem = f"row group {number} can't be read: {first_line(failure)}"
        yield Damage(stored.path, problem, stored.table, number)
        return
    difference = _difference(group, first, stored.table, connection) if connection is not None else None
    if difference is None:
        return
    sides = (f"row group {number}", f"the table {stored.table} in {DATABASE}")
    if not stored.damaged:
        sides = (f"the table {stored.table}", f"row group {number} of {stored.path}")
    yield Damage(stored.blamed, f"{sides[0]} differs from {sides[1]}: {difference}", stored.table, number)


def _difference(group: pa.Table, first: int, table: str, connection: duckdb.DuckDBPyConnection) -> str | None:
    """Where the rows of a row group and those of a table first differ, in words; None where they do not.

    Rows have the place in the table that they have in the file, since they were copied in order.
    """
    columns = ", ".join(map(name, group.column_names))
    held = connection.sql(
        f"SELECT {columns} FROM {name(table)} WHERE rowid >= {first} AND rowid < {first + len(group)}"  # noqa: S608 # our names
    ).to_arrow_table()
    if len(held) != len(group):
        return f"{len(held)} rows, not {len(group)}"
    try:
        held = held.cast(group.schema)
    except pa.ArrowException as failure:
        return first_line(failure)
    for column in group.column_names:
        if not held[column].equals(group[column]):
            return f"first in row {first + _first_unlike(held[column], group[column])}, column {column}"
    return None


def _first_unlike(one: pa.ChunkedArray, other: pa.ChunkedArray) -> int:
    """The place, from 1, at which two columns of one length that differ do so first."""
    lengths = range(1, len(one) + 1)
    return 1 + bisect_left(lengths, 1, key=lambda length: not one.slice(0, length).equals(other.slice(0, length)))
