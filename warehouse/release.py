"""From a dataset to a published release: built aside, verified, and shown to readers in one step."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from schemas.tables import Dataset, Schema
from warehouse.building.memory import giving_back_memory
from warehouse.building.parquet import one_piece, write_parquet
from warehouse.building.pieces import NO_ROWS, Pieces
from warehouse.database import write_database
from warehouse.describing.datapackage import (
    DATAPACKAGE,
    Definition,
    StoredTable,
    definition_of,
    origins_in,
    render_datapackage,
)
from warehouse.disk import naming, sync
from warehouse.files.layout import DATABASE, PARQUET, VIEWS, WITH_DATABASE, Layout, table_path
from warehouse.manifest import MANIFEST, Manifest, Provenance, describe, render, verify
from warehouse.opening.views import require_sound_references, write_views
from warehouse.parts.location import UnusableStoreError
from warehouse.parts.store import DamagedPartError

RELEASES = "releases"
STAGING = "staging"
CURRENT = "current"


class DamagedError(Exception):
    """A release is not what its manifest says, or can't be read. Names what is damaged."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A release that is built but not published: its folder and its manifest."""

    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Release:
    """A published release. ``unchanged`` is true where it was there already, so that nothing new was published."""

    id: str
    path: Path
    unchanged: bool


def stage(
    schema: Schema, dataset: Dataset, data: Path, provenance: Provenance, layout: Layout = WITH_DATABASE
) -> Staged:
    """Build a release of rows in memory, as ``stage_pieces`` does. Raises BadRowError besides."""
    _require_defined(schema, dataset)
    rows = {table: dataset[table.name] for table in schema.tables if table.name in dataset}
    content = {table.name: one_piece(table, of_table) for table, of_table in rows.items()}
    return stage_pieces(schema, content, data, provenance, layout)


def stage_pieces(
    schema: Schema, content: Mapping[str, Pieces], data: Path, provenance: Provenance, layout: Layout = WITH_DATABASE
) -> Staged:
    """Build a release in the staging folder of ``data``, which stays until it is published or the next one is staged.

    ``content`` has the rows by table; a table that is not named has none. However many there are, they take no more
    memory than the largest piece and row group.

    Call it with the lock held (``warehouse.lock.exclusive``): it clears what earlier runs left in staging. Raises
    ValueError for a table that nobody defined, DuplicateKeyError, UnorderedError and BrokenReferenceError for rows
    that the definitions do not allow (whatever was built until then stays for inspection), and OSError that names the
    file or folder where the disk refuses.
    """
    _require_defined(schema, content)
    clear_staging(data)
    (data / STAGING).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=data / STAGING))
    folder.chmod(0o755)
    (folder / PARQUET).mkdir()
    with giving_back_memory():
        files = {
            table.name: write_parquet(table, content.get(table.name, NO_ROWS), folder / table_path(table.name), layout)
            for table in schema.tables
        }
    with giving_back_memory():
        if layout.has_database:
            write_database(schema, {table: file for table, (file,) in files.items()}, folder / DATABASE)
        else:
            require_sound_references(schema, files, folder)
            write_views(schema, folder / VIEWS)
    return Staged(folder, _write_descriptions(schema, folder, provenance))


def _require_defined(schema: Schema, names: Iterable[str]) -> None:
    unknown = set(names) - {table.name for table in schema.tables}
    if unknown:
        raise ValueError(f"no such table: {', '.join(sorted(unknown))}")


@contextmanager
def leaving_nothing_staged(data: Path) -> Iterator[None]:
    """Clear the staging folder of ``data`` where a disk or store refuses, or the user interrupts.

    Half a release helps nobody. Call it with the lock held. What a check refuses stays.
    """
    try:
        yield
    except (OSError, DamagedError, DamagedPartError, UnusableStoreError, KeyboardInterrupt):
        clear_staging(data)
        raise


def clear_staging(data: Path) -> None:
    """Remove what an earlier run left in staging: killed half-way, or refused. Call it with the lock held."""
    shutil.rmtree(data / STAGING, ignore_errors=True)


def publish(staged: Staged, data: Path) -> Release:
    """Verify a staged release, move it to ``releases/<id>`` and point ``current`` at it, as the last step.

    Call it with the lock held. Where a sound release of that id is there already, the staged one is dropped and the
    result says ``unchanged``; where the one that is there is damaged, it is replaced. Raises DamagedError if the
    staged files are not what their manifest says, and OSError that names the file where the disk refuses; until the
    last step the current release is as it was.
    """
    problems = verify(staged.folder)
    if problems:
        raise DamagedError(f"{staged.folder} is damaged: {'; '.join(problems)}")
    identifier = staged.manifest.release
    target = data / RELEASES / identifier
    unchanged = target.is_dir() and not verify(target)
    if unchanged:
        shutil.rmtree(staged.folder)
    else:
        _move_in(staged.folder, target)
    _point_current(data, identifier)
    return Release(identifier, target, unchanged)


def current(data: Path) -> Path | None:
    """The folder of the current release, with the link resolved, or None if there is none.

    Resolve it once and read everything from the result: the link may move while one reads. In a copy of a data folder
    that follows links, the release itself stands in the place of the link.
    """
    link = data / CURRENT
    if link.is_symlink():
        target = data / link.readlink()
        return target if target.is_dir() else None
    return link if (link / MANIFEST).is_file() else None


def _write_descriptions(schema: Schema, folder: Path, provenance: Provenance) -> Manifest:
    """Write datapackage.json, then manifest.json, which covers every other file; the manifest."""
    built = describe(folder, provenance)
    stored = [_stored(definition_of(table, schema), built) for table in schema.tables]
    origins = origins_in([folder / path for path in built.tables["pages"]], schema)
    with naming(folder / DATAPACKAGE):
        (folder / DATAPACKAGE).write_bytes(render_datapackage(built.release, origins, stored))
    manifest = describe(folder, provenance)
    with naming(folder / MANIFEST):
        (folder / MANIFEST).write_bytes(render(manifest))
    return manifest


def _stored(definition: Definition, manifest: Manifest) -> StoredTable:
    """The files of a table as the data package tells of them; of parts it has no digest, which are in the manifest."""
    paths = manifest.tables[definition.name]
    entries = [manifest.files[path] for path in paths]
    size = sum(entry.bytes for entry in entries)
    if manifest.has_database:
        return StoredTable(definition, paths[0], size, entries[0].sha256)
    return StoredTable(definition, paths, size)


def _move_in(folder: Path, target: Path) -> None:
    """See every byte to disk, then rename the folder to its place; a damaged release there is set aside."""
    target.parent.mkdir(exist_ok=True)
    for path in _inner_first(folder):
        if path.is_file():
            path.chmod(0o444)
        sync(path)
    if target.exists():
        target.rename(folder.with_name(f"damaged-{folder.name}"))
    folder.rename(target)
    sync(target.parent)


def _point_current(data: Path, identifier: str) -> None:
    link = data / CURRENT
    wanted = Path(RELEASES) / identifier
    if link.is_symlink() and link.readlink() == wanted:
        return
    if link.is_dir() and not link.is_symlink():
        link.rename(_free(data))
    fresh = data / f".{CURRENT}.new"
    fresh.unlink(missing_ok=True)
    _link(fresh, wanted)
    fresh.replace(link)
    sync(data)


def _link(link: Path, target: Path) -> None:
    """Make a link. Raises OSError that names it: the system names the target, which is a path within ``data``."""
    try:
        link.symlink_to(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(link)) from error


def _free(data: Path) -> Path:
    """A name for a folder that stands where the link belongs: nobody's files are thrown away."""
    return next(path for number in count(1) if not (path := data / f"{CURRENT}-set-aside-{number}").exists())


def _inner_first(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*"), reverse=True)
    yield folder
