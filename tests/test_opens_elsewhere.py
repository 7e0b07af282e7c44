"""A release opens in the tools that analysts use: DuckDB of other versions, pandas, polars, and arrow in R."""

from __future__ import annotations

import shutil
import struct
import subprocess
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from extractors.sources import SCHEMA
from schemas.tables import Table
from tests.test_warehouse import sample
from warehouse.columns import Kind, columns_of

TABLES = [table.name for table in SCHEMA.tables]
STORAGE_OF_DUCKDB_1_4 = 67
"""The newest version of the format of its files that DuckDB 1.4 reads and writes."""


def test_the_database_is_in_the_format_of_duckdb_1_4(release: Path) -> None:
    """The first block: a checksum of 8 bytes, the word DUCK, and the version of the format as 8 bytes."""
    head = (release / "profiles.duckdb").read_bytes()[:20]
    word, version = struct.unpack_from("<4sQ", head, 8)
    assert word == b"DUCK"
    assert version <= STORAGE_OF_DUCKDB_1_4


def test_the_database_opens_in_the_duckdb_that_is_installed(release: Path) -> None:
    with duckdb.connect(str(release / "profiles.duckdb"), read_only=True) as connection:
        for table in TABLES:
            ((count,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
            assert count == len(sample().get(table, ()))


@pytest.mark.parametrize("table", SCHEMA.tables, ids=TABLES)
def test_pandas_reads_every_table(release: Path, table: Table) -> None:
    name = table.name
    frame = pd.read_parquet(release / "parquet" / f"{name}.parquet")
    assert (len(frame), tuple(frame.columns)) == (len(sample().get(name, ())), table.columns)


@pytest.mark.parametrize("table", SCHEMA.tables, ids=TABLES)
def test_polars_reads_every_table(release: Path, table: Table) -> None:
    name = table.name
    frame = pl.read_parquet(release / "parquet" / f"{name}.parquet")
    assert (len(frame), tuple(frame.columns)) == (len(sample().get(name, ())), table.columns)


def test_polars_has_each_column_as_its_type(release: Path) -> None:
    kinds: dict[Kind, pl.DataType | type[pl.DataType]] = {
        "boolean": pl.Boolean,
        "integer": pl.Int32,
        "float": pl.Float64,
        "decimal": pl.Decimal(18, 2),
        "date": pl.Date,
        "timestamp": pl.Datetime("us"),
        "string": pl.String,
    }
    for table in SCHEMA.tables:
        frame = pl.read_parquet(release / "parquet" / f"{table.name}.parquet")
        for column in columns_of(table):
            wanted = pl.List(kinds[column.kind]) if column.many else kinds[column.kind]
            assert frame.schema[column.name] == wanted, f"{table.name}.{column.name}"


def test_amounts_dates_and_lists_are_as_they_were(release: Path) -> None:
    amounts = pl.read_parquet(release / "parquet" / "contributions.parquet")
    assert amounts["amount"].to_list() == [Decimal("5.00"), Decimal("1200.50"), Decimal("10.00"), None]
    editions = pd.read_parquet(release / "parquet" / "editions.parquet")
    assert [str(day) for day in editions["starts_on"]] == ["2007-07-09", "2008-07-09", "2009-07-09"]
    assert [list(codes) for codes in editions["chair_iso3"]] == [["BEL"], ["PHL"], ["GRC"]]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_arrow_in_r_reads_every_table(release: Path) -> None:
    program = "for (path in commandArgs(TRUE)) cat(nrow(arrow::read_parquet(path)), '')"
    has_arrow = subprocess.run(["Rscript", "-e", "library(arrow)"], capture_output=True, check=False).returncode == 0
    if not has_arrow:
        pytest.skip("the package arrow of R is not installed")
    paths = [str(release / "parquet" / f"{table}.parquet") for table in TABLES]
    told = subprocess.run(["Rscript", "-e", program, *paths], capture_output=True, text=True, check=True)
    assert told.stdout.split() == [str(len(sample().get(table, ()))) for table in TABLES]
