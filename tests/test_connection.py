"""DuckDB with a bound on memory: what can't be done within it is done all the same, and the bound holds again."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.connection import connect, with_room

# All in one text, which can't be kept on disk in pieces: some 70 MB.
LARGE = "SELECT length(string_agg(CAST(n AS VARCHAR))) AS letters FROM range(8000000) AS numbers(n)"


def test_what_needs_more_memory_has_it_once() -> None:
    with connect(config={"memory_limit": "24MiB", "threads": 1}) as connection:
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute(LARGE)
        assert with_room(connection, LARGE) == [(62_888_889,)]
        assert connection.execute("SELECT current_setting('memory_limit')").fetchall() == [("24.0 MiB",)]


def test_values_are_put_into_a_statement() -> None:
    with connect() as connection:
        assert with_room(connection, "SELECT ? + 1", [41]) == [(42,)]
