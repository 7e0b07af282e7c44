"""Files of a package of the npm registry, as its client is configured on this machine."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path


class NotAsPinnedError(Exception):
    """A package is not the one that was looked at when it was pinned."""


def package_files(name: str, version: str, integrity: str) -> Mapping[str, bytes]:
    """The files of a package by their names in it, such as ``dist/umd/index.js``.

    Raises:
        NotAsPinnedError: its hash is not ``integrity``, which is npm's: ``sha512-`` and the hash in base 64.

    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, capture_output=True)
        (packed,) = Path(folder).iterdir()
        found = "sha512-" + base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
        if found != integrity:
            raise NotAsPinnedError(f"{name} {version} has the hash {found}, and not {integrity}")
        return _unpacked(packed)


def _unpacked(packed: Path) -> Mapping[str, bytes]:
    with tarfile.open(packed) as archive:
        read = ((member.name, archive.extractfile(member)) for member in archive.getmembers() if member.isfile())
        return {name.partition("/")[2]: file.read() for name, file in read if file}
