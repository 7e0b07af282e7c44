"""What checks can ask beside the tables of a release: all its records, texts and days, and what only the run knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from typing import NamedTuple

import duckdb

from schemas.tables import Table
from warehouse.columns import columns_of
from warehouse.database import name, text


class AskedCountry(NamedTuple):
    """The canonical address of a country page that an archive was asked for, and whether the site ever showed it."""

    source: str
    url: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a release itself does not tell: its day, and the country pages that the archive was asked for.

    ``day`` is that of the run, or the one that the release is as of; without one nothing is in the future. ``asked`` is
    empty for a release that is not over the archive.
    """

    asked: Sequence[AskedCountry] = ()
    day: date | None = None


NOTHING_KNOWN = Circumstances()


def create_views(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], known: Circumstances) -> None:
    """Create what ``checks.toml`` names beside the tables of the release that is in use."""
    _name_tables(connection, tables)
    _name_records(connection, tables)
    _list_values(connection, "texts", tables, frozenset({"string"}))
    _list_values(connection, "days", tables, frozenset({"date", "timestamp"}))
    _know_countries(connection)
    _note_asked(connection, known.asked)
    connection.execute("CREATE TEMP TABLE release_day AS SELECT CAST(? AS DATE) AS day", [known.day])


def _name_tables(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    connection.execute("CREATE TEMP TABLE tables_by_kind (table_name VARCHAR, kind VARCHAR)")
    named = [[table.name for table in tables], [table.kind for table in tables]]
    connection.execute("INSERT INTO tables_by_kind SELECT unnest(?), unnest(?)", named)


def _name_records(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """A view of the records that evidence may be of: those of tables that it names, and those that must have some."""
    named = {table for (table,) in connection.execute("SELECT DISTINCT table_name FROM evidence").fetchall()}
    concerned = [table for table in tables if table.key and (table.kind == "data" or table.name in named)]
    connection.execute(f"CREATE TEMP VIEW records AS {' UNION ALL '.join(map(_record_names, concerned))}")


def _record_names(table: Table) -> str:
    return f"SELECT {text(table.name)} AS table_name, {_record_id(table)} AS record_id FROM {name(table.name)}"  # noqa: S608 # our names


def _list_values(
    connection: duckdb.DuckDBPyConnection, view: str, tables: Sequence[Table], kinds: frozenset[str]
) -> None:
    """A view of every value of some kinds in the tables of data, each with its table, column and record."""
    parts = [
        _values(table, column.name)
        for table in tables
        if table.kind == "data"
        for column in columns_of(table)
        if column.kind in kinds and not column.many and not column.allowed
    ]
    nothing = "SELECT NULL AS table_name, NULL AS column_name, NULL AS record_id, NULL AS value WHERE false"
    connection.execute(f"CREATE TEMP VIEW {view} AS {' UNION ALL '.join(parts) or nothing}")


def _values(table: Table, column: str) -> str:
    return (
        f"SELECT {text(table.name)} AS table_name, {text(column)} AS column_name, {_record_id(table)} AS record_id, "  # noqa: S608 # our names
        f"{name(column)} AS value FROM {name(table.name)} WHERE {name(column)} IS NOT NULL"
    )


def _record_id(table: Table) -> str:
    return f"concat_ws('/', {', '.join(map(name, table.order))})"


def _know_countries(connection: duckdb.DuckDBPyConnection) -> None:
    with as_file(files("warehouse").joinpath("country_boxes.csv")) as path:
        connection.execute("CREATE TEMP TABLE known_countries AS FROM read_csv(?, header = true)", [str(path)])


def _note_asked(connection: duckdb.DuckDBPyConnection, asked: Sequence[AskedCountry]) -> None:
    connection.execute("CREATE TEMP TABLE asked_countries (source VARCHAR, url VARCHAR, shown BOOLEAN)")
    columns = [list(column) for column in zip(*asked, strict=True)] or [[], [], []]
    connection.execute("INSERT INTO asked_countries SELECT unnest(?), unnest(?), unnest(?)", columns)
