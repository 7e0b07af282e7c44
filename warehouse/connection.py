"""The one way to open DuckDB: its bar of progress would go to stdout, which is for answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

Config = Mapping[str, str | bool | int | float | list[str]]


def connect(
    path: Path | None = None, *, read_only: bool = False, config: Config | None = None
) -> duckdb.DuckDBPyConnection:
    """A silent connection to a database file, or without a path to one in memory. Raises duckdb.Error."""
    connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=dict(config or {}))
    connection.execute("SET enable_progress_bar = false")
    return connection
