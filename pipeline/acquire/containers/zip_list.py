"""The list of the files in a ZIP file, read by the standard library within bounds; a bomb is known by its list."""

from __future__ import annotations

import io
import struct
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from pipeline.acquire.containers.zip_members import HEADER, Member, refusal_of
from schemas.snapshot import Refusal
from warehouse.disk import naming

MOST_MEMBERS = 5_000
LONGEST_LIST = 4 * 2**20
MOST_UNPACKED = 2 * 2**30
"""The most bytes that the compressed files of one ZIP file may make together."""
# Bit 0 is encryption, bit 6 strong encryption, bit 13 a masked header (APPNOTE.TXT, 4.4.4).
_ENCRYPTED = 1 | 1 << 6 | 1 << 13
# What the library raises where the list is damaged (tests/test_zip_members.py tries many).
_DAMAGES = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError, EOFError)


class _TooLongError(Exception):
    """The list of files is longer than the bound."""


class _OutsideError(OSError):
    """A place before the beginning of the file, which the library asks for where the list is damaged."""


def members_of(path: Path, name: str) -> list[Member] | Refusal:
    """The files in a ZIP file that is called ``name`` in the tables, in the order of its list; without folders.

    The refusal's reason is ``damaged_zip``, ``too_many_members`` or ``zip_bomb``. Raises OSError if the file can't
    be read.
    """
    try:
        with naming(path), _BoundedReads(io.FileIO(path)) as file, zipfile.ZipFile(file) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except _TooLongError:
        return _too_many()
    except (*_DAMAGES, _OutsideError) as error:
        return Refusal("damaged_zip", f"The list of files in this ZIP file is damaged ({_printable(str(error))[:80]}).")
    if len(infos) > MOST_MEMBERS:
        return _too_many()
    members = [_member(path, name, info) for info in infos]
    return _refuse_bomb(members) or _named_apart(members)


def _too_many() -> Refusal:
    message = f"The ZIP file holds over {MOST_MEMBERS:,} files: unpack it and give the folder."
    return Refusal("too_many_members", message)


def _member(path: Path, name: str, info: zipfile.ZipInfo) -> Member:
    return Member(
        path,
        f"{name}!/{_shown_name(info.filename)}",
        info.filename,
        info.header_offset,
        info.compress_size,
        info.file_size,
        info.CRC,
        info.compress_type,
        bool(info.flag_bits & _ENCRYPTED),
    )


def _named_apart(members: Sequence[Member]) -> list[Member]:
    """The files with names for the tables that differ: the second ``pages.zip!/peru.html`` ends in ``#2``."""
    times: Counter[str] = Counter()
    apart: list[Member] = []
    for member in members:
        times[member.name] += 1
        number = times[member.name]
        apart.append(member if number == 1 else replace(member, name=f"{member.name}#{number}"))
    return apart


def _shown_name(inner: str) -> str:
    """The name of a file for the tables, which leads nowhere: ``etc/hosts`` of ``../../etc/hosts``."""
    parts = inner.replace("\\", "/").split("/")
    return _printable("/".join(part for part in parts if part not in {"", ".", ".."}))


def _printable(text: str) -> str:
    r"""A name for the tables: what can't be printed becomes an escape such as ``\x1b``."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _refuse_bomb(members: Sequence[Member]) -> Refusal | None:
    """Refuse files that share their bytes, and files that make too much of them together."""
    ordered = sorted(members, key=lambda member: member.start)
    for one, other in pairwise(ordered):
        if one.start + HEADER.size + one.packed > other.start:
            return Refusal("zip_bomb", "Files in this ZIP file share their bytes, as those of a ZIP bomb do.")
    if sum(member.size for member in members if refusal_of(member) is None and member.is_compressed) > MOST_UNPACKED:
        return Refusal("zip_bomb", f"The files in this ZIP file make over {MOST_UNPACKED:,} bytes together.")
    return None


class _BoundedReads(io.BufferedReader):
    """A file of which nobody reads more than the longest list of files at a time: its length is what the file says."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LONGEST_LIST:
            raise _TooLongError
        return super().read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = super().seek(0, io.SEEK_END) if whence == io.SEEK_END else 0
        if start + offset < 0:
            raise _OutsideError("it names a place before its beginning")
        return super().seek(start + offset)
