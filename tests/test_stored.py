"""The pages of WARC files are handed to workers by their place, and are what the file holds there."""

from __future__ import annotations

import gzip
import pickle
import tracemalloc
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.acquire.items import Place, read_snapshots, snapshot_at
from pipeline.acquire.page_files import PageFile, UnreadableInput, find_pages
from pipeline.acquire.saved import FRAMING, interpreted, records_in
from pipeline.acquire.warc.captures import Capture
from schemas.snapshot import Snapshot
from tests.listing import listed
from tests.rendering import warc
from tests.saving import Page, chromium_mhtml, zipped
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


def captured_in(file: PageFile) -> list[Snapshot]:
    """The pages of a WARC file, record by record."""
    said = (interpreted(record, file, LIMIT) for record in records_in(file, LIMIT + FRAMING))
    return [one.snapshot for one in said if isinstance(one, Capture)]


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_a_place_leads_to_the_page_that_reading_the_file_gives(name: str, tmp_path: Path) -> None:
    (tmp_path / "pages.warc.gz").write_bytes(CONTENTS[name])
    files = find_pages([tmp_path]).files
    expected = [page for file in files for page in captured_in(file)]
    assert len(expected) >= 3
    assert [snapshot_at(item, LIMIT) for item in listed(files).items] == expected


def test_whole_records_are_handed_over_without_their_bytes(tmp_path: Path) -> None:
    for name in ("plain", "members"):
        (tmp_path / f"{name.replace(' ', '-')}.warc").write_bytes(CONTENTS[name])
    items = listed(find_pages([tmp_path]).files).items
    assert [type(item) for item in items] == [Place] * 3
    assert all(len(pickle.dumps(item)) < 1000 for item in items)


def test_records_that_share_a_gzip_member_are_handed_over_themselves(tmp_path: Path) -> None:
    (tmp_path / "pages.warc.gz").write_bytes(CONTENTS["one member"])
    items = listed(find_pages([tmp_path]).files).items
    assert len([item for item in items if isinstance(item, Place) and item.snapshot is not None]) >= 2


def test_a_large_archive_is_not_held_in_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = {f"{url}-{number}": payload * 50_000 for number in range(20) for url, payload in PAGES.items()}
    (tmp_path / "pages.warc.gz").write_bytes(warc(pages, "text/html", compressed=True))
    size = sum(map(len, pages.values()))
    del pages
    tracemalloc.start()
    items = listed(find_pages([tmp_path]).files).items
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(items) == 60
    assert peak < size / 4
    say(capsys, f"stored: {len(items)} pages of {size >> 20} MiB listed within {peak >> 20} MiB")


def test_a_file_that_was_changed_meanwhile_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc"
    path.write_bytes(WHOLE)
    *_, last = listed([PageFile(path, path.name)]).items
    path.write_bytes(WHOLE[:100])
    with pytest.raises(UnreadableInput, match="was changed while it was read"):
        snapshot_at(last, LIMIT)


def test_the_pages_of_a_file_come_in_its_order_and_each_content_of_an_address_once(tmp_path: Path) -> None:
    days = {"b.mhtml": (2, "Harvest"), "a.mhtml": (1, "Orchard"), "c.mhtml": (3, "Harvest")}
    saved = {
        name: chromium_mhtml(Page(f"<html><p>{text}</p></html>", next(iter(PAGES)), datetime(2021, 3, day)))
        for name, (day, text) in days.items()
    }
    (tmp_path / "saved.zip").write_bytes(zipped(saved))
    found = list(read_snapshots(PageFile(tmp_path / "saved.zip", "saved.zip")))
    assert [(page.path, page.fetched_at) for page in found] == [
        ("saved.zip!/b.mhtml", datetime(2021, 3, 2)),
        ("saved.zip!/a.mhtml", datetime(2021, 3, 1)),
    ]
