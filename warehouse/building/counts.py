"""How much is in a release that was built: what the report of a run says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.manifest import parquet_path, tables_of
from warehouse.release import Staged


class Counts(NamedTuple):
    """The rows of each table, the lines that nobody claimed, and the issues by their severity."""

    rows: Mapping[str, int]
    lines_unclaimed: int
    issues: Mapping[str, int]


def counted(staged: Staged) -> Counts:
    """What is in a staged release. Raises OSError that names the file where one can't be read."""
    files = staged.manifest.files
    unclaimed = pq.read_table(staged.folder / parquet_path("pages"), columns=["lines_unclaimed"])
    severities = pq.read_table(staged.folder / parquet_path("issues"), columns=["severity"])["severity"]
    return Counts(
        rows={table: files[path].rows or 0 for table, path in tables_of(staged.manifest).items()},
        lines_unclaimed=pc.sum(unclaimed["lines_unclaimed"], min_count=0).as_py(),
        issues={each["values"]: each["counts"] for each in pc.value_counts(severities).to_pylist()},
    )
