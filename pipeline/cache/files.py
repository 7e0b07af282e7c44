"""Files that are kept from run to run, each named after all that decides what is in it.

A file is the sha256 of its name and of what follows. What does not agree with that is as good as not there. Files are
written aside and moved in, so that processes, also of several runs, can read and write them at the same time; one that
finds no room, or its folder deleted, goes on without keeping.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from warehouse.disk import replacing

_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """The kept files in a folder; without one nothing is kept.

    ``decided_by`` is what decides what is in any of them, such as the program.
    """

    folder: Path | None
    decided_by: str

    def key(self, *known: object) -> str:
        """The name, in hex, of the file that these values decide, which are told apart by their ``repr``."""
        return hashlib.sha256(repr((self.decided_by, *known)).encode()).hexdigest()

    def recall(self, key: str) -> bytes | None:
        """What is kept under a name, or None if nothing sound is."""
        if self.folder is None:
            return None
        path = _place(self.folder, key)
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)  # what was used last stays longest
        content = stored[_DIGEST_BYTES:]
        return content if stored == _digest(key, content) + content else None

    def keep(self, key: str, content: bytes) -> None:
        """Keep something under a name, where the disk allows it."""
        if self.folder is None:
            return
        path = _place(self.folder, key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                file.writelines((_digest(key, content), content))


def _place(folder: Path, key: str) -> Path:
    """Where a file lies, in one of 256 folders: some systems are slow where a folder has very many files."""
    return folder / key[:2] / key[2:]


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).digest()
