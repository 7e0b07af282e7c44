"""Captures made by others and by nobody: each record is a page or has a name for why not, and costs no other record."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.acquire.archive.archive import read_archive
from pipeline.acquire.archive.verify import verify
from pipeline.acquire.items import snapshot_at
from pipeline.acquire.page_files import find_pages
from pipeline.acquire.warc.captures import Capture, Sighting, interpret
from pipeline.acquire.warc.warc_records import read_records
from tests.listing import listed

PERU, GOOD = "https://www.gfmd.org/pfp/ppd/peru", "https://www.gfmd.org/pfp/ppd/ghana"
PAGE = b"<html><p>Attended Summit</p></html>"
HTML = b"Content-Type: text/html\r\n"
LIMIT = 1 << 20


def record(block: bytes, **changes: str) -> bytes:
    """A record as its bytes; ``changes`` are headers, with underscores, an empty value leaving one out."""
    headers = {
        "WARC_Type": "response",
        "WARC_Target_URI": PERU,
        "WARC_Date": "2024-01-01T00:00:00Z",
        "WARC_Record_ID": "<urn:uuid:1>",
        "Content_Length": str(len(block)),
        **changes,
    }
    version = headers.pop("version", "1.0")
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items() if value]
    return f"WARC/{version}\r\n{''.join(lines)}\r\n".encode() + block + b"\r\n\r\n"


def http(status: bytes = b"HTTP/1.1 200 OK", headers: bytes = HTML, body: bytes = PAGE) -> bytes:
    return status + b"\r\n" + headers + b"\r\n" + body


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


CHUNKED = HTML + b"Transfer-Encoding: chunked\r\n"
GONE = http(b"HTTP/1.1 404 Not Found")
CASES = {
    "as usual": (record(http()), "page"),
    "WARC 1.1 with microseconds": (record(http(), version="1.1", WARC_Date="2024-01-01T00:00:00.123456Z"), "page"),
    "address in angle brackets": (record(http(), WARC_Target_URI=f"<{PERU}>"), "page"),
    "header names in lower case": (record(http()).replace(b"WARC-T", b"warc-t"), "page"),
    "HTTP/2": (record(http(b"HTTP/2 200")), "page"),
    "http in lower case": (record(http(b"http/1.1 200 OK")), "page"),
    "a status without a reason": (record(http(b"HTTP/1.1 200")), "page"),
    "a header line without a colon": (record(http(headers=b"nothing\r\n" + HTML)), "page"),
    "a header line that goes on first": (record(http(headers=b" more\r\n" + HTML)), "page"),
    "chunks taken apart": (record(http(headers=CHUNKED)), "page"),
    "gzip as a transfer encoding": (
        record(http(headers=HTML + b"Transfer-Encoding: gzip, chunked\r\n", body=chunked(gzip.compress(PAGE)))), "page"
    ),
    "a date before the calendar": (record(http(), WARC_Date="0001-01-01T00:00:00+14:00"), "page"),
    "a date after the calendar": (record(http(), WARC_Date="9999-12-31T23:59:59-14:00"), "page"),
    "no date": (record(http(), WARC_Date=""), "page"),
    "a digest of an unknown kind": (record(http(), WARC_Block_Digest="sha512:abc"), "page"),
    "a resource": (record(PAGE, WARC_Type="resource", Content_Type="text/html"), "page"),
    "a revisit": (record(b"", WARC_Type="revisit"), "repeat"),
    "a revisit that was not modified": (record(http(b"HTTP/1.1 304 Not Modified"), WARC_Type="revisit"), "repeat"),
    "a revisit of an error": (record(GONE, WARC_Type="revisit"), "status_404"),
    "not found": (record(GONE), "status_404"),
    "a server's error": (record(http(b"HTTP/1.1 503 Busy")), "status_503"),
    "a redirect": (record(http(b"HTTP/1.1 302 Found")), "status_302"),
    "a part": (record(http(b"HTTP/1.1 206 Partial Content")), "status_206"),
    "an office file": (record(http(headers=b"Content-Type: application/msword\r\n")), "not_a_page"),
    "a conversion": (record(PAGE, WARC_Type="conversion"), "conversion_record"),
    "a name service's answer": (record(b"x", WARC_Type="resource", WARC_Target_URI="dns:gfmd.org"), "no_web_address"),
    "an address with a bad port": (record(http(), WARC_Target_URI="http://gfmd.org:x/"), "no_web_address"),
    "brotli": (record(http(headers=HTML + b"Content-Encoding: br\r\n", body=b"\x0b\x02")), "unknown_encoding"),
    "a block without content": (record(b""), "damaged_warc"),
    "a block of blank lines": (record(b"\r\n\r\n"), "damaged_warc"),
    "a status of many digits": (record(http(b"HTTP/1.1 " + b"9" * 5000)), "damaged_warc"),
    "a status in other digits": (record(http("HTTP/1.1 ٢٠٠".encode())), "damaged_warc"),
    "a length of many digits": (record(http(), Content_Length="9" * 5000), "damaged_warc"),
    "a negative length": (record(http(), Content_Length="-1"), "damaged_warc"),
    "a version to come": (record(http(), version="2.0"), "damaged_warc"),
}  # fmt: skip


def said_of(path: Path) -> list[str]:
    """What the records of a file are to a reader: a page, a repeat, or the reason why it is none."""
    names = []
    for found in read_records(path, LIMIT):
        said = interpret(found, path.name, LIMIT)
        if isinstance(said, Capture):
            names.append(said.snapshot.refusal.reason if said.snapshot.refusal else "page")
        else:
            names.append("repeat" if isinstance(said, Sighting) else said.reason)
    return names


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "compressed"])
@pytest.mark.parametrize(("odd", "said"), CASES.values(), ids=CASES.keys())
def test_an_odd_record_has_a_name_and_costs_no_other(
    odd: bytes, said: str, compress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "theirs.warc"
    path.write_bytes(compress(odd) + compress(record(http(), WARC_Target_URI=GOOD, WARC_Record_ID="<urn:uuid:2>")))
    assert said_of(path) == [said, "page"]
    stored = listed(find_pages([tmp_path]).files)
    pages = [snapshot_at(item, LIMIT) for item in stored.items]
    assert [page.url for page in pages if page.refusal is None] == [PERU] * (said == "page") + [GOOD]
    assert len(pages) + sum(stored.passed_over.values()) == 2, stored.passed_over
    archive = read_archive(tmp_path)
    assert archive.good_page(GOOD) is not None
    assert said == "page" or archive.good_page(PERU) is None
    assert bool(verify(tmp_path).damages) == (said in {"damaged_warc", "repeat"})


def test_what_is_passed_over_is_counted_by_its_reason(tmp_path: Path) -> None:
    others = [record(b"", WARC_Type=kind, WARC_Target_URI="") for kind in ("warcinfo", "request", "metadata")]
    lone = record(b"", WARC_Type="revisit", WARC_Target_URI=GOOD)
    (tmp_path / "crawl.warc").write_bytes(b"".join([record(http()), record(GONE), record(GONE), lone, *others]))
    assert listed(find_pages([tmp_path]).files).passed_over == {"revisit_without_page": 1, "status_404": 2}


def test_a_login_page_that_others_captured_is_not_the_page_to_ask_changes_of(tmp_path: Path) -> None:
    def capture(day: int, etag: bytes, body: bytes) -> bytes:
        return record(http(headers=HTML + b"ETag: " + etag + b"\r\n", body=body), WARC_Date=f"2024-01-0{day}T00:00:00Z")

    login = b"<html><form><input type=password></form></html>"
    (tmp_path / "crawl.warc").write_bytes(capture(1, b'"page"', PAGE) + capture(2, b'"login"', login))
    assert read_archive(tmp_path).validators(PERU) == {"If-None-Match": '"page"'}
