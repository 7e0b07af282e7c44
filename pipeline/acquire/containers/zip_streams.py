"""WARC files in a ZIP file as streams. Stored ones, as WACZ wants them, are read in place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.acquire.containers.zip_members import DamagedMember, Member, data_start, pieces
from warehouse.disk import naming

MOST_INFLATED = 16 * 2**20
"""The longest compressed WARC file that is read: it is unpacked anew for each of its pages."""


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
