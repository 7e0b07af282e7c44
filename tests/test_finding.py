"""What a run reads is found in a fixed order and kept on disk: memory hardly grows with the pages, nothing is left."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.acquire.items import Item, snapshot_at, stored_in
from pipeline.acquire.met_pages import met_pages
from pipeline.acquire.page_files import UnreadableInput, find_pages
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from tests.saving import Page, chromium_mhtml, zipped
from tests.telling import say
from tests.test_acquire_warc import BODY, Write, pieces, response, revisit, url

OLD, NEW = BODY, b"<html><p>Did not attend</p></html>"
DIGEST = "sha1:" + base64.b32encode(hashlib.sha1(OLD, usedforsecurity=False).digest()).decode()

# The most memory in use while the pages of each folder are found and gone through, in bytes.
PEAKS = """
import sys, tracemalloc
from pathlib import Path
from pipeline.acquire.items import stored_in
from pipeline.acquire.page_files import find_pages
for folder in map(Path, sys.argv[1:]):
    tracemalloc.start()
    with stored_in(find_pages([folder]).files, scratch=folder.parent / "scratch") as stored:
        assert sum(map(len, stored.histories)) == stored.pages
    print(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
"""


def warc(*writes: Write) -> bytes:
    return b"".join(pieces(*writes, compressed=True))


def mixed(folder: Path) -> Path:
    """Texts, pages of one address in WARC, MHTML and ZIP files, and what is passed over."""
    folder.mkdir()
    (folder / "zambia.txt").write_text("Zambia", encoding="utf-8")
    (folder / "b.warc.gz").write_bytes(
        warc(
            response(url("peru"), OLD, 3),
            response(url("chile"), OLD, 5),
            response(url("peru"), NEW, 4),
            revisit(url("peru"), DIGEST, 9),
            revisit(url("italy"), DIGEST, 9),
            response(url("gone"), b"", 9, "404 Not Found"),
        )
    )
    later = chromium_mhtml(Page("<html><p>Moved</p></html>", url("chile"), datetime(2024, 1, 7)))
    (folder / "a.zip").write_bytes(zipped({"x/chile.mhtml": later, "notes.bin": b"0", "y.html": b"<p>Undated</p>"}))
    (folder / "a-photo.jpg").write_bytes(b"0")
    return folder


def told(folder: Path, as_of: datetime | None = None) -> tuple[list[list[tuple[str, int]]], int, dict[str, int]]:
    """For each address its pages, by path and day, how many there are in all, and what was passed over."""
    with stored_in(find_pages([folder]).files, as_of=as_of) as stored:
        twice = [[[told_of(item) for item in history] for history in stored.histories] for _ in range(2)]
        assert twice[0] == twice[1]
        assert len(stored.histories) == len(twice[0])
        return twice[0], stored.pages, dict(stored.passed_over)


def told_of(item: Item) -> tuple[str, int]:
    page = snapshot_at(item, MAX_PAGE_BYTES)
    return f"{page.path} {page.payload.decode()}"[:40], page.fetched_at.day if page.fetched_at else 0


def test_pages_come_by_address_as_they_are_met_and_what_was_shown_last_first(tmp_path: Path) -> None:
    histories, pages, passed_over = told(mixed(tmp_path / "in"))
    assert histories == [
        [("a.zip!/x/chile.mhtml <html><p>Moved</p><", 7), ("b.warc.gz <html><p>Attended Summit</p></", 5)],
        [("a.zip!/y.html <p>Undated</p>", 0)],
        [("b.warc.gz <html><p>Attended Summit</p></", 9), ("b.warc.gz <html><p>Did not attend</p></h", 4)],
        [("zambia.txt Zambia", 0)],
    ]
    assert pages == 6
    assert passed_over == {"not_a_page": 1, "revisit_without_page": 1, "status_404": 1}


def test_as_of_a_time_an_address_is_met_where_its_first_page_of_then_is(tmp_path: Path) -> None:
    histories, pages, passed_over = told(mixed(tmp_path / "in"), datetime(2024, 1, 6))
    assert histories == [
        [("b.warc.gz <html><p>Did not attend</p></h", 4), ("b.warc.gz <html><p>Attended Summit</p></", 3)],
        [("b.warc.gz <html><p>Attended Summit</p></", 5)],
    ]
    assert pages == 3
    assert passed_over == {
        "captured_later": 1, "no_capture_time": 2, "not_a_page": 1, "revisit_without_page": 1, "status_404": 1,
    }  # fmt: skip


def test_folders_may_lie_in_each_other_deeper_than_functions_call_each_other(tmp_path: Path) -> None:
    folders = list(accumulate(["b"] * (sys.getrecursionlimit() + 100), Path.__truediv__, initial=tmp_path / "in"))
    try:
        for folder in folders:
            folder.mkdir()
        written = [folders[0] / "a.txt", folders[0] / "c.txt", folders[-1] / "deep.txt"]
        for file in written:
            file.write_text("Peru", encoding="utf-8")
        assert [file.path for file in find_pages([folders[0]]).files] == [written[0], written[2], written[1]]
    finally:
        # What deletes folders for the tests calls itself for each folder in a folder.
        (folders[-1] / "deep.txt").unlink()
        for folder in folders[:0:-1]:
            folder.rmdir()


NAMES = st.sampled_from([b"a", b"a-b", b"a.txt", b"a.html", b"B", b"\xff", b"\\xff", b"\xff.txt", "\uffee".encode()])


@settings(max_examples=60, deadline=None)
@given(paths=st.lists(st.lists(NAMES, min_size=1, max_size=3), max_size=12))
def test_files_come_in_order_of_their_names_whatever_folders_they_lie_in(paths: list[list[bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = [path for parts in paths if (path := written_at(Path(folder), parts)) is not None]
        names = [path.decode("utf-8", "backslashreplace") for path in written]
        if len(set(names)) < len(names):
            with pytest.raises(UnreadableInput, match="would both be called"):
                find_pages([Path(folder)])
        else:
            files = find_pages([Path(folder)]).files
            assert [file.name for file in files] == sorted(names)
            assert len(files) == len(names)
            assert all(file.path.is_file() for file in files)


def written_at(folder: Path, parts: Sequence[bytes]) -> bytes | None:
    """Write a file and the folders above it; its path, None where a file or folder is in the way."""
    path = folder.joinpath(*map(os.fsdecode, parts))
    if path.exists() or any(above.is_file() for above in path.parents):
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return b"/".join(parts)


def test_a_file_of_a_mirror_whose_name_is_no_utf8_is_a_file_like_others(tmp_path: Path) -> None:
    folder = tmp_path / "www.gfmd.org" / "pfp" / "ppd"
    folder.mkdir(parents=True)
    for name in (b"per\xfa.html", b"peru?page=\xfa.html"):
        (folder / os.fsdecode(name)).write_bytes(BODY)
    found = [(file.name, file.url) for file in find_pages([tmp_path]).files]
    assert [name.removeprefix("www.gfmd.org/pfp/ppd/") for name, _ in found] == [
        r"per\xfa.html",
        r"peru?page=\xfa.html",
    ]
    assert len(told(tmp_path)[0]) == 2


def test_nothing_is_left_of_what_was_found(tmp_path: Path) -> None:
    files, scratch = find_pages([mixed(tmp_path / "in")]).files, tmp_path / "data" / "staging"
    with stored_in(files, scratch=scratch) as stored:
        assert stored.pages == 6
        assert len(list(scratch.iterdir())) == 1
    assert list(scratch.iterdir()) == []
    with pytest.raises(KeyboardInterrupt), stored_in(files, scratch=scratch):
        raise KeyboardInterrupt
    assert list(scratch.iterdir()) == []


def test_nothing_is_left_where_a_file_can_not_be_read(tmp_path: Path) -> None:
    files, scratch = find_pages([mixed(tmp_path / "in")]).files, tmp_path / "scratch"
    (tmp_path / "in" / "zambia.txt").unlink()
    with pytest.raises(UnreadableInput, match=r"zambia\.txt can't be read"), stored_in(files, scratch=scratch):
        pass
    assert list(scratch.iterdir()) == []


def test_a_disk_that_does_not_take_what_is_found_is_told(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
        with pytest.raises(OSError, match="File too large") as refused:
            fill(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.errno == errno.EFBIG
    assert str(refused.value.filename).endswith("pages.sqlite")
    assert list(tmp_path.iterdir()) == []


def fill(scratch: Path) -> None:
    """Note twenty pages of one MiB each."""
    with met_pages(scratch) as met:
        for number in range(20):
            met.note_page(str(number), None, None, bytes(2**20))


def growth(few: Path, more: Path, further: int) -> float:
    """How many bytes of memory each further page of a folder takes, measured in a process of its own."""
    asked = [sys.executable, "-c", PEAKS, str(few), str(few), str(more)]
    _, *peaks = map(int, subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split())
    return (peaks[1] - peaks[0]) / further


def files(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"page-of-some-country-{number}.txt").write_text(f"Page {number}", encoding="utf-8")


def records(folder: Path, count: int) -> None:
    captures = (
        response(url(f"country-{number % 200}"), b"<p>%d</p>" % number, 1 + number % 28) for number in range(count)
    )
    (folder / "crawl.warc.gz").write_bytes(warc(*captures))


@pytest.mark.parametrize(("write", "few", "most"), [(files, 200, 300), (records, 600, 30)], ids=["files", "records"])
def test_memory_hardly_grows_with_the_pages(
    write: Callable[[Path, int], None], few: int, most: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = tmp_path / "few", tmp_path / "more"
    for folder, count in zip(folders, (few, few + 1000), strict=True):
        folder.mkdir()
        write(folder, count)
    found = growth(*folders, 1000)
    assert found < most
    say(capsys, f"finding: {found:.0f} bytes more a page, of {write.__name__}")
