"""The rows that differ, table by table: a full join of both releases on the declared key; and Parquet files of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.connection import naming_refused
from warehouse.database import name, text
from warehouse.diff.model import Diff
from warehouse.diff.opened import SIDES, Shared
from warehouse.disk import naming

ROWS = "rows_of_"
"""The beginning of the names of the tables that hold the rows of a table that differ."""
_SIDE = """
SELECT number, kind AS diff_kind, '{side}' AS diff_side, coalesce(d.new_id, d.old_id) AS diff_id,
    cause AS diff_cause, others AS diff_others, pages AS diff_pages, of AS diff_follows, unnest({side})
FROM {rows} JOIN differing d USING (number) JOIN attributed USING (number)
LEFT JOIN (SELECT number, min(of) AS of FROM following GROUP BY number) USING (number) WHERE {side} IS NOT NULL
"""


def find_differing(connection: duckdb.DuckDBPyConnection, tables: Sequence[Shared]) -> None:
    """Make the table ``differing`` of all rows that differ, and for each table one with those rows, old and new.

    ``differing`` has the number of a row, its table, kind of difference, and its ids in both releases. A table without
    a key has the numbers of its rows, in the order of all columns, for ids.
    """
    connection.execute(
        "CREATE TABLE differing (number BIGINT, table_name VARCHAR, kind VARCHAR, old_id VARCHAR, new_id VARCHAR)"
    )
    for table in tables:
        rows = rows_of(table.name)
        sides = ", ".join(f"{side} AS ({_side(table, side)})" for side in SIDES)
        connection.execute(f"CREATE TABLE {rows} AS WITH {sides} {_join(table)}")
        connection.execute(
            f"INSERT INTO differing SELECT number, {text(table.name)}, CASE WHEN old IS NULL THEN 'added' "
            f"WHEN new IS NULL THEN 'removed' ELSE 'changed' END, old_id, new_id FROM {rows} ORDER BY number"
        )


def rows_of(table: str) -> str:
    """The name in SQL of the table with the rows of a table that differ."""
    return name(f"{ROWS}{table}")


def _side(table: Shared, side: str) -> str:
    columns = ", ".join(map(name, table.columns))
    packed = ", ".join(f"{name(column)} := {name(column)}" for column in table.columns)
    row_id, nth = f"concat_ws('/', {', '.join(map(name, table.key))})", "1"
    if not table.key:
        row_id = f"CAST(row_number() OVER (ORDER BY {columns}) AS VARCHAR)"
        nth = f"row_number() OVER (PARTITION BY {columns})"
    nothing = "" if side in table.sides else " WHERE false"
    source = f"{side if side in table.sides else table.sides[0]}.{name(table.name)}"
    key = "".join(f"{name(column)} AS {name(f'key_{column}')}, " for column in table.key)
    return f"SELECT {key}struct_pack({packed}) AS row, {row_id} AS id, {nth} AS nth FROM {source}{nothing}"


def _join(table: Shared) -> str:
    """The rows that one of both has not, or has otherwise, numbered over all tables in the order of their keys."""
    keys = [name(f"key_{column}") for column in table.key]
    same = " AND ".join(f"old.{key} = new.{key}" for key in keys) or "old.row IS NOT DISTINCT FROM new.row"
    order = ", ".join(f"coalesce(new.{key}, old.{key})" for key in keys) or "coalesce(new.row, old.row), new.nth"
    return (
        f"SELECT (SELECT count(*) FROM differing) + row_number() OVER (ORDER BY {order}) AS number, "
        "old.row AS old, new.row AS new, old.id AS old_id, new.id AS new_id "
        f"FROM old FULL JOIN new ON {same} AND old.nth = new.nth WHERE old.row IS DISTINCT FROM new.row"
    )


def write_parquet_files(diff: Diff, folder: Path) -> None:
    """Write ``<table>.parquet`` for each table that differs into a folder, which must be empty where it is there.

    Raises FileExistsError where it is not, and OSError that names the file where the disk refuses.
    """
    with naming(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(17, "the folder is not empty", str(folder))
    for table in diff.differing:
        diff.copy(table, folder / f"{table}.parquet")


def copy_rows(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Write the rows of a table that differ, in the order of their ids, the old one of each before the new one."""
    sides = " UNION ALL BY NAME ".join(_SIDE.format(side=side, rows=rows_of(table)) for side in ("old", "new"))
    with naming_refused(path):
        connection.execute(
            f"COPY (SELECT * EXCLUDE (number) FROM ({sides}) ORDER BY number, diff_side DESC) "
            f"TO {text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
        )
