"""No spelling of an address, and no trick of name resolution, leads a fetch into a private network."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.acquire.fetch.address import loopback_problem, public_problem
from pipeline.acquire.fetch.network import Check, Resolve, resolve
from pipeline.acquire.fetch.ping import ping
from pipeline.acquire.fetch.request import Asker, Bounds, NoAnswer, open_asker
from tests.hostile_server import around, country_page, quick, run_fetch, serving
from tests.telling import say

PRIVATE = (
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1",
    "127.0.0.1.", "１２７.0.0.1", "localhost", "0", "0.0.0.0", "10.0.0.1", "10.1", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "192.168.257", "169.254.169.254", "0xa9fea9fe", "2852039166", "100.64.0.1", "192.0.0.170",
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::8.8.8.8]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:808:808::]", "[2001:0:7f00:1::]",
    "[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[fe80::1%25lo]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]",
    "[2606:4700::5efe:7f00:1]", "[100::1]", "[5f00::1]",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "193.5.93.1", "2606:4700::1111", "2a00:1450:4001:80b::200e")


def ask(url: str, resolver: Resolve = resolve, check: Check = public_problem, seconds: float = 60.0) -> NoAnswer | int:
    """What asking for an address gives: a status, or the reason why there is none."""
    with open_asker("tests", Bounds(seconds=seconds), around(resolver), check) as asker:
        return answered(asker, url)


def refusal(url: str, resolver: Resolve = resolve, check: Check = public_problem, seconds: float = 60.0) -> NoAnswer:
    """Why there is no answer of an address."""
    answer = ask(url, resolver, check, seconds)
    assert isinstance(answer, NoAnswer)
    return answer


def answered(asker: Asker, url: str) -> NoAnswer | int:
    try:
        return asker.get(url, {}).status
    except NoAnswer as error:
        return error


@pytest.mark.parametrize("host", PRIVATE)
def test_every_spelling_of_a_private_address_is_refused(host: str) -> None:
    with serving() as server:
        for scheme in ("http", "https"):
            # Some spellings are no host at all for the URL parser, or have no address on this machine.
            assert refusal(f"{scheme}://{host}:{server.port}/pfp/ppd/peru").code in {"unsafe", "unreachable"}
        assert server.connections == 0


def test_most_spellings_are_refused_for_their_address(capsys: pytest.CaptureFixture[str]) -> None:
    refused = sum(refusal(f"http://{host}:1/").code == "unsafe" for host in PRIVATE)
    assert len(PRIVATE) >= refused >= 40
    say(capsys, f"address spellings tried: {len(PRIVATE)}, refused by the address they mean: {refused}")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://8.8.8.8/x", "gopher://8.8.8.8/", "http:///x", "//x", ""])
def test_only_http_is_spoken(url: str) -> None:
    answer = refusal(url)
    assert (answer.code, answer.again) == ("unsafe", False)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_dialled_but_not_in_tests(address: str) -> None:
    assert public_problem(address) is None
    assert loopback_problem(address) is not None


@pytest.mark.parametrize("address", ["127.0.0.1", "127.255.255.254"])
def test_the_flag_for_tests_opens_loopback(address: str) -> None:
    assert public_problem(address) == "loopback"
    assert loopback_problem(address) is None


@pytest.mark.parametrize("address", ["::1", "::ffff:127.0.0.1", "10.0.0.1", "0.0.0.0", "126.255.255.255", "x", ""])
def test_the_flag_for_tests_opens_nothing_else(address: str) -> None:
    assert loopback_problem(address) is not None


def test_a_name_that_leads_to_a_private_address_is_refused() -> None:
    with serving({"/": b"secret"}) as server:
        answer = refusal(f"http://innocent.example:{server.port}/", lambda _host, _port: ["127.0.0.1"])
        assert (answer.code, server.connections) == ("unsafe", 0)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    answer = refusal("http://mixed.example/", lambda _host, _port: ["8.8.8.8", "10.0.0.1"])
    assert "10.0.0.1 (private)" in str(answer)


class Rebinding:
    """A resolver whose answer changes from call to call, as a hostile name server's does."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.calls = 0

    def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.calls += 1
        return self.answers[min(self.calls, len(self.answers)) - 1]


def test_the_address_that_was_checked_is_the_one_that_is_dialled() -> None:
    with serving({"/": b"page"}) as server:
        resolver = Rebinding(["127.0.0.1"], ["169.254.169.254"])
        url = f"http://rebinding.example:{server.port}/"
        assert ask(url, resolver, loopback_problem) == 200
        assert resolver.calls == 1
        answer = refusal(url, resolver, loopback_problem)
        assert (answer.code, resolver.calls, server.connections) == ("unsafe", 2, 1)


def test_a_name_that_is_rebound_during_a_fetch_is_refused_from_then_on(tmp_path: Path) -> None:
    pages = {f"/pfp/ppd/land-{letter}": country_page(letter) for letter in "abc"}
    with serving({"/robots.txt": b"", **pages}) as server:
        resolver = Rebinding(["127.0.0.1"], ["127.0.0.1"], ["192.168.0.1"])
        base = f"http://rebinding.example:{server.port}"
        report = run_fetch(tmp_path, quick(base, ["land-a", "land-b", "land-c"]), resolver)
    assert [page.outcome for page in report.results] == ["ok", "unsafe", "unsafe"]
    assert server.connections == 2


def test_a_name_server_that_does_not_answer_is_bounded_too() -> None:
    tired_of_it = threading.Event()

    def silent(_host: str, _port: int) -> Sequence[str]:
        tired_of_it.wait(600)
        return ["127.0.0.1"]

    answer = refusal("http://slow.example/", silent, seconds=0.2)
    tired_of_it.set()
    assert answer.code == "timeout"


def test_a_name_without_an_address_is_unreachable() -> None:
    def none(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such name")

    def nothing(_host: str, _port: int) -> Sequence[str]:
        return []

    unreachable = (none, "nowhere.example"), (nothing, "nowhere.example"), (resolve, "a..b"), (resolve, "a" * 70)
    for resolver, host in unreachable:
        assert refusal(f"http://{host}/", resolver).code == "unreachable"


@pytest.fixture
def untrusted(tmp_path: Path) -> ssl.SSLContext:
    """The certificate of somebody whom nobody knows, for the right name."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=site.example",
         "-addext", "subjectAltName=DNS:site.example", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_certificate_that_nobody_vouches_for_is_refused(untrusted: ssl.SSLContext) -> None:
    with serving({"/": b"page"}, tls=untrusted) as server:
        answer = refusal(f"https://site.example:{server.port}/", lambda _host, _port: ["127.0.0.1"], loopback_problem)
        assert server.seen == []
    assert (answer.code, "CERTIFICATE_VERIFY_FAILED" in str(answer)) == ("unreachable", True)


def test_the_environment_is_not_asked_for_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("NETRC", "/nowhere")
    with serving({"/": b"page"}) as server:
        assert ask(f"http://127.0.0.1:{server.port}/", check=loopback_problem) == 200


def test_a_monitor_is_told_of_success_and_failure() -> None:
    with serving({"/id": b"", "/id/fail": b"", "/id?a=1": b""}) as server:
        assert ping(f"{server.url}/id", around(), "tests", succeeded=True) is None
        assert ping(f"{server.url}/id?a=1", around(), "tests", succeeded=True) is None
        assert ping(f"{server.url}/id", around(), "tests", succeeded=False) is None
        assert "status 404" in (ping(f"{server.url}/other", around(), "tests", succeeded=True) or "")
        assert [seen.path for seen in server.seen] == ["/id", "/id?a=1", "/id/fail", "/other"]
        gone = server.url
    assert "can't be reached" in (ping(gone, around(), "tests", succeeded=True) or "")
    assert "can't be asked" in (ping("file:///etc/passwd", around(), "tests", succeeded=True) or "")
