"""Files in ZIP files: what is hostile is refused with a reason within bounds, and the rest is read."""

from __future__ import annotations

import random
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from pipeline.acquire.containers.zip_list import MOST_MEMBERS, members_of
from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import PageFile, find_pages
from schemas.snapshot import Refusal
from tests.comparing import refused
from tests.saving import record, zipped

PAGE = b"Official Name\nRepublic of Somewhere\n"
LIMIT = 1024 * 1024


def outcomes(folder: Path, limit: int = LIMIT) -> dict[str, str | None]:
    """Why each page of a folder is refused, by its path; None for those that are read."""
    pages = [page for file in find_pages([folder]).files for page in read_snapshots(file, limit=limit)]
    return {page.path: refused(page) for page in pages}


def refused_whole(content: bytes, tmp_path: Path) -> str | None:
    """Why a ZIP file is refused as a whole; the page beside it is always read."""
    (tmp_path / "it.zip").write_bytes(content)
    (tmp_path / "beside.txt").write_bytes(PAGE)
    found = outcomes(tmp_path)
    assert found.pop("beside.txt") is None
    return found.get("it.zip")


def changed(content: bytes, name: str, offset: int, value: bytes) -> bytes:
    """A ZIP file whose list says something else of a file; ``offset`` counts from the beginning of its entry."""
    at = content.rindex(name.encode()) - 46 + offset
    return content[:at] + value + content[at + len(value) :]


def test_pages_in_a_zip_file_are_read_under_its_name_and_theirs(tmp_path: Path) -> None:
    files = {"a.html": PAGE, "deep/er/b.txt": PAGE, "photo.png": b"\x89PNG", "c.warc": record("https://x.org", PAGE)}
    (tmp_path / "some.zip").write_bytes(zipped(files))
    assert outcomes(tmp_path) == {"some.zip!/a.html": None, "some.zip!/deep/er/b.txt": None, "some.zip!/c.warc": None}


@pytest.mark.parametrize("name", ["../../up.html", "/etc/root.html", "..\\..\\up.html", "C:\\pages\\up.html"])
def test_a_name_is_never_a_path(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "in" / "deep"
    inside.mkdir(parents=True)
    (inside / "it.zip").write_bytes(zipped({name: PAGE}))
    before = sorted(tmp_path.rglob("*"))
    assert list(outcomes(inside)) in (["it.zip!/up.html"], ["it.zip!/etc/root.html"], ["it.zip!/C:/pages/up.html"])
    assert sorted(tmp_path.rglob("*")) == before


def test_what_cannot_be_printed_in_a_name_is_told_by_escapes(tmp_path: Path) -> None:
    (tmp_path / "it.zip").write_bytes(zipped({"a\x1b[2J\n.html": PAGE}))
    assert list(outcomes(tmp_path)) == ["it.zip!/a\\x1b[2J\\n.html"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "it.zip", "w") as archive:
        archive.writestr("a.html", PAGE)
        archive.writestr("a.html", PAGE + b"More\n")
    assert outcomes(tmp_path) == {"it.zip!/a.html": None, "it.zip!/a.html#2": None}


def test_a_file_that_grows_too_much_is_a_bomb_and_its_neighbours_are_read(tmp_path: Path) -> None:
    (tmp_path / "it.zip").write_bytes(zipped({"a.html": PAGE, "bomb.html": bytes(20 * 2**20), "c.html": PAGE}))
    assert outcomes(tmp_path) == {"it.zip!/a.html": None, "it.zip!/bomb.html": "zip_bomb", "it.zip!/c.html": None}


def test_a_bomb_that_lies_about_its_length_is_stopped_where_the_lie_shows(tmp_path: Path) -> None:
    bomb = changed(zipped({"a.html": PAGE, "bomb.html": bytes(200 * 2**20)}), "bomb.html", 24, struct.pack("<I", 99))
    (tmp_path / "it.zip").write_bytes(bomb)
    del bomb
    tracemalloc.start()
    found = outcomes(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == {"it.zip!/a.html": None, "it.zip!/bomb.html": "damaged_zip"}
    assert peak < 4 * 2**20


def test_files_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    content = zipped({"a.html": PAGE * 99, "b.html": PAGE * 99})
    assert refused_whole(changed(content, "b.html", 42, struct.pack("<I", 0)), tmp_path) == "zip_bomb"


def test_files_that_claim_too_much_together_are_a_bomb(tmp_path: Path) -> None:
    content = zipped({f"{n}.html": random.Random(n).randbytes(LIMIT) for n in range(10, 22)})
    for n in range(10, 22):
        content = changed(content, f"{n}.html", 24, struct.pack("<I", 199 * LIMIT))
    assert refused_whole(content, tmp_path) == "zip_bomb"


def test_a_file_over_the_bound_of_pages_is_refused_by_its_length(tmp_path: Path) -> None:
    text = random.Random(1).randbytes(9 * LIMIT).hex().encode()
    (tmp_path / "it.zip").write_bytes(zipped({"long.html": text, "a.html": PAGE}))
    assert outcomes(tmp_path) == {"it.zip!/long.html": "too_large", "it.zip!/a.html": None}


def test_a_zip_file_within_another_is_refused_by_name(tmp_path: Path) -> None:
    inner = zipped({"a.html": PAGE})
    (tmp_path / "it.zip").write_bytes(zipped({"a.html": PAGE, "more.zip": inner, "hidden.html": inner}))
    assert outcomes(tmp_path) == {
        "it.zip!/a.html": None,
        "it.zip!/more.zip": "nested_archive",
        "it.zip!/hidden.html": "nested_archive",
    }


def test_an_encrypted_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "it.zip").write_bytes(changed(zipped({"a.html": PAGE, "b.html": PAGE}), "b.html", 8, b"\x01\x00"))
    assert outcomes(tmp_path) == {"it.zip!/a.html": None, "it.zip!/b.html": "encrypted"}


def test_a_file_compressed_in_another_way_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "it.zip").write_bytes(zipped({"a.html": PAGE}, zipfile.ZIP_LZMA))
    assert outcomes(tmp_path) == {"it.zip!/a.html": "unknown_encoding"}


def test_ten_thousand_files_are_too_many(tmp_path: Path) -> None:
    content = zipped({f"{n}.html": b"" for n in range(2 * MOST_MEMBERS)}, zipfile.ZIP_STORED)
    begun = time.process_time()
    assert refused_whole(content, tmp_path) == "too_many_members"
    assert time.process_time() - begun < 5


def test_a_list_longer_than_the_bound_is_not_even_read(tmp_path: Path) -> None:
    names = {f"{'n' * 60_000}{n}.html": b"" for n in range(100)}
    assert refused_whole(zipped(names, zipfile.ZIP_STORED), tmp_path) == "too_many_members"


@pytest.mark.parametrize(("offset", "value"), [(16, b"\0\0\0\0"), (24, b"\x01\0\0\0"), (24, b"\xff\0\0\0")])
def test_a_wrong_checksum_or_length_is_damage(offset: int, value: bytes, tmp_path: Path) -> None:
    (tmp_path / "it.zip").write_bytes(changed(zipped({"a.html": PAGE, "b.html": PAGE}), "b.html", offset, value))
    assert outcomes(tmp_path) == {"it.zip!/a.html": None, "it.zip!/b.html": "damaged_zip"}


def test_a_zip_file_that_ends_early_is_damaged(tmp_path: Path) -> None:
    assert refused_whole(zipped({"a.html": PAGE})[:-30], tmp_path) == "damaged_zip"


def test_a_file_that_is_called_a_zip_file_and_is_none_is_damaged(tmp_path: Path) -> None:
    assert refused_whole(PAGE, tmp_path) == "damaged_zip"


def test_a_zip_file_without_pages_is_no_page(tmp_path: Path) -> None:
    assert refused_whole(zipped({"word/document.xml": b"<w/>", "photo.png": b"\x89PNG"}), tmp_path) == "binary"


def test_whatever_is_damaged_ends_in_pages_or_a_reason(tmp_path: Path) -> None:
    whole = zipped({"a.html": PAGE * 20, "b/c.html": PAGE, "d.warc.gz": record("https://x.org/", PAGE)})
    rng = random.Random(5)
    path = tmp_path / "it.zip"
    for _ in range(1000):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.choice((0, 0xFF, rng.randrange(256)))
        path.write_bytes(damaged[: rng.choice((len(damaged), rng.randrange(len(damaged))))])
        members = members_of(path, path.name)
        pages = list(read_snapshots(PageFile(path, path.name), limit=LIMIT))
        assert pages
        if isinstance(members, Refusal):
            assert [page.refusal for page in pages] == [members]
