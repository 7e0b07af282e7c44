"""What tools write into the pages that they save, and what counts where two of them disagree."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.acquire.items import read_snapshots
from pipeline.acquire.origins.moments import moment_told
from pipeline.acquire.page_files import find_pages
from pipeline.transform.dataset import dataset_of
from schemas.snapshot import Snapshot
from tests.comparing import rows
from tests.known_countries import COUNTRIES
from tests.rendering_html import ink, page_html
from tests.saving import CAPTURED, Page, chromium_mhtml, pywb, record, saved_from, single_file, wacz, wayback
from tests.test_forms import address

PAGE = Page(page_html(COUNTRIES[0], "table", ink(4)), address(COUNTRIES[0]))
OTHER = "https://www.gfmd.org/pfp/ppd/kenya"


def saved(content: str | bytes, tmp_path: Path, name: str = "page.html") -> Snapshot:
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (page,) = [page for file in find_pages([tmp_path]).files for page in read_snapshots(file)]
    return page


def codes(page: Snapshot) -> list[str]:
    return [doubt.code for doubt in page.doubts]


def commented(comment: str) -> str:
    return PAGE.html.replace("<html", f"<!--{comment}-->\n<html", 1)


@pytest.mark.parametrize(
    ("comment", "url"),
    [
        (" saved from url=(0024)https://www.gfmd.org/a/b ", "https://www.gfmd.org/a/b"),
        ("saved from url=(0024)https://www.gfmd.org/a/b", "https://www.gfmd.org/a/b"),
        (" saved from url=(0014)about:internet ", None),
        (" saved from url=(0023)file:///C:/pages/a.html ", None),
        (" saved from url=(0022)http://internet.e-mail ", None),
        (" saved from url=https://www.gfmd.org/a/b ", None),
    ],
)
def test_the_address_of_a_page_that_a_browser_saved(comment: str, url: str | None, tmp_path: Path) -> None:
    page = saved(commented(comment), tmp_path)
    assert (page.url, page.fetched_at, codes(page)) == (url, None, [])


def test_an_address_of_another_length_than_it_should_have_is_used_with_a_doubt(tmp_path: Path) -> None:
    page = saved(commented(f" saved from url=(0099){PAGE.address} "), tmp_path)
    assert (page.url, codes(page)) == (PAGE.address, ["address_doubtful"])
    assert [row["code"] for row in rows(dataset_of([page]), "issues")] == ["address_doubtful"]


def test_hyphens_that_a_comment_can_not_hold_are_counted_as_they_were(tmp_path: Path) -> None:
    page = saved(commented(" saved from url=(0025)https://www.gfmd.org/a%2D%2Db "), tmp_path)
    assert codes(page) == []


def test_a_comment_within_the_page_tells_nothing(tmp_path: Path) -> None:
    text = f"<main><!-- saved from url=({len(PAGE.address):04}){PAGE.address} -->"
    assert saved(PAGE.html.replace("<main>", text), tmp_path).url is None


def test_a_page_of_another_site_that_a_browser_saved_is_of_another_site(tmp_path: Path) -> None:
    found = dataset_of([saved(commented(" saved from url=(0024)https://www.example.org/ "), tmp_path)])
    assert [row["reason"] for row in rows(found, "quarantine")] == ["other_site"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_the_comment_is_read_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    page = saved(single_file(PAGE).decode().encode(encoding, "xmlcharrefreplace"), tmp_path)
    assert (page.url, page.fetched_at) == (PAGE.address, CAPTURED)


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("Wed May 01 2019 10:15:30 GMT+0200 (Central European Summer Time)", "2019-05-01 08:15:30"),
        ("Wed May 01 2019 10:15:30 GMT+0200 (heure d’été d’Europe centrale)", "2019-05-01 08:15:30"),
        ("Wed May 01 2019 13:45:30 GMT+0530 (IST)", "2019-05-01 08:15:30"),
        ("Tue Apr 30 2019 23:15:30 GMT-0900", "2019-05-01 08:15:30"),
        ("2019-05-01T08:15:30.000Z", "2019-05-01 08:15:30"),
        ("Wed, 01 May 2019 08:15:30 GMT", "2019-05-01 08:15:30"),
        ("Wed, 1 May 2019 08:15:30 -0000", "2019-05-01 08:15:30"),
        ("Wed May 01 2019 10:15:30", None),
        ("2019-05-01T08:15:30", None),
        ("01/05/2019 08:15:30", None),
        ("Wed May 31 2019 99:15:30 GMT+0200", None),
        ("1. Mai 2019 10:15:30 MESZ", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        ("Wed May 1 2013 999999999999:2007:1 GMT+20 (far)", None),
    ],
)
def test_a_time_with_a_zone_is_a_moment_and_one_without_is_none(printed: str, moment: str | None) -> None:
    found = moment_told(printed)
    assert found == (datetime.fromisoformat(moment) if moment else None)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("copy", [wayback, pywb])
def test_a_copy_of_an_archive_is_known_in_any_encoding(
    copy: Callable[[Page], bytes], encoding: str, tmp_path: Path
) -> None:
    page = saved(copy(PAGE).decode().encode(encoding, "xmlcharrefreplace"), tmp_path)
    assert (page.url, page.fetched_at, codes(page)) == (PAGE.address, CAPTURED, [])


@pytest.mark.parametrize("name", ["crawl.arc.gz", "crawl.html"])
def test_an_arc_file_is_refused_with_what_to_do(name: str, tmp_path: Path) -> None:
    head = b"filedesc://crawl.arc 0.0.0.0 20050102030405 text/plain 76\n1 0 Archive\nURL IP-address Archive-date\n\n"
    crawl = head + PAGE.html.encode()
    page = saved(gzip.compress(crawl) if name.endswith(".gz") else crawl, tmp_path, name)
    assert page.refusal is not None
    assert (page.refusal.reason, "warcio recompress" in page.refusal.message) == ("arc", True)


def test_the_container_counts_where_the_page_says_otherwise(tmp_path: Path) -> None:
    inside = single_file(PAGE._replace(address=OTHER)).decode()
    page = saved(record(PAGE.address, inside.encode(), "2018-01-01T00:00:00Z"), tmp_path, "a.warc.gz")
    assert (page.url, str(page.fetched_at), codes(page)) == (PAGE.address, "2018-01-01 00:00:00", ["address_differs"])
    message = rows(dataset_of([page]), "issues")[0]["message"]
    assert message == f"The address is {PAGE.address} by the record, but {OTHER} by the comment of SingleFile."


def test_a_time_that_differs_is_told(tmp_path: Path) -> None:
    page = saved(record(PAGE.address, single_file(PAGE), "2018-01-01T00:00:00Z"), tmp_path, "a.warc.gz")
    assert (str(page.fetched_at), codes(page)) == ("2018-01-01 00:00:00", ["capture_time_differs"])


def test_the_time_of_a_page_at_another_address_tells_nothing_of_this_one(tmp_path: Path) -> None:
    page = saved(saved_from(PAGE._replace(html=single_file(PAGE._replace(address=OTHER)).decode())), tmp_path)
    assert (page.url, page.fetched_at, codes(page)) == (PAGE.address, None, ["address_differs"])


def test_http_and_https_and_a_slash_at_the_end_are_one_address(tmp_path: Path) -> None:
    same = PAGE._replace(address=PAGE.address.replace("https", "http") + "/")
    page = saved(record(PAGE.address, saved_from(same)), tmp_path, "a.warc.gz")
    assert (page.url, codes(page)) == (PAGE.address, [])


def test_a_copy_that_was_saved_as_mhtml_has_the_time_of_the_copy_not_of_the_saving(tmp_path: Path) -> None:
    copy = f"https://web.archive.org/web/20171105210409/{PAGE.address}"
    later = datetime.fromisoformat("2024-06-07T08:09:10")
    page = saved(chromium_mhtml(Page(wayback(PAGE).decode(), copy, later)), tmp_path, "a.mhtml")
    assert (page.url, page.fetched_at, codes(page)) == (PAGE.address, CAPTURED, [])


@pytest.mark.parametrize(
    ("digest", "expected"),
    [("sha256:" + "0" * 64, ["digest_differs"]), ("sha9:0", ["digest_unchecked"]), ("md5:0", ["digest_differs"])],
)
def test_a_digest_that_is_not_right_is_told_of_every_page(digest: str, expected: list[str], tmp_path: Path) -> None:
    content = wacz({"data.warc.gz": record(PAGE.address, PAGE.html.encode())}, {"archive/data.warc.gz": digest})
    page = saved(content, tmp_path, "a.wacz")
    assert (page.url, codes(page)) == (PAGE.address, expected)


def test_right_digests_say_nothing(tmp_path: Path) -> None:
    content = wacz({"data.warc.gz": record(PAGE.address, PAGE.html.encode())})
    assert codes(saved(content, tmp_path, "a.wacz")) == []


def test_a_package_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    content = wacz({"data.warc.gz": record(PAGE.address, PAGE.html.encode())}).replace(b'{"profile"', b'["profile"')
    page = saved(content, tmp_path, "a.wacz")
    assert (page.url, codes(page)) == (PAGE.address, ["digest_unchecked"])
