"""The folder of a site: built aside, then put in the place of the one before, and never of anything else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.disk import naming
from warehouse.manifest import MANIFEST

MARK = "site.json"
"""The file by which a folder is known as a site that this program built."""


class NoSiteFolderError(Exception):
    """A folder that a site may not be built in, with a sentence that says why and what to do."""


@contextmanager
def replacing_site(folder: Path) -> Iterator[Path]:
    """A new folder to fill, which takes the place of ``folder`` once it is whole; else nothing is left of it.

    Raises NoSiteFolderError where ``folder`` is no site of ours and not empty, or lies in a release, and OSError that
    names the folder where the disk refuses.
    """
    _require_ours(folder)
    place = folder.resolve()
    with naming(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{place.name}.new-", dir=place.parent))
    try:
        aside.chmod(0o755)
        yield aside
        _swap(aside, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write(folder: Path, path: str, content: bytes) -> None:
    """Write a file of the site. Raises OSError that names it."""
    target = folder / path
    with naming(target):
        try:
            target.write_bytes(content)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _require_ours(folder: Path) -> None:
    where = folder.resolve()
    if any((above / MANIFEST).is_file() for above in (where, *where.parents)):
        raise NoSiteFolderError(f"{folder} is within a release, which is never written to: name another with --out.")
    if folder.exists() and not folder.is_dir():
        raise NoSiteFolderError(f"{folder} is a file: name a folder with --out.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise NoSiteFolderError(
            f"{folder} holds other files than a site that this program built: empty it, or name another with --out."
        )


def _swap(aside: Path, place: Path) -> None:
    """Put the new folder in the place of the old one, by two renames; what was there before is removed after."""
    with naming(place):
        if not place.exists():
            aside.rename(place)
            return
        before = Path(tempfile.mkdtemp(prefix=f".{place.name}.old-", dir=place.parent))
        place.replace(before)
        try:
            aside.rename(place)
        except OSError:
            before.replace(place)
            raise
        shutil.rmtree(before, ignore_errors=True)
