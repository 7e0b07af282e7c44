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
from warehouse.manifest import PARQUET, Manifest, digest_of, parquet_path, read_manifest
from warehouse.release import DamagedError

_ROWS_AT_ONCE = 10_000
_KINDS: Mapping[str, Kind] = {str(arrow): kind for kind, arrow in ARROW_TYPES.items()}


class ExportError(Exception):
    """An export that can't be made as it was asked for, with a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Content:
    """One table of a release: what is told of it, its Parquet file, and how many rows that has."""

    definition: Definition
    path: Path
    count: int

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.definition.name

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows in key order, some thousands of them in memory at a time."""
        with pq.ParquetFile(self.path) as file:
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
        _require_sound(release, manifest, parquet_path(name))
    contents = tuple(_content(release / parquet_path(name), name, schema) for name in wanted)
    return Selection(manifest.release, contents, origins_in(release / parquet_path("pages"), schema))


def _manifest(release: Path) -> Manifest:
    try:
        return read_manifest(release)
    except ValueError as failure:
        raise DamagedError(f"Release {release.name} is damaged: manifest.json: {failure}.") from None


def _tables_of(manifest: Manifest, schema: Schema) -> Sequence[str]:
    """The tables of a release: those of the schema in its order, then those of another version of the program."""
    held = [Path(path).stem for path in manifest.files if path.startswith(f"{PARQUET}/")]
    known = [table.name for table in schema.tables if table.name in held]
    return [*known, *sorted(set(held) - set(known))]


def _require_known(names: Collection[str], held: Sequence[str]) -> None:
    for wrong in (name for name in names if name not in held):
        near = get_close_matches(wrong, held, n=1)
        hint = f"did you mean {near[0]}?" if near else f"tables: {', '.join(held)}."
        raise ExportError(f"The release has no table {wrong!r}; {hint}")


def _require_sound(release: Path, manifest: Manifest, path: str) -> None:
    """Damage is not handed on: raise DamagedError for a file whose bytes are not those of the manifest."""
    entry = manifest.files.get(path)
    if entry is None or digest_of(release / path) != entry.sha256:
        raise DamagedError(f"Release {release.name} is damaged: {path}; 'profiles verify' tells all of it.")


def _content(path: Path, name: str, schema: Schema) -> Content:
    with pq.ParquetFile(path) as file:
        stored, count = file.schema_arrow, file.metadata.num_rows
    table = next((table for table in schema.tables if table.name == name), None)
    known = definition_of(table, schema) if table else Definition(name, "", ())
    columns = {column.name: column for column in known.columns}
    found = tuple(columns.get(field.name) or _column(field) for field in stored)
    description = (stored.metadata or {}).get(b"description", b"").decode() or known.description
    return Content(Definition(name, description, found, known.key, known.references), path, count)


def _column(field: pa.Field) -> Column:
    """A column that the program does not know (any more), as its file describes it."""
    many = pa.types.is_list(field.type)
    kind = _KINDS.get(str(field.type.value_type if many else field.type), "string")
    description = (field.metadata or {}).get(b"description", b"").decode()
    return Column(field.name, kind, many, field.nullable, description)
