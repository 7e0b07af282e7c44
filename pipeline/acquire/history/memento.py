"""What a web archive replays: the address of a capture's own bytes, and what an answer there says of the capture.

A capture is asked for as it was (``id_`` in its address), and its time is what the archive says of what it served: the
``Memento-Datetime`` of RFC 7089, else the time in the address, where another header shows that it is a capture at all.
An answer without any such sign is the archive's own, whatever its status.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urldefrag

from pipeline.acquire.archive.write import Answer
from pipeline.acquire.history.cdx import ListedCapture, moment_of, timestamp
from pipeline.acquire.origins.moments import moment_of_mail
from pipeline.acquire.sources import canonical_url
from pipeline.acquire.warc.payloads import GZIP_MAGIC, gunzip

_REPLAY = re.compile(
    r"/web/(?P<time>[0-9]{14})(?P<form>[a-z]{2}_)?/(?:(?P<scheme>https?):/{1,2})?(?P<rest>[!-~]{1,2000})"
)
_AS_IT_WAS = "id_"
_ORIGINAL_HEADER = "x-archive-orig-"
# What a replay that is not asked for a capture's own bytes puts into every page: the Wayback Machine's toolbar and
# closing comment, and the script that it and pywb (https://github.com/webrecorder/wombat) rewrite links with.
_REWRITTEN = (
    b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->",
    b"FILE ARCHIVED ON ",
    b"__wm.wombat(",
    b"wombat.js",
    b"WBWombatInit(",
)
# And a link of the page that leads to another capture: no site has such addresses of its own.
_LINK_INTO_ARCHIVE = re.compile(rb"""=["']/web/[0-9]{4,14}(?:[a-z]{2}_)?/https?:/""")


class ReplayAddress(NamedTuple):
    """What the address of a replay names: the canonical address, the time, and whether its bytes are as they were."""

    url: str
    captured_at: datetime
    as_it_was: bool


def replay_address(archive: str, capture: ListedCapture) -> str:
    """Where an archive replays a capture as it was: ``https://web.archive.org/web/20190501081530id_/http://…``."""
    return f"{archive}/web/{timestamp(capture.captured_at)}{_AS_IT_WAS}/{urldefrag(capture.original).url}"


def read_replay_address(address: str, archive: str) -> ReplayAddress | None:
    """What an address of an archive names, or None if it is none of a replay there."""
    named = _REPLAY.fullmatch(address.removeprefix(archive)) if address.startswith(f"{archive}/") else None
    captured_at = moment_of(named["time"]) if named else None
    url = canonical_url(f"{named['scheme'] or 'http'}://{named['rest']}") if named else None
    if named is None or captured_at is None or url is None:
        return None
    return ReplayAddress(url, captured_at, named["form"] == _AS_IT_WAS)


def memento_of(answer: Answer, archive: str) -> Answer | None:
    """The answer that was captured, and ``sent_at`` when (UTC); None for one of the archive's own, or of no such time.

    ``x-archive-orig-content-type: text/html`` was ``content-type: text/html``; an archive that does not write the
    original's headers so has them as they were.
    """
    captured_at = _captured_at(answer, archive)
    if captured_at is None or captured_at > answer.sent_at:
        return None
    headers, payload = _original_headers(answer), _original_payload(answer)
    return replace(answer, sent_at=captured_at, headers=headers, payload=payload)


def is_archived(answer: Answer) -> bool:
    """Whether an answer is a capture, so that its status is what the site once said: an archived 429 is none."""
    signs = ("memento-datetime", "x-archive-src")
    return any(name.lower() in signs or name.lower().startswith(_ORIGINAL_HEADER) for name, _ in answer.headers)


def is_rewritten(payload: bytes) -> bool:
    """Whether an archive changed a page for its readers, so that the bytes are not those that it captured."""
    return any(mark in payload for mark in _REWRITTEN) or _LINK_INTO_ARCHIVE.search(payload) is not None


def _captured_at(answer: Answer, archive: str) -> datetime | None:
    said = answer.header("Memento-Datetime")
    if said is not None:
        return moment_of_mail(said)
    named = read_replay_address(answer.asked, archive) if is_archived(answer) else None
    return named.captured_at if named else None


def _original_headers(answer: Answer) -> tuple[tuple[str, str], ...]:
    start = len(_ORIGINAL_HEADER)
    original = [(name[start:], value) for name, value in answer.headers if name.lower().startswith(_ORIGINAL_HEADER)]
    if not original:
        return answer.headers
    named = {name.lower() for name, _ in original}
    own = [(name, value) for name, value in answer.headers if name.lower() == "content-type"]
    return (*original, *(own if "content-type" not in named else ()))


def _original_payload(answer: Answer) -> bytes:
    """The payload, decompressed where the archive sent it as it was stored, without saying so."""
    stored = (answer.header(f"{_ORIGINAL_HEADER}content-encoding") or "").strip().lower()
    if stored in {"gzip", "x-gzip"} and answer.payload.startswith(GZIP_MAGIC):
        decoded = gunzip(answer.payload)
        return decoded if isinstance(decoded, bytes) else answer.payload
    return answer.payload
