"""Two releases opened side by side in one database in memory: schema ``old`` and schema ``new``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.tables import Schema, Table
from warehouse.connection import connect
from warehouse.database import name
from warehouse.lock import reading
from warehouse.manifest import Manifest, read_manifest
from warehouse.opening.views import table_files, view_tables
from warehouse.release import DamagedError

SIDES = ("old", "new")


@dataclass(frozen=True, slots=True)
class Shared:
    """A table of one or both releases: the columns that are compared, and the key where it is one in both.

    ``alone`` are the columns that only one of them has, ``sides`` the releases that have the table.
    """

    name: str
    kind: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    alone: tuple[str, ...]
    sides: tuple[str, ...]
    references: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """Both releases, opened: their manifests, the tables that differ in any byte, and those that do not."""

    connection: duckdb.DuckDBPyConnection
    old: Manifest
    new: Manifest
    tables: tuple[Shared, ...]
    identical: tuple[str, ...]
    remarks: tuple[str, ...]


@contextmanager
def opened(schema: Schema, old: Path, new: Path) -> Iterator[Opened]:
    """Two release folders, to be compared. Raises DamagedError if one of them can't be read."""
    manifests = {side: _manifest(folder) for side, folder in zip(SIDES, (old, new), strict=True)}
    try:
        with reading(old), reading(new), connect() as connection:
            for side, folder in zip(SIDES, (old, new), strict=True):
                connection.execute(f"CREATE SCHEMA {side}")
                view_tables(connection, table_files(folder, manifests[side].files), side)
            yield _opened(schema, connection, manifests)
    except (duckdb.IOException, duckdb.InvalidInputException) as failure:
        reason = str(failure).partition("\n")[0]
        raise DamagedError(f"{reason}; 'profiles verify' tells what is damaged in a release.") from None


def _manifest(folder: Path) -> Manifest:
    try:
        return read_manifest(folder)
    except ValueError as failure:
        raise DamagedError(f"The manifest of {folder} is damaged: {failure}.") from None


def _opened(schema: Schema, connection: duckdb.DuckDBPyConnection, manifests: Mapping[str, Manifest]) -> Opened:
    declared = {table.name: table for table in schema.tables}
    held = {side: manifest.tables for side, manifest in manifests.items()}
    names = [*declared, *sorted({*held["old"], *held["new"]} - declared.keys())]
    identical = tuple(table for table in names if _is_identical(table, manifests))
    shared, remarks = [], []
    for table in names:
        sides = tuple(side for side in SIDES if table in held[side])
        if sides and table not in identical:
            found, said = _shared(connection, table, declared.get(table), sides)
            shared.append(found)
            remarks += said
    return Opened(connection, manifests["old"], manifests["new"], tuple(shared), identical, tuple(remarks))


def _is_identical(table: str, manifests: Mapping[str, Manifest]) -> bool:
    files = [(manifest.files, manifest.tables.get(table, ())) for manifest in manifests.values()]
    digests = [[entries[path].sha256 for path in paths] for entries, paths in files]
    return all(digests) and digests[0] == digests[1]


def _shared(
    connection: duckdb.DuckDBPyConnection, table: str, declared: Table | None, sides: tuple[str, ...]
) -> tuple[Shared, list[str]]:
    """A table as it is compared, and sentences on columns of one release alone and on keys that are none."""
    held = [_columns(connection, side, table) for side in sides]
    both = tuple(column for column in held[-1] if all(column in columns for columns in held))
    alone = tuple(sorted({column for columns in held for column in columns} - set(both)))
    remarks = [f"{table}: only one of the releases has the column {column}." for column in alone]
    key = declared.key if declared and set(declared.key) <= set(both) else ()
    faults = [fault for side in sides for fault in _key_faults(connection, side, table, key)]
    references = declared.references if declared else ()
    kind = declared.kind if declared else "trace"
    found = Shared(table, kind, () if faults else key, both, alone, sides, references)
    return found, [*remarks, *faults]


def _columns(connection: duckdb.DuckDBPyConnection, side: str, table: str) -> list[str]:
    described = connection.execute(f"DESCRIBE {side}.{name(table)}").fetchall()
    return [str(column) for column, *_ in described]


def _key_faults(connection: duckdb.DuckDBPyConnection, side: str, table: str, key: tuple[str, ...]) -> Iterator[str]:
    """Sentences on a key that has NULL or that two rows have: such a table is compared by its whole rows."""
    if not key:
        return
    columns = ", ".join(map(name, key))
    empty = " OR ".join(f"{name(column)} IS NULL" for column in key)
    nulls, twice = connection.execute(
        f"SELECT count(*) FILTER ({empty}), count(*) - count(DISTINCT ({columns})) FROM {side}.{name(table)}"
    ).fetchall()[0]
    for number, what in ((nulls, "rows without a key"), (twice, "rows whose key another row has")):
        if number:
            yield f"{table}: the {side} release has {number} {what}; its rows are compared as a whole."
