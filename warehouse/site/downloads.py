"""The files of a release to take away, written into the folder of the site."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from schemas.tables import Schema
from warehouse.disk import naming
from warehouse.export.dataset import DATASET
from warehouse.export.export import Format, export
from warehouse.files.layout import DATABASE

_FOLDER = "data"
_FORMATS: Sequence[tuple[Format, str]] = (
    ("parquet", "Parquet, a file a table: for pandas, polars, R, DuckDB and Arrow"),
    ("csv", "CSV, a file a table, without the tables of single lines"),
    ("xlsx", "One workbook for Excel and LibreOffice, without the tables of single lines"),
    ("geojson", "The countries as points"),
)
_OF_ALL = frozenset({"parquet", "geojson"})


class Download(NamedTuple):
    """Files of one format: what they are, and each with its place in the site, its name and its size in words."""

    what: str
    files: Sequence[tuple[str, str, str]]


def write_downloads(release: Path, schema: Schema, site: Path) -> Sequence[Download]:
    """Write the files of every format, and copy the database where there is one.

    Workbooks and CSV files leave out the tables of single lines, which are too long for a spreadsheet. Raises
    DamagedError for a release that is damaged, and OSError that names the file where the disk refuses.
    """
    short = [table.name for table in schema.tables if not table.of_lines]
    done = []
    for form, what in _FORMATS:
        written = export(release, schema, site / _FOLDER / form, form, () if form in _OF_ALL else short)
        done.append(Download(what, [_told(path, site) for path in written.files]))
    return [*_database(release, site), *done]


def _database(release: Path, site: Path) -> Iterator[Download]:
    """The database, copied; nothing of a release that has none."""
    if not (release / DATABASE).is_file():
        return
    target = site / _FOLDER / DATABASE
    with naming(target):
        shutil.copyfile(release / DATABASE, target)
    yield Download("DuckDB, all tables and views in one file", [_told(target, site)])


def described(site: Path) -> Mapping[str, Any]:
    """The data set as schema.org has it, with the files of all formats, seen from the page of the downloads."""
    whole: dict[str, Any] = {}
    files: list[Mapping[str, str]] = []
    for form, _ in _FORMATS:
        held = json.loads((site / _FOLDER / form / DATASET).read_text("utf-8"))
        whole = whole or held
        files += [{**one, "contentUrl": f"{form}/{one['contentUrl']}"} for one in held["distribution"]]
    return {**whole, "distribution": files}


def _told(path: Path, site: Path) -> tuple[str, str, str]:
    return path.relative_to(site).as_posix(), path.name, size(path.stat().st_size)


def size(count: int) -> str:
    """A number of bytes in words: ``1,536`` is ``1.5 kB``."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:,.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"
