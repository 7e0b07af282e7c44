"""GeoJSON (RFC 7946): the rows of a table with coordinates as features, each with its point."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from schemas.tables import record_id
from warehouse.disk import replacing
from warehouse.export.content import Content, ExportError, Selection
from warehouse.export.values import json_value

_PLACE = frozenset({"latitude", "longitude"})


def write_geojson(selection: Selection, folder: Path) -> tuple[Path, ...]:
    """Write ``<table>.geojson`` files; what was written.

    Raises ExportError for a table without coordinates, and OSError.
    """
    for content in selection.contents:
        if not has_places(content):
            raise ExportError(f"The table {content.name} has no latitude and longitude to make points of.")
    paths = tuple(folder / f"{content.name}.geojson" for content in selection.contents)
    for content, path in zip(selection.contents, paths, strict=True):
        with replacing(path) as file:
            _write_features(content, file)
    return paths


def has_places(content: Content) -> bool:
    """Whether a table has the columns latitude and longitude."""
    return {column.name for column in content.definition.columns} >= _PLACE


def feature(row: Mapping[str, object], key: tuple[str, ...]) -> Mapping[str, object]:
    """The feature of a row; its geometry is null where the place is not known (RFC 7946, 3.2).

    ``{"iso3": "PER", "latitude": -10.0, "longitude": -76.0}`` gives a point at ``[-76.0, -10.0]``: longitude first.
    """
    place = [row["longitude"], row["latitude"]]
    return {
        "type": "Feature",
        "id": record_id(key, row),
        "geometry": None if None in place else {"type": "Point", "coordinates": place},
        "properties": {name: json_value(value) for name, value in row.items() if name not in _PLACE},
    }


def _write_features(content: Content, file: IO[bytes]) -> None:
    """A feature a line, so that two files can be compared line by line."""
    file.write(b'{"type": "FeatureCollection", "features": [')
    for number, text in enumerate(_features(content)):
        file.write((",\n" if number else "\n").encode() + text.encode())
    file.write(b"\n]}\n")


def _features(content: Content) -> Iterator[str]:
    names = [column.name for column in content.definition.columns]
    for row in content.rows():
        named = dict(zip(names, row, strict=True))
        yield json.dumps(feature(named, content.definition.key), ensure_ascii=False)
