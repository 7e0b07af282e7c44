"""A history out of a web archive: which captures are asked for, and what the archive of DATA has of them then."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.acquire.archive.archive import archived_files, open_archive, read_archive
from pipeline.acquire.archive.verify import verify
from pipeline.acquire.fetch.plan import WrongRequest
from pipeline.acquire.fetch.report import FetchReport, Progress
from pipeline.acquire.history.walk import fetch_history
from pipeline.acquire.items import read_snapshots
from tests.hostile_server import Handler, around, country_page, in_turn, practice_page, quick, run_fetch, says, serving
from tests.web_archive import PERU, Kept, archiving, asked_of, fetched, moment, replayed, shown, shown_to_readers

OLD, MIDDLE, NEW = (country_page("peru", note=f" {number}") for number in range(3))
IN_2014, IN_2016, IN_2018, IN_2020 = "20140506070809", "20160706050403", "20180901020304", "20200102030405"
THREE = (Kept(IN_2014, OLD), Kept(IN_2016, MIDDLE), Kept(IN_2018, NEW))


def outcomes(report: FetchReport) -> list[tuple[str, str]]:
    """What became of each capture: its year and its outcome."""
    return [(f"{one.captured_at:%Y}" if one.captured_at else "", one.outcome) for one in report.results]


def pages(folder: Path) -> dict[bytes, datetime | None]:
    """The pages of an archive as a run reads them, with the time since when each is as it is."""
    files = archived_files(folder)
    return {snapshot.payload: snapshot.fetched_at for snapshot in read_snapshots(*files) if snapshot.refusal is None}


def test_each_capture_goes_into_the_archive_under_its_own_time(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        report = fetched(tmp_path, asked_of(web))
    assert report.complete
    assert outcomes(report) == [("2014", "ok"), ("2016", "ok"), ("2018", "ok")]
    assert report.changed == 3
    assert pages(tmp_path) == {page.payload: page.moment for page in THREE}
    assert {entry.url for entry in read_archive(tmp_path).entries()} == {PERU}
    assert verify(tmp_path).damages == ()


def test_each_record_says_where_and_when_it_was_fetched(tmp_path: Path) -> None:
    captures = (THREE[0], Kept(IN_2016, OLD, "http://gfmd.org:80/pfp/ppd/peru", digest="C" * 32), Kept(IN_2018, OLD))
    began = around().now().replace(microsecond=0)
    with archiving(captures) as web:
        fetched(tmp_path, asked_of(web))
    (file,) = tmp_path.glob("*.warc.gz")
    with file.open("rb") as stream:
        heads = [record.rec_headers for record in ArchiveIterator(stream) if record.rec_type in {"response", "revisit"}]
    assert [head["WARC-Type"] for head in heads] == ["response", "revisit", "revisit"]
    assert {head["WARC-Target-URI"] for head in heads} == {PERU}
    assert [head["WARC-Date"] for head in heads] == [f"{one.moment.isoformat()}Z" for one in captures]
    assert [head["WARC-Source-URI"] for head in heads] == [
        f"{web.server.url}/web/{one.time}id_/{one.original}" for one in captures
    ]
    assert all(head["WARC-Creation-Date"] >= began.isoformat() for head in heads)


def test_the_archive_is_asked_no_faster_than_was_said(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        asked = asked_of(web)
        fetched(tmp_path, replace(asked, pages=replace(asked.pages, delay=0.2)))
        gaps = web.server.gaps()
    assert len(gaps) == 5
    assert min(gaps) >= 0.19


def test_an_index_that_answers_in_parts_is_read_to_its_end(tmp_path: Path) -> None:
    many = [Kept(f"20{year}0101000000", country_page("peru", note=f" of {year}")) for year in range(10, 23)]
    with archiving(many) as web:
        web.lines = 4
        report = fetched(tmp_path, asked_of(web))
    assert report.counts == {"ok": 13}
    assert [asked.get("resumeKey") for asked in web.questions] == [None, ["4 !"], ["8 !"], ["12 !"], None]


def test_what_repeats_by_the_word_of_the_index_is_not_asked_for(tmp_path: Path) -> None:
    again = (Kept(IN_2018, OLD, revisit=True), Kept(IN_2020, MIDDLE))
    with archiving((*THREE[:2], *again)) as web:
        report = fetched(tmp_path, asked_of(web))
    assert outcomes(report) == [("2014", "ok"), ("2016", "ok"), ("2018", "repeat"), ("2020", "repeat")]
    assert web.replayed == [IN_2014, IN_2016]
    assert [digest for _, _, digest in shown(tmp_path)] == [digest for _, _, digest in shown(tmp_path)[:2]] * 2
    assert pages(tmp_path) == {OLD: moment(IN_2018), MIDDLE: moment(IN_2020)}, "each came back"


def test_a_repeat_of_what_is_not_there_is_asked_for(tmp_path: Path) -> None:
    with archiving([Kept(IN_2018, OLD, revisit=True)]) as web:
        report = fetched(tmp_path, asked_of(web))
    assert outcomes(report) == [("2018", "ok")]
    assert pages(tmp_path) == {OLD: moment(IN_2018)}


def test_a_content_that_comes_under_another_name_is_still_kept_once(tmp_path: Path) -> None:
    """Archives name a content as it is stored: compressed or in chunks."""
    with archiving([Kept(IN_2014, OLD), Kept(IN_2016, OLD, digest="C" * 32)]) as web:
        report = fetched(tmp_path, asked_of(web))
    assert (report.counts, report.changed) == ({"ok": 2}, 1)
    assert [entry.kind for entry in read_archive(tmp_path).history(PERU)] == ["response", "revisit"]


def test_what_the_archive_has_is_not_asked_for_again(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        fetched(tmp_path, asked_of(web))
        before = shown(tmp_path)
        web.captures.append(Kept(IN_2020, OLD))
        again = fetched(tmp_path, asked_of(web))
        third = fetched(tmp_path, asked_of(web))
    assert outcomes(again) == [("2014", "held"), ("2016", "held"), ("2018", "held"), ("2020", "repeat")]
    assert third.counts == {"held": 4}
    assert third.complete
    assert web.replayed == [IN_2014, IN_2016, IN_2018]
    assert shown(tmp_path)[:3] == before


def test_a_capture_whose_record_was_damaged_is_asked_for_again(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        fetched(tmp_path, asked_of(web))
        entry = read_archive(tmp_path).history(PERU)[1]
        content = (tmp_path / entry.file).read_bytes()
        (tmp_path / entry.file).write_bytes(content[: entry.offset + 50] + b"\0\0" + content[entry.offset + 52 :])
        again = fetched(tmp_path, asked_of(web))
    assert outcomes(again) == [("2014", "held"), ("2016", "ok"), ("2018", "held")]
    assert pages(tmp_path).keys() >= {OLD, MIDDLE, NEW}


def test_only_the_country_that_was_asked_for_and_its_further_pages_count(tmp_path: Path) -> None:
    addresses = ("", "?page=1", "?page=12", "?page=1&sort=asc", "?page=x", "-north", "vian", "/feed")
    captures = [Kept(IN_2016, country_page("peru", note=rest), f"http://gfmd.org:80/pfp/ppd/peru{rest}")
                for rest in addresses]  # fmt: skip
    with archiving(captures) as web:
        report = fetched(tmp_path, asked_of(web))
    assert [page.url for page in report.results] == [PERU, f"{PERU}?page=1", f"{PERU}?page=12"]
    assert (report.complete, {page.kind for page in report.results}) == (True, {"country"})


def test_a_span_of_time_bounds_what_is_asked_for(tmp_path: Path) -> None:
    with archiving((*THREE, Kept(IN_2020, OLD))) as web:
        report = fetched(tmp_path, asked_of(web, since=moment(IN_2016), until=moment(IN_2018)))
    assert outcomes(report) == [("2016", "ok"), ("2018", "ok")]
    assert {(asked["from"][0], asked["to"][0]) for asked in web.questions} == {(IN_2016, IN_2018)}


def test_a_page_that_was_never_captured_is_told_and_is_no_error(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        report = fetched(tmp_path, asked_of(web, "peru", "atlantis"))
    assert report.complete
    assert (report.results[-1].url, report.results[-1].outcome) == (
        "https://www.gfmd.org/pfp/ppd/atlantis", "no_capture"
    )  # fmt: skip


def test_every_change_leaves_out_what_stays_the_same(tmp_path: Path) -> None:
    captures = [Kept(IN_2014, OLD), Kept(IN_2016, OLD), Kept(IN_2018, NEW), Kept(IN_2020, OLD)]
    further = [replace(one, original=f"{PERU}?page=1") for one in captures[:2]]
    with archiving([*captures, *further]) as web:
        report = fetched(tmp_path, asked_of(web, every="change"))
    assert outcomes(report) == [("2014", "ok"), ("2018", "ok"), ("2020", "repeat"), ("2014", "ok")]
    assert report.results[-1].url == f"{PERU}?page=1", "the same content at another address is a capture of its own"


def test_every_year_has_its_last_capture_that_is_a_page(tmp_path: Path) -> None:
    login = b'<html><form><input type="password"></form></html>'
    captures = [
        Kept("20150101000000", OLD), Kept("20150701000000", MIDDLE), Kept("20151101000000", login),
        Kept("20151231235959", b"<html>Maintenance</html>"), Kept("20160101000000", NEW),
        Kept("20160201000000", NEW, revisit=True),
    ]  # fmt: skip
    with archiving(captures) as web:
        report = fetched(tmp_path, asked_of(web, every="year"))
        again = fetched(tmp_path, asked_of(web, every="year"))
    assert outcomes(report) == [("2015", "no_page"), ("2015", "no_page"), ("2015", "ok"), ("2016", "ok")]
    assert web.replayed == ["20151231235959", "20151101000000", "20150701000000", "20160201000000"]
    assert again.counts == {"held": 2, "no_page": 2}
    assert pages(tmp_path) == {MIDDLE: moment("20150701000000"), NEW: moment("20160201000000")}


def test_a_capture_that_the_archive_can_not_replay_leads_to_the_nearest_one(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        web.unplayable = frozenset({IN_2016})
        first = fetched(tmp_path, asked_of(web))
        again = fetched(tmp_path, asked_of(web))
    assert outcomes(first) == [("2014", "ok"), ("2016", "ok"), ("2018", "held")]
    assert first.results[1].detail == "the archive served that of 2018-09-01 02:03:04"
    assert pages(tmp_path) == {OLD: moment(IN_2014), NEW: moment(IN_2018)}, "never under the time that was asked for"
    assert again.counts == {"held": 3}
    assert len(web.replayed) == 3, "2018 is had before its turn comes"


def test_an_archive_that_serves_another_capture_without_a_redirect_is_taken_by_its_word(tmp_path: Path) -> None:
    with archiving([Kept(IN_2016, OLD)]) as web:
        web.server.handlers[f"/web/{IN_2016}id_/{PERU}"] = replayed(Kept(IN_2014, MIDDLE))
        fetched(tmp_path, asked_of(web))
        assert fetched(tmp_path, asked_of(web)).counts == {"held": 1}
    assert pages(tmp_path) == {MIDDLE: moment(IN_2014)}


@pytest.mark.parametrize(
    "target",
    [
        f"/web/{IN_2014}/{PERU}", f"/web/{IN_2014}id_/https://www.gfmd.org/pfp/ppd/chile", "/", "http://127.0.0.1:9/x",
        f"https://web.archive.org/web/{IN_2014}id_/{PERU}", "http://169.254.169.254/web/", "", "http://[",
    ],
)  # fmt: skip
def test_a_redirect_elsewhere_is_not_followed(tmp_path: Path, target: str) -> None:
    with archiving(THREE) as web:
        web.server.handlers[f"/web/{IN_2016}id_/{PERU}"] = says(302, b"", Location=target)
        report = fetched(tmp_path, asked_of(web))
        answered = len(web.server.seen)
    assert outcomes(report) == [("2014", "ok"), ("2016", "redirected"), ("2018", "ok")]
    assert not report.complete
    assert answered == 1 + 2 + 3
    assert len(read_archive(tmp_path).history(PERU)) == 2, "the archive's own answers say nothing about the page"


def test_redirects_between_captures_end(tmp_path: Path) -> None:
    path = f"/web/{IN_2016}id_/{PERU}"
    with archiving(THREE) as web:
        web.server.handlers[path] = says(302, b"", Location=path)
        report = fetched(tmp_path, asked_of(web))
    assert outcomes(report)[1] == ("2016", "redirected")
    assert web.server.asked[path] == 6


ARCHIVED = {
    "not found": Kept(IN_2016, b"<html>gone</html>", status=404),
    "too many requests": Kept(IN_2016, b"slow down", status=429),
    "a server error": Kept(IN_2016, b"<html>oops</html>", status=503),
    "forbidden": Kept(IN_2016, b"no", status=403),
    "a login page": Kept(IN_2016, b'<html><input type="password"></html>'),
    "no profile": Kept(IN_2016, b"<html><p>Redirecting to the new site</p></html>"),
    "nothing": Kept(IN_2016, b" "),
    "half a page": Kept(IN_2016, OLD[:120]),
    "no page": Kept(IN_2016, b"%PDF-1.4", headers={"Content-Type": "application/pdf"}),
    "a redirect": Kept(IN_2016, b"", status=301, headers={"Location": "https://www.gfmd.org/user/login"}),
}


@pytest.mark.parametrize("error", ARCHIVED.values(), ids=ARCHIVED.keys())
def test_an_archived_error_is_what_it_was_and_is_asked_for_once(tmp_path: Path, error: Kept) -> None:
    named = Kept(IN_2016, error.payload or b"x")
    with archiving([THREE[0], named, THREE[2]]) as web:
        web.server.handlers[f"/web/{IN_2016}id_/{PERU}"] = replayed(error)
        report = fetched(tmp_path, asked_of(web))
        again = fetched(tmp_path, asked_of(web))
    assert outcomes(report) == [("2014", "ok"), ("2016", "no_page"), ("2018", "ok")]
    assert report.complete
    assert web.replayed == [IN_2014, IN_2016, IN_2018], "an archived 429 is no 429"
    assert again.counts == {"held": 2, "no_page": 1}
    assert pages(tmp_path).keys() == {OLD, NEW}
    kept = read_archive(tmp_path).history(PERU)[1]
    assert (kept.status, kept.seen_at, kept.shows) == (error.status, moment(IN_2016), None)


def test_an_error_that_the_index_names_again_is_not_asked_for_again(tmp_path: Path) -> None:
    login = b'<html><input type="password"></html>'
    with archiving([Kept(IN_2014, login), Kept(IN_2016, login), Kept(IN_2018, OLD)]) as web:
        report = fetched(tmp_path, asked_of(web))
    assert outcomes(report) == [("2014", "no_page"), ("2016", "no_page"), ("2018", "ok")]
    assert report.results[1].detail == "the same as on 2014-05-06: login"
    assert web.replayed == [IN_2014, IN_2018]


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_an_error_of_the_archives_own_says_nothing_about_the_page(tmp_path: Path, status: int) -> None:
    with archiving(THREE) as web:
        web.server.handlers[f"/web/{IN_2016}id_/{PERU}"] = says(status, b"<html>sorry</html>")
        report = fetched(tmp_path, asked_of(web))
        del web.server.handlers[f"/web/{IN_2016}id_/{PERU}"]
        again = fetched(tmp_path, asked_of(web))
    assert not report.complete
    assert len(shown(tmp_path)) == 3
    assert outcomes(again) == [("2014", "held"), ("2016", "ok"), ("2018", "held")]


def test_a_page_of_the_archives_own_is_never_taken_for_a_capture(tmp_path: Path) -> None:
    with archiving([Kept(IN_2016, OLD)]) as web:
        web.server.handlers[f"/web/{IN_2016}id_/{PERU}"] = says(200, OLD, Content_Type="text/html")
        report = fetched(tmp_path, asked_of(web))
    assert report.counts == {"unexpected": 1}
    assert not list(read_archive(tmp_path).entries())


def test_a_page_that_the_archive_rewrote_is_kept_and_never_read(tmp_path: Path) -> None:
    page = country_page("peru", [3, 4])
    with archiving([Kept(IN_2016, page)]) as web:
        rewritten = shown_to_readers(web.captures[0])
        web.server.handlers[f"/web/{IN_2016}id_/{PERU}"] = replayed(Kept(IN_2016, rewritten))
        report = fetched(tmp_path, asked_of(web))
    assert (report.counts, report.results[0].detail.partition(":")[0]) == ({"no_page": 1}, "rewritten")
    assert pages(tmp_path) == {}


def test_a_page_is_read_in_the_encoding_that_the_site_said(tmp_path: Path) -> None:
    page = country_page("peru", note=" é").decode().encode("windows-1252")
    kept = Kept(IN_2016, page, headers={"Content-Type": "text/html; charset=windows-1252", "Content-Encoding": "gzip"})
    with archiving([kept]) as web:
        stored = replayed(replace(kept, payload=gzip.compress(page)))
        web.server.handlers[f"/web/{IN_2016}id_/{PERU}"] = stored
        assert fetched(tmp_path, asked_of(web)).complete
    (file,) = archived_files(tmp_path)
    (snapshot,) = read_snapshots(file)
    assert (snapshot.payload, snapshot.charset) == (page, "windows-1252")


def test_the_archive_is_left_alone_for_as_long_as_it_asks(tmp_path: Path) -> None:
    path = f"/web/{IN_2014}id_/{PERU}"
    with archiving(THREE) as web:
        web.server.handlers[path] = in_turn(says(429, b"", Retry_After="1"), replayed(THREE[0]))
        report = fetched(tmp_path, asked_of(web))
        gaps = web.server.gaps()
    assert report.counts == {"ok": 3}
    assert gaps[3] >= 1.0
    assert web.server.asked[path] == 2


def test_an_index_that_is_busy_is_left_alone_too(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        find, asked = web.find, iter(range(99))
        busy = says(429, b"", Retry_After="1")
        web.server.find = lambda path: busy if path.startswith("/cdx/") and next(asked) == 0 else find(path)
        report = fetched(tmp_path, asked_of(web))
        gaps = web.server.gaps()
    assert report.counts == {"ok": 3}
    assert gaps[1] >= 1.0
    assert web.questions[0] == web.questions[1]


def test_parts_of_an_index_that_overlap_name_each_capture_once(tmp_path: Path) -> None:
    """An index grows while it is read."""
    with archiving(THREE) as web:
        web.lines, find = 2, web.find

        def growing(path: str) -> Handler | None:
            answer = find(path)
            if "/cdx/" in path:
                web.captures[:] = [Kept("20100101000000", OLD), *THREE]
            return answer

        web.server.find = growing
        report = fetched(tmp_path, asked_of(web))
    assert outcomes(report) == [("2014", "ok"), ("2016", "ok"), ("2018", "ok")]


def test_captures_that_are_held_do_not_hide_that_the_archive_is_down(tmp_path: Path) -> None:
    captures = [Kept(f"20{year}0101000000", country_page("peru", note=f" {year}")) for year in range(10, 20)]
    with archiving(captures[::2]) as web:
        fetched(tmp_path, asked_of(web))
        web.captures[:] = captures
        for capture in captures[1::2]:
            web.server.handlers[f"/web/{capture.time}id_/{PERU}"] = says(503)
        asked = asked_of(web)
        report = fetched(tmp_path, replace(asked, pages=replace(asked.pages, most_failures=3)))
    assert report.stopped is not None
    assert report.stopped.startswith("3 pages in a row failed")
    assert report.counts == {"error": 3, "held": 3}


def test_an_archive_that_has_had_enough_without_saying_for_how_long_ends_the_fetch_after_some_rests(
    tmp_path: Path,
) -> None:
    path = f"/web/{IN_2016}id_/{PERU}"
    with archiving(THREE) as web:
        web.server.handlers[path] = says(429)
        report = fetched(tmp_path, asked_of(web))
        gaps = web.server.gaps()
        del web.server.handlers[path]
        again = fetched(tmp_path, asked_of(web))
    assert report.stopped is not None
    assert "quarter of an hour" in report.stopped
    assert web.server.asked[path] == 3 + 1
    assert min(gaps[-2:]) >= 0.05
    assert (again.resumed, outcomes(again)) == (True, [("2014", "held"), ("2016", "ok"), ("2018", "ok")])


def test_an_archive_that_asks_for_hours_ends_the_fetch(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        web.server.handlers[f"/web/{IN_2016}id_/{PERU}"] = says(503, b"", Retry_After="7200")
        report = fetched(tmp_path, asked_of(web))
    assert report.stopped == "The site asks to come back in 7,200 seconds."


@pytest.mark.parametrize(
    ("robots", "outcome", "replays"),
    [(b"User-agent: *\nDisallow: /web/", "robots", 0), (b"User-agent: *\nDisallow: /cdx/", "robots", 0),
     (b"User-agent: country-profiles\nDisallow: /", "robots", 0), (b"User-agent: other\nDisallow: /", "ok", 1)],
)  # fmt: skip
def test_robots_txt_of_the_archive_is_obeyed(tmp_path: Path, robots: bytes, outcome: str, replays: int) -> None:
    with archiving(THREE[:1]) as web:
        web.server.pages["/robots.txt"] = robots
        report = fetched(tmp_path, asked_of(web))
    assert (report.counts, len(web.replayed)) == ({outcome: 1}, replays)


def test_a_robots_txt_that_can_not_be_read_ends_the_fetch(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        web.server.handlers["/robots.txt"] = says(503)
        report = fetched(tmp_path, asked_of(web))
        assert set(web.server.asked) == {"/robots.txt"}
    assert report.stopped is not None


INDEXES = {
    "an error": (says(500), "error"),
    "forbidden": (
        says(403, b"org.archive.util.io.RuntimeIOException: AdministrativeAccessControlException"),
        "forbidden",
    ),
    "a page": (says(200, b"<html>down for maintenance</html>"), "unexpected"),
    "another interface": (says(200, b'{"url": "x", "timestamp": "2016"}'), "unexpected"),
    "a redirect": (says(302, b"", Location="https://example.org/cdx"), "unexpected"),
    "a circle": (says(200, json.dumps([["urlkey"], [], ["1"]]).encode()), "unexpected"),
}


@pytest.mark.parametrize(("handler", "outcome"), INDEXES.values(), ids=INDEXES.keys())
def test_an_index_that_can_not_be_read_is_told_and_costs_no_other_country(
    tmp_path: Path, handler: Handler, outcome: str
) -> None:
    other = Kept(IN_2014, country_page("land-aa"), "https://www.gfmd.org/pfp/ppd/land-aa")
    with archiving([*THREE, other]) as web:
        find = web.find
        web.server.find = lambda path: handler if "ppd%2Fperu" in path else find(path)
        report = fetched(tmp_path, asked_of(web, "peru", "land-aa"))
    assert outcomes(report) == [("", outcome), ("2014", "ok")]
    assert not report.complete


def test_captures_of_the_future_do_not_count(tmp_path: Path) -> None:
    with archiving([Kept(IN_2014, OLD), Kept("99980101000000", NEW)]) as web:
        assert outcomes(fetched(tmp_path, asked_of(web))) == [("2014", "ok")]


def test_practice_pages_are_fetched_only_when_asked_for(tmp_path: Path) -> None:
    captures = [
        Kept(IN_2014, country_page("peru", [71])), Kept(IN_2016, country_page("peru", [72])),
        *(Kept(IN_2018, practice_page(number), f"http://gfmd.org/pfp/ppd/{number}") for number in (71, 72, 711)),
    ]  # fmt: skip
    with archiving(captures) as web:
        plain = fetched(tmp_path, asked_of(web))
        asked = asked_of(web)
        more = fetched(tmp_path, replace(asked, pages=replace(asked.pages, linked=True)))
    assert {page.kind for page in plain.results} == {"country"}
    practices = [page.url.rpartition("/")[2] for page in more.results if page.kind == "practice"]
    assert (practices, more.counts) == (["71", "72"], {"held": 2, "ok": 2})


def test_the_bar_knows_how_many_captures_there_are(tmp_path: Path) -> None:
    seen: list[Progress] = []
    with archiving(THREE) as web, open_archive(tmp_path) as archive:
        fetch_history(asked_of(web, "peru", "atlantis"), archive, around(), "0.1.0", seen.append)
    assert [(at.done, at.total) for at in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_site_is_asked_afterwards_as_if_nobody_had_asked_a_web_archive(tmp_path: Path) -> None:
    kept = Kept(IN_2018, NEW, headers={"ETag": '"old"', "Last-Modified": "Sat, 01 Sep 2018 00:00:00 GMT"})
    with archiving([kept]) as web:
        fetched(tmp_path, asked_of(web))
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": NEW}) as server:
        first = run_fetch(tmp_path, quick(server.url, ["peru"]))
        second = run_fetch(tmp_path, quick(server.url, ["peru"]))
    (asked, later) = (seen for seen in server.seen if seen.path != "/robots.txt")
    assert not {"if-none-match", "if-modified-since"} & asked.headers.keys()
    assert (first.counts, first.changed) == ({"ok": 1}, 0), "the content is known, and is the site's own word now"
    assert (later.status, second.counts) == (304, {"not_modified": 1})


def test_a_capture_of_today_settles_nothing_of_an_interrupted_fetch_of_the_site(tmp_path: Path) -> None:
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": NEW}) as server:
        server.handlers["/pfp/ppd/peru"] = says(429, b"", Retry_After="9999")
        assert run_fetch(tmp_path, quick(server.url, ["peru"])).stopped is not None
        later = around().now() + timedelta(minutes=1)
        with archiving([Kept(f"{later:%Y%m%d%H%M%S}", OLD)]) as web, open_archive(tmp_path) as archive:
            then = replace(around(), now=lambda: later)
            assert fetch_history(asked_of(web), archive, then, "0.1.0", lambda _: None).counts == {"ok": 1}
        del server.handlers["/pfp/ppd/peru"]
        report = run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert [(page.outcome, page.resumed) for page in report.results] == [("ok", False)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"archive_url": "https://archive.example.org/wayback"}, "is no base URL"),
        ({"archive_url": "ftp://archive.example.org"}, "is no base URL"),
        ({"since": moment(IN_2018), "until": moment(IN_2016)}, "--since is later than --until"),
        ({"pages": quick("https://www.example.org", ["peru"])}, "--base-url is for a copy of the site"),
        ({"pages": replace(quick("", ["peru"]), base_url=None, slugs=())}, "Name the countries"),
        ({"pages": replace(quick("", ["Peru!"]), base_url=None)}, "is no slug"),
        ({"pages": replace(quick("", ["peru"]), base_url=None, allow_loopback=False)}, "must begin with https://"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(
    tmp_path: Path, changes: dict[str, object], sentence: str
) -> None:
    with archiving(THREE) as web:
        with pytest.raises(WrongRequest, match=sentence):
            fetched(tmp_path, asked_of(web, **changes))
        assert not web.server.asked


def test_only_loopback_is_asked_in_tests_and_only_the_public_internet_else(tmp_path: Path) -> None:
    with archiving(THREE) as web:
        asked = replace(asked_of(web).pages, allow_loopback=False, delay=0.0)
        inside = fetched(tmp_path, asked_of(web, pages=asked, archive_url="https://localhost:1"))
        outside = fetched(tmp_path, asked_of(web, archive_url="https://192.0.2.1:1"))
    assert all("can't be read" in (report.stopped or "") for report in (inside, outside))
