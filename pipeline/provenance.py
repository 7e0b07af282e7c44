"""What a release was made from, as digests: the pages, the program and the reference data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable

from warehouse.manifest import Provenance

_PACKAGES = ("extractors", "pipeline", "schemas", "warehouse")
_PROGRAM = (".py", ".sql", ".toml")
_REFERENCE = "extractors"


def provenance(page_ids: Iterable[str]) -> Provenance:
    """The digests of a run over these pages, whatever their order."""
    return Provenance(
        inputs=_digest_of_files((page_id, b"") for page_id in sorted(set(page_ids))),
        program=program_digest(),
        reference=reference_digest(),
    )


def program_version() -> str:
    """The version of the installed distribution."""
    return version("country-profiles")


def program_digest() -> str:
    """The sha256 of every source file of the program."""
    return _digest_of_files(_contents(_PACKAGES, _PROGRAM))


def reference_digest() -> str:
    """The sha256 of every file of reviewed data: references of sources, names of countries and places, words."""
    return _digest_of_files(_contents((_REFERENCE,), (".csv",)))


def _contents(packages: Iterable[str], endings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The files of packages whose names end so, with what they hold."""
    for package in packages:
        for name, file in _files(resources.files(package), package):
            if name.endswith(endings):
                yield name, file.read_bytes()


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from _files(entry, path)
        else:
            yield path, entry


def _digest_of_files(parts: Iterable[tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for name, content in parts:
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()
