"""The DuckDB file of a release: the Parquet files again, with keys, comments and views."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from schemas.tables import Schema, Table
from warehouse.columns import Column, Kind, columns_of, description_of
from warehouse.connection import Config, connect, naming_refused

DATABASE = "profiles.duckdb"
# Readable by DuckDB 1.4; in small blocks, for most tables are small (256 KiB each would make megabytes of nothing).
STORAGE: Config = {
    "storage_compatibility_version": "v1.4.0",
    "default_block_size": 16_384,
}
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
JOIN duckdb_tables() AS read ON read.table_name = source.table_name
WHERE shown.comment IS NULL AND regexp_matches(view.sql, '\\b' || source.table_name || '\\b')
GROUP BY shown.table_name, shown.column_name
HAVING count(DISTINCT source.comment) = 1
ORDER BY shown.table_name, shown.column_name
"""


class BrokenReferenceError(Exception):
    """Rows that do not fit together: the program is wrong. Names the table and what DuckDB says."""


def write_database(schema: Schema, parquet: Mapping[str, Path], path: Path) -> None:
    """Build a new database file from one Parquet file a table; closed and checkpointed when done.

    Raises BrokenReferenceError if a row refers to one that is not there, and OSError that names the file where the
    disk refuses.
    """
    with naming_refused(path), connect(path, config=STORAGE) as connection:
        connection.begin()
        define(connection, schema)
        connection.commit()
        for table in schema.tables:
            _load(connection, table, parquet[table.name])
        connection.execute("CHECKPOINT")


def define(connection: duckdb.DuckDBPyConnection, schema: Schema) -> None:
    """Create every table and view, empty, with keys and comments."""
    for table in schema.tables:
        connection.execute(_create(table, schema.keys))
        for comment in _comments(table):
            connection.execute(comment)
    for view in view_files(schema).values():
        connection.execute(view)
    for view, column, comment in connection.execute(INHERITED).fetchall():
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
    if table.key:
        parts.append(f"PRIMARY KEY ({', '.join(map(name, table.key))})")
    for column, target in table.references:
        parts.append(f"FOREIGN KEY ({name(column)}) REFERENCES {name(target)} ({', '.join(map(name, keys[target]))})")
    return f"CREATE TABLE {name(table.name)} ({', '.join(parts)})"


def _comments(table: Table) -> list[str]:
    columns = [(f"COLUMN {name(table.name)}.{name(c.name)}", c.description) for c in columns_of(table)]
    every = [(f"TABLE {name(table.name)}", description_of(table)), *columns]
    return [f"COMMENT ON {subject} IS {text(description)}" for subject, description in every]


def _load(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    columns = ", ".join(map(name, table.columns))
    try:
        connection.execute(
            f"INSERT INTO {name(table.name)} ({columns}) SELECT {columns} FROM read_parquet(?)",  # noqa: S608 # our names
            [no_pattern(path)],
        )
    except duckdb.ConstraintException as failure:
        raise BrokenReferenceError(f"{table.name}: {failure}") from None


def no_pattern(path: Path) -> str:
    """A path whose own brackets and stars are not taken for a pattern of file names."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
