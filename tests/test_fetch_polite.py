"""What a site owner may count on: robots.txt, pauses, and an honest name. Measured at the server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from extractors.gfmd.source import GFMD
from pipeline.acquire.archive.archive import open_archive
from pipeline.acquire.archive.write import Answer
from pipeline.acquire.fetch.host import read_robots
from pipeline.acquire.fetch.network import resolve
from pipeline.acquire.fetch.patience import Patience, retry_after
from pipeline.acquire.fetch.plan import Request, WrongRequest, wanted_slugs
from pipeline.acquire.fetch.report import FetchReport
from pipeline.acquire.fetch.request import Surroundings
from pipeline.acquire.fetch.walk import fetch
from tests.hostile_server import (
    Handler,
    Server,
    around,
    country_page,
    in_turn,
    quick,
    raw,
    reset_after,
    run_fetch,
    says,
    serving,
    site,
    slugs_of,
)
from tests.telling import say

NOON = datetime(2024, 5, 1, 12)
PATH = "/pfp/ppd/land"


@dataclass(slots=True)
class Clock:
    """A clock that moves only when somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def around(self) -> Surroundings:
        return Surroundings(lambda: NOON + timedelta(seconds=self.seconds), self.read, self.sleep, resolve)

    def read(self) -> float:
        return self.seconds


def run_in_no_time(folder: Path, request: Request) -> tuple[FetchReport, Clock]:
    """A fetch whose waits are only counted."""
    clock = Clock()
    with open_archive(folder) as archive:
        return fetch(request, archive, clock.around(), "0.1.0", lambda _: None), clock


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/robots.txt": b"", PATH: country_page("land")}) as running:
        yield running


def test_the_pause_between_requests_is_kept_as_the_server_measures_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = site(4, 1)
    with serving({"/robots.txt": b"", **pages}) as server:
        server.seconds = 0.02
        run_fetch(tmp_path, quick(server.url, slugs_of(pages), delay=0.15))
        gaps = server.gaps()
    assert len(gaps) == 8
    assert min(gaps) >= 0.15
    # Much longer than asked for is no politeness either, but how long is up to the machine.
    assert statistics.median(gaps) < 1.5
    say(capsys, f"gaps between {len(gaps) + 1} requests at the server: from {min(gaps):.3f} s, 0.150 s asked for")


def test_without_the_flag_for_tests_no_pause_is_shorter_than_a_second() -> None:
    assert Request(delay=0.0).pause == 1.0
    assert Request(delay=3.0).pause == 3.0
    assert Request(delay=0.0, allow_loopback=True).pause == 0.0


def test_crawl_delay_and_request_rate_lengthen_the_pause(tmp_path: Path, server: Server) -> None:
    for rule, pause in (("Crawl-delay: 7", 7.0), ("Request-rate: 1/12s", 12.0), ("Crawl-delay: 0.1", 2.0)):
        server.pages["/robots.txt"] = f"User-agent: *\n{rule}\n".encode()
        _, clock = run_in_no_time(tmp_path / rule[:5] / rule[-2:], quick(server.url, ["land"], delay=2.0))
        assert clock.slept == [pause]


ROBOTS: dict[str, tuple[Handler, bool]] = {
    "none": (says(404), True),
    "forbidden": (says(403), True),
    "gone": (says(410), True),
    "gone without a length": (raw(b"HTTP/1.1 404 Not Found\r\n\r\n<html>no"), True),
    "gone and cut": (reset_after(b"HTTP/1.1 404 Not Found\r\nContent-Length: 500\r\n\r\n<html>"), True),
    "error without a length": (raw(b"HTTP/1.1 503 Busy\r\n\r\nno"), False),
    "moved without a length": (raw(b"HTTP/1.1 301 Moved\r\nLocation: /robots2.txt\r\n\r\n"), False),
    "for us in another case": (says(200, b"User-Agent: COUNTRY-Profiles # us\nDisallow: /\n"), False),
    "for a version of us": (says(200, b"user agent country-profiles/2.0\nDisallow: /\n"), False),
    "for a name that ours begins with": (says(200, b"User-agent: country\nDisallow: /\n"), True),
    "for a name that begins with ours": (says(200, b"User-agent: country-profiles-x\nDisallow: /\n"), True),
    "for us and others": (says(200, b"User-agent: country-profiles\nUser-agent: x\nDisallow: /\n"), False),
    "for us in two groups": (
        says(200, b"User-agent: country-profiles\nDisallow: /a\n" * 2 + b"Disallow: /pfp\n"),
        False,
    ),
    "longer than is read": (says(200, b"User-agent: *\nDisallow: /\n" + b"#" * 2_000_000), False),
    "a rule at the bound": (says(200, b"User-agent: *\n" + b"#" * (512 * 1024 - 26) + b"\nDisallow: /other\n"), True),
    "empty": (says(200), True),
    "for all": (says(200, b"User-agent: *\nDisallow: /\n"), False),
    "for us": (says(200, b"User-agent: country-profiles\nDisallow: /pfp\n\nUser-agent: *\nDisallow:\n"), False),
    "for others": (says(200, b"User-agent: otherbot\nDisallow: /\n"), True),
    "allowed inside": (says(200, b"User-agent: *\nDisallow: /\nAllow: /pfp/ppd/\n"), True),
    "by wildcard": (says(200, b"User-agent: *\nDisallow: /*/ppd/*\n"), False),
    "by end": (says(200, b"User-agent: *\nDisallow: /pfp/ppd/land$\n"), False),
    "with byte order mark": (says(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"), False),
    "old line ends": (says(200, b"User-agent: *\rDisallow: /\r"), False),
    "a web page": (says(200, b"<html>Not here</html>", Content_Type="text/html"), True),
    "noise": (says(200, bytes(range(256)) * 100), True),
    "moved on the site": (says(301, b"", Location="/robots2.txt"), False),
    "moved away": (says(301, b"", Location="https://example.org/robots.txt"), False),
    "moved in a loop": (says(301, b"", Location="/robots.txt"), False),
    "server error": (says(500), False),
    "busy": (says(429), False),
    "unavailable": (says(503), False),
    "reset": (reset_after(), False),
    "cut": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nUser-agent: *\n"), False),
    "a rate beyond all numbers": (says(200, b"User-agent: *\nRequest-rate: 1/" + b"9" * 4000), False),
    "a rate without a number": (says(200, b"User-agent: *\nRequest-rate: 0/0\nCrawl-delay: nan\n"), True),
    "endless delay": (says(200, b"User-agent: *\nCrawl-delay: 1e300\n"), False),
    "error, then rules": (in_turn(says(500), says(200, b"User-agent: *\nAllow: /\n")), True),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_is_obeyed(tmp_path: Path, server: Server, name: str) -> None:
    handler, allowed = ROBOTS[name]
    server.handlers["/robots.txt"] = handler
    server.pages["/robots2.txt"] = b"User-agent: *\nDisallow: /\n"
    report = run_fetch(tmp_path, quick(server.url, ["land"]))
    asked = PATH in server.asked
    assert asked == allowed
    if asked:
        assert [page.outcome for page in report.results] == ["ok"]
    else:
        assert report.stopped or [page.outcome for page in report.results] == ["robots"]


def test_hostile_robots_take_bounded_time() -> None:
    for line in (b"Disallow: /" + b"*a" * 25_000, b"Disallow: " + b"*" * 50_000 + b"$", b"User-agent: *\n" * 3500):
        began = time.process_time()
        answer = Answer("", NOON, (), 200, "", (), b"User-agent: *\n" + line + b"\n" + line)
        read_robots(answer).allows("https://www.gfmd.org/pfp/ppd/" + "a" * 79)
        assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 01 May 2024 12:00:30 GMT", 30.0),
        ("Wed, 01 May 2024 14:00:30 +0200", 30.0),
        ("Wednesday, 01-May-24 12:00:30 GMT", 30.0),
        ("Wed, 01 May 2024 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("١٢", None),
        ("1e9", None),
        ("", None),
        (None, None),
        ("Wed, 99 May 2024 99:99:99 GMT", None),
        ("Wed, 01 May 99999999999999999999 12:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None),
        ("nan", None),
        ("\x01\xff", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOON) == seconds


@pytest.mark.parametrize("value", ["90", "Wed, 01 May 2024 12:01:30 GMT"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(tmp_path: Path, server: Server, value: str, status: int) -> None:
    good = says(200, country_page("land"), Content_Type="text/html")
    server.handlers[PATH] = in_turn(says(status, b"", Retry_After=value), good)
    report, clock = run_in_no_time(tmp_path, quick(server.url, ["land"]))
    assert [page.outcome for page in report.results] == ["ok"]
    assert 90.0 <= sum(clock.slept) < 91.0


def test_a_rest_that_is_asked_for_at_the_last_try_is_kept_before_the_next_page(tmp_path: Path, server: Server) -> None:
    server.handlers[PATH] = in_turn(says(503), says(503, b"", Retry_After="300"))
    server.pages["/pfp/ppd/other"] = country_page("other")
    report, clock = run_in_no_time(tmp_path, quick(server.url, ["land", "other"]))
    assert [page.outcome for page in report.results] == ["error", "ok"]
    assert 299.0 <= clock.slept[-1] <= 300.0


def test_a_redirect_into_what_robots_txt_forbids_is_not_followed(tmp_path: Path, server: Server) -> None:
    server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /*?utm_id\n"
    server.handlers[PATH] = says(302, b"", Location=f"{PATH}?utm_id=1")
    report = run_fetch(tmp_path, quick(server.url, ["land"]))
    assert [page.outcome for page in report.results] == ["redirected"]
    assert f"{PATH}?utm_id=1" not in server.asked


def test_a_site_that_asks_for_a_long_rest_gets_it(tmp_path: Path, server: Server) -> None:
    server.handlers[PATH] = says(429, b"", Retry_After="7200")
    report = run_fetch(tmp_path, quick(server.url, ["land", "other"]))
    assert report.stopped == "The site asks to come back in 7,200 seconds."
    assert "/pfp/ppd/other" not in server.asked


def test_waits_grow_and_end(tmp_path: Path, server: Server) -> None:
    server.handlers[PATH] = says(500)
    patience = Patience(attempts=5, first_wait=2.0, longest_wait=10.0)
    report, clock = run_in_no_time(tmp_path, quick(server.url, ["land"], patience=patience))
    assert [page.outcome for page in report.results] == ["error"]
    assert server.asked[PATH] == 5
    for wait, least in zip(clock.slept, (2, 4, 8, 10), strict=True):
        assert least <= wait <= least + 2


def test_a_site_that_is_down_is_left_alone_soon(tmp_path: Path, server: Server) -> None:
    slugs = [f"land-{letter}" for letter in "abcdefghij"]
    server.handlers.update({f"/pfp/ppd/{slug}": says(500) for slug in slugs})
    report = run_fetch(tmp_path, quick(server.url, slugs, most_failures=3))
    assert len(report.results) == 3
    assert report.stopped is not None
    assert report.stopped.startswith("3 pages in a row failed")


def test_a_site_that_does_not_answer_is_not_asked_for_pages(tmp_path: Path) -> None:
    with serving() as server:
        base = server.url
    report = run_fetch(tmp_path, quick(base, ["land"]))
    assert report.results == ()
    assert report.stopped is not None
    assert "robots.txt can't be read" in report.stopped


def test_all_countries_are_fetched_only_with_a_contact() -> None:
    known = GFMD.site.slugs()
    with pytest.raises(WrongRequest, match="PROFILES_CONTACT"):
        wanted_slugs(Request(all_known=True))
    for contact in ("a b", "x\r\nEvil: 1", "é@example.org", "x"):
        with pytest.raises(WrongRequest, match="PROFILES_CONTACT must be"):
            wanted_slugs(Request(all_known=True, contact=contact))
    assert wanted_slugs(Request(all_known=True, contact="me@example.org")) == tuple(known)
    assert "peru" in known


@pytest.mark.parametrize("slug", ["", "Peru", "../etc", "peru?page=1", "4582", "pérou", "a" * 81, "a/b", "-x"])
def test_what_is_no_slug_is_refused(slug: str) -> None:
    with pytest.raises(WrongRequest, match="no slug"):
        wanted_slugs(Request(slugs=(slug,)))


@pytest.mark.parametrize(
    "base",
    ["", "file:///x", "www.gfmd.org", "http://", "http:///x", "https://x/y", "https://x?y", "https://x?", "https://x/#",
     "https://a@b", "https://a:b@c", "https://@b", "http://x:", "http://x:0", "http://x:99999", "http://x:abc",
     "http://x:\u0661", "http://[::1", "http://a..b", "http://.", "http://a b", "http://a\nb", "http://a\\b", "http://a%41",
     "http://" + "a" * 64 + ".org"],
)  # fmt: skip
def test_what_is_no_base_url_is_refused(tmp_path: Path, base: str) -> None:
    with open_archive(tmp_path) as archive, pytest.raises(WrongRequest, match="no base URL"):
        fetch(quick(base, ["land"]), archive, around(), "0.1.0", lambda _: None)
