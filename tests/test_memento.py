"""What an answer of a web archive says: of which capture it is, and what that was."""

from __future__ import annotations

import gzip
from datetime import datetime

import pytest

from pipeline.acquire.archive.write import Answer
from pipeline.acquire.history.cdx import ListedCapture
from pipeline.acquire.history.memento import is_archived, is_rewritten, memento_of, read_replay_address, replay_address
from pipeline.acquire.history.plan import Every, captures_to_have
from tests.web_archive import Kept, shown_to_readers

ARCHIVE = "https://web.archive.org"
CHILE = "https://www.gfmd.org/pfp/ppd/chile"
NOW = datetime(2026, 1, 1)
IN_2017 = datetime(2017, 8, 9, 10, 11, 12)
MEMENTO = ("Memento-Datetime", "Wed, 09 Aug 2017 10:11:12 GMT")


def captured(found: Answer) -> Answer:
    """The capture that an answer is."""
    memento = memento_of(found, ARCHIVE)
    assert memento is not None
    return memento


def answer(*headers: tuple[str, str], asked: str = f"/web/20170809101112id_/{CHILE}", payload: bytes = b"x") -> Answer:
    return Answer(ARCHIVE + asked, NOW, (), 200, "OK", headers, payload)


def test_a_capture_is_asked_for_as_it_was_at_the_address_that_was_captured() -> None:
    capture = ListedCapture(CHILE, IN_2017, "http://gfmd.org:80/pfp/ppd/chile?page=2#top", None)
    assert (
        replay_address(ARCHIVE, capture) == f"{ARCHIVE}/web/20170809101112id_/http://gfmd.org:80/pfp/ppd/chile?page=2"
    )


@pytest.mark.parametrize(
    ("path", "url", "as_it_was"),
    [
        (f"/web/20170809101112id_/{CHILE}", CHILE, True),
        (f"/web/20170809101112/{CHILE}", CHILE, False),
        (f"/web/20170809101112mp_/{CHILE}", CHILE, False),
        ("/web/20170809101112id_/http:/www.gfmd.org:80/pfp/ppd/chile/", CHILE, True),
        ("/web/20170809101112id_/gfmd.org/pfp/ppd/chile", CHILE, True),
    ],
)  # fmt: skip
def test_the_address_of_a_replay_says_what_it_is_of(path: str, url: str, as_it_was: bool) -> None:
    assert read_replay_address(ARCHIVE + path, ARCHIVE) == (url, IN_2017, as_it_was)


@pytest.mark.parametrize(
    "address",
    [
        "", "x", ARCHIVE, f"{ARCHIVE}/", f"{ARCHIVE}/web/2017id_/{CHILE}", f"{ARCHIVE}/web/20171399000000id_/{CHILE}",
        f"{ARCHIVE}/web/20170809101112id_/", f"{ARCHIVE}/web/20170809101112id_/http://[/", f"{ARCHIVE}/save/{CHILE}",
        f"https://web.archive.org.evil.example/web/20170809101112id_/{CHILE}",
        f"http://web.archive.org/web/20170809101112id_/{CHILE}",
        f"{ARCHIVE}@evil.example/web/20170809101112id_/{CHILE}",
    ],
)  # fmt: skip
def test_other_addresses_are_none_of_a_replay(address: str) -> None:
    assert read_replay_address(address, ARCHIVE) is None


def test_the_time_is_what_the_archive_says_of_what_it_served() -> None:
    found = captured(answer(MEMENTO, asked=f"/web/20200101000000id_/{CHILE}"))
    assert found.sent_at == IN_2017


def test_an_archive_that_writes_the_original_headers_so_needs_no_other_sign() -> None:
    assert captured(answer(("X-Archive-Orig-Server", "Apache"))).sent_at == IN_2017


@pytest.mark.parametrize(
    "headers",
    [
        (), (("Content-Type", "text/html"),), (("Memento-Datetime", "yesterday"),), (("Memento-Datetime", ""),),
        (("Memento-Datetime", "Wed, 09 Aug 2017 10:11:12"),), (("Memento-Datetime", "Fri, 01 Jan 2100 00:00:00 GMT"),),
        (("Memento-Datetime", "Mon, 32 Jan 2017 00:00:00 GMT"),),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_say_its_time_is_no_capture(headers: tuple[tuple[str, str], ...]) -> None:
    assert memento_of(answer(*headers), ARCHIVE) is None


def test_headers_are_those_of_the_original() -> None:
    own = ("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx")
    kept = ("x-archive-orig-content-type", "text/html; charset=windows-1252"), ("X-Archive-Orig-ETag", '"1"')
    found = captured(answer(MEMENTO, *own, *kept))
    assert found.headers == (("content-type", "text/html; charset=windows-1252"), ("ETag", '"1"'))


def test_a_type_that_the_original_did_not_say_is_that_of_the_archive() -> None:
    found = captured(answer(MEMENTO, ("Content-Type", "text/html"), ("X-Archive-Orig-Server", "Apache")))
    assert found.headers == (("Server", "Apache"), ("Content-Type", "text/html"))


@pytest.mark.parametrize(
    ("stored", "page"),
    [(gzip.compress(b"<html>", mtime=0), b"<html>"), (b"<html>", b"<html>"), (b"\x1f\x8bx", b"\x1f\x8bx")],
)
def test_a_page_that_is_sent_as_it_was_stored_is_decompressed(stored: bytes, page: bytes) -> None:
    found = captured(answer(MEMENTO, ("X-Archive-Orig-Content-Encoding", "gzip"), payload=stored))
    assert found.payload == page


def test_what_is_archived_is_told_from_what_is_the_archives_own() -> None:
    assert is_archived(answer(MEMENTO))
    assert is_archived(answer(("X-Archive-Src", "web-2017.warc.gz")))
    assert not is_archived(answer(("X-App-Server", "wwwb-app52"), ("X-ts", "429")))


def test_a_page_that_was_changed_for_readers_is_told() -> None:
    page = b'<html><body><a href="https://web.archive.org/web/2015/http://example.org">source</a></body></html>'
    assert not is_rewritten(page)
    assert is_rewritten(shown_to_readers(Kept("20170809101112", page)))


@pytest.mark.parametrize(
    ("link", "rewritten"),
    [
        ("/web/20170809101112/https://www.gfmd.org/pfp/ppd/71", True),
        ("/web/20170809101112im_/http://www.gfmd.org/logo.png", True),
        ("/web/2017/http://www.gfmd.org/", True),
        ("https://web.archive.org/web/20120101000000/http://migration.example.org/", False),
        ("/web/20170809101112/notes", False),
        ("/files/web/2017/https:/x", False),
    ],
)
def test_links_alone_tell_a_page_that_was_rewritten_without_a_toolbar(link: str, *, rewritten: bool) -> None:
    assert is_rewritten(f'<html><a class="x" href="{link}">Chile</a></html>'.encode()) == rewritten


def named(*captures: tuple[str, str]) -> list[ListedCapture]:
    return [ListedCapture(CHILE, Kept(time, b"").moment, CHILE, digest) for time, digest in captures]


@pytest.mark.parametrize(
    ("every", "times"),
    [
        ("capture", [["2015-02"], ["2015-06"], ["2016-01"], ["2016-07"], ["2018-03"]]),
        ("change", [["2015-02"], ["2016-01"], ["2016-07"]]),
        ("year", [["2015-06", "2015-02"], ["2016-07", "2016-01"], ["2018-03"]]),
    ],
)
def test_captures_are_chosen_by_themselves_by_change_or_by_year(every: Every, times: list[list[str]]) -> None:
    captures = named(
        ("20150203000000", "A"), ("20150601000000", "A"), ("20160102000000", "B"), ("20160701000000", "A"),
        ("20180301000000", "A"),
    )  # fmt: skip
    choices = captures_to_have(captures, every)
    assert [[f"{one.captured_at:%Y-%m}" for one in choice] for choice in choices] == times


def test_a_content_that_the_index_does_not_name_may_be_another() -> None:
    captures = [
        ListedCapture(CHILE, Kept(time, b"").moment, CHILE, None) for time in ("20150101000000", "20160101000000")
    ]
    assert len(captures_to_have(captures, "change")) == 2
