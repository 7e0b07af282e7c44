"""Folders as tools leave them: mirrors tell addresses, what is no page is passed over and said once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.acquire.items import read_snapshots
from pipeline.acquire.origins.mirrors import mirrored_address
from pipeline.acquire.page_files import PageFile, find_pages
from pipeline.transform.dataset import dataset_of
from tests.comparing import rows
from tests.known_countries import COUNTRIES
from tests.listing import listed
from tests.rendering_html import ink, page_html
from tests.saving import zipped

PAGE = b"<html><body>Official Name</body></html>"
PPD = "https://www.gfmd.org/pfp/ppd"
MIRRORED = {
    "www.gfmd.org/pfp/ppd/peru": f"{PPD}/peru",
    "www.gfmd.org/pfp/ppd/peru.html": f"{PPD}/peru",
    "www.gfmd.org/pfp/ppd/peru.htm": f"{PPD}/peru",
    "www.gfmd.org/pfp/ppd/peru/index.html": f"{PPD}/peru",
    "www.gfmd.org/pfp/ppd/peru?page=1": f"{PPD}/peru?page=1",
    "www.gfmd.org/pfp/ppd/peru?page=1.html": f"{PPD}/peru?page=1",
    "www.gfmd.org/pfp/ppd/peru@page=1.html": f"{PPD}/peru?page=1",
    "WWW.GFMD.ORG/pfp/ppd/9441.html": f"{PPD}/9441",
    "backup/2019/gfmd.org/pfp/ppd/peru.html": "https://gfmd.org/pfp/ppd/peru",
    "web.archive.org/web/20190501081530/https:/www.gfmd.org/pfp/ppd/peru.html":
        f"https://web.archive.org/web/20190501081530/{PPD}/peru",
    "www.gfmd.org/about/history.html": None,
    "www.example.org/pfp/ppd/peru.html": None,
    "pfp/ppd/peru.html": None,
    "www.gfmd.org": None,
}  # fmt: skip


@pytest.mark.parametrize(("path", "url"), MIRRORED.items())
def test_the_folders_below_the_name_of_a_host_tell_the_address(path: str, url: str | None) -> None:
    assert mirrored_address(path.split("/")) == url


def laid(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PAGE)


def test_a_mirror_tells_addresses_and_a_file_within_it_given_by_itself_too(tmp_path: Path) -> None:
    laid(tmp_path, "www.gfmd.org/pfp/ppd/peru.html")
    for given in (tmp_path, tmp_path / "www.gfmd.org", tmp_path / "www.gfmd.org/pfp/ppd/peru.html"):
        (file,) = find_pages([given]).files
        (page,) = read_snapshots(file)
        assert (page.url, page.fetched_at) == (f"{PPD}/peru", None)


@pytest.mark.parametrize(
    ("page", "folder"),
    [("peru.html", "peru_files"), ("Perú.htm", "Perú-Dateien"), ("a.xhtml", "a_fichiers"), ("b.mhtml", "b.files")],
)
def test_the_folder_beside_a_saved_page_is_passed_over_and_said_once(page: str, folder: str, tmp_path: Path) -> None:
    laid(tmp_path, page, f"{folder}/frame.html", f"{folder}/more.html", f"{folder}/style.css")
    found = find_pages([tmp_path])
    assert ([file.name for file in found.files], found.skipped) == ([page], (f"{folder}/",))
    (tmp_path / "all.zip").write_bytes(zipped({page: PAGE, f"{folder}/frame.html": PAGE, f"{folder}/x.css": b""}))
    zip_file = PageFile(tmp_path / "all.zip", "all.zip")
    assert listed([zip_file]).passed_over == {"files_of_saved_page": 1}


def test_such_a_folder_without_its_page_is_a_folder_like_any_other(tmp_path: Path) -> None:
    laid(tmp_path, "peru_files/chile.html")
    assert [file.name for file in find_pages([tmp_path]).files] == ["peru_files/chile.html"]


def test_recorded_answers_and_indexes_are_passed_over_by_name(tmp_path: Path) -> None:
    answers = ("peru.json", "site.har", "site.har.gz", "pages.jsonl", "index.cdx", "index.cdx.gz", "index.cdxj")
    laid(tmp_path, "peru.html", *answers)
    (tmp_path / "peru.json").write_bytes(b'{"jsonapi": {"version": "1.0"}, "data": []}')
    found = find_pages([tmp_path])
    assert ([file.name for file in found.files], found.skipped) == (["peru.html"], tuple(sorted(answers)))


def test_a_recorded_answer_that_is_given_by_itself_is_passed_over_too(tmp_path: Path) -> None:
    laid(tmp_path, "site.har")
    found = find_pages([tmp_path / "site.har"])
    assert (list(found.files), found.skipped) == ([], ("site.har",))


def test_what_a_zip_file_holds_besides_pages_is_counted_by_reason(tmp_path: Path) -> None:
    names = ["peru.html", "peru_files/a.css", "peru_files/b.js", "notes.json", "photo.png", "__MACOSX/._peru.html"]
    (tmp_path / "all.zip").write_bytes(zipped({**dict.fromkeys(names, PAGE), "notes.json": b"[]"}))
    stored = listed(find_pages([tmp_path]).files)
    assert dict(stored.passed_over) == {"files_of_saved_page": 1, "not_a_page": 2}
    assert len(stored.items) == 1


def test_httrack_tells_the_address_that_it_changed_the_name_of(tmp_path: Path) -> None:
    date = "Wed, 01 May 2019 08:15:30 GMT"
    comment = (
        f"<!-- Mirrored from www.gfmd.org/pfp/ppd/peru?page=1 by HTTrack Website Copier/3.x [XR&CO'2014], {date} -->"
    )
    file = tmp_path / "www.gfmd.org/pfp/ppd/peru2f3a.html"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\n<html>\n" + comment.encode() + b"\n<head></head></html>")
    (found,) = find_pages([tmp_path]).files
    (page,) = read_snapshots(found)
    assert (page.url, str(page.fetched_at)) == (f"{PPD}/peru?page=1", "2019-05-01 08:15:30")
    assert page.doubts == ()


def test_the_folders_count_where_the_comment_of_a_browser_says_otherwise(tmp_path: Path) -> None:
    laid(tmp_path, "www.gfmd.org/pfp/ppd/peru.html")
    (found,) = find_pages([tmp_path]).files
    found.path.write_bytes(f"<!-- saved from url=(0034){PPD}/chile -->\n".encode() + PAGE)
    (page,) = read_snapshots(found)
    assert (page.url, [doubt.code for doubt in page.doubts]) == (f"{PPD}/peru", ["address_differs"])


def test_links_that_wget_made_lead_to_files_are_those_of_the_site(tmp_path: Path) -> None:
    country = COUNTRIES[1]
    page = page_html(country, "articles", ink(2))
    local = re.sub(r'href="/pfp/ppd/([0-9]+)"', r'href="\1.html"', page)
    assert local != page
    file = tmp_path / f"www.gfmd.org/pfp/ppd/{country.place.slug}.html"
    file.parent.mkdir(parents=True)
    shown = []
    for content in (page, local):
        file.write_text(content, encoding="utf-8")
        found = dataset_of([one for path in find_pages([tmp_path]).files for one in read_snapshots(path)])
        shown.append([row["url"] for row in rows(found, "practices")])
    assert shown[0] == shown[1]
    assert any(shown[0])
