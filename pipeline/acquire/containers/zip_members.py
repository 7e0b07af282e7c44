"""The files in a ZIP file, told within bounds and read without unpacking them to disk; their names are never paths.

The list of all files is read by the standard library. A file is then read by its place alone, so that nobody has to
read the list again for each of them.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from pipeline.acquire.payloads import too_large
from schemas.snapshot import Doubt, Refusal
from warehouse.disk import naming

MOST_MEMBERS = 5_000
LONGEST_LIST = 4 * 2**20
MOST_UNPACKED = 2 * 2**30
"""The most bytes that the compressed files of one ZIP file may make together."""
MOST_TIMES = 200
"""How many times as long as its compressed data a large file may be. Text shrinks to a tenth, hardly to a fiftieth."""
_LARGE = 2**20
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
# APPNOTE.TXT, 4.3.7: the header before the data of a file (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
_HEADER = struct.Struct("<4s22xHH")
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
# Bit 0 is encryption, bit 6 strong encryption, bit 13 a masked header (APPNOTE.TXT, 4.4.4).
_ENCRYPTED = 1 | 1 << 6 | 1 << 13
_PIECE = 64 * 1024
# What the library raises where the list is damaged (tests/test_zip_members.py tries many).
_DAMAGES = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError, EOFError)


class _TooLongError(Exception):
    """The list of files is longer than the bound."""


class _OutsideError(OSError):
    """A place before the beginning of the file, which the library asks for where the list is damaged."""


class DamagedMember(Exception):  # noqa: N818  it names the fault of the input
    """Raised where the data of a file in a ZIP file does not come to its end as it should."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the ZIP file ``path``, by its place; ``name`` is for the tables: ``pages.zip!/peru.html``.

    ``start`` is where its header begins, ``packed`` and ``size`` are the bytes of its data before and after unpacking.
    ``inner`` is its name within the ZIP file. ``url`` is the address that its folders tell, as in a mirror of a site,
    and ``captured_at`` when (UTC) it says that it was captured, once somebody looked into it.
    """

    path: Path
    name: str
    inner: str
    start: int
    packed: int
    size: int
    crc: int
    method: int
    encrypted: bool
    url: str | None = None
    doubts: tuple[Doubt, ...] = ()
    captured_at: datetime | None = None

    @property
    def is_compressed(self) -> bool:
        """Whether its data is not its content as it is."""
        return self.method != _STORED


def begins_like_zip(raw: bytes) -> bool:
    """Whether a file begins as a ZIP file does."""
    return raw.startswith(_MAGIC)


def members_of(path: Path, name: str) -> list[Member] | Refusal:
    """The files in a ZIP file that is called ``name`` in the tables, in the order of its list; without folders.

    The refusal's reason is ``damaged_zip``, ``too_many_members`` or ``zip_bomb``. Raises OSError where the file can't
    be read.
    """
    try:
        with naming(path), path.open("rb") as file, zipfile.ZipFile(_BoundedReads(file)) as archive:
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
    return Refusal(
        "too_many_members", f"The ZIP file holds over {MOST_MEMBERS:,} files: unpack it and give the folder."
    )


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
    """A name for the tables: what can't be printed becomes an escape such as ``\\x1b``."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _refuse_bomb(members: Sequence[Member]) -> Refusal | None:
    """Refuse files that share their bytes, and files that make too much of them together."""
    ordered = sorted(members, key=lambda member: member.start)
    for one, other in pairwise(ordered):
        if one.start + _HEADER.size + one.packed > other.start:
            return Refusal("zip_bomb", "Files in this ZIP file share their bytes, as those of a ZIP bomb do.")
    if sum(member.size for member in members if refusal_of(member) is None and member.is_compressed) > MOST_UNPACKED:
        return Refusal("zip_bomb", f"The files in this ZIP file make over {MOST_UNPACKED:,} bytes together.")
    return None


def refusal_of(member: Member) -> Refusal | None:
    """Why a file is not unpacked, as far as its place tells: ``encrypted``, ``unknown_encoding`` or ``zip_bomb``."""
    if member.encrypted:
        return Refusal("encrypted", "The file is encrypted; unpack it with its password and give the page itself.")
    if member.method not in {_STORED, _DEFLATED}:
        return Refusal("unknown_encoding", f"The file is compressed by method {member.method}; only deflate is read.")
    if member.size > max(_LARGE, MOST_TIMES * member.packed):
        return Refusal("zip_bomb", f"The file claims to be over {MOST_TIMES} times as long as its compressed data.")
    return None


def unpacked(member: Member, limit: int) -> bytes | Refusal:
    """The content of a file; a Refusal where it is over ``limit`` bytes, damaged, or not to be unpacked at all.

    Raises OSError where the ZIP file can't be read.
    """
    refusal = refusal_of(member)
    if refusal is not None:
        return refusal
    if member.size > limit:
        return too_large(limit)
    try:
        return b"".join(pieces(member))
    except DamagedMember as error:
        return Refusal("damaged_zip", f"The file in the ZIP file is damaged: {error}.")


def opening_of(member: Member, size: int) -> bytes:
    """The first bytes of a file, as far as they can be read. Raises OSError where the ZIP file can't be read."""
    if refusal_of(member) is not None:
        return b""
    try:
        return next(pieces(member), b"")[:size]
    except DamagedMember:
        return b""


def pieces(member: Member) -> Iterator[bytes]:
    """The content of a file that is not refused, piece by piece.

    Raises DamagedMember where the data is not what the list says, and OSError where the ZIP file can't be read.
    """
    with naming(member.path), member.path.open("rb") as file:
        file.seek(data_start(file, member))
        crc = size = 0
        for piece in (_inflated if member.is_compressed else _stored)(file, member.packed):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > member.size:
                break
            yield piece
    if (crc, size) != (member.crc, member.size):
        raise DamagedMember("its length or its checksum is wrong")


def extent_of(member: Member) -> tuple[int, int]:
    """From where to where a file lies in the ZIP file, with its header. Raises OSError where that can't be read."""
    with naming(member.path), member.path.open("rb") as file:
        try:
            start = data_start(file, member)
        except DamagedMember:
            start = member.start + _HEADER.size
    return max(member.start, 0), max(start + member.packed, 0)


def packed_bytes(member: Member, limit: int) -> bytes:
    """What lies in the ZIP file for a file, ``limit`` bytes at the most. Raises OSError where that can't be read."""
    start, end = extent_of(member)
    with naming(member.path), member.path.open("rb") as file:
        file.seek(start)
        return file.read(max(0, min(end - start, limit)))


def data_start(file: BinaryIO, member: Member) -> int:
    """Where the data of a file begins, behind a header of its own. Raises DamagedMember where there is none."""
    file.seek(max(member.start, 0))
    header = file.read(_HEADER.size)
    if member.start < 0 or len(header) < _HEADER.size or not header.startswith(_MAGIC[0]):
        raise DamagedMember("it is not where the list says")
    _, name_length, extra_length = _HEADER.unpack(header)
    return member.start + _HEADER.size + int(name_length) + int(extra_length)


def _stored(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0 and (piece := file.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece


def _inflated(file: BinaryIO, left: int) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _stored(file, left):
        fed = packed
        while not inflate.eof and ((piece := _next_piece(inflate, fed)) or inflate.unconsumed_tail):
            yield piece
            fed = inflate.unconsumed_tail
    if not inflate.eof:
        raise DamagedMember("its compressed data ends too early")


def _next_piece(inflate: zlib._Decompress, fed: bytes) -> bytes:
    try:
        return inflate.decompress(fed, _PIECE)
    except zlib.error as error:
        raise DamagedMember("its compressed data is damaged") from error


class _BoundedReads(io.RawIOBase):
    """A file of which nobody reads more than the longest list of files at a time: its length is what the file says."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        if size > LONGEST_LIST:
            raise _TooLongError
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = self._file.seek(0, io.SEEK_END) if whence == io.SEEK_END else 0
        if start + offset < 0:
            raise _OutsideError("it names a place before its beginning")
        return self._file.seek(start + offset)

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
