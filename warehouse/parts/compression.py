"""Bytes that only this program reads again, made shorter in little time."""

from __future__ import annotations

import pyarrow as pa

_CODEC = "lz4"
_LENGTH_BYTES = 8


def compressed(content: bytes) -> bytes:
    """The length of the content, in 8 bytes, and the content by LZ4, which takes a tenth of the time of zlib."""
    packed: bytes = pa.compress(content, _CODEC, asbytes=True)
    return len(content).to_bytes(_LENGTH_BYTES) + packed


def decompressed(content: bytes) -> bytes:
    """What ``compressed`` was given."""
    length = int.from_bytes(content[:_LENGTH_BYTES])
    found: bytes = pa.decompress(content[_LENGTH_BYTES:], length, _CODEC, asbytes=True)
    return found
