"""A file a table, with a Data Package that describes them: CSV by RFC 4180, or Parquet as the release has it."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO

from warehouse.building.parquet import join_files
from warehouse.columns import Column
from warehouse.describing.datapackage import DATAPACKAGE, StoredTable, render_datapackage
from warehouse.disk import replacing
from warehouse.export.content import Content, Selection
from warehouse.export.values import array_text, json_value
from warehouse.manifest import digest_of

CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
# What a spreadsheet takes for the beginning of a formula, or drops before one
# (https://owasp.org/www-community/attacks/CSV_Injection).
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARDED = "Text that begins with = + - @ a tab or a line end has a ' before it, so that no spreadsheet runs it."

Cell = Callable[[object], str]
Write = Callable[[Content, IO[bytes]], None]
"""Writes the rows of a table to a file."""


def write_csv(selection: Selection, folder: Path) -> tuple[Path, ...]:
    """Write ``<table>.csv`` files with the guard against formulas; what was written. Raises OSError."""
    return _write_files(selection, folder, partial(_write_csv, text=guarded_text), {**CSV, "comment": GUARDED})


def write_raw_csv(selection: Selection, folder: Path) -> tuple[Path, ...]:
    """The same with every text as it is in the release."""
    return _write_files(selection, folder, partial(_write_csv, text=str), CSV)


def write_parquet_files(selection: Selection, folder: Path) -> tuple[Path, ...]:
    """Write ``<table>.parquet`` files, byte for byte those of a release with a database; what was written.

    Raises OSError.
    """
    return _write_files(selection, folder, _copy_parquet, PARQUET)


def guarded_text(value: object) -> str:
    """A text that no spreadsheet takes for a formula: ``=1+1`` gives ``'=1+1``."""
    text = str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def cell_of(column: Column, text: Cell) -> Cell:
    """How the values of a column are written. Only text needs a guard: ``-5`` is a number, and a list begins with [."""
    if column.many:
        return array_text
    return {"string": text, "boolean": _boolean, "date": _time, "timestamp": _time}.get(column.kind, str)


def _boolean(value: object) -> str:
    return "true" if value else "false"


def _time(value: object) -> str:
    return str(json_value(value)) if isinstance(value, date) else str(value)


def _write_files(selection: Selection, folder: Path, write: Write, form: Mapping[str, str]) -> tuple[Path, ...]:
    stored, paths = [], []
    for content in selection.contents:
        path = folder / f"{content.name}.{form['format']}"
        paths.append(path)
        with replacing(path) as file:
            write(content, file)
        stored.append(StoredTable(content.definition, path.name, path.stat().st_size, digest_of(path), form))
    with replacing(folder / DATAPACKAGE) as file:
        file.write(render_datapackage(selection.release, selection.origins, stored))
    return (*paths, folder / DATAPACKAGE)


def _write_csv(content: Content, file: IO[bytes], text: Cell) -> None:
    columns = content.definition.columns
    cells = [cell_of(column, text) for column in columns]
    lines = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(lines)
    writer.writerow(column.name for column in columns)
    writer.writerows(_texts(row, cells) for row in content.rows())
    lines.detach()


def _texts(row: Sequence[object], cells: Sequence[Cell]) -> list[str]:
    """The cells of a row; NULL is an empty one."""
    return ["" if value is None else cell(value) for value, cell in zip(row, cells, strict=True)]


def _copy_parquet(content: Content, file: IO[bytes]) -> None:
    """Copy the file of a table, or write the row groups of its parts one after another, as one file would have them."""
    if len(content.paths) == 1:
        with content.paths[0].open("rb") as source:
            shutil.copyfileobj(source, file)
    else:
        join_files(content.paths, file)
