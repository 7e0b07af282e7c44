"""Pages in containers that can't be used are kept as they were found, and rescued under the ids that they had there."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import find_pages
from pipeline.order import Order
from pipeline.quarantine.held import QUARANTINE, held_pages
from pipeline.replay import RESCUED, replay
from pipeline.transform.dataset import dataset_of
from schemas.bounds import Bounds
from tests import known_countries
from tests.rendering_html import ink, page_html
from tests.running import run_over
from tests.saving import FORMS, Page, chromium_mhtml, record, zipped
from tests.test_forms import Facts, address, facts

COUNTRY = known_countries.COUNTRIES[0]
PAGE = Page(page_html(COUNTRY, "divs", ink(1)), address(COUNTRY))
HELD_FORMS = (
    "WARC of an archive, as shown", "Wayback", "SingleFile", "MHTML by Chromium", "MHTML of an archive", "WACZ",
    "ZIP of a page", "ZIP of MHTML", "ZIP of WARC", "mirror by wget",
)  # fmt: skip
LOW = Bounds(payload_bytes=1_000)


def told(folder: Path) -> list[tuple[str, str | None, datetime | None, bytes]]:
    """Which pages a folder holds, less the paths that they are found at."""
    pages = [page for file in find_pages([folder]).files for page in read_snapshots(file)]
    return [(page.page_id, page.url, page.fetched_at, page.payload) for page in pages if page.refusal is None]


def records(folder: Path) -> Facts:
    """What the pages of a folder say."""
    return facts(dataset_of([page for file in find_pages([folder]).files for page in read_snapshots(file)]))


@pytest.mark.parametrize("form", HELD_FORMS)
def test_a_page_that_was_too_long_is_rescued_as_its_container_gives_it(form: str, tmp_path: Path) -> None:
    folder, data = tmp_path / "pages", tmp_path / "data"
    for name, content in FORMS[form](PAGE).files.items():
        file = folder / name
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    run_over(folder, data, LOW)
    assert [held.reason for held in held_pages(data)] == ["too_large"]
    (outcome,) = replay(Order(data), program="9", progress=lambda *_: None)
    assert (outcome.fate, list(held_pages(data))) == ("rescued", [])
    assert told(data / RESCUED) == told(folder)
    assert records(data / RESCUED) == records(folder)


PIECES = {
    "encrypted": zipped({"a.html": b"x" * 50}).replace(b"\0\0\x08\0", b"\1\0\x08\0"),
    "zip_bomb": zipped({"a.html": bytes(20 * 2**20)}),
    "nested_archive": zipped({"a.zip": zipped({"b.html": b"x"})}),
    "unknown_encoding": zipped({"a.html": b"x" * 50}, zipfile.ZIP_BZIP2),
    "damaged_zip": zipped({"a.html": b"x"}).replace(b"PK\1\2", b"PK\1\3"),
    "damaged_mhtml": zipped({"a.mhtml": chromium_mhtml(PAGE)[:-900]}),
    "damaged_warc": zipped({"a.warc.gz": record(PAGE.address, PAGE.html.encode())[:-40]}, zipfile.ZIP_STORED),
}


@pytest.mark.parametrize("reason", PIECES)
def test_what_can_not_be_read_is_kept_and_refused_again_for_the_same_reason(reason: str, tmp_path: Path) -> None:
    folder, data = tmp_path / "pages", tmp_path / "data"
    folder.mkdir()
    (folder / "it.zip").write_bytes(PIECES[reason])
    run_over(folder, data)
    before = [(held.page_id, held.path, held.reason, held.sha256) for held in held_pages(data)]
    assert [row[2] for row in before] == [reason]
    (outcome,) = replay(Order(data), program="9", progress=lambda *_: None)
    assert (outcome.fate, outcome.reason) == ("refused", reason)
    assert [(held.page_id, held.path, held.reason, held.sha256) for held in held_pages(data)] == before


def test_no_name_in_a_container_leads_out_of_the_quarantine(tmp_path: Path) -> None:
    folder, data = tmp_path / "pages", tmp_path / "data"
    folder.mkdir()
    names = ["../../../up.html", "/abs.html", "a\nb.html", "n" * 300 + ".html"]
    (folder / "it.zip").write_bytes(zipped(dict.fromkeys(names, PAGE.html.encode())))
    run_over(folder, data, LOW)
    outcomes = replay(Order(data), program="9", progress=lambda *_: None)
    assert [outcome.fate for outcome in outcomes] == ["rescued", "rescued", "kept", "rescued"]
    written = {path for path in tmp_path.rglob("*") if path.is_file() and path.name.endswith(".html")}
    assert all(path.is_relative_to(data / RESCUED) for path in written)
    assert len(outcomes) == len(names)
    assert all(held.kept in {path.name for path in (data / QUARANTINE).iterdir()} for held in held_pages(data))
