"""What a release was made from, as digests: the pages, the program and the reference data."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.resources.abc import Traversable

from warehouse.manifest import Provenance

_PACKAGES = ("extractors", "pipeline", "schemas", "warehouse")
_PROGRAM = (".py", ".sql", ".toml")
_DATA = ".csv"
_REFERENCE = "extractors"
_DISTRIBUTION = "country-profiles"
_NAME = re.compile(r"[\w.-]{1,200}", re.ASCII)


def provenance(page_ids: Iterable[str]) -> Provenance:
    """The digests of a run over pages, whose ids are given in order, each once."""
    return Provenance(
        inputs=_digest_of_files((page_id, b"") for page_id in page_ids),
        program=program_digest(),
        reference=reference_digest(),
    )


def program_version() -> str:
    """The version of the installed distribution."""
    return version(_DISTRIBUTION)


def program_digest() -> str:
    """The sha256 of every source file of the program."""
    return _digest_of_files(_contents(_PACKAGES, _PROGRAM))


def reference_digest() -> str:
    """The sha256 of every file of reviewed data: references of sources, names of countries and places, words."""
    return _digest_of_files(_contents((_REFERENCE,), (_DATA,)))


@cache
def made_by() -> str:
    """The sha256 of all that decides what pages give, beside them: every file of the program, Python, the libraries.

    Other versions of libraries may read the same page otherwise, and nobody can tell which of them do.
    """
    versions = {"python": sys.version, **library_versions(_DISTRIBUTION)}
    files = _contents(_PACKAGES, (*_PROGRAM, _DATA))
    return _digest_of_files((*files, *((name, versions[name].encode()) for name in sorted(versions))))


def library_versions(program: str) -> Mapping[str, str]:
    """The version of each installed library that a program needs, itself or through others, without its extras."""
    found: dict[str, str] = {}
    _note_version(program, found)
    return found


def _note_version(library: str, found: dict[str, str]) -> None:
    try:
        known = distribution(library)
    except PackageNotFoundError:
        return  # needed on another system, or by another Python
    if known.name in found:
        return
    found[known.name] = known.version
    for needed in known.requires or ():
        name = _NAME.match(needed)
        if name and "extra ==" not in needed:
            _note_version(name[0], found)


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
