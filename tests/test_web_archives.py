"""Copies of web archives: whose address and time they are, where their links led, and what archives show of errors."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from extractors.reading.web_archives import copy_at, original_link, rewritten_link
from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import PageFile
from pipeline.acquire.saved import interpreted, records_in
from pipeline.acquire.warc.captures import Capture, Skipped
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from pipeline.transform.dataset import dataset_of, read_snapshot
from schemas.snapshot import Snapshot
from tests.comparing import refused, rows
from tests.known_countries import COUNTRIES
from tests.rendering_html import ink, page_html
from tests.saving import ARCHIVE, CAPTURED, Page, pywb, record, rewritten, wayback
from tests.test_forms import address

COUNTRY = COUNTRIES[1]
URL = address(COUNTRY)
PAGE = Page(page_html(COUNTRY, "articles", ink(2)), URL)
ADDRESSES = {
    f"https://web.archive.org/web/20171105210409/{URL}": (True, CAPTURED),
    f"http://web.archive.org/web/20171105210409id_/{URL}": (False, CAPTURED),
    f"https://web.archive.org/web/20171105210409if_/{URL}#top": (True, CAPTURED),
    f"https://web.archive.org/web/20171105210409mp_/{URL}": (True, CAPTURED),
    "https://web.archive.org/web/20171105210409/www.gfmd.org/x": (True, CAPTURED),
    "https://web.archive.org/web/20171105210409/https:/www.gfmd.org/x": (True, CAPTURED),
    f"https://web.archive.org/web/20171105/{URL}": (True, None),
    f"https://web.archive.org/web/2017/{URL}": (True, None),
    f"https://web.archive.org/web/20171399999999/{URL}": (True, None),
    f"https://wayback.archive-it.org/1234/20171105210409/{URL}": (True, CAPTURED),
    f"https://wayback.archive-it.org/all/20171105210409/{URL}": (True, CAPTURED),
    f"https://arquivo.pt/wayback/20171105210409/{URL}": (True, CAPTURED),
    f"https://arquivo.pt/noFrame/replay/20171105210409/{URL}": (True, CAPTURED),
    f"https://webarchive.nationalarchives.gov.uk/20171105210409/{URL}": (True, CAPTURED),
    f"https://webarchive.nationalarchives.gov.uk/ukgwa/20171105210409/{URL}": (True, CAPTURED),
    f"http://localhost:8080/my-web-archive/20171105210409mp_/{URL}": (True, CAPTURED),
    f"http://localhost:8080/my-web-archive/mp_/{URL}": (True, None),
    f"{ARCHIVE}20240101000000/https://wayback.archive-it.org/12/20171105210409/{URL}": (True, CAPTURED),
}  # fmt: skip
NO_COPIES = (
    URL,
    "https://web.archive.org/web/",
    "https://web.archive.org/save/https://www.gfmd.org/",
    f"https://web.archive.org/web/*/{URL}",
    f"https://example.org/web/20171105210409/{URL}",
    "https://web.archive.org/web/20171105210409/",
    "https://archive.ph/AbCd1",
    "https://www.gfmd.org/files/20171105210409/report.pdf",
)


def snapshot_of(content: bytes, tmp_path: Path, name: str = "copy.html") -> Snapshot:
    path = tmp_path / name
    path.write_bytes(content)
    (page,) = read_snapshots(PageFile(path, name))
    return page


def said_by(warc: bytes, tmp_path: Path) -> Capture | Skipped:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(warc)
    file = PageFile(path, path.name)
    said = [interpreted(record, file, MAX_PAGE_BYTES) for record in records_in(file, MAX_PAGE_BYTES)]
    (told,) = [one for one in said if isinstance(one, Capture | Skipped)]
    return told


def captured(warc: bytes, tmp_path: Path) -> Snapshot:
    """The page of a WARC file whose one record is a capture of a page."""
    said = said_by(warc, tmp_path)
    assert isinstance(said, Capture)
    return said.snapshot


@pytest.mark.parametrize(("copy", "told"), ADDRESSES.items())
def test_the_address_of_a_copy_tells_page_and_time(copy: str, told: tuple[bool, datetime | None]) -> None:
    found = copy_at(copy)
    assert found is not None
    assert found.original.partition("://")[2] in {URL.partition("://")[2], "www.gfmd.org/x"}
    assert (found.rewritten, found.captured_at) == told


@pytest.mark.parametrize("page", NO_COPIES)
def test_other_addresses_are_no_copies(page: str) -> None:
    assert copy_at(page) is None


@pytest.mark.parametrize(
    ("link", "original"),
    [
        (f"/web/20171105210409/{URL}", URL),
        (f"/web/20171105210409/{URL}#practices", f"{URL}#practices"),
        (f"{ARCHIVE}20171105210409/http://x.org/a?b=c&d=%41", "http://x.org/a?b=c&d=%41"),
        (f"//web.archive.org/web/20171105210409/{URL}", URL),
        (f"http://web.archive.org/web/20030101000000if_/{URL}", URL),
        ("/pfp/ppd/12", "/pfp/ppd/12"),
        ("#top", "#top"),
        ("mailto:a@b.org", "mailto:a@b.org"),
        (f"https://wayback.archive-it.org/12/20171105210409/{URL}",) * 2,
    ],
)
def test_a_link_leads_where_it_led_before_it_was_rewritten(link: str, original: str) -> None:
    assert original_link(link, ARCHIVE) == original


def test_a_link_that_the_page_itself_has_to_an_archive_is_none_that_was_rewritten() -> None:
    assert rewritten_link(f"{ARCHIVE}20171105210409id_/{URL}") is None
    assert rewritten_link("https://example.org/web/20171105210409/https://www.gfmd.org/") is None


def test_the_line_above_a_copy_and_its_toolbar_are_ignored_by_name(tmp_path: Path) -> None:
    found = dataset_of([snapshot_of(wayback(PAGE), tmp_path)])
    shown = {str(row["text"]): row["owner"] for row in rows(found, "page_lines")}
    inserted = [text for text in shown if text.startswith("The Wayback Machine") or "3 captures" in text]
    assert [shown[text] for text in inserted] == ["ignored:archive banner"] * 2


def test_practices_of_a_copy_have_their_own_addresses(tmp_path: Path) -> None:
    plain = dataset_of([Snapshot("gfmd", "a", PAGE.html.encode(), URL)])
    assert any(row["url"] for row in rows(plain, "practices"))
    for content in (wayback(PAGE), pywb(PAGE)):
        found = dataset_of([snapshot_of(content, tmp_path)])
        assert [row["url"] for row in rows(found, "practices")] == [row["url"] for row in rows(plain, "practices")]


def test_links_alone_tell_the_time_where_all_lead_into_one_archive_at_one_time(tmp_path: Path) -> None:
    page = snapshot_of(rewritten(PAGE, ARCHIVE).encode(), tmp_path)
    assert (page.fetched_at, page.rewritten_to) == (CAPTURED, ARCHIVE)
    one_more = PAGE._replace(html=PAGE.html.replace("</main>", '<a href="https://x.org/">x</a></main>'))
    page = snapshot_of(rewritten(one_more, ARCHIVE).encode(), tmp_path)
    assert (page.fetched_at, page.rewritten_to) == (None, None)


def test_a_page_that_links_to_an_archive_is_none_of_its_copies(tmp_path: Path) -> None:
    link = f'<a href="{ARCHIVE}20100101000000/{URL}">as it was in 2010</a></main>'
    page = snapshot_of(PAGE.html.replace("</main>", link).encode(), tmp_path)
    assert (page.url, page.fetched_at, page.rewritten_to) == (None, None, None)


def test_a_page_of_another_site_in_an_archive_is_of_another_site(tmp_path: Path) -> None:
    foreign = PAGE._replace(address="https://www.example.org/peru")
    shown = snapshot_of(wayback(foreign), tmp_path)
    in_warc = captured(record(f"{ARCHIVE}20171105210409/{foreign.address}", wayback(foreign)), tmp_path)
    for page in (shown, in_warc):
        assert page.url == foreign.address
        assert refused(read_snapshot(page)) == "other_site"


def test_an_address_of_the_archive_itself_is_of_another_site(tmp_path: Path) -> None:
    page = captured(record(f"https://web.archive.org/web/*/{URL}", PAGE.html.encode()), tmp_path)
    assert refused(read_snapshot(page)) == "other_site"


@pytest.mark.parametrize("status", ["302 Found", "404 NOT FOUND", "429 TOO MANY REQUESTS", "503 Unavailable"])
def test_an_answer_with_another_status_is_no_page(status: str, tmp_path: Path) -> None:
    warc = record(f"{ARCHIVE}20171105210409/{URL}", PAGE.html.encode(), status=status)
    assert said_by(warc, tmp_path) == Skipped(f"status_{status[:3]}", URL)


REDIRECT = (
    '<html><body><div id="error"><h1>Loading...</h1><p class="code">Got an HTTP 302 response at crawl time</p>'
    f'<p class="code">Redirecting to...</p><p><a href="/web/20171105210409/{URL}/new">{URL}/new</a></p></div>'
    "</body></html>"
)


def test_a_redirect_that_an_archive_shows_as_a_page_is_judged_by_what_it_was(tmp_path: Path) -> None:
    copy = f"{ARCHIVE}20171105210409/{URL}"
    assert said_by(record(copy, REDIRECT.encode()), tmp_path) == Skipped("status_302", URL)
    saved = REDIRECT.replace("<html>", f"<!-- saved from url=({len(copy):04}){copy} -->\n<html>")
    page = snapshot_of(saved.encode(), tmp_path)
    assert (page.url, refused(page)) == (URL, "status_302")


def test_a_login_page_in_an_archive_is_a_login_page(tmp_path: Path) -> None:
    form = (
        "<main><h1>Log in</h1><form><label>Username</label><input><label>Password</label><input type=password></form>"
    )
    page = Page(f"<html><head></head><body>{form}</main></body></html>", URL)
    plain = refused(read_snapshot(Snapshot("gfmd", "a", page.html.encode(), URL)))
    assert plain is not None
    assert refused(read_snapshot(snapshot_of(wayback(page), tmp_path))) == plain


def test_headers_count_more_than_the_address_that_was_asked_for(tmp_path: Path) -> None:
    headers = [("Memento-Datetime", "Mon, 06 Nov 2017 01:02:03 GMT"), ("Link", f'<{URL}>; rel="original timegate"')]
    page = captured(record(f"{ARCHIVE}20171105210409/{URL}", PAGE.html.encode(), headers=headers), tmp_path)
    assert (page.url, str(page.fetched_at)) == (URL, "2017-11-06 01:02:03")
    assert [doubt.code for doubt in page.doubts] == ["capture_time_differs"]


def test_an_archive_that_nobody_knows_is_believed_with_a_doubt_where_address_and_headers_agree(tmp_path: Path) -> None:
    copy = f"https://archive.example.org/web/20171105210409/{URL}"
    headers = [("Memento-Datetime", "Sun, 05 Nov 2017 21:04:09 GMT"), ("Link", f'<{URL}>; rel="original"')]
    page = captured(record(copy, PAGE.html.encode(), headers=headers), tmp_path)
    assert (page.url, page.fetched_at) == (URL, CAPTURED)
    assert [doubt.code for doubt in page.doubts] == ["archive_unknown"]
    assert captured(record(copy, PAGE.html.encode()), tmp_path).url == copy


def test_a_time_of_fewer_than_14_digits_is_no_time(tmp_path: Path) -> None:
    page = captured(record(f"{ARCHIVE}201711/{URL}", PAGE.html.encode()), tmp_path)
    assert (page.url, page.fetched_at) == (URL, None)


def test_the_copy_of_a_text_page_tells_by_the_line_above_it(tmp_path: Path) -> None:
    text = f"The Wayback Machine - {ARCHIVE}20171105210409/{URL}\n\nOfficial Name\nRepublic of Austria\n"
    page = snapshot_of(text.encode(), tmp_path, "copy.txt")
    assert (page.url, page.fetched_at) == (URL, CAPTURED)
