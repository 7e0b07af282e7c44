"""What the answer of a server says of where and when its page was captured, where the server is a web archive.

Archives tell both in the address of a copy, and in two HTTP headers (RFC 7089, Memento): ``Memento-Datetime`` is the
time of the copy that was given, which may be another one than was asked for, and ``Link`` has the original address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from extractors.reading.web_archives import Replay, copy_at, replay_at
from pipeline.acquire.origins.moments import moment_told
from pipeline.acquire.origins.statements import Statement, same_address
from schemas.snapshot import Doubt

# RFC 8288, 3: <address>; rel="original", perhaps one of several relations.
_ORIGINAL = re.compile(
    r"<(?P<address>[^<>]{1,4096})>[^<>,]{0,200}?;\s{0,9}rel=\"?[^<>\",;]{0,99}\boriginal\b", re.IGNORECASE
)


def stated_by_answer(address: str, headers: Mapping[str, str], asked_at: datetime | None) -> tuple[Statement, ...]:
    """What an archived answer from ``address`` says; ``headers`` has lower-case names, ``asked_at`` is in UTC.

    For a copy of a web archive ``asked_at`` is when the copy was asked for, and tells nothing of the page. An archive
    that is not known is believed, with a doubt, where address and headers agree.
    """
    found = _ORIGINAL.search(headers.get("link", ""))
    original, moment = found["address"] if found else None, moment_told(headers.get("memento-datetime", ""))
    by_headers = Statement("the headers of the web archive", original, moment)
    known = copy_at(address)
    copy = known or _unknown_copy(address, by_headers)
    if copy is None:
        return (Statement("the record", address, asked_at), *([by_headers] if moment else []))
    doubts = () if known else (_unknown_archive(copy),)
    rewritten_to = copy.prefix if copy.rewritten else None
    return by_headers, Statement("the address of the copy", copy.original, copy.captured_at, rewritten_to, doubts)


def _unknown_copy(address: str, by_headers: Statement) -> Replay | None:
    """A copy of an archive that is not in the list, by an address of that form and both headers."""
    replay, original = replay_at(address), by_headers.address
    agrees = replay is not None and original is not None and same_address(replay.original, original)
    return replay if agrees and by_headers.moment is not None else None


def _unknown_archive(copy: Replay) -> Doubt:
    message = f"The page is said to be a copy of the web archive {copy.host}, which is not in web_archives.toml."
    return Doubt("archive_unknown", message)
