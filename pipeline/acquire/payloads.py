"""Bodies as they lie in files and archives, decoded to what the server meant, never beyond a bound."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from schemas.snapshot import Refusal

GZIP_MAGIC = b"\x1f\x8b"
MAX_PAGE_BYTES = 5 * 1024 * 1024
# What follows the end of a member is copied with each step: many small members need small steps.
_FIRST_STEP = 256
_LONGEST_STEP = 64 * 1024
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


def too_large(limit: int) -> Refusal:
    """The refusal of a page that is longer than the bound."""
    return Refusal("too_large", f"The page is longer than {limit:,} bytes; give a higher bound if it is a real page.")


def gzip_opens_with(raw: bytes, start: bytes) -> bool:
    """Whether ``raw`` is the beginning of a gzip stream whose data begins with ``start``."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, len(start)) == start
    except zlib.error:
        return False


def gunzip(raw: bytes, limit: int = MAX_PAGE_BYTES) -> bytes | Refusal:
    """Decompress all members of a gzip stream; a Refusal where it is damaged, cut, or gives more than ``limit``."""
    pieces: list[bytes] = []
    at = size = 0
    # Zeros may fill up the end.
    while at < len(raw) and (raw[at] or raw.count(0, at) < len(raw) - at):
        member = _inflate(raw, at, zlib.MAX_WBITS | 16, limit - size)
        if isinstance(member, Refusal):
            return too_large(limit) if member.reason == "too_large" else member
        piece, at = member
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _inflate(raw: bytes, start: int, window: int, limit: int) -> tuple[bytes, int] | Refusal:
    """The data of the compressed stream that begins at ``start``, and where it ends."""
    inflate = zlib.decompressobj(window)
    pieces: list[bytes] = []
    size, at, step = 0, start, _FIRST_STEP
    try:
        while not inflate.eof and at < len(raw) and size <= limit:
            pieces.append(inflate.decompress(raw[at : at + step], limit + 1 - size))
            size += len(pieces[-1])
            at, step = min(at + step, len(raw)), min(2 * step, _LONGEST_STEP)
    except zlib.error:
        return Refusal("damaged_gzip", "The compressed data is damaged; save the page again.")
    if size > limit:
        return too_large(limit)
    if not inflate.eof:
        return Refusal("damaged_gzip", "The compressed data ends too early; save the page again.")
    return b"".join(pieces), at - len(inflate.unused_data)


def _undeflate(raw: bytes, limit: int) -> bytes | Refusal:
    # "deflate" means zlib by the standard, but some servers send the bare stream.
    window = zlib.MAX_WBITS if raw[:1] and raw[0] & 0x0F == 8 else -zlib.MAX_WBITS
    result = _inflate(raw, 0, window, limit)
    return result if isinstance(result, Refusal) else result[0]


def dechunk(raw: bytes) -> bytes | None:
    """The body in an HTTP/1.1 chunked message; None where the framing is broken or its last chunk is missing."""
    pieces: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(raw, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces)
        end = match.end() + size
        line_end = re.compile(rb"\r?\n").match(raw, end)
        if line_end is None:
            return None
        pieces.append(raw[match.end() : end])
        at = line_end.end()
    return None


def decode_body(raw: bytes, headers: Mapping[str, str], limit: int = MAX_PAGE_BYTES) -> bytes | Refusal:
    """The payload of an archived HTTP response. ``headers`` has lower-case names.

    Some tools store the body already decoded and keep the headers: a body without any chunk framing, or without
    the mark of gzip, is taken as it is.
    """
    body: bytes | None = raw
    if headers.get("transfer-encoding", "").strip().lower() == "chunked" and _CHUNK_SIZE.match(raw):
        body = dechunk(raw)
    if body is None:
        return Refusal("damaged_warc", "The chunks of the archived body are damaged or end too early.")
    encoding = headers.get("content-encoding", "").strip().lower()
    match encoding:
        case "gzip" | "x-gzip" if body.startswith(GZIP_MAGIC):
            decoded = gunzip(body, limit)
        case "deflate" if body:
            decoded = _undeflate(body, limit)
        case "" | "identity" | "gzip" | "x-gzip" | "deflate":
            decoded = body
        case _:
            return Refusal("unknown_encoding", f"The archived body is encoded as {encoding[:40]!r}; only gzip is read.")
    return too_large(limit) if not isinstance(decoded, Refusal) and len(decoded) > limit else decoded
