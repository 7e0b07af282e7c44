"""What a release consists of, byte for byte: writing the manifest, and holding a release against it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.connection import connect
from warehouse.database import name
from warehouse.files.layout import DATABASE, PARQUET, is_partitioned, tables_of

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a release was made from: digests of the pages, of the program and of the reference data."""

    inputs: str
    program: str
    reference: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a release. ``rows`` and ``schema`` (column to type) are known for Parquet files."""

    sha256: str
    bytes: int
    rows: int | None = None
    schema: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release's id, what it was made from, and its files by path within the release."""

    release: str
    provenance: Provenance
    files: Mapping[str, FileEntry] = field(default_factory=dict)

    @property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of the Parquet files of each table, in the order of its rows."""
        return tables_of(self.files)

    @property
    def has_database(self) -> bool:
        """Whether the release has a DuckDB file: one whose tables are in parts has none."""
        return not is_partitioned(self.files)


class Damage(NamedTuple):
    """What is wrong with a file of a release, in words; where it is known, in which table and row group (from 0)."""

    file: str
    problem: str
    table: str | None = None
    row_group: int | None = None

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


def describe(folder: Path, provenance: Provenance) -> Manifest:
    """The manifest of the files that are in a folder now."""
    paths = sorted(path for path in file_paths(folder) if path != MANIFEST)
    entries = {path: _describe_file(folder / path) for path in paths}
    return Manifest(release_id({path: entry.sha256 for path, entry in entries.items()}), provenance, entries)


def release_id(digests: Mapping[str, str]) -> str:
    """The id of a release: 16 hex digits that depend on the names and bytes of its Parquet files alone."""
    parquet = sorted((path, digest) for path, digest in digests.items() if path.startswith(f"{PARQUET}/"))
    return hashlib.sha256("".join(f"{digest}  {path}\n" for path, digest in parquet).encode()).hexdigest()[:16]


def render(manifest: Manifest) -> bytes:
    """The bytes of the manifest file; its last member is the digest of all before, so that damage to itself shows."""
    content = {"format": FORMAT, **asdict(manifest)}
    return _json({**content, "digest": hashlib.sha256(_json(content)).hexdigest()})


def read_manifest(release: Path) -> Manifest:
    """The manifest of a release. Raises OSError if it can't be read, ValueError where it is damaged."""
    raw = (release / MANIFEST).read_bytes()
    try:
        content: dict[str, Any] = json.loads(raw)
        provenance = Provenance(**content["provenance"])
        entries = {path: FileEntry(**entry) for path, entry in content["files"].items()}
        manifest = Manifest(content["release"], provenance, entries)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise ValueError("not a manifest that this program wrote") from None
    if render(manifest) != raw:
        raise ValueError("its bytes changed after it was written")
    return manifest


def verify(release: Path) -> tuple[str, ...]:
    """What is wrong with a release, a sentence a file; nothing when every byte and count agrees with the manifest.

    ``warehouse.verifying.contents.verify_contents`` also compares each value of the database with the Parquet files.
    """
    manifest, damages = verify_files(release)
    if manifest is not None and manifest.has_database and not damages:
        damages = tuple(_count_damages(release / DATABASE, manifest))
    return tuple(map(str, damages))


def verify_files(release: Path) -> tuple[Manifest | None, tuple[Damage, ...]]:
    """The manifest of a release, None if it can't be read, and what is wrong with its files byte for byte."""
    try:
        manifest = read_manifest(release)
    except OSError as failure:
        return None, (Damage(MANIFEST, failure.strerror or str(failure)),)
    except ValueError as failure:
        return None, (Damage(MANIFEST, str(failure)),)
    found = file_paths(release)
    extra = [Damage(path, "not in the manifest") for path in sorted(found - manifest.files.keys() - {MANIFEST})]
    is_unlisted = manifest.has_database and DATABASE not in manifest.files
    unlisted = [Damage(DATABASE, "the manifest does not list it")] if is_unlisted else []
    damages = [
        Damage(path, problem)
        for path, entry in manifest.files.items()
        if (problem := _problem(release / path, entry)) is not None
    ]
    return manifest, (*damages, *unlisted, *extra, *_id_damages(manifest))


def file_paths(folder: Path) -> set[str]:
    """Every path in a folder that is not itself a folder, relative to it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}


def digest_of(path: Path) -> str:
    """The sha256, in hex, of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _describe_file(path: Path) -> FileEntry:
    digest, size = digest_of(path), path.stat().st_size
    if path.suffix != ".parquet":
        return FileEntry(digest, size)
    with pq.ParquetFile(path) as file:
        schema = {column.name: str(column.type) for column in file.schema_arrow}
        return FileEntry(digest, size, file.metadata.num_rows, schema)


def _problem(path: Path, entry: FileEntry) -> str | None:
    try:
        return _difference(path, entry)
    except OSError as failure:
        return f"can't be read: {failure.strerror or failure}"


def _difference(path: Path, entry: FileEntry) -> str | None:
    if path.is_symlink() or not path.is_file():
        return "missing"
    if path.stat().st_size != entry.bytes:
        return f"{path.stat().st_size} bytes, not {entry.bytes}"
    if digest_of(path) != entry.sha256:
        return "damaged: its bytes do not have the recorded sha256"
    if entry.rows is not None and (rows := _parquet_rows(path)) != entry.rows:
        return f"{rows} rows, not {entry.rows}"
    return None


def _parquet_rows(path: Path) -> int | None:
    try:
        rows: int = pq.read_metadata(path).num_rows
    except pa.ArrowException:
        return None
    return rows


def _count_damages(path: Path, manifest: Manifest) -> Iterator[Damage]:
    """Tables of the DuckDB file that hold another number of rows than their Parquet file."""
    try:
        with connect(path, read_only=True) as connection:
            for table, (parquet,) in manifest.tables.items():
                yield from count_damages(connection, table, manifest.files[parquet].rows)
    except duckdb.Error as failure:
        yield Damage(DATABASE, str(failure))


def count_damages(connection: duckdb.DuckDBPyConnection, table: str, expected: int | None) -> Iterator[Damage]:
    """Whether a table holds another number of rows than it should. Raises duckdb.Error where it can't be read."""
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {name(table)}").fetchall()  # noqa: S608 # our names
    if rows != expected:
        yield Damage(DATABASE, f"{rows} rows in {table}, not {expected}", table)


def _id_damages(manifest: Manifest) -> list[Damage]:
    derived = release_id({path: entry.sha256 for path, entry in manifest.files.items()})
    wrong = f"id {manifest.release}, but the files make {derived}"
    return [] if derived == manifest.release else [Damage(MANIFEST, wrong)]
