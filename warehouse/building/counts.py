"""How much is in a release that was built: what the report of a run says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.manifest import Manifest


class Counts(NamedTuple):
    """The rows of each table, the lines that nobody claimed, and the issues by their severity."""

    rows: Mapping[str, int]
    lines_unclaimed: int
    issues: Mapping[str, int]


def counted(folder: Path, manifest: Manifest) -> Counts:
    """What is in a release, by its folder and manifest. Raises OSError that names the file where one can't be read."""
    files, tables = manifest.files, manifest.tables
    return Counts(
        rows={table: sum(files[path].rows or 0 for path in paths) for table, paths in tables.items()},
        lines_unclaimed=pc.sum(_column(folder, tables["pages"], "lines_unclaimed"), min_count=0).as_py(),
        issues={each["values"]: each["counts"] for each in _counts(_column(folder, tables["issues"], "severity"))},
    )


def _column(folder: Path, paths: Sequence[str], column: str) -> pa.ChunkedArray:
    return pa.concat_tables(pq.read_table(folder / path, columns=[column]) for path in paths)[column]


def _counts(values: pa.ChunkedArray) -> list[dict[str, Any]]:
    counts: list[dict[str, Any]] = pc.value_counts(values).to_pylist()
    return counts
