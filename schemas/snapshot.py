"""What was saved of one page: its bytes, and where and when they came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page could not be used: a stable reason code and a sentence for people."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One saved page. The payload is what the server meant: de-chunked and decompressed.

    ``path`` is relative to the folder that was given (for a file given by itself, its name), with ``/``.
    ``url`` is the canonical address where one is known, ``fetched_at`` the capture time in UTC without a zone
    (only WARC tells it; a file time never counts). ``charset`` and ``media_type`` are what the server said.
    ``refusal`` is set where the container was damaged; the payload then holds the bytes as found.
    """

    source: str
    path: str
    payload: bytes
    url: str | None = None
    fetched_at: datetime | None = None
    charset: str | None = None
    media_type: str | None = None
    refusal: Refusal | None = None

    @property
    def page_id(self) -> str:
        """The sha256, in hex, of the URL (or else the path), a NUL byte, and the payload."""
        name = self.url if self.url is not None else self.path
        return hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\0" + self.payload).hexdigest()
