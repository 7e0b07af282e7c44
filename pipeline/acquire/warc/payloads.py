"""Bodies as they lie in files and archives, decoded to what the server meant, never beyond a bound."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from schemas.snapshot import Refusal

GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 4 * 1024
MAX_PAGE_BYTES = 5 * 1024 * 1024
_LINE_END = re.compile(rb"\r?\n")
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
    at, end, left = 0, len(raw.rstrip(b"\0")), limit
    while at < end:
        member = _inflate(raw, at, zlib.MAX_WBITS | 16, left)
        if isinstance(member, Refusal):
            return too_large(limit) if member.reason == "too_large" else member
        piece, at = member
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _inflate(raw: bytes, at: int, window: int, limit: int) -> tuple[bytes, int] | Refusal:
    """The data of the compressed stream that begins ``at`` a place of ``raw``, and the place of its end.

    It is fed in small pieces: zlib copies what follows the end of a stream, and a file may be millions of them.
    """
    inflate = zlib.decompressobj(window)
    pieces: list[bytes] = []
    left = limit + 1
    while not inflate.eof and left > 0:
        fed = raw[at : at + _PIECE]
        if not fed:
            return Refusal("damaged_gzip", "The compressed data ends too early; save the page again.")
        try:
            pieces.append(inflate.decompress(fed, left))
        except zlib.error:
            return Refusal("damaged_gzip", "The compressed data is damaged; save the page again.")
        left -= len(pieces[-1])
        at += len(fed) - len(inflate.unconsumed_tail) - len(inflate.unused_data)
    return (b"".join(pieces), at) if left > 0 else too_large(limit)


def _undeflate(raw: bytes, limit: int) -> bytes | Refusal:
    # "deflate" means zlib by the standard, but some servers send the bare stream.
    window = zlib.MAX_WBITS if raw[:1] and raw[0] & 0x0F == 8 else -zlib.MAX_WBITS
    result = _inflate(raw, 0, window, limit)
    return result if isinstance(result, Refusal) else result[0]


def dechunk(raw: bytes) -> bytes | None:
    """The body in an HTTP/1.1 chunked message, or None if the framing is broken or its last chunk is missing."""
    pieces: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(raw, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces)
        end = match.end() + size
        line_end = _LINE_END.match(raw, end)
        if line_end is None:
            return None
        pieces.append(raw[match.end() : end])
        at = line_end.end()
    return None


def _codings(headers: Mapping[str, str], name: str) -> list[str]:
    """What a header says was done to the body, in order, in lower case."""
    said = (coding.strip().lower() for coding in headers.get(name, "").split(","))
    return [coding for coding in said if coding not in {"", "identity"}]


def decode_body(raw: bytes, headers: Mapping[str, str], limit: int = MAX_PAGE_BYTES) -> bytes | Refusal:
    """The payload of an archived HTTP response. ``headers`` has lower-case names.

    Some tools store the body already decoded and keep the headers: a body without any chunk framing, or without
    the mark of gzip, is taken as it is.
    """
    body: bytes | None = raw
    wrappings = _codings(headers, "transfer-encoding")
    if wrappings[-1:] == ["chunked"]:
        wrappings.pop()
        body = dechunk(raw) if _CHUNK_SIZE.match(raw) else raw
    if body is None:
        return Refusal("damaged_warc", "The chunks of the archived body are damaged or end too early.")
    encoding = ", ".join([*_codings(headers, "content-encoding"), *wrappings])
    match encoding:
        case "gzip" | "x-gzip" if body.startswith(GZIP_MAGIC):
            decoded = gunzip(body, limit)
        case "deflate" if body:
            decoded = _undeflate(body, limit)
        case "" | "gzip" | "x-gzip" | "deflate":
            decoded = body
        case _:
            return Refusal("unknown_encoding", f"The archived body is encoded as {encoding[:40]!r}; only gzip is read.")
    return too_large(limit) if not isinstance(decoded, Refusal) and len(decoded) > limit else decoded
