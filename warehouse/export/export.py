"""A release, or some of its tables, written to a folder of the user's in one of the formats."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from schemas.tables import Schema
from warehouse.disk import replacing
from warehouse.export.content import ExportError, Selection, select
from warehouse.export.dataset import DATASET, render_dataset
from warehouse.export.geojson import has_places, write_geojson
from warehouse.export.spreadsheet import write_workbook
from warehouse.export.table_files import write_csv, write_parquet_files, write_raw_csv

Format = Literal["csv", "raw_csv", "xlsx", "geojson", "parquet"]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the id of the release, its tables, and the files."""

    release: str
    tables: tuple[str, ...]
    files: tuple[Path, ...]


def export(release: Path, schema: Schema, folder: Path, form: Format, names: Collection[str] = ()) -> Exported:
    """Write tables of a release to a folder, which is made where there is none; files of the same name are replaced.

    Without ``names`` these are all tables, or in GeoJSON the first one with coordinates. Raises ExportError for what
    can't be exported so, DamagedError for a release that is damaged, and OSError that names the file where the disk
    refuses.
    """
    if release.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise ExportError(f"{folder} is within a release, which is never written to; name another folder.")
    selection = select(release, schema, names)
    if form == "geojson" and not names:
        selection = _first_with_places(selection)
    folder.mkdir(parents=True, exist_ok=True)
    files = _WRITERS[form](selection, folder)
    with replacing(folder / DATASET) as file:
        file.write(render_dataset(selection, files))
    tables = tuple(content.name for content in selection.contents)
    return Exported(selection.release, tables, (*files, folder / DATASET))


def _first_with_places(selection: Selection) -> Selection:
    placed = tuple(content for content in selection.contents if has_places(content))
    return replace(selection, contents=placed[:1])


_WRITERS: Mapping[Format, Callable[[Selection, Path], tuple[Path, ...]]] = {
    "csv": write_csv,
    "raw_csv": write_raw_csv,
    "xlsx": write_workbook,
    "geojson": write_geojson,
    "parquet": write_parquet_files,
}
