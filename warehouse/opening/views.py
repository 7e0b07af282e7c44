"""The tables of a release as views over its Parquet files: SQL reads them where they are, and nothing is copied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from schemas.tables import Schema
from warehouse.connection import connect, naming_refused, spilling
from warehouse.database import name, no_pattern, require_references, text, view_files
from warehouse.disk import naming
from warehouse.files.layout import tables_of

TableFiles = Mapping[str, Sequence[Path]]
"""The Parquet files of each table, in the order of its rows."""


def table_files(release: Path, paths: Iterable[str]) -> TableFiles:
    """Where the Parquet files are, of those that a release has by their paths within it."""
    return {table: [release / path for path in parts] for table, parts in tables_of(paths).items()}


def view_tables(connection: duckdb.DuckDBPyConnection, files: TableFiles, place: str) -> None:
    """Create a view of each table in a schema or a database of the connection. Raises duckdb.Error."""
    for table, parts in files.items():
        listed = ", ".join(text(no_pattern(path)) for path in parts)
        connection.execute(f"CREATE VIEW {place}.{name(table)} AS FROM read_parquet([{listed}])")


def describe_views(connection: duckdb.DuckDBPyConnection, files: TableFiles) -> None:
    """Give the views of tables, and their columns, the descriptions that are in the Parquet files as comments.

    Raises duckdb.Error, and OSError or pyarrow.ArrowException where a file can't be read.
    """
    for table, (first, *_) in files.items():
        schema = pq.read_schema(first)
        described = [(f"VIEW {name(table)}", schema.metadata)]
        described += [(f"COLUMN {name(table)}.{name(field.name)}", field.metadata) for field in schema]
        for subject, metadata in described:
            comment = (metadata or {}).get(b"description", b"").decode()
            connection.execute(f"COMMENT ON {subject} IS {text(comment)}")


def require_sound_references(schema: Schema, files: TableFiles, folder: Path) -> None:
    """Raise BrokenReferenceError unless the rows of all tables fit together; a database sees to that by itself.

    What DuckDB's memory does not hold is kept in the ``folder`` until the end. Raises OSError where the disk refuses.
    """
    aside = folder / "references.spill"
    with naming_refused(aside), spilling(aside) as spill, connect(config=spill) as connection:
        view_tables(connection, files, "main")
        for table in schema.tables:
            require_references(connection, table, schema.keys)


def write_views(schema: Schema, path: Path) -> None:
    """Write the SQL of the views, for a release without a database. Raises OSError that names the file."""
    with naming(path):
        path.write_text("\n".join(view_files(schema).values()), "utf-8")
