"""What the database of a release says of its content, held against the other files: columns, comments, keys, views."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.connection import first_line
from warehouse.database import name
from warehouse.describing.datapackage import DATAPACKAGE
from warehouse.files.layout import DATABASE
from warehouse.manifest import Damage, Manifest

_COMMENTS = """
SELECT table_name, '' AS column_name, comment FROM duckdb_tables() WHERE NOT internal
UNION ALL
SELECT table_name, shown.column_name, shown.comment
FROM duckdb_columns() AS shown JOIN duckdb_tables() USING (table_name)
"""
_KEYS = """
SELECT table_name, constraint_column_names, coalesce(referenced_table, '') FROM duckdb_constraints()
WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
"""
_VIEWS = "SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY view_name"

Keys = dict[str, set[tuple[tuple[str, ...], str]]]
"""Of each table the columns of its keys, and the table that each refers to: none for its own."""


def catalogue_damages(
    connection: duckdb.DuckDBPyConnection, release: Path, manifest: Manifest, damaged: Collection[str]
) -> Iterator[Damage]:
    """What the database of a release says of itself otherwise than the other files, or what can't be read of it.

    Files that are ``damaged`` are not asked. Raises duckdb.Error where the database says nothing of itself.
    """
    asked = {table: release / path for table, (path,) in manifest.tables.items() if path not in damaged}
    yield from _comment_damages(connection, asked)
    if DATAPACKAGE not in damaged:
        yield from _key_damages(connection, release / DATAPACKAGE)
    yield from view_damages(connection, DATABASE)


def _comment_damages(connection: duckdb.DuckDBPyConnection, files: Mapping[str, Path]) -> Iterator[Damage]:
    """Columns that only one side has, and comments that are not the descriptions in the Parquet file."""
    said: dict[str, dict[str, str]] = {}
    for table, column, comment in connection.execute(_COMMENTS).fetchall():
        said.setdefault(table, {})[column] = comment
    for table, path in files.items():
        told = _descriptions(path)
        for column in sorted(told.keys() | said.get(table, {}).keys()) if told else ():
            what = f"the column {table}.{column}" if column else f"the table {table}"
            if column not in told or column not in said.get(table, {}):
                yield Damage(DATABASE, f"{what} is not in both this file and {path.name}", table)
            elif told[column] not in {None, said[table][column]}:
                yield Damage(DATABASE, f"the comment on {what} is not the description in {path.name}", table)


def _descriptions(path: Path) -> Mapping[str, str | None]:
    """What a Parquet file says of each column, and under "" of its table: None where it says nothing.

    Nothing at all of a file that can't be read: that is told of elsewhere.
    """
    try:
        schema = pq.read_schema(path)
        described = [("", schema.metadata), *((field.name, field.metadata) for field in schema)]
        texts = {column: (metadata or {}).get(b"description") for column, metadata in described}
        return {column: text.decode() if text is not None else None for column, text in texts.items()}
    except (pa.ArrowException, OSError, ValueError):
        return {}


def _key_damages(connection: duckdb.DuckDBPyConnection, package: Path) -> Iterator[Damage]:
    """Keys that are declared otherwise than the data package has them; those of tables of lines are not declared."""
    declared: Keys = {}
    for table, columns, target in connection.execute(_KEYS).fetchall():
        declared.setdefault(table, set()).add((tuple(columns), target))
    try:
        described = _described_keys(package)
    except (OSError, ValueError, KeyError, TypeError):
        yield Damage(DATAPACKAGE, "it does not describe the tables")
        return
    for table, keys in sorted(declared.items()):
        if keys != described.get(table):
            yield Damage(DATABASE, f"the keys of the table {table} are not those in {DATAPACKAGE}", table)


def _described_keys(package: Path) -> Keys:
    """The keys by the data package. Raises KeyError, TypeError or ValueError where it is none."""
    described: Keys = {}
    for resource in json.loads(package.read_bytes())["resources"]:
        schema = resource["schema"]
        own = {(tuple(schema["primaryKey"]), "")} if "primaryKey" in schema else set()
        foreign = {(tuple(key["fields"]), key["reference"]["resource"]) for key in schema.get("foreignKeys", ())}
        described[resource["name"]] = own | foreign
    return described


def view_damages(connection: duckdb.DuckDBPyConnection, blamed: str) -> Iterator[Damage]:
    """The views that can't be read, with the file that defines them. Raises duckdb.Error where none can be listed."""
    for (view,) in connection.execute(_VIEWS).fetchall():
        try:
            connection.execute(f"SELECT * FROM {name(view)}").fetchone()  # noqa: S608 # our names
        except duckdb.Error as failure:
            yield Damage(blamed, f"the view {view} can't be read: {first_line(failure)}")
