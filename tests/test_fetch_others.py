"""A fetch into an archive with captures made by others: asked for changes, and named by revisits, as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from pipeline.acquire.archive.archive import archived_files
from pipeline.acquire.archive.verify import verify
from pipeline.acquire.items import read_snapshots
from tests.hostile_server import country_page, quick, run_fetch, says, serving
from tests.test_acquire_warc import Write, response, revisit, url
from tests.test_odd_captures import HTML, http, record

A, B = country_page("peru"), country_page("peru", note=" of old")
LOGIN = b"<html><input type=password></html>"
PERU = url("peru")


def by_others(folder: Path, *captures: Write) -> Path:
    """An archive with one file of another tool."""
    folder.mkdir()
    with (folder / "crawl.warc.gz").open("wb") as stream:
        for capture in captures:
            capture(WARCWriter(stream, gzip=True))
    return folder


def declared(folder: Path) -> list[str]:
    """The digests by which the records of the fetches call their payloads."""
    with (folder / "pages-000001.warc.gz").open("rb") as stream:
        headers = [
            record.rec_headers for record in ArchiveIterator(stream) if record.rec_type in {"response", "revisit"}
        ]
    return [str(each.get_header("WARC-Payload-Digest")) for each in headers]


def digest_of(folder: Path, body: bytes) -> str:
    """What warcio calls a payload."""
    archive = by_others(folder, response(PERU, body))
    with (archive / "crawl.warc.gz").open("rb") as stream:
        return str(next(iter(ArchiveIterator(stream))).rec_headers.get_header("WARC-Payload-Digest"))


def newest(folder: Path) -> bytes:
    """The payload that the address shows now, as readers of the archive have it."""
    files = archived_files(folder)
    return max(read_snapshots(*files), key=lambda page: str(page.fetched_at)).payload


CAPTURES = {
    "one page": ([response(PERU, A, 1, etag='"a"')], '"a"', A),
    "two contents": ([response(PERU, A, 1, etag='"a"'), response(PERU, B, 2, etag='"b"')], '"b"', B),
    "a login page after the page": ([response(PERU, A, 1, etag='"a"'), response(PERU, LOGIN, 2, etag='"x"')], '"a"', A),
}


@pytest.mark.parametrize(("captures", "tag", "shown"), CAPTURES.values(), ids=CAPTURES.keys())
def test_what_others_captured_is_asked_for_changes_and_not_modified_means_that_page(
    tmp_path: Path, captures: list[Write], tag: str, shown: bytes
) -> None:
    folder = by_others(tmp_path / "archive", *captures)
    with serving({"/robots.txt": b""}, {"/pfp/ppd/peru": says(304)}) as server:
        report = run_fetch(folder, quick(server.url, ["peru"]))
    assert report.counts == {"not_modified": 1}
    assert server.seen[-1].headers["if-none-match"] == tag
    assert newest(folder) == shown
    assert declared(folder) == [digest_of(tmp_path / "other", shown)]
    assert verify(folder).damages == ()


def test_a_page_that_others_saw_come_back_is_the_one_to_ask_changes_of(tmp_path: Path) -> None:
    """What is asked for, what a 304 then means, and what readers take for the newest page are one and the same."""
    back = revisit(PERU, digest_of(tmp_path / "other", A), 3)
    captures = (response(PERU, A, 1, etag='"a"'), response(PERU, B, 2, etag='"b"'), back)
    folder = by_others(tmp_path / "archive", *captures)
    with serving({"/robots.txt": b""}, {"/pfp/ppd/peru": says(304)}) as server:
        run_fetch(folder, quick(server.url, ["peru"]))
        assert (server.seen[-1].headers["if-none-match"], newest(folder)) == ('"a"', A)
        server.handlers["/pfp/ppd/peru"] = says(200, B, ETag='"b"')
        changed = run_fetch(folder, quick(server.url, ["peru"])).changed
        server.handlers["/pfp/ppd/peru"] = says(304)
        run_fetch(folder, quick(server.url, ["peru"]))
    assert (changed, server.seen[-1].headers["if-none-match"], newest(folder)) == (1, '"b"', B)
    assert verify(folder).damages == ()


def test_a_record_without_a_digest_is_called_by_that_of_its_payload(tmp_path: Path) -> None:
    captures = [
        record(http(headers=HTML + b'ETag: "%d"\r\n' % day, body=body), WARC_Date=f"2024-01-0{day}T00:00:00Z")
        for day, body in ((1, A), (2, LOGIN))
    ]
    (tmp_path / "crawl.warc").write_bytes(b"".join(captures))
    with serving({"/robots.txt": b""}, {"/pfp/ppd/peru": says(304)}) as server:
        run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert server.seen[-1].headers["if-none-match"] == '"1"'
    assert newest(tmp_path) == A
