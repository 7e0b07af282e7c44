"""What was saved of one page: its bytes, and where and when they came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page could not be used: a stable reason code and a sentence for people."""

    reason: str
    message: str


class Doubt(NamedTuple):
    """What is not sure about where or when a page was saved: the code of an issue and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True)
class Snapshot:
    """One saved page. The payload is what the server meant: de-chunked and decompressed.

    ``path`` is relative to the folder that was given (for a file given by itself, its name), with ``/``.
    ``url`` is the canonical address where one is known, ``fetched_at`` the capture time in UTC without a zone (as the
    container or the page itself tells it; a file time never counts): of a web archive's copy those of the original.
    ``charset`` and ``media_type`` are what the server said. ``refusal`` is set where the container was damaged; the
    payload then holds the bytes as found. ``rewritten_to`` is where the links of a web archive's copy lead, such as
    ``https://web.archive.org/web/``, or None if nothing was rewritten. ``doubts`` are what of all this is not sure.
    """

    source: str
    path: str
    payload: bytes
    url: str | None = None
    fetched_at: datetime | None = None
    charset: str | None = None
    media_type: str | None = None
    refusal: Refusal | None = None
    rewritten_to: str | None = None
    doubts: tuple[Doubt, ...] = ()

    @cached_property
    def page_id(self) -> str:
        """The sha256, in hex, of the URL (or else the path), a NUL byte, and the payload."""
        name = self.url if self.url is not None else self.path
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\0")
        digest.update(self.payload)
        return digest.hexdigest()
