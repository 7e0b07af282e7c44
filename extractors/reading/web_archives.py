"""Web archives and the addresses of their copies: which page a copy shows, of what time, and where its links led.

The archives are data, in ``web_archives.toml``, with a source each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from extractors.data_files import toml_table
from extractors.values.addresses import absolute

ARCHIVE_BANNER = "archive banner"
"""The region of the lines that a web archive inserted into a page."""
_LONGEST_ADDRESS = 4_096
# pywb leaves the digits out where the newest copy was asked for: /coll/mp_/https://…
_REPLAY = re.compile(
    r"(?P<prefix>https?://(?P<host>\[[0-9a-f:]{2,39}\]|[^/?#:\[\]]{1,253})(?::[0-9]{1,5})?"
    r"(?P<folders>/(?:[^/?#]{1,99}/){0,3}?))"
    r"(?:(?P<time>[0-9]{1,14})(?P<mark>[a-z]{2,4}_)?|(?P<alone>[a-z]{2,4}_))"
    r"/(?P<original>(?:https?(?::|%3A)|[a-z0-9-]{1,63}\.)[^#]{1,4096})",
    re.IGNORECASE,
)
# Wayback also takes one slash, none of the scheme, and a percent-encoded address.
_WITH_SCHEME = re.compile(r"(?P<scheme>https?)(?::|%3A)(?:/|%2F){1,2}(?P<rest>[^/%].{0,4096})", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(
    r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,9}(?::[0-9]{1,5})?(?:[/?].{0,4096})?", re.IGNORECASE
)
_PRINTED = re.compile(r"The Wayback Machine - https?://\S{1,4096}")
_AS_FOUND = "id_"
_NO_HOST = "https://no-host.invalid"


class Replay(NamedTuple):
    """The address of a copy, taken apart.

    ``https://web.archive.org/web/20190501081530/http://gfmd.org/`` has the prefix ``https://web.archive.org/web/``, the
    original ``http://gfmd.org/`` and the time 2019-05-01 08:15:30 (UTC). A time of fewer than 14 digits is None: it
    leads to the nearest copy. ``rewritten`` is false for a copy whose links are as they were (mark ``id_``).
    """

    prefix: str
    host: str
    folders: str
    original: str
    captured_at: datetime | None
    rewritten: bool


def copy_at(address: str) -> Replay | None:
    """The copy that a known web archive has at this address; None for every other address.

    A copy of a copy is that of the innermost page.
    """
    replay = replay_at(address)
    if replay is None or not _is_known(replay.host, replay.folders):
        return None
    return copy_at(replay.original) or replay


def replay_at(address: str) -> Replay | None:
    """The copy of a page that an address has by its form, whatever its host, or None if it has another form."""
    match = _REPLAY.fullmatch(address.strip()[:_LONGEST_ADDRESS].partition("#")[0])
    original = _original(match["original"]) if match else None
    if match is None or original is None:
        return None
    mark = (match["mark"] or match["alone"] or "").lower()
    moment = moment_of_digits(match["time"] or "")
    return Replay(match["prefix"], match["host"].lower(), match["folders"], original, moment, mark != _AS_FOUND)


def _original(printed: str) -> str | None:
    found = _WITH_SCHEME.fullmatch(printed)
    if found:
        rest = found["rest"] if "/" in printed else unquote(found["rest"])
        return f"{found['scheme'].lower()}://{rest}"
    return f"http://{printed}" if _WITHOUT_SCHEME.fullmatch(printed) else None


def moment_of_digits(digits: str) -> datetime | None:
    """The time that 14 digits tell, in UTC as all archives count: ``20190501081530``; fewer tell none."""
    if len(digits) != 14:
        return None
    try:
        return datetime.fromisoformat(f"{digits[:8]}T{digits[8:]}")
    except ValueError:
        return None


def original_link(href: str, rewritten_to: str) -> str:
    """Where a link led before the archive rewrote it to an address below ``rewritten_to``; else the link as it is.

    ``/web/20190501081530/https://www.gfmd.org/pfp`` becomes ``https://www.gfmd.org/pfp`` below
    ``https://web.archive.org/web/``.
    """
    address, mark, fragment = href.partition("#")
    replay = replay_at(absolute(address, rewritten_to)) if address else None
    return f"{replay.original}{mark}{fragment}" if replay and _same_place(replay.prefix, rewritten_to) else href


def _same_place(prefix: str, other: str) -> bool:
    return prefix.partition("://")[2].lower() == other.partition("://")[2].lower()


def rewritten_link(href: str) -> Replay | None:
    """The copy of a known archive that a link leads to; None for a link that no archive rewrote.

    A link without a host, such as ``/web/20190501081530/https://www.gfmd.org/``, is taken as one of the first archive
    that has such folders.
    """
    replay = replay_at(absolute(href, _NO_HOST))
    if replay is None or not replay.rewritten:
        return None
    if not replay.prefix.startswith(_NO_HOST):
        return replay if _is_known(replay.host, replay.folders) else None
    hosts = (host for host, folders in _archives().items() if _fits(replay.folders, folders))
    return next((replay._replace(host=host, prefix=f"https://{host}{replay.folders}") for host in hosts), None)


def is_banner_line(text: str) -> bool:
    """Whether a line is what an archive prints above a page: ``The Wayback Machine - https://web.archive.org/…``."""
    return _PRINTED.fullmatch(text) is not None


@cache
def banner_ids() -> frozenset[str]:
    """The ids of the elements that archives insert into pages."""
    return frozenset(row["id"] for row in _data()["banner"])


def _is_known(host: str, folders: str) -> bool:
    return _fits(folders, _archives().get(host, ()))


def _fits(folders: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    return any(pattern.fullmatch(folders) for pattern in patterns)


@cache
def _archives() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """The folders of each archive's copies, by host."""
    return {
        host: tuple(re.compile(re.escape(folders).replace(r"\*", "[^/]{1,99}")) for folders in row["folders"])
        for row in _data()["archive"]
        for host in row["hosts"]
    }


def _data() -> Mapping[str, Any]:
    return toml_table("extractors.reading", "web_archives.toml")
