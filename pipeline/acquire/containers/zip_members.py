"""Files in ZIP files, read without being unpacked to disk; their names are never paths.

A file is read by its place alone, so that nobody has to read the list of all files again for each of them. Stored WARC
files, as WACZ wants them, are streams that are read in place.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pipeline.acquire.warc.payloads import too_large
from schemas.snapshot import Doubt, Refusal
from warehouse.disk import naming

MOST_TIMES = 200
"""How many times as long as its compressed data a large file may be. Text shrinks to a tenth, hardly to a fiftieth."""
MOST_INFLATED = 16 * 2**20
"""The longest compressed WARC file that is read: it is unpacked anew for each of its pages."""
_LARGE = 2**20
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
# APPNOTE.TXT, 4.3.7: the header before the data of a file (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
HEADER = struct.Struct("<4s22xHH")
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_PIECE = 64 * 1024


class DamagedMember(Exception):
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

    Raises OSError if the ZIP file can't be read.
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
    """The first bytes of a file, as far as they can be read. Raises OSError if the ZIP file can't be read."""
    if refusal_of(member) is not None:
        return b""
    try:
        return next(pieces(member), b"")[:size]
    except DamagedMember:
        return b""


def pieces(member: Member) -> Iterator[bytes]:
    """The content of a file that is not refused, piece by piece.

    Raises DamagedMember if the data is not what the list says, and OSError where the ZIP file can't be read.
    """
    with naming(member.path), member.path.open("rb") as file:
        file.seek(data_start(file, member))
        crc = size = 0
        for piece in (_inflated_pieces if member.is_compressed else _stored_pieces)(file, member.packed):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > member.size:
                break
            yield piece
    if (crc, size) != (member.crc, member.size):
        raise DamagedMember("its length or its checksum is wrong")


def extent_of(member: Member) -> tuple[int, int]:
    """From where to where a file lies in the ZIP file, with its header. Raises OSError if that can't be read."""
    with naming(member.path), member.path.open("rb") as file:
        try:
            start = data_start(file, member)
        except DamagedMember:
            start = member.start + HEADER.size
    return max(member.start, 0), max(start + member.packed, 0)


def packed_bytes(member: Member, limit: int) -> bytes:
    """What lies in the ZIP file for a file, ``limit`` bytes at the most. Raises OSError if that can't be read."""
    start, end = extent_of(member)
    with naming(member.path), member.path.open("rb") as file:
        file.seek(start)
        return file.read(max(0, min(end - start, limit)))


def data_start(file: BinaryIO, member: Member) -> int:
    """Where the data of a file begins, behind a header of its own. Raises DamagedMember if there is none."""
    file.seek(max(member.start, 0))
    header = file.read(HEADER.size)
    if member.start < 0 or len(header) < HEADER.size or not header.startswith(_MAGIC[0]):
        raise DamagedMember("it is not where the list says")
    _, name_length, extra_length = HEADER.unpack(header)
    return member.start + HEADER.size + int(name_length) + int(extra_length)


def _stored_pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0 and (piece := file.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece


def _inflated_pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _stored_pieces(file, left):
        fed = packed
        while not inflate.eof and ((piece := _next_inflated(inflate, fed)) or inflate.unconsumed_tail):
            yield piece
            fed = inflate.unconsumed_tail
    if not inflate.eof:
        raise DamagedMember("its compressed data ends too early")


def _next_inflated(inflate: zlib._Decompress, fed: bytes) -> bytes:
    try:
        return inflate.decompress(fed, _PIECE)
    except zlib.error as error:
        raise DamagedMember("its compressed data is damaged") from error


@contextmanager
def opened(member: Member) -> Iterator[io.BufferedReader]:
    """The content of a file that is not refused, to be read at any place; of a damaged one what comes before.

    Raises OSError if the ZIP file can't be read.
    """
    if member.is_compressed:
        yield io.BufferedReader(io.BytesIO(b"".join(_whole_pieces(member))))
        return
    with naming(member.path), member.path.open("rb") as file:
        try:
            start = data_start(file, member)
        except DamagedMember:
            yield io.BufferedReader(io.BytesIO())
            return
        yield io.BufferedReader(_Slice(file, start, member.packed))


def _whole_pieces(member: Member) -> Iterator[bytes]:
    try:
        yield from pieces(member)
    except DamagedMember:
        return


class _Slice(io.RawIOBase):
    """The bytes of a file from ``start`` on, ``length`` at the most, as a file of their own."""

    def __init__(self, file: io.BufferedReader, start: int, length: int) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._length = length
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # io hands over a memoryview
        self._file.seek(self._start + self._at)
        piece = self._file.read(max(0, min(len(buffer), self._length - self._at)))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence])
        return self._at

    def tell(self) -> int:
        return self._at
