"""The records of a WARC file, compressed or not, in order; damage is a record too, and what follows it is found again.

The headers of the records are parsed by warcio. Its own iterator passes over damage in silence (it reads a broken gzip
member as the end of the file) and reads header lines without a bound, so the bytes are handed to it from here.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zlib
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from pipeline.acquire.warc.payloads import GZIP_MAGIC, gzip_opens_with
from warehouse.disk import naming

OPENING = 512
"""How many bytes of a file tell whether it is a WARC file."""
_MAGIC = b"WARC/"
_PIECE = 64 * 1024
_MAX_HEAD = 64 * 1024
_MOST_DAMAGES = 100
_MAX_BLOCK = 1024**3
_OPENING = b"WARC/1."
_TAIL = 512
_LENGTH = re.compile("[0-9]{1,18}")
_POSSIBLE_START = re.compile(rb"WARC/1\.|\x1f\x8b\x08")
_PLAIN_START = re.compile(rb"WARC/1\.[01]\r?\n[A-Za-z-]{1,40}:")


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record. ``headers`` has lower-case names; ``block`` is cut after the number of bytes asked for.

    ``offset`` is the place in the file where the record, or the gzip member that holds it, begins. ``problem`` says in
    words what is broken, and ``block`` then holds what is there.
    """

    offset: int
    headers: Mapping[str, str]
    block: bytes
    length: int
    problem: str | None = None

    @property
    def kind(self) -> str:
        """The WARC type: ``response``, ``revisit``, …; empty where the header could not be read."""
        return self.headers.get("warc-type", "").lower()


class _Member(io.RawIOBase):
    """The bytes of one gzip member. ``state`` is ``open`` until its end, then ``whole``, ``cut`` or ``damaged``."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        super().__init__()
        self._file = file
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._input = b""
        self.state = "open"
        self.end = offset
        file.seek(offset)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # io hands over a memoryview
        piece = b""
        while self.state == "open" and not piece:
            piece = self._next_piece(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _next_piece(self, size: int) -> bytes:
        fresh = self._input or self._file.read(_PIECE)
        try:
            piece = self._inflate.decompress(fresh, size)
        except zlib.error:
            self.state = "damaged"
            return b""
        self._input = self._inflate.unconsumed_tail
        if self._inflate.eof:
            self.state = "whole"
            self.end = self._file.tell() - len(self._inflate.unused_data)
        elif not fresh and not piece:
            self.state = "cut"
        return piece


class _HeadBroken(Exception):
    """A record's header does not come to its end; the message goes on after "its header"."""


class _Head:
    """What warcio reads a record's header from: lines, with a bound on all of them together."""

    def __init__(self, stream: io.BufferedReader[Any], first: bytes) -> None:
        self._stream = stream
        self._left = _MAX_HEAD - len(first)

    def readline(self) -> bytes:
        if self._stream.peek(len(_OPENING)).startswith(_OPENING):
            raise _HeadBroken("breaks off before the next record")
        line = self._stream.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0 or not line.endswith(b"\n"):
            raise _HeadBroken("is cut or too long")
        return line


def begins_like_warc(opening: bytes) -> bool:
    """Whether a file is a WARC file by its beginning, compressed or not."""
    if opening.startswith(GZIP_MAGIC):
        return gzip_opens_with(opening[:OPENING], _MAGIC)
    return opening.startswith(_MAGIC)


def read_records(path: Path, keep: int, start: int = 0) -> Iterator[Record]:
    """The records of a file from ``start`` on in order, each with at most ``keep`` bytes of its block.

    Raises OSError if the file can't be read.
    """
    with naming(path), path.open("rb") as file:
        yield from records_of(file, keep, start)


def records_of(file: io.BufferedReader, keep: int, start: int = 0) -> Iterator[Record]:
    """The records of an open file from ``start`` on in order, each with at most ``keep`` bytes of its block.

    After damage the reading goes on at the next place where a record begins: in a compressed file the next gzip member
    that holds one, in a plain file the next place where one opens. A file with damage in very many places is not read
    to its end, and the last record says so.
    """
    damages = 0
    for record in _read_all(file, keep, start):
        damages += record.problem is not None
        if damages == _MOST_DAMAGES:
            yield replace(record, problem=f"{record.problem}; so much of the file is damaged that its rest is not read")
            return
        yield record


def _read_all(file: io.BufferedReader, keep: int, start: int) -> Iterator[Record]:
    offset: int | None = start
    while offset is not None:
        file.seek(offset)
        magic = file.read(2)
        if magic == GZIP_MAGIC:
            offset = yield from _read_member(file, offset, keep)
        else:
            offset = yield from _read_plain(file, offset, keep)


def _read_member(file: BinaryIO, offset: int, keep: int) -> Generator[Record, None, int | None]:
    """Yields the records of one member; returns the offset of the next one, None at the end of the file."""
    member = _Member(file, offset)
    stream = io.BufferedReader(member, _PIECE)
    held: Record | None = None
    while first := _first_line(stream, opening=held is not None and held.problem is not None):
        if held is not None:
            yield held
        held = _read_one(stream, first, offset, keep)
    if member.state != "whole":
        # Nobody vouches for the last record of a member without its checksum.
        fault = "is damaged" if member.state == "damaged" else "ends too early"
        last = held if held is not None else Record(offset, {}, b"", 0)
        held = replace(last, problem=last.problem or f"its compressed data {fault}")
    if held is not None:
        yield held
    return member.end if member.state == "whole" else _next_start(file, offset + 1)


def _read_plain(file: io.BufferedReader, offset: int, keep: int) -> Generator[Record, None, int | None]:
    """Yields the records from ``offset`` to the end or to damage; returns where to go on, None at the end."""
    file.seek(offset)
    while first := _first_line(file):
        start = file.tell() - len(first)
        if first.startswith(GZIP_MAGIC):
            return start
        record = _read_one(file, first, start, keep)
        yield record
        if record.problem is not None:
            return _next_start(file, start + 1)
    return None


def _first_line(stream: io.BufferedReader[Any], *, opening: bool = False) -> bytes:
    """The next line that is not blank, or, to get over damage, the next that opens a record; empty at the end."""
    while line := stream.readline(_MAX_HEAD):
        if line.startswith(_OPENING) if opening else line.strip(b"\0\r\n"):
            return line
    return b""


def _read_one(stream: io.BufferedReader[Any], first: bytes, offset: int, keep: int) -> Record:
    try:
        head = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES).parse(_Head(stream, first), first)
    except StatusAndHeadersParserException:
        return Record(offset, {}, first, 0, "its header does not begin as one of a WARC record does")
    except _HeadBroken as error:
        return Record(offset, {}, first, 0, f"its header {error}")
    headers = {name.lower(): value for name, value in head.headers}
    declared = headers.get("content-length", "")
    if not _LENGTH.fullmatch(declared) or int(declared) > _MAX_BLOCK:
        return Record(offset, headers, b"", 0, "its length is missing or not sensible")
    length = int(declared)
    block = stream.read(min(length, keep))
    read = len(block)
    while read < length and (piece := stream.read(min(_PIECE, length - read))):
        read += len(piece)
    if read < length:
        return Record(offset, headers, block, length, f"it ends after {read} of {length} bytes")
    if stream.readline(2).strip(b"\r\n"):
        return Record(offset, headers, block, length, "its length is wrong")
    known = len(block) < length or digest_agrees(headers.get("warc-block-digest", ""), block)
    return Record(offset, headers, block, length, None if known else "its digest is wrong")


def digest_agrees(stated: str, data: bytes) -> bool:
    """Whether a WARC digest (``sha1:…`` or ``sha256:…``, in hex or base32) may be that of ``data``.

    An unknown algorithm or another writing disproves nothing.
    """
    algorithm, _, value = stated.strip().partition(":")
    if algorithm.lower() not in {"sha1", "sha256"}:
        return True
    digest = hashlib.new(algorithm.lower(), data, usedforsecurity=False)
    spellings = {digest.hexdigest(), base64.b32encode(digest.digest()).decode("ascii").rstrip("=").lower()}
    said = value.rstrip("=").lower()
    return said in spellings or len(said) not in {len(spelling) for spelling in spellings}


def torn_at(path: Path) -> int | None:
    """Where the unfinished write at the end of a compressed file begins, or None if the file ends as it should.

    Damage with whole records after it is no torn tail.
    """
    with naming(path), path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        offset = 0
        while offset < size:
            member = _Member(file, offset)
            stream = io.BufferedReader(member, _PIECE)
            while stream.read(_PIECE):
                pass
            following = member.end if member.state == "whole" else _next_start(file, offset + 1)
            if following is None:
                return offset
            offset = following
    return None


def _next_start(file: BinaryIO, start: int) -> int | None:
    """The first place from ``start`` on where a record opens, or a gzip member that holds one; None if nowhere."""
    window = b""
    at = start
    file.seek(start)
    while piece := file.read(_PIECE):
        window += piece
        for match in _POSSIBLE_START.finditer(window):
            tail = window[match.start() : match.start() + _TAIL]
            if _PLAIN_START.match(tail) or gzip_opens_with(tail, _OPENING):
                return at + match.start()
        at += max(0, len(window) - _TAIL)
        window = window[-_TAIL:]
    return None
