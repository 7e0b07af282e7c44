"""What WARC files hold: pages with their times, and damage that costs no whole record."""

from __future__ import annotations

import gzip
import itertools
import random
import shutil
import subprocess
import zlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import PageFile, find_pages
from pipeline.acquire.saved import interpreted, is_warc, records_in
from pipeline.acquire.warc.captures import Capture, Sighting, Skipped
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from pipeline.acquire.warc.presences import present_since
from schemas.snapshot import Snapshot
from tests.comparing import refused
from tests.hostile_server import noisy, serving, site

Write = Callable[[WARCWriter], None]
BODY = b"<html><p>Attended Summit</p></html>"


def url(name: str) -> str:
    return f"https://www.gfmd.org/pfp/ppd/{name}"


def response(
    address: str, body: bytes = BODY, day: int = 1, status: str = "200 OK", kind: str = "response", **headers: str
) -> Write:
    fields = {"content_type": "text/html; charset=UTF-8", **headers}
    http = StatusAndHeaders(status, [(k.replace("_", "-"), v) for k, v in fields.items()], protocol="HTTP/1.1")

    def write(writer: WARCWriter) -> None:
        record = writer.create_warc_record(
            address, kind, payload=BytesIO(body), length=len(body), http_headers=http if kind == "response" else None,
            warc_content_type="" if kind == "response" else fields["content_type"],
            warc_headers_dict={"WARC-Date": f"2024-01-{day:02}T12:00:00Z"},
        )  # fmt: skip
        writer.write_record(record)

    return write


def revisit(address: str, digest: str, day: int) -> Write:
    def write(writer: WARCWriter) -> None:
        dated = {"WARC-Date": f"2024-01-{day:02}T12:00:00Z"}
        writer.write_record(
            writer.create_revisit_record(address, digest, address, "2024-01-01T12:00:00Z", warc_headers_dict=dated)
        )

    return write


def pieces(*writes: Write, compressed: bool) -> list[bytes]:
    """Each record's bytes by itself."""
    made = []
    for write in writes:
        out = BytesIO()
        write(WARCWriter(out, gzip=compressed))
        made.append(out.getvalue())
    return made


def warc(folder: Path, *writes: Write, compressed: bool = True) -> PageFile:
    path = folder / "pages.warc"
    path.write_bytes(b"".join(pieces(*writes, compressed=compressed)))
    return PageFile(path, path.name)


@pytest.mark.parametrize("compressed", [True, False])
def test_each_page_has_its_address_time_and_type(tmp_path: Path, compressed: bool) -> None:
    file = warc(tmp_path, response("http://gfmd.org/pfp/ppd/peru/"), compressed=compressed)
    (snapshot,) = read_snapshots(file)
    assert snapshot == Snapshot(
        "gfmd", "pages.warc", BODY, url("peru"), datetime(2024, 1, 1, 12), "utf-8", "text/html"
    )  # fmt: skip


def test_a_warc_in_one_single_gzip_stream_is_read_too(tmp_path: Path) -> None:
    plain = pieces(*(response(url(name)) for name in "abc"), compressed=False)
    (tmp_path / "all.gz").write_bytes(gzip.compress(b"".join(plain)))
    assert len(list(read_snapshots(PageFile(tmp_path / "all.gz", "all.gz")))) == 3


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(BODY, mtime=0), {"content_encoding": "gzip"}),
        (zlib.compress(BODY), {"content_encoding": "deflate"}),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY), {"transfer_encoding": "chunked"}),
        (BODY, {"transfer_encoding": "chunked", "content_encoding": "gzip"}),
    ],
)
def test_bodies_are_taken_out_of_their_wrappings(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    (snapshot,) = read_snapshots(warc(tmp_path, response(url("peru"), body, 1, "200 OK", "response", **headers)))
    assert (snapshot.payload, snapshot.refusal) == (BODY, None)


def test_an_encoding_that_is_not_read_is_a_refusal_of_that_page_alone(tmp_path: Path) -> None:
    file = warc(tmp_path, response(url("a"), b"\x0b", content_encoding="br"), response(url("b")))
    assert [refused(snapshot) for snapshot in read_snapshots(file)] == ["unknown_encoding", None]


def said_in(file: PageFile) -> list[Capture | Sighting | Skipped]:
    """All that the records of a file say."""
    return [interpreted(record, file, MAX_PAGE_BYTES) for record in records_in(file, MAX_PAGE_BYTES)]


def test_what_is_no_page_is_counted_with_a_reason(tmp_path: Path) -> None:
    file = warc(
        tmp_path,
        response(url("gone"), status="404 Not Found"),
        response(url("moved"), status="301 Moved"),
        response("https://www.gfmd.org/logo", content_type="image/png"),
        response("https://www.gfmd.org/robots.txt", content_type="text/plain"),
        response("urn:pageinfo:x", kind="resource", content_type="application/json"),
        response(url("kept")),
    )
    said = said_in(file)
    reasons = [skipped.reason for skipped in said if isinstance(skipped, Skipped)]
    assert reasons == ["status_404", "status_301", "not_a_page", "not_a_page", "no_web_address"]
    assert [snapshot.url for snapshot in read_snapshots(file)] == [url("kept")]


def test_resource_records_are_pages(tmp_path: Path) -> None:
    (snapshot,) = read_snapshots(warc(tmp_path, response(url("peru"), kind="resource")))
    assert (snapshot.url, snapshot.payload, snapshot.media_type) == (url("peru"), BODY, "text/html")


@pytest.mark.parametrize("compressed", [True, False])
def test_wherever_a_file_is_cut_every_whole_record_is_used_and_the_damage_told(
    tmp_path: Path, compressed: bool
) -> None:
    made = pieces(*(response(url(name)) for name in "abc"), compressed=compressed)
    whole = b"".join(made)
    ends = list(itertools.accumulate(len(piece) for piece in made))
    path = tmp_path / "cut.warc"
    for cut in range(10, len(whole), 1 if compressed else 4):
        path.write_bytes(whole[:cut])
        snapshots = list(read_snapshots(PageFile(path, path.name)))
        good = [snapshot for snapshot in snapshots if snapshot.refusal is None]
        # In plain text a record has all its content before the two line ends that close it.
        closing = 0 if compressed else 4
        assert len(good) == sum(cut >= end - closing for end in ends), cut
        between = any(end - closing <= cut <= end for end in [0, *ends])
        assert [refused(snapshot) for snapshot in snapshots[len(good) :]] == ([] if between else ["damaged_warc"]), cut


@pytest.mark.parametrize("compressed", [True, False])
def test_damage_in_the_middle_costs_only_its_own_record(tmp_path: Path, compressed: bool) -> None:
    first, middle, last = pieces(*(response(url(name)) for name in "abc"), compressed=compressed)
    path = tmp_path / "damaged.warc"
    silent = 0
    for at in range(0, len(middle), 2):
        path.write_bytes(first + middle[:at] + bytes([middle[at] ^ 0x15]) + middle[at + 1 :] + last)
        snapshots = list(read_snapshots(PageFile(path, path.name)))
        good = {snapshot.url for snapshot in snapshots if snapshot.refusal is None}
        assert {url("a"), url("c")} <= good, at
        changed = [snapshot for snapshot in snapshots if snapshot.refusal is None and snapshot.payload != BODY]
        assert not changed, at
        silent += not any(snapshot.refusal for snapshot in snapshots)
    # What can change unseen is a header of a plain record, and the file name or time in a gzip header.
    assert silent <= (20 if compressed else len(middle) - len(BODY))


def test_a_torn_record_in_the_middle_of_an_appended_file_is_stepped_over(tmp_path: Path) -> None:
    for compressed in (True, False):
        first, torn, last = pieces(*(response(url(name)) for name in "abc"), compressed=compressed)
        path = tmp_path / "torn.warc"
        path.write_bytes(first + torn[: len(torn) - 20] + last)
        snapshots = list(read_snapshots(PageFile(path, path.name)))
        assert [(snapshot.url, refused(snapshot)) for snapshot in snapshots if snapshot.refusal is None] == [
            (url("a"), None),
            (url("c"), None),
        ]
        assert [refused(snapshot) for snapshot in snapshots].count("damaged_warc") == 1


def test_a_bomb_in_a_record_is_too_large_and_the_next_record_is_read(tmp_path: Path) -> None:
    bomb = response(url("a"), gzip.compress(bytes(20_000_000)), content_encoding="gzip")
    huge = response(url("b"), bytes(20_000_000))
    assert [refused(snapshot) for snapshot in read_snapshots(warc(tmp_path, bomb, huge, response(url("c"))))] == [
        "too_large",
        "too_large",
        None,
    ]


def test_the_same_page_captured_again_is_one_snapshot_dated_by_its_present_run(tmp_path: Path) -> None:
    other = b"<html>Attended Summit: yes</html>"
    days = [(1, BODY), (2, BODY), (3, other), (4, BODY), (5, BODY)]
    file = warc(tmp_path, *(response(url("peru"), body, day) for day, body in days))
    snapshots = list(read_snapshots(file))
    assert [(snapshot.payload, snapshot.fetched_at and snapshot.fetched_at.day) for snapshot in snapshots] == [
        (BODY, 4),
        (other, 3),
    ]


def test_the_order_of_records_does_not_matter_for_the_time(tmp_path: Path) -> None:
    writes = [response(url("peru"), BODY, day) for day in (5, 3, 4)]
    for order in itertools.permutations(writes):
        (snapshot,) = read_snapshots(warc(tmp_path, *order))
        assert snapshot.fetched_at is not None
        assert snapshot.fetched_at.day == 3


def test_captures_in_several_files_are_dated_together(tmp_path: Path) -> None:
    files = []
    for day, body in ((1, BODY), (2, b"other"), (3, BODY)):
        path = tmp_path / f"{day}.warc.gz"
        path.write_bytes(b"".join(pieces(response(url("peru"), body, day), compressed=True)))
        files.append(PageFile(path, path.name))
    given = {snapshot.payload: snapshot.fetched_at and snapshot.fetched_at.day for snapshot in read_snapshots(*files)}
    assert given == {BODY: 3, b"other": 2}


def test_a_revisit_lengthens_the_run_of_the_payload_that_it_names(tmp_path: Path) -> None:
    file = warc(tmp_path, response(url("peru"), BODY, 1), response(url("peru"), b"other", 2))
    digests = [said.digest for said in said_in(file) if not isinstance(said, Skipped)]
    file = warc(
        tmp_path,
        response(url("peru"), BODY, 1),
        response(url("peru"), b"other", 2),
        revisit(url("peru"), digests[0] or "", 3),
        revisit(url("peru"), digests[0] or "", 4),
    )
    assert [snapshot.fetched_at and snapshot.fetched_at.day for snapshot in read_snapshots(file)] == [3, 2]


def test_a_revisit_of_nothing_known_tells_nothing() -> None:
    moment = datetime(2024, 1, 1)
    assert present_since([Sighting(url("x"), moment, None, "sha1:ABC")]) == {}


@pytest.mark.parametrize("compressed", [True, False])
def test_noise_in_a_file_is_never_an_error_of_the_program(tmp_path: Path, compressed: bool) -> None:
    rng = random.Random(11)
    squeezed = response(url("b"), gzip.compress(BODY), content_encoding="gzip")
    framed = response(url("c"), b"5\r\nhello\r\n0\r\n\r\n", transfer_encoding="chunked")
    made = [response(url("a")), squeezed, framed, response(url("d"), kind="resource"), revisit(url("a"), "sha1:A", 3)]
    whole = b"".join(pieces(*made, compressed=compressed))
    path = tmp_path / "noisy.warc"
    for _ in range(400):
        path.write_bytes(noisy(rng, whole))
        for snapshot in read_snapshots(PageFile(path, path.name)):
            assert snapshot.refusal is None or snapshot.refusal.message


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_the_files_that_wget_makes_are_read(tmp_path: Path) -> None:
    served = site(2, 1)
    with serving(served) as server:
        target = str(tmp_path / "crawl")
        addresses = [server.url + path for path in served]
        subprocess.run(["wget", "-q", "--no-proxy", "--warc-file", target, "-P", target, *addresses], check=True)
    files = find_pages([tmp_path]).files
    assert len(files) == 1 + len(served)
    archived = [snapshot for file in files if is_warc(file) for snapshot in read_snapshots(file)]
    assert {snapshot.payload for snapshot in archived} == set(served.values())
    assert all(snapshot.fetched_at is not None and snapshot.refusal is None for snapshot in archived)


def test_thousands_of_pages_stream(tmp_path: Path) -> None:
    file = warc(tmp_path, *(response(url(f"c{number}")) for number in range(1000)))
    assert len({snapshot.page_id for snapshot in read_snapshots(file)}) == 1000


@pytest.mark.parametrize("piece", [b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"WARC/1.0\r\nA", b"\nWARC/1.", b"a: b\r\n"])
def test_hostile_files_end_in_bounded_time(tmp_path: Path, piece: bytes) -> None:
    path = tmp_path / "hostile.warc"
    path.write_bytes(b"WARC/1.0\r\n" + piece * (50_000 // len(piece)))
    assert all(refused(snapshot) == "damaged_warc" for snapshot in read_snapshots(PageFile(path, path.name)))
