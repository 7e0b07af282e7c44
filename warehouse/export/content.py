"""What a release has to export: its tables as its Parquet files hold them, whatever version of the program made it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import Origin, Schema
from warehouse.building.arrays import ARROW_TYPES
from warehouse.columns import Column, Kind
from warehouse.describing.datapackage import Definition, definition_of, origins_in
from warehouse.manifest import Manifest, digest_of, read_manifest
from warehouse.opening.views import table_files
from warehouse.release import DamagedError

_ROWS_AT_ONCE = 10_000
_KINDS: Mapping[str, Kind] = {str(arrow): kind for kind, arrow in ARROW_TYPES.items()}


class ExportError(Exception):
    """An export that can't be made as it was asked for, with a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Content:
    """One table of a release: what is told of it, its Parquet files in order, and how many rows these have."""

    definition: Definition
    paths: tuple[Path, ...]
    count: int

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.definition.name

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows in key order, some thousands of them in memory at a time."""
        for path in self.paths:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(_ROWS_AT_ONCE):
                    yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be exported of a release: its id, some or all of its tables, and the origins of its pages."""

    release: str
    contents: tuple[Content, ...]
    origins: tuple[Origin, ...]


def select(release: Path, schema: Schema, names: Collection[str] = ()) -> Selection:
    """The tables of a release by their names (all of them without), in the order of the schema.

    Raises ExportError for a table that the release does not have, and DamagedError where its files are not what its
    manifest says.
    """
    manifest = _manifest(release)
    held = _tables_of(manifest, schema)
    _require_known(names, held)
    wanted = [name for name in held if name in names or not names]
    for name in {*wanted, "pages"}:
        _require_sound(release, manifest, name)
    files = table_files(release, manifest.files)
    contents = tuple(_content(tuple(files[name]), name, schema) for name in wanted)
    return Selection(manifest.release, contents, origins_in(files["pages"], schema))


def _manifest(release: Path) -> Manifest:
    try:
        return read_manifest(release)
    except ValueError as failure:
        raise DamagedError(f"Release {release.name} is damaged: manifest.json: {failure}.") from None


def _tables_of(manifest: Manifest, schema: Schema) -> Sequence[str]:
    """The tables of a release: those of the schema in its order, then those of another version of the program."""
    held = manifest.tables
    known = [table.name for table in schema.tables if table.name in held]
    return [*known, *sorted(set(held) - set(known))]


def _require_known(names: Collection[str], held: Sequence[str]) -> None:
    for wrong in (name for name in names if name not in held):
        near = get_close_matches(wrong, held, n=1)
        hint = f"did you mean {near[0]}?" if near else f"tables: {', '.join(held)}."
        raise ExportError(f"The release has no table {wrong!r}; {hint}")


def _require_sound(release: Path, manifest: Manifest, table: str) -> None:
    """Damage is not handed on: raise DamagedError for a file whose bytes are not those of the manifest."""
    paths = manifest.tables.get(table, ())
    wrong = [path for path in paths if digest_of(release / path) != manifest.files[path].sha256]
    if wrong or not paths:
        damaged = ", ".join(wrong) or table
        raise DamagedError(f"Release {release.name} is damaged: {damaged}; 'profiles verify' tells all of it.")


def _content(paths: tuple[Path, ...], name: str, schema: Schema) -> Content:
    stored = pq.read_schema(paths[0])
    count = sum(pq.read_metadata(path).num_rows for path in paths)
    table = next((table for table in schema.tables if table.name == name), None)
    known = definition_of(table, schema) if table else Definition(name, "", ())
    columns = {column.name: column for column in known.columns}
    found = tuple(columns.get(field.name) or _column(field) for field in stored)
    description = (stored.metadata or {}).get(b"description", b"").decode() or known.description
    return Content(Definition(name, description, found, known.key, known.references), paths, count)


def _column(field: pa.Field) -> Column:
    """A column that the program does not know (any more), as its file describes it."""
    many = pa.types.is_list(field.type)
    kind = _KINDS.get(str(field.type.value_type if many else field.type), "string")
    description = (field.metadata or {}).get(b"description", b"").decode()
    return Column(field.name, kind, many, field.nullable, description)
