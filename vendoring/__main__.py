"""``python -m vendoring``: bring the files that each VENDORED.toml lists, and tell which hashes changed."""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vendoring.registry import package_files
from vendoring.world_map import world_map

ROOT = Path(__file__).parent.parent
LISTS = (ROOT / "warehouse/site/vendored/VENDORED.toml", ROOT / "tests/vendored/VENDORED.toml")
_MADE = {"world.json": world_map}
"""What is not taken as it is, but made of it."""


def brought(listed: Path) -> Iterator[str]:
    """Write the files of a list beside it; give a sentence for each that is not as listed.

    Raises:
        NotAsPinnedError: a package is not the one that is pinned.

    """
    for package in tomllib.loads(listed.read_text(encoding="utf-8"))["package"]:
        taken = package_files(package["name"], package["version"], package["integrity"])
        yield from _written(listed.parent, package["files"], taken)


def _written(folder: Path, files: Mapping[str, Any], taken: Mapping[str, bytes]) -> Iterator[str]:
    for name, file in files.items():
        content = _MADE.get(name, bytes)(taken[file["from"]])
        (folder / name).write_bytes(content)
        found = hashlib.sha256(content).hexdigest()
        if found != file["sha256"]:
            yield f"{folder.relative_to(ROOT) / name}: sha256 is {found}; write it into VENDORED.toml if that is right"


if __name__ == "__main__":
    different = [sentence for listed in LISTS for sentence in brought(listed)]
    for sentence in different:
        print(sentence)
    sys.exit(1 if different else 0)
