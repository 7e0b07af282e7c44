"""Saved files that tell where and when they are from are captures like those of WARC files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.acquire.items import snapshot_at
from pipeline.acquire.page_files import find_pages
from tests.known_countries import COUNTRIES
from tests.listing import Listed, listed
from tests.rendering_html import ink, page_html
from tests.saving import CAPTURED, Page, chromium_mhtml, record, single_file, zipped
from tests.test_forms import address

PAGE = Page(page_html(COUNTRIES[0], "divs", ink(1)), address(COUNTRIES[0]))
LATER = PAGE._replace(moment=datetime.fromisoformat("2021-02-03T04:05:06"))
LIMIT = 2**20


def stored(tmp_path: Path, as_of: datetime | None = None, **files: bytes) -> Listed:
    for name, content in files.items():
        (tmp_path / name.replace("_", ".")).write_bytes(content)
    return listed(find_pages([tmp_path]).files, LIMIT, as_of)


def test_captures_of_one_address_are_together_whatever_holds_them(tmp_path: Path) -> None:
    old = zipped({"old.html": single_file(PAGE)})
    found = stored(tmp_path, a_zip=old, b_mhtml=chromium_mhtml(LATER), c_html=PAGE.html.encode())
    paths = [[snapshot_at(item, LIMIT).path for item in history] for history in found.histories]
    assert sorted(paths) == [["b.mhtml", "a.zip!/old.html"], ["c.html"]]


def test_a_file_without_a_time_has_that_of_a_capture_with_the_same_bytes(tmp_path: Path) -> None:
    mirror = tmp_path / f"{PAGE.address.removeprefix('https://')}.html"
    mirror.parent.mkdir(parents=True)
    mirror.write_bytes(PAGE.html.encode())
    found = stored(tmp_path, zz_warc=record(PAGE.address, PAGE.html.encode(), f"{CAPTURED.isoformat()}Z"))
    (item,) = found.items
    assert snapshot_at(item, LIMIT).fetched_at == CAPTURED


def test_as_of_a_time_saved_files_count_by_their_own_times(tmp_path: Path) -> None:
    files = {"a_html": single_file(PAGE), "b_mhtml": chromium_mhtml(LATER), "c_html": PAGE.html.encode()}
    found = stored(tmp_path, datetime.fromisoformat("2019-01-01T00:00:00"), **files)
    assert [snapshot_at(item, LIMIT).path for item in found.items] == ["a.html"]
    assert dict(found.passed_over) == {"captured_later": 1, "no_capture_time": 1}
