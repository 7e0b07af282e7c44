"""All rows that differ as Parquet files, one a table: each row of the old release and of the new one."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.connection import naming_refused
from warehouse.database import text
from warehouse.diff.differing import rows_of
from warehouse.diff.model import Diff
from warehouse.disk import naming

_SIDE = """
SELECT number, kind AS diff_kind, '{side}' AS diff_side, coalesce(d.new_id, d.old_id) AS diff_id,
    cause AS diff_cause, others AS diff_others, pages AS diff_pages, of AS diff_follows, unnest({side})
FROM {rows} JOIN differing d USING (number) JOIN attributed USING (number)
LEFT JOIN (SELECT number, min(of) AS of FROM following GROUP BY number) USING (number) WHERE {side} IS NOT NULL
"""


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
