"""Which files of a folder are pages, and what plain files hold."""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path

import pytest

from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import PageFile, UnreadableInput, find_pages
from pipeline.acquire.page_names import named_like_page
from pipeline.acquire.warc.captures import content_type
from pipeline.acquire.warc.payloads import dechunk, decode_body, gunzip
from schemas.snapshot import Refusal, Snapshot
from tests.comparing import refused

PAGE = b"Official Name\nRepublic of Somewhere\n"


def only(path: Path, limit: int = 5 * 1024 * 1024) -> Snapshot:
    (snapshot,) = read_snapshots(PageFile(path, path.name), limit=limit)
    return snapshot


def test_a_folder_gives_its_page_like_files_in_order_of_name(tmp_path: Path) -> None:
    kept = ["a.txt", "b/c.HTML", "b/peru?page=3", "b/peru@page=3", "d.warc.gz", "e", "f.xhtml", "peru.html?page=1"]
    passed = ["photo.jpg", "style.css", "notes.jsonl", "photo.png?size=2", "me@home.pdf"]
    hidden = [".hidden.txt", ".git/config"]
    for name in [*kept, *passed, *hidden]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    found = find_pages([tmp_path])
    assert [file.name for file in found.files] == sorted(kept)
    assert list(found.skipped) == sorted(passed)


def test_a_file_given_by_itself_is_taken_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / ".odd.pdf").write_bytes(PAGE)
    assert [file.name for file in find_pages([tmp_path / ".odd.pdf"]).files] == [".odd.pdf"]


def test_links_in_a_circle_and_pipes_do_not_hang(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(PAGE)
    (tmp_path / "around").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    found = find_pages([tmp_path])
    assert [file.name for file in found.files] == ["page.txt"]
    assert found.skipped == ("around", "dangling", "pipe")
    with pytest.raises(UnreadableInput, match="neither a file nor a folder"):
        find_pages([tmp_path / "pipe"])


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"There is no file or folder .*nowhere"):
        find_pages([tmp_path / "nowhere"])


def test_a_file_that_several_ways_lead_to_is_one_page(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    file = tmp_path / "sub" / "peru.txt"
    file.write_bytes(PAGE)
    (tmp_path / "linked").symlink_to(tmp_path / "sub", target_is_directory=True)
    ways = [file, tmp_path, tmp_path / "sub", tmp_path / "linked", tmp_path / "sub" / ".." / "sub" / "peru.txt"]
    for paths in (ways, ways[::-1]):
        assert [found.name for found in find_pages(paths).files] == ["sub/peru.txt"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "peru.txt").write_bytes(PAGE)
    with pytest.raises(UnreadableInput, match=r"both be called peru\.txt"):
        find_pages([tmp_path / "a", tmp_path / "b"])


def test_a_plain_file_is_one_snapshot_without_a_time(tmp_path: Path) -> None:
    path = tmp_path / "peru.txt"
    path.write_bytes(PAGE)
    assert only(path) == Snapshot("gfmd", "peru.txt", PAGE)


def test_gzip_is_known_by_its_magic_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "peru.html"
    path.write_bytes(gzip.compress(PAGE) + gzip.compress(PAGE))
    assert only(path).payload == PAGE + PAGE


@pytest.mark.parametrize("cut", [3, 12, 20, -1])
def test_a_gzip_without_its_end_is_refused_and_keeps_its_bytes(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "peru.txt.gz"
    path.write_bytes(gzip.compress(PAGE)[:cut])
    snapshot = only(path)
    assert refused(snapshot) == "damaged_gzip"
    assert snapshot.payload == path.read_bytes()


def test_any_flipped_byte_of_a_gzip_is_noticed_or_harmless(tmp_path: Path) -> None:
    path = tmp_path / "peru.txt.gz"
    whole = gzip.compress(PAGE, mtime=0)
    noticed = 0
    for at in range(2, len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        snapshot = only(path)
        assert refused(snapshot) == "damaged_gzip" or snapshot.payload == PAGE
        noticed += snapshot.refusal is not None
    assert noticed > len(whole) - 15


def test_a_bomb_and_a_huge_file_are_too_large(tmp_path: Path) -> None:
    bomb, huge = tmp_path / "bomb.gz", tmp_path / "huge.txt"
    bomb.write_bytes(gzip.compress(bytes(50_000_000)))
    huge.write_bytes(bytes(1001))
    assert refused(only(bomb)) == "too_large"
    assert refused(only(huge, 1000)) == "too_large"
    assert refused(only(huge, 1001)) is None


def test_a_file_that_vanished_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"gone\.txt can't be read"):
        list(read_snapshots(PageFile(tmp_path / "gone.txt", "gone.txt")))


def test_chunks_are_taken_apart_only_when_whole() -> None:
    framed = b"5;note=1\r\nhello\r\n1\r\n \r\n05\r\nworld\r\n0\r\n\r\n"
    assert dechunk(framed) == b"hello world"
    assert dechunk(b"0\r\n\r\n") == b""
    assert all(dechunk(framed[:cut]) is None for cut in range(1, framed.index(b"0\r\n\r\n") + 2))


def test_bodies_are_decoded_as_their_headers_say() -> None:
    squeezed = gzip.compress(PAGE)
    assert decode_body(squeezed, {"content-encoding": "GZIP"}) == PAGE
    assert decode_body(PAGE, {"content-encoding": "gzip", "transfer-encoding": "chunked"}) == PAGE
    assert decode_body(b"%x\r\n%s\r\n0\r\n\r\n" % (len(squeezed), squeezed),
                       {"content-encoding": "gzip", "transfer-encoding": "chunked"}) == PAGE  # fmt: skip
    for encoding in ("br", "zstd", "compress", "gzip, gzip"):
        refusal = decode_body(PAGE, {"content-encoding": encoding})
        assert isinstance(refusal, Refusal)
        assert refusal.reason == "unknown_encoding"


def test_only_known_charsets_are_believed() -> None:
    assert content_type('Text/HTML; Charset="UTF-8"') == ("text/html", "utf-8")
    for label in ("rot13", "zlib_codec", "idna", "unicode_escape", "utf-7", "../x", "mbcs"):
        assert content_type(f"text/html; charset={label}") == ("text/html", None)


@pytest.mark.parametrize("piece", [b"0", b"0;", b" ", b"1\r\na\r\n", b"\x1f\x8b\x08", b"f" * 9])
def test_hostile_bodies_take_bounded_time(piece: bytes) -> None:
    body = piece * (50_000 // len(piece))
    began = time.process_time()
    dechunk(body)
    gunzip(body)
    decode_body(body, {"content-encoding": "deflate", "transfer-encoding": "chunked"})
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("content", [b"", b"x"], ids=["empty", "of one byte"])
def test_a_gzip_of_very_many_members_takes_bounded_time(content: bytes) -> None:
    member = gzip.compress(content)
    count = 5 * 2**20 // len(member)
    began = time.process_time()
    assert gunzip(member * count) == content * count
    assert time.process_time() - began < 10


def test_the_bound_of_a_gzip_is_that_of_all_its_members_together() -> None:
    stream = gzip.compress(bytes(6_000)) + gzip.compress(bytes(4_000))
    assert gunzip(stream, 10_000) == bytes(10_000)
    assert refusal_of(gunzip(stream, 9_999)) == "too_large"
    assert gunzip(stream + bytes(700), 10_000) == bytes(10_000)
    assert refusal_of(gunzip(stream + b"more", 10_000)) == "damaged_gzip"


def refusal_of(result: bytes | Refusal) -> str | None:
    return result.reason if isinstance(result, Refusal) else None


@pytest.mark.parametrize("piece", ["?", "@a", "a=", "?a=", "%", "?" + "a" * 90])
def test_hostile_names_take_bounded_time(piece: str) -> None:
    began = time.process_time()
    named_like_page(piece * (50_000 // len(piece)))
    assert time.process_time() - began < 1.0
