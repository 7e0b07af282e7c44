"""Which pages a fetch asks for, what it tells about them, and what a second fetch costs the site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from extractors.factbook.source import FACTBOOK
from extractors.gfmd.source import GFMD
from pipeline.acquire.archive.archive import open_archive, read_archive
from pipeline.acquire.fetch.page import PageFacts, facts_of
from pipeline.acquire.fetch.plan import page_ages, plan
from pipeline.acquire.fetch.report import Progress
from pipeline.acquire.fetch.walk import fetch
from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import find_pages
from schemas.snapshot import Snapshot
from tests.hostile_server import (
    around,
    country_page,
    held,
    practice_page,
    quick,
    run_fetch,
    says,
    serving,
    site,
    slugs_of,
)
from tests.telling import say

BASE = "https://www.gfmd.org"
NOON = datetime(2024, 5, 1, 12)
PERU = f"{BASE}/pfp/ppd/peru"


def paths(asked: Iterable[str]) -> set[str]:
    return {path for path in asked if path != "/robots.txt"}


def test_a_country_is_followed_until_a_page_brings_no_new_teaser(tmp_path: Path) -> None:
    pages = site(2, 3)
    with serving({"/robots.txt": b"", **pages}) as server:
        report = run_fetch(tmp_path, quick(server.url, slugs_of(pages)))
    assert report.complete
    assert paths(server.asked) == {path for path in pages if "land" in path}
    assert len(report.results) == report.changed == 8


def test_a_page_out_of_range_that_repeats_the_last_teasers_ends_the_country(tmp_path: Path) -> None:
    pages = {f"/pfp/ppd/peru?page={page}": country_page("peru", [3, 4], str(page)) for page in range(1, 9)}
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": country_page("peru", [1, 2]), **pages}) as server:
        run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert paths(server.asked) == {"/pfp/ppd/peru", "/pfp/ppd/peru?page=1", "/pfp/ppd/peru?page=2"}


def test_a_country_with_ever_new_teasers_is_bounded(tmp_path: Path) -> None:
    pages = {f"/pfp/ppd/peru?page={page}": country_page("peru", [page + 10]) for page in range(1, 99)}
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": country_page("peru", [1]), **pages}) as server:
        report = run_fetch(tmp_path, quick(server.url, ["peru"], most_pages=5))
    assert len(paths(server.asked)) == 5
    assert not report.complete
    assert (report.results[-1].url, report.results[-1].outcome) == (f"{PERU}?page=5", "too_many")


def test_links_that_stand_on_every_page_do_not_end_a_country(tmp_path: Path) -> None:
    """Teasers without a link of their own, beside a box of links that is the same everywhere."""
    box = b'<a href="/pfp/ppd/7">Most read</a></body>'
    end = b"<p>Subscribe to peru</p>"
    teaser = b"<h3>Practice %d</h3><p>Submitted by Somebody on</p>" + end
    page = country_page("peru").replace(b"</body>", box)
    pages = {f"/pfp/ppd/peru?page={number}": page.replace(end, teaser % number) for number in (1, 2)}
    pages |= {f"/pfp/ppd/peru{rest}": page for rest in ("", "?page=3")}
    with serving({"/robots.txt": b"", **pages}) as server:
        report = run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert report.complete
    assert paths(server.asked) == set(pages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "windows-1252"])
def test_paging_goes_on_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    pages = {path: page.decode().replace("more", "más").encode(encoding) for path, page in site(1, 2).items()}
    with serving({"/robots.txt": b"", **pages}) as server:
        report = run_fetch(tmp_path, quick(server.url, slugs_of(pages)))
    assert report.counts == {"ok": 3}


@pytest.mark.parametrize("target", ["/pfp/ppd/peru", "/pfp/ppd/peru?page=0", "peru?utm_id=3"])
def test_a_page_number_that_leads_back_to_an_earlier_page_is_the_end(tmp_path: Path, target: str) -> None:
    handlers = {"/pfp/ppd/peru?page=1": says(302, b"", Location=target)}
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": country_page("peru", [1])}, handlers) as server:
        report = run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert report.counts == {"ok": 1, "past_end": 1}
    assert report.complete


def test_a_further_page_may_show_nothing_but_teasers(tmp_path: Path) -> None:
    pages = {"/pfp/ppd/peru": country_page("peru", [1])}
    pages |= {
        f"/pfp/ppd/peru?page={page}": b"<html><h3>%s</h3><p>Submitted by Somebody</p></html>" % title
        for page, title in ((1, b"A"), (2, b"B"), (3, b"B"))
    }
    with serving({"/robots.txt": b"", **pages}) as server:
        report = run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert report.counts == {"ok": 4}


def test_a_page_number_that_the_site_does_not_have_is_the_end_and_no_error(tmp_path: Path) -> None:
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": country_page("peru", [1])}) as server:
        report = run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert report.complete
    assert report.counts == {"ok": 1, "past_end": 1}


def test_practice_pages_are_fetched_only_when_asked_for(tmp_path: Path) -> None:
    pages = site(1, 1)
    with serving({"/robots.txt": b"", **pages}) as server:
        without = run_fetch(tmp_path / "a", quick(server.url, slugs_of(pages)))
        with_practices = run_fetch(tmp_path / "b", quick(server.url, slugs_of(pages), linked=True))
    assert {page.kind for page in without.results} == {"country"}
    assert [page.kind for page in with_practices.results] == ["country", "country", "practice", "practice"]
    assert with_practices.complete


def test_slugs_that_nobody_knew_are_reported(tmp_path: Path) -> None:
    page = country_page("peru").replace(
        b"</body>",
        b'<a href="/pfp/ppd/atlantis">x</a><a href="https://gfmd.org/pfp/ppd/chile?page=2#a">y</a>'
        b'<a href="/pfp/ppd/ghana">known</a><a href="https://example.org/pfp/ppd/elsewhere">z</a></body>',
    )
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": page}) as server:
        report = run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert report.new_slugs == ("atlantis", "chile")


def facts(page: bytes, url: str = PERU, origin: str = BASE) -> PageFacts:
    """What a fetch takes from a page of the site, or of a copy at ``origin``."""
    return facts_of(Snapshot("gfmd", "", page, url=url, media_type="text/html"), origin)


def test_links_are_understood_however_they_are_written() -> None:
    page = b"""<!-- <a href="/pfp/ppd/9">old</a> --><a data-href="/pfp/ppd/8" href=/pfp/ppd/11?utm_id=1>z</a>
        <a title="it's" HREF = '/pfp/ppd/12'>a</a><a href="./13">b</a><a href="http://127.0.0.1:80/pfp/ppd/14">c</a>
        <a href="javascript:x()">d</a><a href="http://[">e</a><a href="/about">f</a>
        <a href="/es/pfp/ppd/13">again</a>
        <a href="?page=1&amp;utm_id=2">g</a><a href="&#47;pfp/ppd/15"><script>'<a href="/pfp/ppd/16">'</script>"""
    assert facts(page, origin="http://127.0.0.1:80").links == (
        f"{BASE}/pfp/ppd/11",
        f"{BASE}/pfp/ppd/12",
        f"{BASE}/pfp/ppd/13",
        f"{BASE}/pfp/ppd/14",
        f"{PERU}?page=1",
        f"{BASE}/pfp/ppd/15",
    )
    assert facts(b'<base href="/pfp/"><a href=ppd/17>').links == (f"{BASE}/pfp/ppd/17",)
    assert facts(b"Official Name\nPeru\n").links == ()


def test_teasers_without_links_are_told_apart_by_their_titles() -> None:
    page = b"<h3>One</h3>\n<p>Submitted by A on</p><p>text</p><h3>Two</h3><div>Submitted by B on</div>"
    assert facts(page).teasers == {"One", "Two"}
    assert facts(b"<p>none</p>").teasers == frozenset()


def test_a_second_fetch_asks_only_for_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Thirty countries with paging; three pages change between two fetches."""
    pages = site(30, 2)
    changed = ["/pfp/ppd/land-ac", "/pfp/ppd/land-ba?page=1", "/pfp/ppd/land-bd?page=2"]
    with serving({"/robots.txt": b"", **pages}) as server:
        asked = quick(server.url, slugs_of(pages))
        first = run_fetch(tmp_path, asked)
        bodies_first = sum(seen.status == 200 for seen in server.seen)
        for path in changed:
            server.pages[path] = server.pages[path].replace(b"Republic", b"Kingdom")
        server.seen.clear()
        second = run_fetch(tmp_path, asked)
        statuses = [seen.status for seen in server.seen if seen.path != "/robots.txt"]
    assert (len(first.results), first.changed, bodies_first) == (90, 90, 91)
    assert statuses.count(200) == 3
    assert statuses.count(304) == 87
    assert second.changed == 3
    assert second.counts == {"not_modified": 87, "ok": 3}
    assert {page.url for page in second.results if page.changed} == {BASE + path for path in changed}
    files = find_pages([tmp_path]).files
    pages_read = {snapshot.page_id for snapshot in read_snapshots(*files)}
    assert len(pages_read) == 93
    say(capsys, f"second fetch of {len(statuses)} pages: {statuses.count(200)} bodies, {statuses.count(304)} unchanged")


def test_a_server_without_validators_costs_bodies_but_changes_nothing(tmp_path: Path) -> None:
    handler = says(200, country_page("peru"), Content_Type="text/html")
    with serving({"/robots.txt": b""}, {"/pfp/ppd/peru": handler}) as server:
        run_fetch(tmp_path, quick(server.url, ["peru"]))
        second = run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert (second.changed, second.counts) == (0, {"ok": 1})
    assert len(held(tmp_path)) == 1


def test_a_good_page_survives_the_bad_ones_after_it(tmp_path: Path) -> None:
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": country_page("peru")}) as server:
        run_fetch(tmp_path, quick(server.url, ["peru"]))
        before = held(tmp_path)
        for handler in (says(404), says(500), says(200, b"<html>Maintenance</html>"), says(200)):
            server.handlers["/pfp/ppd/peru"] = handler
            report = run_fetch(tmp_path, quick(server.url, ["peru"]))
            assert not report.complete
            assert report.changed == 0
    assert held(tmp_path) == before


def test_an_answer_that_nothing_changed_counts_only_when_changes_were_asked_for(tmp_path: Path) -> None:
    handlers = {"/pfp/ppd/peru": says(200, country_page("peru"))}
    with serving({"/robots.txt": b""}, handlers) as server:
        run_fetch(tmp_path, quick(server.url, ["peru"]))
        seen = page_ages(read_archive(tmp_path), GFMD, NOON)
        server.handlers["/pfp/ppd/peru"] = says(304)
        report = run_fetch(tmp_path, quick(server.url, ["peru"]))
    assert report.counts == {"unexpected": 1}
    assert page_ages(read_archive(tmp_path), GFMD, NOON) == seen
    assert len(held(tmp_path)) == 1


def test_a_page_is_asked_for_by_the_etag_of_its_own_content(tmp_path: Path) -> None:
    """The content comes back that was there before another one, this time without an ETag."""
    first, other = country_page("peru"), country_page("peru", note=" of old")
    answers = [says(200, first, ETag='"1"'), says(200, other, ETag='"2"'), says(304, ETag='"3"'), says(200, first)]
    with serving({"/robots.txt": b""}) as server:
        for answer in (*answers, says(304)):
            server.handlers["/pfp/ppd/peru"] = answer
            run_fetch(tmp_path, quick(server.url, ["peru"]))
    asked = [seen.headers.get("if-none-match") for seen in server.seen if seen.path != "/robots.txt"]
    assert asked == [None, '"1"', '"2"', '"2"', '"1"']


def test_the_age_of_each_page_is_known_when_the_site_is_down(tmp_path: Path) -> None:
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": country_page("peru")}) as server:
        run_fetch(tmp_path, quick(server.url, ["peru"]))
        base = server.url
    report = run_fetch(tmp_path, quick(base, ["peru"]))
    assert report.stopped is not None
    assert not report.complete
    ages = page_ages(read_archive(tmp_path), GFMD, around().now() + timedelta(days=3))
    assert set(ages) == {PERU}
    assert timedelta(days=3) <= ages[PERU] < timedelta(days=3, minutes=5)


def test_a_dry_run_says_what_would_be_fetched_and_why(tmp_path: Path) -> None:
    """Practices are those that the countries asked for link to, whether or not they were ever fetched."""
    pages = site(2, 1)
    with serving({"/robots.txt": b"", **pages}) as server:
        run_fetch(tmp_path, quick(server.url, slugs_of(pages)))
        run_fetch(tmp_path, quick(server.url, ["land-ab"], linked=True))
        before = len(server.seen)
        planned = plan(quick(server.url, ["land-aa", "peru"], linked=True), read_archive(tmp_path))
        again = plan(quick(server.url, ["land-ab"], linked=True), read_archive(tmp_path))
        assert len(server.seen) == before
    assert {page.url.removeprefix(f"{BASE}/pfp/ppd/"): page.why for page in planned} == {
        "land-aa": "start page, asked only for changes",
        "land-aa?page=1": "its teasers went on here, asked only for changes",
        "peru": "start page, never fetched",
        "1000": "linked from a teaser, never fetched",
        "1001": "linked from a teaser, never fetched",
    }
    assert [page.why for page in again[2:]] == ["linked from a teaser, asked only for changes"] * 2


def test_progress_counts_pages_changes_and_errors(tmp_path: Path) -> None:
    pages = site(3, 1)
    told: list[Progress] = []
    with serving({"/robots.txt": b"", **pages}) as server, open_archive(tmp_path) as archive:
        asked = quick(server.url, [*slugs_of(pages), "gone"])
        fetch(asked, archive, around(), "0.1.0", told.append)
    assert [step.done for step in told] == list(range(1, 8))
    assert (told[-1].total, told[-1].changed, told[-1].errors) == (7, 6, 1)
    assert told[-1].seconds_left == 0.0
    assert all(step.total >= step.done and step.seconds_left is not None for step in told)


def test_practice_pages_are_judged_by_labels_of_their_own() -> None:
    assert facts(practice_page(1), f"{BASE}/pfp/ppd/1").refusal is None
    refusal = facts(practice_page(1), PERU).refusal
    assert refusal is not None and refusal.reason == "other_kind"


def test_a_source_whose_pages_are_json_is_asked_for_json(tmp_path: Path) -> None:
    """As it would have been with the Factbook, while it had a site."""
    site_then = replace(FACTBOOK.site, country_path="/the-world-factbook/countries/{slug}")
    factbook_then = replace(FACTBOOK, site=site_then)
    profile = (Path(__file__).parent / "fixtures" / "factbook" / "switzerland" / "page.json").read_bytes()
    handlers = {"/the-world-factbook/countries/switzerland": says(200, profile, Content_Type="application/json")}
    with serving({"/robots.txt": b""}, handlers) as server:
        report = run_fetch(tmp_path, quick(server.url, ["switzerland"], source=factbook_then))
    assert report.counts == {"ok": 1}
    assert server.seen[-1].headers["accept"].startswith("application/json,text/html,")
    assert [page.source for file in find_pages([tmp_path]).files for page in read_snapshots(file)] == ["factbook"]
