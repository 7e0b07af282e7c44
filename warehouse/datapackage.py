"""The description of a release as a Data Package, version 2 (https://datapackage.org/standard/data-package/)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from schemas.tables import Schema, Table
from warehouse.columns import Column, Kind, columns_of, description_of

DATAPACKAGE = "datapackage.json"
FIELD_TYPES: dict[Kind, str] = {
    "boolean": "boolean",
    "integer": "integer",
    "float": "number",
    "decimal": "number",
    "date": "date",
    "timestamp": "datetime",
    "string": "string",
}


def render_datapackage(schema: Schema, files: Mapping[str, tuple[str, str, int]]) -> bytes:
    """The bytes of datapackage.json. ``files`` gives each table's path, sha256 and size in bytes."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "country-profiles",
        "title": "Country profiles",
        "description": "What the country profile pages of international bodies say, with the lines they say it in.",
        "resources": [_resource(table, schema.keys, *files[table.name]) for table in schema.tables],
    }
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(
    table: Table, keys: Mapping[str, tuple[str, ...]], path: str, sha256: str, size: int
) -> dict[str, object]:
    return {
        "name": table.name,
        "type": "table",
        "path": path,
        "description": description_of(table),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "schema": _schema(table, keys),
    }


def _schema(table: Table, keys: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    schema: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column) for column in columns_of(table)],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": target, "fields": list(keys[target])}}
            for column, target in table.references
        ]
    return schema


def _field(column: Column) -> dict[str, object]:
    constraints: dict[str, object] = {} if column.nullable else {"required": True}
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    kind = FIELD_TYPES[column.kind]
    field: dict[str, object] = {"name": column.name, "type": "list" if column.many else kind}
    if column.many:
        field["itemType"] = kind
    field["description"] = column.description
    if constraints:
        field["constraints"] = constraints
    return field
