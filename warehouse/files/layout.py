"""How the files of a release lie: a Parquet file a table beside a DuckDB file, or Parquet files in parts alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, groupby
from operator import itemgetter
from pathlib import Path

DATABASE = "profiles.duckdb"
PARQUET = "parquet"
VIEWS = "views.sql"
"""The views of a release without a database, which would hold them otherwise."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a release is cut into files.

    A Parquet file has row groups of ``rows_per_group`` rows. With ``groups_per_file`` a table is a folder of files of
    at most so many row groups each, and the release has no database; without, it is one file, and there is a database.
    """

    rows_per_group: int = 131_072
    groups_per_file: int | None = None

    @property
    def has_database(self) -> bool:
        """Whether such a release has a DuckDB file."""
        return self.groups_per_file is None

    def files_at(self, path: Path) -> Iterator[Path]:
        """The files of a table that lies at a path, in the order of its rows: as many as are asked for.

        ``pages.parquet`` itself, or else ``pages.parquet/part-00000.parquet`` and so on. The folder has the name of a
        file, as Spark has it: what reads Parquet files reads such a folder as one table.
        """
        if self.groups_per_file is None:
            yield path
            return
        for number in count():
            yield path / f"part-{number:05}.parquet"


WITH_DATABASE = Layout()
# A million rows are some 15 MB of page_lines, the longest table (15 bytes a row as the pages are), and as much in the
# other long ones: large enough for few requests to an object store, small enough to copy or read again.
PARTITIONED = Layout(groups_per_file=8)


def table_path(table: str) -> str:
    """Where the file of a table, or the folder of its files, is within a release."""
    return f"{PARQUET}/{table}.parquet"


def tables_of(paths: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The Parquet files of each table among the files of a release, in the order of its rows.

    ``parquet/pages.parquet`` and ``parquet/pages.parquet/part-00000.parquet`` are both of the table ``pages``.
    """
    parquet = sorted((path.split("/")[1], path) for path in paths if path.startswith(f"{PARQUET}/"))
    return {
        whole.removesuffix(".parquet"): tuple(path for _, path in found)
        for whole, found in groupby(parquet, key=itemgetter(0))
    }


def is_partitioned(paths: Collection[str]) -> bool:
    """Whether the files of a release lie in parts, so that it has no database: its tables are folders."""
    return any(path.count("/") > 1 for path in paths if path.startswith(f"{PARQUET}/"))
