"""The DuckDB file of a release: the Parquet files again, with keys, comments and views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from schemas.tables import Schema, Table
from warehouse.columns import Column, Kind, columns_of, description_of
from warehouse.connection import Config, connect, naming_refused, spilling, with_room

# Readable by DuckDB 1.4. One thread: two share so little of the work that they add to it.
_STORAGE: Config = {"storage_compatibility_version": "v1.4.0", "threads": 1}
# All in bytes. In the smallest blocks a small release takes a third of the room, and a large one twice the time.
_SMALL_RELEASE = 2**20
_SMALL_BLOCKS, _LARGER_BLOCKS = 16_384, 65_536
# Rows.
_INDEXED_AT_ONCE = 131_072
# Copying rows needs less than the 192 MiB of the checks, which join tables.
_MEMORY = "128MiB"
SQL_TYPES: dict[Kind, str] = {
    "boolean": "BOOLEAN",
    "integer": "INTEGER",
    "float": "DOUBLE",
    "decimal": "DECIMAL(18,2)",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "string": "VARCHAR",
}
# What the tables that a view reads say of its columns without a comment of their own, where they agree.
INHERITED = """
SELECT shown.table_name, shown.column_name, any_value(source.comment)
FROM duckdb_columns() AS shown
JOIN duckdb_views() AS view ON view.view_name = shown.table_name AND NOT view.internal
JOIN duckdb_columns() AS source ON source.column_name = shown.column_name
WHERE list_contains(?, source.table_name) AND shown.comment IS NULL
  AND regexp_matches(view.sql, '\\b' || source.table_name || '\\b')
GROUP BY shown.table_name, shown.column_name
HAVING count(DISTINCT source.comment) = 1
ORDER BY shown.table_name, shown.column_name
"""


class BrokenReferenceError(Exception):
    """Rows that do not fit together: the program is wrong. Names the table and what DuckDB says."""


def write_database(schema: Schema, parquet: Mapping[str, Path], path: Path) -> None:
    """Build a new database file from one Parquet file a table; closed and checkpointed when done.

    Keys of tables of lines are not declared, since their indexes would be larger than the tables. That no two rows have
    the same is known when a Parquet file is written; what they refer to is checked here. Raises BrokenReferenceError if
    a row refers to one that is not there, or two rows of another table have the same key, and OSError that names the
    file where the disk refuses.
    """
    size = sum(file.stat().st_size for file in parquet.values())
    block_size = _SMALL_BLOCKS if size < _SMALL_RELEASE else _LARGER_BLOCKS
    storage = {**_STORAGE, "default_block_size": block_size}
    with (
        naming_refused(path),
        spilling(path.with_name(f"{path.name}.spill")) as spill,
        connect(path, config={**storage, **spill, "memory_limit": _MEMORY}) as connection,
    ):
        connection.begin()
        define(connection, schema)
        connection.commit()
        for table in schema.tables:
            _load(connection, table, parquet[table.name])
            if table.of_lines:
                require_references(connection, table, schema.keys)
        connection.execute("CHECKPOINT")


def define(connection: duckdb.DuckDBPyConnection, schema: Schema) -> None:
    """Create every table and view, empty, with keys and comments."""
    for table in schema.tables:
        connection.execute(_create(table, schema.keys))
        for comment in _comments(table):
            connection.execute(comment)
    create_views(connection, view_files(schema).values(), [table.name for table in schema.tables])


def create_views(connection: duckdb.DuckDBPyConnection, views: Iterable[str], tables: Sequence[str]) -> None:
    """Create views by the SQL of each; a column without a comment gets that of the ``tables`` that its view reads."""
    for view in views:
        connection.execute(view)
    for view, column, comment in connection.execute(INHERITED, [tables]).fetchall():
        connection.execute(f"COMMENT ON COLUMN {name(view)}.{name(column)} IS {text(comment)}")


def view_files(schema: Schema) -> dict[str, str]:
    """The SQL that creates each view and its comments, by view name, in name order."""
    return dict(sorted((file.name.removesuffix(".sql"), file.read_text("utf-8")) for file in schema.views))


def sql_type(column: Column) -> str:
    """The DuckDB type of a column."""
    return SQL_TYPES[column.kind] + ("[]" if column.many else "")


def name(identifier: str) -> str:
    """An identifier in SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text literal in SQL."""
    return "'" + value.replace("'", "''") + "'"


def _create(table: Table, keys: Mapping[str, tuple[str, ...]]) -> str:
    parts = [f"{name(c.name)} {sql_type(c)}{'' if c.nullable else ' NOT NULL'}" for c in columns_of(table)]
    if table.key and not table.of_lines:
        parts.append(f"PRIMARY KEY ({', '.join(map(name, table.key))})")
    for column, target in () if table.of_lines else table.references:
        parts.append(f"FOREIGN KEY ({name(column)}) REFERENCES {name(target)} ({', '.join(map(name, keys[target]))})")
    return f"CREATE TABLE {name(table.name)} ({', '.join(parts)})"


def _comments(table: Table) -> list[str]:
    columns = [(f"COLUMN {name(table.name)}.{name(c.name)}", c.description) for c in columns_of(table)]
    every = [(f"TABLE {name(table.name)}", description_of(table)), *columns]
    return [f"COMMENT ON {subject} IS {text(description)}" for subject, description in every]


def _load(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """Copy the rows of a Parquet file. Raises BrokenReferenceError.

    An index is in memory as far as it is not checkpointed: a table that has one is loaded in parts.
    """
    rows = pq.read_metadata(path).num_rows
    at_once = rows if table.of_lines else _INDEXED_AT_ONCE
    try:
        for start in range(0, rows, at_once or 1):
            if start:
                connection.execute("CHECKPOINT")
            _insert(connection, table, path, start, start + at_once)
    except duckdb.ConstraintException as failure:
        raise BrokenReferenceError(f"{table.name}: {failure}") from None


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, path: Path, start: int, end: int) -> None:
    columns = ", ".join(map(name, table.columns))
    with_room(
        connection,
        f"INSERT INTO {name(table.name)} ({columns}) SELECT {columns} FROM read_parquet(?, file_row_number = true) "  # noqa: S608 # our names
        "WHERE file_row_number BETWEEN ? AND ?",
        [no_pattern(path), start, end - 1],
    )


def require_references(
    connection: duckdb.DuckDBPyConnection, table: Table, keys: Mapping[str, tuple[str, ...]]
) -> None:
    """Raise BrokenReferenceError unless each row refers to rows that are there."""
    own = ", ".join(map(name, table.order))
    for column, target in table.references:
        (theirs,) = keys[target]
        found = with_room(
            connection,
            f"SELECT {own} FROM {name(table.name)} AS one WHERE {name(column)} IS NOT NULL AND NOT EXISTS "  # noqa: S608 # our names
            f"(FROM {name(target)} AS other WHERE other.{name(theirs)} = one.{name(column)}) LIMIT 1",
        )
        if found:
            raise BrokenReferenceError(f"{table.name}: {'/'.join(map(str, found[0]))} has not its {column} in {target}")


def no_pattern(path: Path) -> str:
    """A path whose own brackets and stars are not taken for a pattern of file names."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
