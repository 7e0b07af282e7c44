"""The pages of WARC files are handed to workers by their place, and are what the file holds there."""

from __future__ import annotations

import gzip
import pickle
import tracemalloc
from pathlib import Path

import pytest

from pipeline.acquire.items import Loose, Place, snapshot_at, stored_in
from pipeline.acquire.page_files import PageFile, UnreadableInput, find_pages
from pipeline.acquire.saved import present_times, read_snapshots
from tests.rendering import warc
from tests.telling import say

LIMIT = 1 << 20
PAGES = {f"https://www.gfmd.org/pfp/ppd/{slug}": f"<p>{slug}</p>".encode() for slug in ("peru", "chile", "italy")}
WHOLE = warc(PAGES, "text/html", compressed=False)
MEMBERS = warc(PAGES, "text/html", compressed=True)
CONTENTS = {
    "plain": WHOLE,
    "members": MEMBERS,
    "one member": gzip.compress(WHOLE),
    "cut": MEMBERS[:-20],
    "cut and plain": WHOLE[:-20],
    "one member, cut": gzip.compress(WHOLE)[:-20],
    "damaged": MEMBERS[:300] + bytes([MEMBERS[300] ^ 255]) + MEMBERS[301:],
}


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_a_place_leads_to_the_page_that_reading_the_file_gives(name: str, tmp_path: Path) -> None:
    (tmp_path / "pages.warc.gz").write_bytes(CONTENTS[name])
    files = find_pages([tmp_path]).files
    expected = [page for file in files for page in read_snapshots(file, since=present_times(files))]
    assert len(expected) >= 3
    assert [snapshot_at(item, LIMIT) for item in stored_in(files).items] == expected


def test_whole_records_are_handed_over_without_their_bytes(tmp_path: Path) -> None:
    for name in ("plain", "members"):
        (tmp_path / f"{name.replace(' ', '-')}.warc").write_bytes(CONTENTS[name])
    items = stored_in(find_pages([tmp_path]).files).items
    assert [type(item) for item in items] == [Place] * 3
    assert all(len(pickle.dumps(item)) < 1000 for item in items)


def test_records_that_share_a_gzip_member_are_handed_over_themselves(tmp_path: Path) -> None:
    (tmp_path / "pages.warc.gz").write_bytes(CONTENTS["one member"])
    kinds = [type(item) for item in stored_in(find_pages([tmp_path]).files).items]
    assert kinds.count(Loose) >= 2


def test_a_large_archive_is_not_held_in_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = {f"{url}-{number}": payload * 50_000 for number in range(20) for url, payload in PAGES.items()}
    (tmp_path / "pages.warc.gz").write_bytes(warc(pages, "text/html", compressed=True))
    size = sum(map(len, pages.values()))
    del pages
    tracemalloc.start()
    items = stored_in(find_pages([tmp_path]).files).items
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(items) == 60
    assert peak < size / 4
    say(capsys, f"stored: {len(items)} pages of {size >> 20} MiB listed within {peak >> 20} MiB")


def test_a_file_that_was_changed_meanwhile_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc"
    path.write_bytes(WHOLE)
    *_, last = stored_in([PageFile(path, path.name)]).items
    path.write_bytes(WHOLE[:100])
    with pytest.raises(UnreadableInput, match="was changed while it was read"):
        snapshot_at(last, LIMIT)
