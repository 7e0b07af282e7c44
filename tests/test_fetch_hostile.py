"""Every way in which a server can misbehave ends in an outcome of its own, in bounded time and memory."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pipeline.acquire.archive.verify import verify
from pipeline.acquire.fetch.patience import Patience
from pipeline.acquire.fetch.plan import Request
from pipeline.acquire.fetch.report import FetchReport, PageResult
from pipeline.acquire.fetch.request import Bounds
from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import find_pages
from tests.hostile_server import (
    Handler,
    Server,
    chunked,
    country_page,
    endless,
    in_turn,
    noisy,
    quick,
    raw,
    reset_after,
    run_fetch,
    says,
    serving,
    silent,
)
from tests.telling import say

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = country_page("land")
SQUEEZED = gzip.compress(PAGE)
LENGTH = b"Content-Length: %d\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
GOOD = says(200, PAGE, Content_Type="text/html")
NEWSLETTER = b"<html><h1>Page not found</h1><p>Subscribe to our newsletter</p></html>"
LOGIN = NEWSLETTER.replace(b"Page not found", b"Log in <input type='password'>")
MIB = bytes(1 << 20)


def retry_date() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


def redirect(location: str) -> Handler:
    return says(302, b"", Location=location)


def bytewise(data: bytes) -> Iterator[bytes]:
    return (data[at : at + 1] for at in range(len(data)))


WELL: dict[str, Handler] = {
    "plain": GOOD,
    "gzip": says(200, SQUEEZED, Content_Type="text/html", Content_Encoding="gzip"),
    "chunked": raw(OK + CHUNKED + chunked(PAGE[:20], PAGE[20:])),
    "chunked-gzip": raw(OK + b"Content-Encoding: gzip\r\n" + CHUNKED + chunked(SQUEEZED)),
    "chunk-extensions": raw(OK + CHUNKED + b"%x;a=b\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n" % (len(PAGE), PAGE)),
    "early-hints": raw(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK + LENGTH % len(PAGE) + PAGE),
    "bytes-too-many": endless(OK + LENGTH % len(PAGE) + PAGE, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"),
    "tracking-redirect": in_turn(redirect("/pfp/ppd/tracking-redirect?utm_source=x"), GOOD),
    "bad-charset": says(200, PAGE, Content_Type="text/html; charset=zlib_codec"),
    "odd-charset": says(200, PAGE, Content_Type='text/html; charset="../../etc"'),
    "two-bytes-a-letter": says(200, PAGE.decode().encode("utf-16"), Content_Type="text/html"),
    "two-bytes-without-mark": says(200, PAGE.decode().encode("utf-16-le"), Content_Type="text/html"),
    "short-form": says(200, b"<html><p>ISO3 Code</p><p>PER</p><p>Attended Meeting</p><p>RT Participation</p></html>"),
    "old-labels": says(200, b"<html><div>Official\nName: <b>Sweden</b></div></html>"),
    "labels-in-inline-markup": says(
        200, b"<html><p><b>Attended</b>&nbsp;<i>Summit</i></p><p>Subscribe to <em>Sweden</em></p></html>"
    ),
    "login-box-beside": says(200, PAGE.replace(b"<body>", b"<body><input type=password>")),
    "plain-text": says(200, b"Official Name\nSweden\n", Content_Type="text/plain"),
    "no-type": raw(b"HTTP/1.1 200 OK\r\n" + LENGTH % len(PAGE) + PAGE),
    "old-protocol": raw(b"HTTP/1.0 200 OK\r\n" + LENGTH % len(PAGE) + PAGE),
    "busy-seconds": in_turn(says(429, b"", Retry_After="1"), GOOD),
    "busy-then-good": in_turn(says(503), GOOD),
    "error-then-good": in_turn(says(500), GOOD),
    "reset-then-good": in_turn(reset_after(), GOOD),
    "busy-without-length": in_turn(raw(b"HTTP/1.1 429 Busy\r\n\r\nwait"), GOOD),
    "broken-without-end": in_turn(raw(b"HTTP/1.1 500 Broken\r\n" + CHUNKED + b"9\r\nhalf"), GOOD),
    "redirect-without-length": in_turn(raw(b"HTTP/1.1 302 Moved\r\nLocation: ?utm_id=1\r\n\r\nmoved"), GOOD),
    "headers-beyond-ascii": raw(OK + b'X-A: a; b="\xe9"; \xff\r\nETag: "\xe9"\r\n' + LENGTH % len(PAGE) + PAGE),
    "redirect-beyond-ascii": in_turn(redirect("/pfp/ppd/redirect-beyond-ascii?utm_id=\xe9"), GOOD),
    "headers-of-many-bytes": raw(OK + b"X-A: b\r\n" * 4000 + LENGTH % len(PAGE) + PAGE),
    "headers-beyond-ascii-long": raw(OK + b"X-A: " + b"\xe9" * 32_000 + b"\r\n" + LENGTH % len(PAGE) + PAGE),
    "headers-beyond-ascii-many": raw(OK + b"A: \xe9\r\n" * 5000 + LENGTH % len(PAGE) + PAGE),
    "reason-long": raw(b"HTTP/1.1 200 " + b"a" * 8000 + b"\r\n" + LENGTH % len(PAGE) + PAGE),
    "cookie-and-redirect": in_turn(
        says(302, b"", Location="/pfp/ppd/cookie-and-redirect?utm_id=1", Set_Cookie="id=1; Path=/"), GOOD
    ),
}
# Answers that broke off, or that never end.
BROKEN: dict[str, tuple[str, Handler]] = {
    "no-answer": ("timeout", silent),
    "drip-of-headers": ("timeout", endless(b"HTTP/1.1 200 OK\r\nX-A: b", b"b", 0.02)),
    "drip-of-body": ("timeout", raw(OK + LENGTH % 10_000, *bytewise(bytes(300)), pause=0.02)),
    "drip-of-chunks": ("timeout", endless(OK + CHUNKED, b"1\r\na\r\n", 0.02)),
    "half-page": ("incomplete", raw(OK + LENGTH % (2 * len(PAGE)) + PAGE)),
    "half-chunks": ("incomplete", raw(OK + CHUNKED + chunked(PAGE, last=False))),
    "half-document": ("incomplete", says(200, PAGE[:-20], Content_Type="text/html")),
    "length-too-short": ("incomplete", raw(OK + LENGTH % (len(PAGE) // 2) + PAGE)),
    "length-negative": ("incomplete", raw(OK + b"Content-Length: -5\r\n\r\n" + PAGE)),
    "length-twice": ("incomplete", raw(OK + b"Content-Length: 5\r\n" + LENGTH % len(PAGE) + PAGE)),
    "length-in-words": ("incomplete", raw(OK + b"Content-Length: many\r\n\r\n" + PAGE)),
    "length-not-declared": ("incomplete", raw(OK + b"\r\n" + PAGE)),
    "chunk-of-all-bytes": ("incomplete", raw(OK + CHUNKED + b"F" * 30 + b"\r\n" + PAGE)),
    "chunk-size-in-words": ("incomplete", raw(OK + CHUNKED + b"much\r\n" + PAGE)),
    "gzip-cut": ("incomplete", says(200, SQUEEZED[:-9], Content_Type="text/html", Content_Encoding="gzip")),
    "gzip-changed": ("incomplete", says(200, SQUEEZED[:30] + b"\0" + SQUEEZED[31:], Content_Encoding="gzip")),
    "gzip-in-name-only": ("incomplete", says(200, PAGE, Content_Encoding="gzip")),
    "reset": ("incomplete", reset_after()),
    "reset-in-headers": ("incomplete", reset_after(b"HTTP/1.1 200 OK\r\nConte")),
    "reset-in-body": ("incomplete", reset_after(OK + LENGTH % 10_000, PAGE)),
    "closed-at-once": ("incomplete", raw()),
    "status-line-of-noise": ("incomplete", raw(b"\x00\xff\xfe lala\r\n\r\n" + PAGE)),
    "status-line-too-long": ("incomplete", raw(b"HTTP/1.1 200 " + b"a" * 70_000 + b"\r\n" + LENGTH % len(PAGE) + PAGE)),
    "no-status-line": ("incomplete", raw(PAGE)),
    "nul-in-header": ("incomplete", raw(OK + b"X-A: a\0b\r\n" + LENGTH % len(PAGE) + PAGE)),
    "header-without-end": ("incomplete", endless(OK + b"X-A: ", b"a" * 65536)),
    "headers-without-end": ("incomplete", endless(OK, b"X-A: b\r\n" * 8192)),
    "interim-without-end": ("timeout", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 400)),
    "interim-drip": ("timeout", endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.02)),
}
REFUSED: dict[str, tuple[str, Handler]] = {
    "huge-declared": ("too_large", raw(OK + LENGTH % 10**12, MIB)),
    "huge-declared-more": ("too_large", raw(OK + LENGTH % 10**19, MIB)),
    "body-without-end": ("too_large", endless(OK + CHUNKED, chunked(MIB, last=False))),
    "bytes-without-end": ("too_large", endless(OK + b"\r\n", MIB)),
    "bomb": ("too_large", says(200, gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")),
    "bomb-of-members": ("too_large", says(200, gzip.compress(MIB) * 200, Content_Encoding="gzip")),
    "brotli": ("unexpected", says(200, b"\x0b\x02\x80", Content_Encoding="br")),
    "deflate": ("unexpected", says(200, zlib.compress(PAGE), Content_Encoding="deflate")),
    "gzip-twice": ("unexpected", says(200, gzip.compress(SQUEEZED), Content_Encoding="gzip, gzip")),
    "picture": ("unexpected", says(200, b"\x89PNG", Content_Type="image/png")),
    "json": ("unexpected", says(200, b'{"Official Name": 1}', Content_Type="application/json")),
    "no-labels": ("unexpected", says(200, b"<html><h1>Maintenance</h1></html>", Content_Type="text/html")),
    "no-content": ("unexpected", says(204)),
    "part-of-a-page": ("unexpected", says(206, PAGE)),
    "unasked-not-modified": ("unexpected", says(304)),
    "switching-protocols": ("incomplete", raw(b"HTTP/1.1 101 Switch\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")),
    "teapot": ("unexpected", says(418, PAGE)),
    "empty": ("empty", says(200, b"", Content_Type="text/html")),
    "only-spaces": ("empty", says(200, b" \r\n\t" * 1000, Content_Type="text/html")),
    "only-nul": ("empty", says(200, bytes(1000), Content_Type="text/html")),
    "login-form": ("login", says(200, b"<html><input name=p type='password'></html>", Content_Type="text/html")),
    "login-with-newsletter": ("login", says(200, LOGIN)),
    "not-found-with-newsletter": ("unexpected", says(200, NEWSLETTER)),
    "not-found-with-country": ("unexpected", says(200, NEWSLETTER.replace(b"our newsletter", b"Peru"))),
    "labels-in-script": ("unexpected", says(200, b"<html><script>'<p>Attended Summit</p>'</script>Sorry</html>")),
    "labels-in-comment": ("unexpected", says(200, b"<html><!-- <p>Attended Summit</p> -->Sorry</html>")),
    "bytes-of-any-kind": ("unexpected", says(200, PAGE, Content_Type="application/octet-stream")),
    "document-of-another-kind": ("unexpected", says(200, b"%PDF-1.7 Attended Summit")),
    "login-redirect": ("login", redirect("/user/login?destination=x")),
    "not-found": ("not_found", says(404, b"no")),
    "gone": ("not_found", says(410, b"no")),
    "forbidden": ("forbidden", says(403, b"no")),
    "asks-for-password": ("forbidden", says(401, b"no", WWW_Authenticate="Basic")),
    "not-found-without-length": ("not_found", raw(b"HTTP/1.1 404 Not Found\r\n\r\nno")),
    "not-found-half": ("not_found", raw(b"HTTP/1.1 404 Not Found\r\n" + LENGTH % 500 + b"no")),
    "not-found-reset": ("not_found", reset_after(b"HTTP/1.1 404 Not Found\r\n" + LENGTH % 500)),
    "not-found-without-end": ("not_found", endless(b"HTTP/1.1 404 Not Found\r\n\r\n", MIB)),
    "forbidden-in-brotli": ("forbidden", says(403, b"no", Content_Encoding="br")),
    "forbidden-in-bad-gzip": ("forbidden", says(403, b"no", Content_Encoding="gzip")),
    "unasked-without-length": ("unexpected", raw(b"HTTP/1.1 304 Same\r\nContent-Length: 500\r\n\r\n")),
    "headers-too-long": ("too_large", raw(OK + b"X-A: " + b"b" * 40_000 + b"\r\n" + LENGTH % len(PAGE) + PAGE)),
    "headers-too-many": ("too_large", raw(OK + b"X-Abc: defg\r\n" * 4000 + LENGTH % len(PAGE) + PAGE)),
    "headers-short-but-many": ("too_large", raw(OK + b"A:\r\n" * 20_000 + LENGTH % len(PAGE) + PAGE)),
    "rest-until-no-date": ("error", says(503, Retry_After="Wed, 21 Oct 99999999999999999999 07:28:00 GMT")),
    "rest-beyond-the-calendar": ("error", says(503, Retry_After="Fri, 31 Dec 9999 23:59:59 -2300")),
    "always-broken": ("error", says(500, b"oops")),
    "always-busy": ("error", says(429, b"busy")),
    "unknown-error": ("error", says(799, b"?")),
}
ELSEWHERE = {
    "loop": "/pfp/ppd/redirect-loop",
    "front-page": "/",
    "other-page": "/pfp/ppd/plain",
    "nowhere": "",
    "nonsense": "http://[",
    "file": "file:///etc/passwd",
    "script": "javascript:alert(1)",
    "data": "data:text/html,<p>Attended Summit</p>",
    "other-host": "http://example.org/pfp/ppd/redirect-other-host",
    "other-port": "http://127.0.0.1:1/pfp/ppd/redirect-other-port",
    "metadata-service": "http://169.254.169.254/latest/meta-data",
    "credentials": "http://gfmd.org@169.254.169.254/pfp/ppd/redirect-credentials",
    "short-loopback": "http://127.1/pfp/ppd/redirect-short-loopback",
    "hex-loopback": "http://0x7f000001/pfp/ppd/redirect-hex-loopback",
    "decimal-loopback": "http://2130706433/pfp/ppd/redirect-decimal-loopback",
    "octal-loopback": "http://0177.0.0.1/pfp/ppd/redirect-octal-loopback",
    "mapped-loopback": "http://[::ffff:127.0.0.1]/pfp/ppd/redirect-mapped-loopback",
    "without-scheme": "//169.254.169.254/pfp/ppd/redirect-without-scheme",
    "backslashes": "http:\\\\169.254.169.254\\x",
    "real-site": "https://www.gfmd.org/pfp/ppd/redirect-real-site",
}


def expectations() -> dict[str, tuple[str, Handler]]:
    """What each page of the hostile site does, and what a fetch must make of it."""
    chain = in_turn(*(redirect(f"/pfp/ppd/redirect-chain?utm_id={hop}") for hop in range(50)))
    return {
        **{name: ("ok", handler) for name, handler in WELL.items()},
        **BROKEN,
        **REFUSED,
        **{f"redirect-{name}": ("redirected", redirect(to)) for name, to in ELSEWHERE.items()},
        "redirect-chain": ("redirected", chain),
        "busy-date": ("ok", in_turn(says(429, b"", Retry_After=retry_date()), GOOD)),
    }


def hostile_site() -> dict[str, Handler]:
    """The handlers by path, with the addresses that redirects lead to."""
    handlers: dict[str, Handler] = {}
    for name, (_, handler) in expectations().items():
        handlers[f"/pfp/ppd/{name}"] = handler
        if name in {"tracking-redirect", "cookie-and-redirect", "redirect-without-length", "redirect-beyond-ascii"}:
            handlers |= {f"/pfp/ppd/{name}?{query}": GOOD for query in ("utm_source=x", "utm_id=1", "utm_id=%C3%A9")}
    chain = handlers["/pfp/ppd/redirect-chain"]
    return handlers | {f"/pfp/ppd/redirect-chain?utm_id={hop}": chain for hop in range(50)}


def impatient(url: str, names: Iterable[str]) -> Request:
    """A request that does not wait long for the servers that never end."""
    return quick(url, names, bounds=Bounds(seconds=0.8))


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FetchReport, Server, Path, float]]:
    """All hostile pages: in one go those that never end, in another the rest, with time for a machine under load."""
    folder = tmp_path_factory.mktemp("hostile")
    never = [name for name, (outcome, _) in expectations().items() if outcome == "timeout"]
    with serving(handlers=hostile_site()) as server:
        began = time.perf_counter()
        ended = run_fetch(folder, impatient(server.url, never))
        patient = quick(server.url, sorted(expectations().keys() - never), bounds=Bounds(seconds=60.0))
        report = run_fetch(folder, patient)
        seconds = time.perf_counter() - began
        results = (*ended.results, *report.results)
        yield replace(report, results=results, stopped=ended.stopped or report.stopped), server, folder, seconds


def result(report: FetchReport, name: str) -> PageResult:
    return next(page for page in report.results if page.url.endswith(f"/{name}"))


@pytest.mark.parametrize("name", expectations())
def test_each_behaviour_has_its_outcome(outcome: tuple[FetchReport, Server, Path, float], name: str) -> None:
    page = result(outcome[0], name)
    assert (page.outcome, page.detail) == (expectations()[name][0], page.detail)
    assert page.outcome == "ok" or page.detail


def test_there_are_at_least_forty_behaviours_and_a_fetch_survives_them_all(
    outcome: tuple[FetchReport, Server, Path, float], capsys: pytest.CaptureFixture[str]
) -> None:
    report, _, _, seconds = outcome
    assert report.stopped is None
    assert len(report.results) == len(expectations()) >= 40
    assert seconds < 300
    say(capsys, f"hostile behaviours: {len(report.results)} in {seconds:.0f} s, outcomes {report.counts}")


def test_only_good_pages_can_be_read_from_the_archive(outcome: tuple[FetchReport, Server, Path, float]) -> None:
    report, _, folder, _ = outcome
    read = {
        (snapshot.url, snapshot.charset) for file in find_pages([folder]).files for snapshot in read_snapshots(file)
    }
    assert {url for url, _ in read} == {page.url for page in report.results if page.outcome == "ok"}
    assert {charset for _, charset in read} == {None}
    assert verify(folder).damages == ()


def test_no_cookie_is_ever_sent_and_every_request_is_honest(outcome: tuple[FetchReport, Server, Path, float]) -> None:
    for seen in outcome[1].seen:
        assert "cookie" not in seen.headers
        assert seen.headers["user-agent"] == "country-profiles/0.1.0 (+tests@example.org)"
        assert seen.headers["accept-encoding"] == "gzip"
        assert not {"authorization", "referer", "proxy-authorization"} & set(seen.headers)


def test_a_bad_page_is_not_asked_for_again_but_a_broken_one_is(
    outcome: tuple[FetchReport, Server, Path, float],
) -> None:
    asked = outcome[1].asked
    for once in ("not-found", "forbidden", "no-labels", "brotli", "bomb", "redirect-file", "empty", "login-form"):
        assert asked[f"/pfp/ppd/{once}"] == 1, once
    for twice in ("always-broken", "half-page", "half-document", "reset", "no-answer", "gzip-cut"):
        assert asked[f"/pfp/ppd/{twice}"] == 2, twice
    hops = sum(count for path, count in asked.items() if "redirect-chain" in path)
    assert hops == 6


def test_noise_in_any_answer_is_survived(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sound answers with a few bytes changed, cut out or repeated, fetched twice, so that their headers come back."""
    rng = random.Random(7)
    head = OK + b'ETag: "7c1f"\r\nLast-Modified: Wed, 01 May 2024 12:00:00 GMT\r\nLocation: /pfp/ppd/x\r\n'
    sound = [head + LENGTH % len(PAGE) + PAGE, head + b"Content-Encoding: gzip\r\n" + CHUNKED + chunked(SQUEEZED)]
    slugs = [f"noise-{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(200)]
    handlers = {f"/pfp/ppd/{slug}": raw(noisy(rng, rng.choice(sound))) for slug in slugs}
    with serving(handlers=handlers) as server:
        first = run_fetch(tmp_path, quick(server.url, slugs, patience=Patience(attempts=1)))
        second = run_fetch(tmp_path, quick(server.url, slugs, patience=Patience(attempts=1)))
    assert len(first.results) == len(second.results) == 200
    assert verify(tmp_path).damages == ()
    for file in find_pages([tmp_path]).files:
        assert all(snapshot.refusal is None and snapshot.payload.strip() for snapshot in read_snapshots(file))
    say(capsys, f"noisy answers: {len(slugs)}, outcomes {first.counts}")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak of a process")
def test_memory_grows_by_less_than_32_mib(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a process of its own: first one sound page, then the whole hostile site."""
    with serving(handlers=hostile_site()) as server:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.test_fetch_hostile", server.url, str(tmp_path)],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1],
        )  # fmt: skip
    before, after, pages = json.loads(ran.stdout)
    assert pages == len(expectations())
    assert after - before < 32 * 1024
    say(
        capsys,
        f"memory during the hostile suite: {before / 1024:.0f} MiB before, grew by {(after - before) / 1024:.1f}",
    )


def _kibibytes(name: str) -> int:
    """A figure of this process from the kernel: VmRSS is its memory now, VmHWM the most since the last reset."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith(name)).split()[1])


def _measure(url: str, folder: Path) -> None:
    names = [name for name in expectations() if name not in {"no-answer", "busy-date", "busy-seconds"}]
    run_fetch(folder / "first", quick(url, ["plain"]))
    before = _kibibytes("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    report = run_fetch(folder / "all", impatient(url, [*names, "no-answer", "busy-date", "busy-seconds"]))
    after = _kibibytes("VmHWM")
    sys.stdout.write(json.dumps([before, after, len(report.results)]))


if __name__ == "__main__":
    _measure(sys.argv[1], Path(sys.argv[2]))
