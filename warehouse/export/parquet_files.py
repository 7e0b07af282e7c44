"""The Parquet files of a release, copied as they are, with a description as a Data Package beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

from warehouse.describing.datapackage import DATAPACKAGE, StoredTable, render_datapackage
from warehouse.disk import replacing
from warehouse.export.content import Content, Selection
from warehouse.manifest import digest_of


def write_parquet_files(selection: Selection, folder: Path) -> tuple[Path, ...]:
    """Write ``<table>.parquet`` files, byte for byte those of the release; what was written. Raises OSError."""
    stored = [_copied(content, folder / f"{content.name}.parquet") for content in selection.contents]
    with replacing(folder / DATAPACKAGE) as file:
        file.write(render_datapackage(selection.release, selection.origins, stored))
    return (*(folder / one.path for one in stored), folder / DATAPACKAGE)


def _copied(content: Content, path: Path) -> StoredTable:
    with content.path.open("rb") as source, replacing(path) as target:
        shutil.copyfileobj(source, target)
    return StoredTable(content.definition, path.name, path.stat().st_size, digest_of(path))
