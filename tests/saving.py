"""A page as each tool saves it, by the tools' own formats: containers, comments, and what archives insert."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import quopri
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SITE = "https://www.gfmd.org"
ARCHIVE = "https://web.archive.org/web/"
CAPTURED = datetime.fromisoformat("2017-11-05T21:04:09")
ASKED = "2025-02-03T04:05:06Z"
_LINK = re.compile(r'href="(/[^"]*)"')
_SHORT = "%a, %d %b %Y %H:%M:%S GMT"


class Page(NamedTuple):
    """A page as the site sent it, and where and when."""

    html: str
    address: str
    moment: datetime = CAPTURED

    @property
    def digits(self) -> str:
        """The time as web archives write it."""
        return f"{self.moment:%Y%m%d%H%M%S}"


class Saved(NamedTuple):
    """Files by their names, and whether they tell the address and the time of their page."""

    files: Mapping[str, bytes]
    tells_address: bool = True
    tells_time: bool = True


def record(
    address: str,
    body: bytes,
    moment: str = ASKED,
    headers: Sequence[tuple[str, str]] = (),
    status: str = "200 OK",
    media_type: str = "text/html; charset=utf-8",
    compressed: bool = True,
) -> bytes:
    """A WARC file with one answer."""
    out = io.BytesIO()
    http = StatusAndHeaders(status, [("Content-Type", media_type), *headers], protocol="HTTP/1.1")
    writer = WARCWriter(out, gzip=compressed)
    writer.write_record(
        writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": moment},
        )
    )
    return out.getvalue()


def rewritten(page: Page, prefix: str, mark: str = "") -> str:
    """The page with its links rewritten, as archives do, to addresses below ``prefix``."""
    return _LINK.sub(lambda link: f'href="{prefix}{page.digits}{mark}/{SITE}{link[1]}"', page.html)


def wayback(page: Page) -> bytes:
    """The copy that web.archive.org shows: toolbar, rewritten links, closing comment."""
    toolbar = (
        '<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp-base" lang="en"><div id="wm-ipp">'
        f'<a href="/web/">Wayback</a><span>3 captures</span><p>{page.moment:%d %b %Y}</p></div></div>'
        f'<div id="wm-ipp-print">The Wayback Machine - {ARCHIVE}{page.digits}/{page.address}</div>'
        "<!-- END WAYBACK TOOLBAR INSERT -->"
    )
    closing = (
        f"<!--\n     FILE ARCHIVED ON {page.moment:%H:%M:%S %b %d, %Y} AND RETRIEVED FROM THE\n"
        "     INTERNET ARCHIVE ON 10:00:00 Nov 20, 2024.\n-->\n"
    )
    return (rewritten(page, "/web/").replace("<body>", f"<body>{toolbar}") + closing).encode()


def pywb(page: Page, prefix: str = "http://localhost:8080/forum/") -> bytes:
    """The copy that pywb shows in its frame."""
    script = (
        f'<script>wbinfo = {{}};\n  wbinfo.url = "{page.address}";\n  wbinfo.timestamp = "{page.digits}";\n'
        f'  wbinfo.prefix = decodeURI("{prefix}");\n</script>'
    )
    return rewritten(page, prefix, "mp_").replace("<head>", f"<head>{script}").encode()


def saved_from(page: Page) -> bytes:
    """The page as Chromium and Internet Explorer save it."""
    comment = f"<!-- saved from url=({len(page.address):04}){page.address} -->"
    return page.html.replace("<html", f"{comment}\n<html", 1).encode()


def single_file(page: Page) -> bytes:
    """The page as SingleFile saves it, an hour east of Greenwich."""
    date = f"{page.moment + timedelta(hours=1):%a %b %d %Y %H:%M:%S} GMT+0100 (Central European Time)"
    comment = f"<!--\n Page saved with SingleFile \n url: {page.address} \n saved date: {date}\n-->"
    return page.html.replace("<head>", f"{comment}<head>", 1).encode()


def httrack(page: Page) -> bytes:
    """The page in a mirror that HTTrack made."""
    bare = page.address.removeprefix("https://")
    comment = f"\n<!-- Mirrored from {bare} by HTTrack Website Copier/3.x [XR&CO'2014], {page.moment:{_SHORT}} -->\n"
    return page.html.replace("<html", f"{comment}<html", 1).encode()


def chromium_mhtml(page: Page) -> bytes:
    """The page and a picture as Chromium saves them in one file."""
    head = (
        "From: <Saved by Blink>\r\n"
        f"Snapshot-Content-Location: {page.address}\r\nSubject: A page\r\nDate: {page.moment:{_SHORT}}\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b7--"\r\n\r\n\r\n'
    )
    part = (
        "----b7--\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: {page.address}\r\n\r\n"
    )
    body = quopri.encodestring(page.html.encode()).replace(b"\n", b"\r\n")
    return head.encode() + part.encode() + body + b"\r\n" + _picture("--b7--")


def explorer_mhtml(page: Page) -> bytes:
    """The page as Internet Explorer saves it, by base64; the address is that of the part."""
    head = (
        "From: <Saved by Windows Internet Explorer 8>\r\nSubject: A page\r\n"
        f"Date: {page.moment:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="=_Next_0"\r\n'
        "X-MimeOLE: Produced By Microsoft MimeOLE\r\n\r\nThis is a multi-part message in MIME format.\r\n\r\n"
    )
    part = (
        '--=_Next_0\r\nContent-Type: text/html;\r\n\tcharset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n'
        f"Content-Location: {page.address}\r\n\r\n"
    )
    body = base64.encodebytes(page.html.encode()).replace(b"\n", b"\r\n")
    return head.encode() + part.encode() + body + b"\r\n" + _picture("=_Next_0")


def unmht(page: Page) -> bytes:
    """The page as UnMHT saves it in Firefox: a folded address, and parts in parts."""
    cut = len(page.address) // 2
    head = (
        "From: <Saved by UnMHT>\nSubject: A page\n"
        f"Date: {page.moment:%a, %b %d %Y %H:%M:%S} GMT+0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\tboundary="outer";\n\ttype="multipart/alternative"\n'
        f"Content-Location: {page.address[:cut]}\n {page.address[cut:]}\n\n"
        '--outer\nContent-Type: multipart/alternative; boundary="inner"\n\n'
        "--inner\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return head.encode() + page.html.encode() + b"\n--inner--\n" + _picture("outer")


def _picture(boundary: str) -> bytes:
    return (
        f"--{boundary}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
        f"--{boundary}--\r\n"
    ).encode()


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def wacz(warcs: Mapping[str, bytes], digests: Mapping[str, str] | None = None) -> bytes:
    """A WACZ file; ``digests`` has those that it states instead of the right ones."""
    files = {f"archive/{name}": content for name, content in warcs.items()}
    stated = {path: f"sha256:{hashlib.sha256(content).hexdigest()}" for path, content in files.items()}
    stated |= digests or {}
    package = {"profile": "data-package", "wacz_version": "1.1.1"} | {
        "resources": [{"name": path[8:], "path": path, "hash": digest} for path, digest in stated.items()]
    }
    listed = {"datapackage.json": json.dumps(package).encode(), "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n'}
    return zipped({**files, **listed}, zipfile.ZIP_STORED)


def _warc(page: Page) -> bytes:
    return record(page.address, page.html.encode(), f"{page.moment.isoformat()}Z")


def _memento(page: Page) -> bytes:
    headers = [("Memento-Datetime", f"{page.moment:{_SHORT}}"), ("Link", f'<{page.address}>; rel="original"')]
    return record(f"{ARCHIVE}{page.digits}id_/{page.address}", page.html.encode(), headers=headers)


def _mirrored(page: Page) -> str:
    return f"{page.address.removeprefix('https://')}.html"


def _archived(page: Page) -> str:
    return f"{ARCHIVE}{page.digits}/{page.address}"


FORMS: Mapping[str, Callable[[Page], Saved]] = {
    "WARC": lambda page: Saved({"crawl.warc.gz": _warc(page)}),
    "WARC of an archive, raw": lambda page: Saved({"raw.warc.gz": _memento(page)}),
    "WARC of an archive, as shown": lambda page: Saved({"shown.warc.gz": record(_archived(page), wayback(page))}),
    "Wayback": lambda page: Saved({"copy.html": wayback(page)}),
    "pywb": lambda page: Saved({"copy.html": pywb(page)}),
    "saved from": lambda page: Saved({"peru.html": saved_from(page)}, tells_time=False),
    "plain copy": lambda page: Saved({"peru.html": page.html.encode()}, tells_address=False, tells_time=False),
    "SingleFile": lambda page: Saved({"page (5-11-2017).html": single_file(page)}),
    "SingleFile of an archive": lambda page: Saved(
        {"copy.html": single_file(Page(wayback(page).decode(), _archived(page)))}
    ),
    "MHTML by Chromium": lambda page: Saved({"page.mhtml": chromium_mhtml(page)}),
    "MHTML by Internet Explorer": lambda page: Saved({"page.mht": explorer_mhtml(page)}),
    "MHTML by UnMHT": lambda page: Saved({"page.mht": unmht(page)}),
    "MHTML of an archive": lambda page: Saved(
        {"page.mhtml": chromium_mhtml(Page(wayback(page).decode(), _archived(page), datetime(2024, 1, 2)))}
    ),
    "WACZ": lambda page: Saved({"crawl.wacz": wacz({"data.warc.gz": _warc(page)})}),
    "ZIP of a page": lambda page: Saved({"pages.zip": zipped({"some/page.html": single_file(page)})}),
    "ZIP of MHTML": lambda page: Saved({"pages.zip": zipped({"page.mhtml": chromium_mhtml(page)})}),
    "ZIP of WARC": lambda page: Saved({"pages.zip": zipped({"crawl.warc.gz": _warc(page)})}),
    "ZIP of a mirror": lambda page: Saved({"pages.zip": zipped({_mirrored(page): page.html.encode()})}, True, False),
    "mirror by wget": lambda page: Saved({_mirrored(page): page.html.encode()}, True, False),
    "mirror by HTTrack": lambda page: Saved({_mirrored(page): httrack(page)}),
    "mirror of an archive": lambda page: Saved(
        {f"{_archived(page).removeprefix('https://')}.html": rewritten(page, ARCHIVE).encode()}
    ),
}
"""Every form that pages of HTML are read in."""
