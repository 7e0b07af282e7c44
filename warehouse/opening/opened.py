"""A release opened for questions, whatever its layout: read only, and with no way to any file but its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.connection import Config, connect
from warehouse.database import create_views, name, no_pattern, text
from warehouse.files.layout import DATABASE, VIEWS, is_partitioned
from warehouse.lock import reading
from warehouse.manifest import file_paths, read_manifest
from warehouse.opening.views import TableFiles, describe_views, table_files, view_tables

_WITHOUT_EXTENSIONS: Config = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "temp_directory": "",
}
_LOCKED_DOWN: Config = {**_WITHOUT_EXTENSIONS, "enable_external_access": False}
# DuckDB allows the file that it has open, and the log beside it, to be read as files. A question needs neither.
_NO_FILES = "SET disabled_filesystems = 'LocalFileSystem'"
_COLUMNS = """
SELECT table_name, list(column_name ORDER BY column_index), list(data_type ORDER BY column_index)
FROM duckdb_columns() WHERE NOT internal GROUP BY table_name
"""


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """A release that answers questions by its ``connection``.

    ``outline`` has the same tables and views without rows and without files, where the connection itself has to open
    files of the release: a question that would open one on its own account fails there.
    """

    connection: duckdb.DuckDBPyConnection
    outline: duckdb.DuckDBPyConnection | None = None

    def require_no_files(self, sql: str) -> None:
        """Raise duckdb.Error where a single SELECT names a file, or is wrong in another way. Nothing is carried out."""
        if self.outline is not None:
            self.outline.execute(f"PREPARE question AS {sql}")

    def interrupt(self) -> None:
        """End what is being carried out, in whatever thread."""
        for one in (self.connection, self.outline):
            if one is not None:
                one.interrupt()


@contextmanager
def opened(release: Path) -> Iterator[OpenRelease]:
    """A release, open as long as the block lasts: its DuckDB file, or views over its Parquet files where it has none.

    Nothing can be written, and no other file can be reached. Raises duckdb.Error where it can't be read, and of a
    release without a database OSError and ValueError, too.
    """
    if not is_partitioned(file_paths(release)):
        with connect(release / DATABASE, read_only=True, config=_LOCKED_DOWN) as connection:
            connection.execute(_NO_FILES)
            yield OpenRelease(connection)
        return
    with reading(release), connect(config=_WITHOUT_EXTENSIONS) as connection, connect(config=_LOCKED_DOWN) as outline:
        _view_release(connection, release.absolute())
        _outline(connection, outline)
        yield OpenRelease(connection, outline)


def _view_release(connection: duckdb.DuckDBPyConnection, release: Path) -> None:
    files = table_files(release, read_manifest(release).files)
    _allow_only(connection, files)
    connection.begin()
    view_tables(connection, files, "main")
    describe_views(connection, files)
    create_views(connection, [(release / VIEWS).read_text("utf-8")], list(files))
    connection.commit()


def _allow_only(connection: duckdb.DuckDBPyConnection, files: TableFiles) -> None:
    """Leave these files as the only ones that can be opened; DuckDB asks for them as the views name them, too."""
    paths = [path for parts in files.values() for path in parts]
    allowed = ", ".join(text(spelled) for path in paths for spelled in (str(path), no_pattern(path)))
    connection.execute(f"SET allowed_paths = [{allowed}]")
    connection.execute("SET enable_external_access = false")


def _outline(connection: duckdb.DuckDBPyConnection, outline: duckdb.DuckDBPyConnection) -> None:
    """Create a table without rows for each table and view of a connection."""
    outline.execute(_NO_FILES)
    for table, columns, kinds in connection.execute(_COLUMNS).fetchall():
        described = ", ".join(f"{name(column)} {kind}" for column, kind in zip(columns, kinds, strict=True))
        outline.execute(f"CREATE TABLE {name(table)} ({described})")
