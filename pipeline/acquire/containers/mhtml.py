"""MHTML (RFC 2557): a page and all it shows as the parts of one MIME message, as browsers save it in a single file.

The message is parsed by the e-mail parser of the standard library. That one is made for mail: its time grows with the
depth of parts, and with the square of the length of some headers. So what is not sensible is refused before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64CharactersDefect, InvalidBase64LengthDefect
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from itertools import islice
from typing import NamedTuple

from pipeline.acquire.origins.moments import moment_told
from pipeline.acquire.origins.statements import Statement, statement_at
from pipeline.acquire.warc.payloads import too_large
from schemas.snapshot import Refusal

TIMES_A_PAGE = 8
"""How many times as long as the longest page a message may be: pictures are most of it."""
_MOST_PARTS = 1_000
_MOST_LINES = 1_000_000
_MOST_NESTED = 10
_LONGEST_HEADER = 4 * 1024
# Saved pages hold no messages (RFC 2046, 5.2), and their parts are not divided again but in a few layers.
_NESTING = re.compile(rb"^content-type:\s{0,99}(?:multipart|(?P<message>message))/", re.IGNORECASE | re.MULTILINE)
_REST_OF_HEADER = re.compile(rb"[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")
_BOUNDARY = re.compile(rb"\bboundary\s{0,9}=\s{0,9}(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
# Where the line that parts two parts is damaged, the head of the second stands in the text of the first.
_LOST_BOUNDARY = re.compile(
    rb"^--[^\r\n]{1,200}\r?\ncontent-(?:type|transfer-encoding|location|id):", re.IGNORECASE | re.MULTILINE
)
_LONGEST_HEAD = 32 * 1024
_ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "quoted-printable", "base64"})
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_BROKEN_BASE64 = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect)
_BROKEN = Refusal("damaged_mhtml", "The parts of the MHTML file can't be told from each other; save the page again.")
_CUT = Refusal("damaged_mhtml", "The MHTML file ends before its page does; save the page again.")
_NO_PAGE = Refusal("mhtml", "This MIME file (MHTML or e-mail) holds no page of text or HTML.")


class MainPart(NamedTuple):
    """The page of a message as the server sent it, its ``Content-Type``, and what the message says of its origin."""

    payload: bytes
    content_type: str
    statements: tuple[Statement, ...]


MessageReader = Callable[[bytes, int], MainPart | Refusal]
"""Reads the page of a message, of at most so many bytes."""


def read_mhtml(content: bytes, limit: int) -> MainPart | Refusal:
    """The page that a message was saved for; ``limit`` is the longest payload in bytes.

    It is the part that ``Snapshot-Content-Location`` names, else the root of ``multipart/related`` (RFC 2387). The
    refusal's reason is ``mhtml`` for a message without a page, ``damaged_mhtml``, ``too_many_parts``,
    ``unknown_encoding`` or ``too_large``.
    """
    refusal = _refuse_unreasonable(content, limit)
    if refusal is not None:
        return refusal
    message: Message = BytesParser().parsebytes(content.lstrip())
    main = _main_part(message)
    if isinstance(main, Refusal):
        return main
    payload = _CUT if _is_cut(message, main) else _decoded_part(main)
    if isinstance(payload, Refusal):
        return payload
    if len(payload) > limit:
        return too_large(limit)
    return MainPart(payload, _header(main, "Content-Type"), _statements(message, main))


def read_head(content: bytes, limit: int) -> MainPart | Refusal:  # noqa: ARG001  a reader like read_mhtml
    """What the head of a message says of the origin of its page; the parts are not looked at, so there is no page."""
    head = content[:_LONGEST_HEAD].replace(b"\r\n", b"\n").lstrip().partition(b"\n\n")[0]
    message: Message = BytesHeaderParser().parsebytes(head)
    return MainPart(b"", "", _statements(message, message))


def _refuse_unreasonable(content: bytes, limit: int) -> Refusal | None:
    """Refuse what would keep the parser busy, by counts that take one scan each."""
    if len(content) > TIMES_A_PAGE * limit:
        return Refusal("too_large", f"The MHTML file is longer than {TIMES_A_PAGE * limit:,} bytes.")
    if content.count(b"\n") + content.count(b"\r") > 2 * _MOST_LINES:
        return Refusal("too_large", f"The MHTML file has over {_MOST_LINES:,} lines.")
    nested = list(islice(_NESTING.finditer(content), _MOST_NESTED + 1))
    if len(nested) > _MOST_NESTED or any(match["message"] for match in nested):
        return Refusal("too_many_parts", "The parts of the MHTML file hold messages, or parts in parts in parts.")
    headers = [found[0] for match in nested if (found := _REST_OF_HEADER.match(content, match.end()))]
    if any(len(header) > _LONGEST_HEADER for header in headers):
        return _BROKEN
    boundaries = {name[1] or name[2] for header in headers for name in _BOUNDARY.finditer(header)}
    parts = sum(content.count(b"--" + boundary) for boundary in boundaries)
    return Refusal("too_many_parts", f"The MHTML file has {parts:,} parts.") if parts > _MOST_PARTS else None


def _main_part(message: Message) -> Message | Refusal:
    shown = _address_of_page(message)
    if shown:
        for part in message.walk():
            if part.get_content_type() in _PAGES and _address_in_header(part, "Content-Location") == shown:
                return part
    root = message
    while parts := _parts(root):
        chosen = _part_about(root, parts)
        if chosen is None:
            return _NO_PAGE
        root = chosen
    if root.get_content_maintype() == "multipart":
        return _BROKEN
    return root if root.get_content_type() in _PAGES else _NO_PAGE


def _part_about(message: Message, parts: Sequence[Message]) -> Message | None:
    """Of the parts of a message the one that it is about, or None if all are alike, as in an e-mail with files."""
    kind = message.get_content_subtype()
    if kind == "related":
        start = str(message.get_param("start", "")).strip("<>")
        return next((part for part in parts if start and _header(part, "Content-ID").strip("<>") == start), parts[0])
    if kind == "alternative":
        return next((part for part in reversed(parts) if part.get_content_type() in _PAGES), None)
    return None


def _is_cut(message: Message, main: Message) -> bool:
    """Whether the message ends within its page: then the last boundary is missing behind it."""
    while message is not main:
        parts = _parts(message)
        holder = next(part for part in parts if any(one is main for one in part.walk()))
        open_ended = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects)
        if open_ended and holder is parts[-1]:
            return True
        message = holder
    return False


def _parts(message: Message) -> Sequence[Message]:
    """The parts of a message; none where it is not divided."""
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _decoded_part(part: Message) -> bytes | Refusal:
    encoding = _header(part, "Content-Transfer-Encoding").lower()
    if encoding not in _ENCODINGS:
        return Refusal("unknown_encoding", f"The page in the MHTML file is encoded as {encoding[:40]!r}.")
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or any(isinstance(defect, _BROKEN_BASE64) for defect in part.defects):
        return _BROKEN
    return _BROKEN if _LOST_BOUNDARY.search(payload) else payload


def _statements(message: Message, main: Message) -> tuple[Statement, ...]:
    of_part = _address_in_header(main, "Content-Location")
    of_all = _address_of_page(message) or _address_in_header(message, "Content-Location") or of_part
    return (
        statement_at("the head of the MHTML file", of_all or None, moment_told(_header(message, "Date"))),
        statement_at("the main part of the MHTML file", of_part or None),
    )


def _address_of_page(message: Message) -> str:
    """The address of the page that Chromium saved; its releases of 2018 to 2020 put an X before the name."""
    address = _address_in_header(message, "Snapshot-Content-Location")
    return address or _address_in_header(message, "X-Snapshot-Content-Location")


def _address_in_header(part: Message, name: str) -> str:
    """An address in a header, put together again where it was folded."""
    return "".join(_header(part, name).split())


def _header(part: Message, name: str) -> str:
    return str(part.get(name, "")).strip()
