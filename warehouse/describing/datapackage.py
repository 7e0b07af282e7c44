"""Tables described as a Data Package, version 2 (https://datapackage.org/standard/data-package/)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from schemas.tables import Origin, Schema, Table
from warehouse.columns import Column, Kind, columns_of, description_of

DATAPACKAGE = "datapackage.json"
NAME = "country-profiles"
TITLE = "Country profiles"
DESCRIPTION = "What the country profile pages of international bodies say, with the lines they say it in."
FIELD_TYPES: dict[Kind, str] = {
    "boolean": "boolean",
    "integer": "integer",
    "float": "number",
    "decimal": "number",
    "date": "date",
    "timestamp": "datetime",
    "string": "string",
}


@dataclass(frozen=True, slots=True)
class Definition:
    """What is told of one table. ``references`` has a column, the table it refers to, and the key of that table."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class StoredTable:
    """The rows of one table: the path of its file beside the description, its size in bytes, and its sha256.

    A table in parts has the paths of all, in order, and their size together; the standard knows no sha256 of several.
    ``form`` has what the description says of the kind of file, such as its format.
    """

    definition: Definition
    path: str | tuple[str, ...]
    size: int
    sha256: str | None = None
    form: Mapping[str, object] = field(
        default_factory=lambda: {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    )


def definition_of(table: Table, schema: Schema) -> Definition:
    """The definition of a table of a schema."""
    references = tuple((column, target, schema.keys[target]) for column, target in table.references)
    return Definition(table.name, description_of(table), columns_of(table), table.key, references)


def origins_in(pages: Sequence[Path], schema: Schema) -> tuple[Origin, ...]:
    """The origins that pages of a release are from, by the Parquet files of its table of pages."""
    named = {source for path in pages for source in _sources_in(path)}
    return tuple(origin for origin in schema.origins if origin.name in named)


def _sources_in(pages: Path) -> Iterator[str]:
    with pq.ParquetFile(pages) as file:
        for batch in file.iter_batches(columns=["source"]):
            yield from batch["source"].unique().to_pylist()


def render_datapackage(release: str, origins: Sequence[Origin], stored: Sequence[StoredTable]) -> bytes:
    """The bytes of datapackage.json; its version is the id of the release, which is that of its content."""
    names = {one.definition.name for one in stored}
    package: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": release,
    }
    if origins:
        package["sources"] = [{"title": origin.title, "path": origin.home} for origin in origins]
        package["licenses"] = [{"name": one.licence_id, "title": f"{one.title}: {one.licence}"} for one in origins]
    package["resources"] = [_resource(one, names) for one in stored]
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(stored: StoredTable, names: Collection[str]) -> dict[str, object]:
    return {
        "name": stored.definition.name,
        "type": "table",
        "path": stored.path,
        "description": stored.definition.description,
        **stored.form,
        "bytes": stored.size,
        **({"hash": f"sha256:{stored.sha256}"} if stored.sha256 else {}),
        "schema": _schema(stored.definition, names),
    }


def _schema(definition: Definition, names: Collection[str]) -> dict[str, object]:
    """The columns and keys; a reference to a table that is not in the package is left out."""
    schema: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column) for column in definition.columns],
    }
    if definition.key:
        schema["primaryKey"] = list(definition.key)
    foreign = [
        {"fields": [column], "reference": {"resource": target, "fields": list(key)}}
        for column, target, key in definition.references
        if target in names
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def _field(column: Column) -> dict[str, object]:
    """A column. The profile has no type for a list whose values are of one type; ``array`` is any list."""
    constraints: dict[str, object] = {} if column.nullable else {"required": True}
    if column.allowed and not column.many:
        constraints["enum"] = list(column.allowed)
    described: dict[str, object] = {
        "name": column.name,
        "type": "array" if column.many else FIELD_TYPES[column.kind],
        "description": column.description,
    }
    if constraints:
        described["constraints"] = constraints
    return described
