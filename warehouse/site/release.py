"""A release as the site reads it: every table once and in bulk, with what pages look up often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import Origin, Schema, Table
from warehouse.columns import Column, columns_of, description_of
from warehouse.manifest import Manifest, read_manifest
from warehouse.release import DamagedError

Row = Mapping[str, Any]
_IN_COLUMNS = frozenset({"page_lines", "evidence"})


class Line(NamedTuple):
    """One line of a saved page, as in the table page_lines."""

    number: int
    last: int
    owner: str
    text: str
    pointer: str | None


class Run(NamedTuple):
    """Lines of a saved page that a record was read from."""

    page_id: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ReleaseRows:
    """The rows of a release by table, the lines of its pages by page, and the evidence by table and record."""

    folder: Path
    manifest: Manifest
    schema: Schema
    tables: Mapping[str, Sequence[Row]]
    lines: Mapping[str, Sequence[Line]]
    evidence: Mapping[tuple[str, str], Sequence[Run]]

    @property
    def id(self) -> str:
        """The id of the release."""
        return self.manifest.release

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where the pages of the release are from."""
        named = {page["source"] for page in self.of("pages")}
        return tuple(origin for origin in self.schema.origins if origin.name in named)

    def of(self, table: str) -> Sequence[Row]:
        """The rows of a table in the order of its key; none where the release has no such table."""
        return self.tables.get(table, ())

    def by(self, table: str, column: str) -> Mapping[Any, Sequence[Row]]:
        """The rows of a table by the value of a column."""
        grouped: dict[Any, list[Row]] = defaultdict(list)
        for row in self.of(table):
            grouped[row[column]].append(row)
        return grouped

    def columns(self, table: str) -> tuple[Column, ...]:
        """The columns of a table, as the data dictionary describes them."""
        return next((columns_of(known) for known in self.schema.tables if known.name == table), ())

    def meanings(self, table: str) -> Mapping[str, str]:
        """What the columns of a table mean, as the data dictionary says it."""
        return {column.name: column.description for column in self.columns(table)}

    def description(self, table: str) -> str:
        """What a table holds, as the data dictionary says it."""
        return next((description_of(known) for known in self.schema.tables if known.name == table), "")


def read_release(folder: Path, schema: Schema) -> ReleaseRows:
    """Read a release folder. Raises DamagedError where its manifest or a table can't be read."""
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError) as failure:
        raise DamagedError(f"Release {folder.name} can't be read: manifest.json: {failure}.") from None
    held = [table for table in schema.tables if table.name in manifest.tables]
    plain = {table.name: _rows(folder, manifest, table) for table in held if table.name not in _IN_COLUMNS}
    return ReleaseRows(folder, manifest, schema, plain, _lines(folder, manifest), _evidence(folder, manifest))


def _rows(folder: Path, manifest: Manifest, table: Table) -> Sequence[Row]:
    """The rows of a table; a column that an earlier version of the program did not write holds nothing."""
    missing = dict.fromkeys(table.columns)
    return [{**missing, **row} for row in _read(folder, manifest, table.name).to_pylist()]


def _read(folder: Path, manifest: Manifest, table: str) -> Any:  # noqa: ANN401  pyarrow has no types
    try:
        return pa.concat_tables(pq.read_table(folder / path) for path in manifest.tables[table])
    except (OSError, ValueError) as failure:
        raise DamagedError(f"Release {folder.name} can't be read: {table}: {failure}.") from None


def _columns(folder: Path, manifest: Manifest, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    stored = _read(folder, manifest, table)
    nothing = [None] * stored.num_rows
    return zip(*(stored[name].to_pylist() if name in stored.column_names else nothing for name in names), strict=True)


def _lines(folder: Path, manifest: Manifest) -> Mapping[str, Sequence[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    columns = ("page_id", "line", "last_line", "owner", "text", "pointer")
    for page_id, line, last, owner, text, pointer in _columns(folder, manifest, "page_lines", columns):
        found[page_id].append(Line(line, last or line, owner, text, pointer))
    return found


def _evidence(folder: Path, manifest: Manifest) -> Mapping[tuple[str, str], Sequence[Run]]:
    found: dict[tuple[str, str], list[Run]] = defaultdict(list)
    columns = ("table_name", "record_id", "page_id", "first_line", "last_line")
    for table, record_id, *run in _columns(folder, manifest, "evidence", columns):
        found[table, record_id].append(Run(*run))
    return found
