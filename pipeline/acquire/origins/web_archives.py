"""What web archives tell of a copy: in the answer that they give, and in what they inserted into the page itself.

Archives tell both where and when in the address of a copy, and in two HTTP headers (RFC 7089, Memento):
``Memento-Datetime`` is the time of the copy that was given, which may be another one than was asked for, and ``Link``
has the original address.

Wayback, OpenWayback and pywb write the original address and the time into scripts and print them above the page.
Wayback and OpenWayback close the page with a comment that tells the time, and all of them rewrite every link.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from extractors.reading.web_archives import Replay, copy_at, moment_of_digits, replay_at, rewritten_link
from pipeline.acquire.origins.moments import archived_moment, moment_told
from pipeline.acquire.origins.statements import Statement, same_address, statement_at
from schemas.snapshot import Doubt

_LOOKED_AT = 8 * 1024
_TAIL = 16 * 1024
_MOST_PLACES = 5
_MOST_LINKS = 500
_REWRITTEN = b"/http"
_FEWEST_LINKS = 3
# web.archive.org, observed from 2018 on: __wm.wombat("http://…","20190501081530","https://web.archive.org/","web",…
_WOMBAT = re.compile(
    r'__wm\.wombat\(\s{0,9}"(?P<url>[^"\s]{1,4096})"\s{0,9},\s{0,9}"(?P<time>[0-9]{14})"'
    r'(?:\s{0,9},\s{0,9}"(?P<host>https?://[^"\s]{1,200})"\s{0,9},\s{0,9}"(?P<folder>[^"\s]{1,99})")?'
)
# https://github.com/webrecorder/pywb/blob/main/pywb/templates/head_insert.html
_PYWB = re.compile(r'wbinfo\.(?P<name>url|timestamp|prefix) ?= ?(?:decodeURI\()?"(?P<value>[^"\s]{1,4096})"')
# The element that web.archive.org shows on paper only.
_PRINTED = re.compile(r'wm-ipp-print["\'][^<>]{0,99}>[^<>]{0,99}? - (?P<address>https?://[^<>\s]{1,4096})')
_PRINTED_IN_TEXT = re.compile(r"(?:\A|\n)\s{0,9}The Wayback Machine - (?P<address>https?://\S{1,4096})")
# The toolbar of web.archive.org before 2018 and of OpenWayback (wayback-webapp, replay/Toolbar.jsp).
_TOOLBAR = re.compile(r'var wbCurrentUrl ?= ?"(?P<url>[^"\s]{1,4096})"')
_ESCAPE = re.compile(r"\\(.)")
# OpenWayback, wayback-webapp, replay/ArchiveComment.jsp
_CLOSING = re.compile(r"<!--\s{0,99}FILE ARCHIVED ON (?P<time>[^<>\n]{1,40}?) AND RETRIEVED FROM")
_LINK = re.compile(rb"\shref\s{0,9}=\s{0,9}[\"']?([^\"'\s<>]{1,4096})", re.IGNORECASE)
_STATUS = re.compile(r"Got an HTTP (?P<status>[0-9]{3}) response at crawl time")
# RFC 8288, 3: <address>; rel="original", perhaps one of several relations.
_ORIGINAL = re.compile(
    r"<(?P<address>[^<>]{1,4096})>[^<>,]{0,200}?;\s{0,9}rel=\"?[^<>\",;]{0,99}\boriginal\b", re.IGNORECASE
)


def stated_by_archive(payload: bytes) -> tuple[Statement, ...]:
    """What a web archive says of a copy within it, the surest first; nothing for a page that none has inserted into."""
    page = _as_utf8(payload)
    read = (_wombat, _pywb, _printed_line, _toolbar, _closing)
    stated = tuple(statement for sign in read if (statement := sign(page)) is not None)
    links = _rewritten_links(page)
    if not stated:
        return (links.alone,) if links and links.alone else ()
    dated = any(statement.moment for statement in stated)
    return (*stated, links.all._replace(moment=None) if dated else links.all) if links else stated


def archived_status(payload: bytes) -> str | None:
    """The status of the answer that an archive shows a page of its own for: ``302`` of a redirect; None elsewhere."""
    found = _match_near(_as_utf8(payload), b"response at crawl time", _STATUS, before=40)
    return found["status"] if found else None


def _as_utf8(payload: bytes) -> bytes:
    """A page in an encoding that has ASCII as it is; Internet Explorer saves pages as "Unicode", which is UTF-16."""
    is_utf16 = payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return payload.decode("utf-16", "replace").encode("utf-8", "replace") if is_utf16 else payload


def _match_near(payload: bytes, mark: bytes, pattern: re.Pattern[str], before: int = 0) -> re.Match[str] | None:
    """What a pattern finds near one of the first places of a mark."""
    at = payload.find(mark)
    for _ in range(_MOST_PLACES):
        if at < 0:
            break
        found = pattern.search(payload[max(at - before, 0) : at + _LOOKED_AT].decode("utf-8", "replace"))
        if found:
            return found
        at = payload.find(mark, at + 1)
    return None


def _wombat(payload: bytes) -> Statement | None:
    found = _match_near(payload, b"__wm.wombat(", _WOMBAT)
    if found is None:
        return None
    prefix = f"{found['host'].rstrip('/')}/{found['folder'].strip('/')}/" if found["host"] else None
    original, moment = html.unescape(found["url"]), moment_of_digits(found["time"])
    return Statement("the script of the web archive", original, moment, prefix)


def _pywb(payload: bytes) -> Statement | None:
    at = payload.find(b"wbinfo.url")
    if at < 0:
        return None
    text = payload[at : at + _LOOKED_AT].decode("utf-8", "replace")
    fields = {match["name"]: match["value"] for match in reversed(list(_PYWB.finditer(text)))}
    if not {"url", "timestamp", "prefix"} <= fields.keys():
        return None
    return Statement("the script of pywb", fields["url"], moment_of_digits(fields["timestamp"]), fields["prefix"])


def _printed_line(payload: bytes) -> Statement | None:
    """The line that the archive prints above the page; in a text it stands at the beginning."""
    found = _match_near(payload, b"wm-ipp-print", _PRINTED)
    if found is None and b"The Wayback Machine - " in payload[:_LOOKED_AT]:
        found = _PRINTED_IN_TEXT.search(payload[:_LOOKED_AT].decode("utf-8", "replace"))
    address = html.unescape(found["address"]) if found else None
    return statement_at("the line that the web archive prints", address) if address and copy_at(address) else None


def _toolbar(payload: bytes) -> Statement | None:
    found = _match_near(payload, b"var wbCurrentUrl", _TOOLBAR)
    return Statement("the toolbar of the web archive", _ESCAPE.sub(r"\1", found["url"])) if found else None


def _closing(payload: bytes) -> Statement | None:
    found = _match_near(payload[-_TAIL:], b"FILE ARCHIVED ON", _CLOSING, before=200)
    return Statement("the closing comment of the web archive", None, archived_moment(found["time"])) if found else None


class _RewrittenLinks(NamedTuple):
    """What the links of a page say of an archive that rewrote them; ``alone`` where they are sign enough."""

    all: Statement
    alone: Statement | None


def _rewritten_links(payload: bytes) -> _RewrittenLinks | None:
    """Where the links lead that an archive rewrote, and their time if it is one, or None if there are none.

    By themselves links are a sign only where all that have a host or begin at its root lead into one archive, at one
    time: a page may well link to a few archived ones.
    """
    if _REWRITTEN not in payload:
        return None
    hrefs = (html.unescape(link[1].decode("utf-8", "replace")) for link in islice(_LINK.finditer(payload), _MOST_LINKS))
    links = [rewritten_link(href) for href in hrefs if href.startswith(("/", "http"))]
    replays = [link for link in links if link is not None]
    if not replays:
        return None
    places = {(link.prefix, link.captured_at) for link in replays}
    moment = replays[0].captured_at if len(places) == 1 else None
    said = Statement("the links of the web archive", None, moment, replays[0].prefix)
    return _RewrittenLinks(said, said if moment and len(replays) == len(links) >= _FEWEST_LINKS else None)


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
