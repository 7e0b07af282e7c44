"""``profiles fetch``, ``profiles archive`` and the pings and logs of ``profiles run``, as a user calls them."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.acquire.fetch.report import Progress
from pipeline.cli import cli
from pipeline.cli.bars import how_far
from tests.hostile_server import Server, held, says, serving
from tests.local_site import COUNTRIES, SLUGS, environment, json_lines, local, path_of, site
from tests.test_cli_terminal import on_terminal

PERU = next(place for place in COUNTRIES if place.slug == "peru")


def profiles(
    *words: str | Path, contact: str | None = "tests@example.org", data: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Call the command line, for speed in this process; an error that is no sentence for a user fails the test."""
    environment = {"PROFILES_CONTACT": contact, "PROFILES_DATA": str(data) if data else None}
    asked = list(map(str, words))
    result = CliRunner().invoke(cli, asked, env=environment, catch_exceptions=False)
    return subprocess.CompletedProcess(asked, result.exit_code, result.stdout, result.stderr)


def fetched(tmp_path: Path) -> Path:
    """The archive of a fetch of Peru."""
    with serving(site([PERU])) as server:
        assert profiles("fetch", "peru", *local(server.url, tmp_path)).returncode == 0
    return tmp_path / "archive"


def test_a_fetch_tells_what_became_of_each_page(tmp_path: Path) -> None:
    with serving(site([PERU])) as server:
        done = profiles("fetch", "peru", "--practices", *local(server.url, tmp_path))
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["outcomes"] == {"not_found": 3, "ok": 3}
    assert (report["changed"], report["complete"]) == (3, False)
    assert len(report["results"]) == 6
    assert done.stderr.count("not_found: status 404") == 3
    assert "Pages: 3 not_found, 3 ok; 3 new or changed." in done.stderr


def test_the_site_sees_the_contact_of_the_environment(tmp_path: Path) -> None:
    with serving(site([PERU])) as server:
        profiles("fetch", "peru", *local(server.url, tmp_path), contact="me@example.org")
    assert all("(+me@example.org)" in seen.headers["user-agent"] for seen in server.seen)


def test_new_slugs_are_reported(tmp_path: Path) -> None:
    linked = site([PERU])[path_of(PERU)].replace(b"</main>", b'<a href="/pfp/ppd/wakanda">Wakanda</a></main>')
    with serving({**site([PERU]), path_of(PERU): linked}) as server:
        done = profiles("fetch", "peru", *local(server.url, tmp_path))
    assert done.returncode == 0
    assert json.loads(done.stdout)["new_slugs"] == ["wakanda"]
    assert "not in the reference are linked: wakanda" in done.stderr


def test_a_site_that_asks_to_be_left_alone_ends_a_fetch(tmp_path: Path) -> None:
    with serving(handlers={"/robots.txt": says(503, Retry_After="7200")}) as server:
        done = profiles("fetch", "peru", *local(server.url, tmp_path))
    assert done.returncode == 1
    assert "Error: The fetch ended early:" in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Name the countries to fetch"),
        (("--all",), "Set PROFILES_CONTACT"),
        (("Peru",), "is no slug"),
        (("\udcff",), "is no slug"),
        (("peru", "--delay", "-1"), "The delay must be"),
        (("peru", "--base-url", "https://example.org/copy"), "is no base URL"),
        (("peru", "--base-url", "file:///etc"), "begins with http"),
        (("peru", "--source", "almanac"), "There is no source 'almanac'; the sources are gfmd, factbook."),
        (("peru", "--source", "factbook"), "The World Factbook has no pages that can be fetched"),
        (("peru", "--source", "factbook", "--from", "wayback"), "The World Factbook has no pages that can be fetched"),
    ],
)
def test_wrong_use_is_told_in_a_sentence_and_leaves_no_trace(
    words: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    for command in ("fetch", "update"):
        done = profiles(command, *words, "--data", str(data), contact=None)
        assert done.returncode == 2
        assert sentence in done.stderr
    assert not data.exists()


@pytest.mark.parametrize("command", ["fetch", "update"])
def test_a_dry_run_lists_pages_and_sends_nothing(command: str, tmp_path: Path) -> None:
    with serving() as server:
        monitored = ("--ping", f"{server.url}/ping") if command == "update" else ()
        done = profiles(command, "peru", "--dry-run", *local(server.url, tmp_path / "data"), *monitored)
    (planned,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert planned["url"] == "https://www.gfmd.org/pfp/ppd/peru"
    assert planned["why"] == "start page, never fetched"
    assert done.returncode == 0
    assert not server.asked
    assert not (tmp_path / "data").exists()


def interrupted(server: Server, by: signal.Signals, *words: str) -> subprocess.CompletedProcess[str]:
    """A command that is interrupted after five answers; should it be ahead of this process, the site holds it up."""
    server.most_requests = 8
    asked = [sys.executable, "-m", "pipeline", *words]
    started = subprocess.Popen(asked, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while len(server.answered) < 5 and started.poll() is None:
        time.sleep(0.005)
    started.send_signal(by)
    stdout, stderr = started.communicate(timeout=120)
    server.most_requests = math.inf
    return subprocess.CompletedProcess(asked, started.returncode, stdout, stderr)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_fetch_goes_on_where_it_stopped(by: signal.Signals, tmp_path: Path) -> None:
    with serving(site(COUNTRIES[:4])) as server:
        server.seconds = 0.05
        first = interrupted(server, by, "fetch", *SLUGS[:4], *local(server.url, tmp_path))
        assert (first.returncode, first.stderr) == (130, "Error: Interrupted.\n")
        had = len(held(tmp_path / "archive"))
        before = len(server.seen)
        server.seconds = 0.0
        again = profiles("fetch", *SLUGS[:4], *local(server.url, tmp_path))
    assert again.returncode == 0
    assert "An interrupted fetch went on" in again.stderr
    assert 3 <= had < 12
    assert len(server.seen) - before == 1 + 12 - had


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_update_tells_its_monitor_and_holds_no_lock(by: signal.Signals, tmp_path: Path) -> None:
    pings = {"/ping": says(200), "/ping/fail": says(200)}
    with serving(handlers=pings) as monitor, serving(site(COUNTRIES[:4])) as server:
        words = ("update", *SLUGS[:4], *local(server.url, tmp_path), "--ping", f"{monitor.url}/ping")
        server.seconds = 0.05
        assert interrupted(server, by, *words).returncode == 130
        assert [seen.path for seen in monitor.seen] == ["/ping/fail"]
        server.seconds = 0.0
        assert profiles(*words).returncode == 0
        assert [seen.path for seen in monitor.seen] == ["/ping/fail", "/ping"]


def test_a_sound_archive_is_verified(tmp_path: Path) -> None:
    fetched(tmp_path)
    done = profiles("archive", "verify", "--data", str(tmp_path))
    assert done.returncode == 0
    assert json.loads(done.stdout) | {"records": 0} == {
        "files": 1, "records": 0, "answers": 3, "damages": [], "sound": True,
    }  # fmt: skip


def test_damage_in_the_archive_is_named(tmp_path: Path) -> None:
    (file,) = fetched(tmp_path).glob("*.warc.gz")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)
    done = profiles("archive", "verify", "--data", str(tmp_path))
    assert done.returncode == 1
    assert json.loads(done.stdout)["sound"] is False
    assert "Error: The archive is damaged" in done.stderr
    assert "pages-000001.warc.gz, byte " in done.stderr


def test_an_index_is_rebuilt_from_the_files(tmp_path: Path) -> None:
    index = fetched(tmp_path) / "index.jsonl"
    right = sorted(index.read_text().splitlines())
    index.write_text("\n".join(right[1:]) + "\n")
    assert profiles("archive", "verify", "--data", str(tmp_path)).returncode == 1
    assert profiles("archive", "verify", "--rebuild-index", "--data", str(tmp_path)).returncode == 0
    assert sorted(index.read_text().splitlines()) == right


def test_an_archive_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    done = profiles("archive", "verify", "--rebuild-index", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "There is no file or folder" in done.stderr


def test_a_run_without_pages_reads_the_archive(tmp_path: Path) -> None:
    fetched(tmp_path)
    done = profiles("run", "--data", str(tmp_path))
    report = json.loads(done.stdout)
    assert (done.returncode, report["pages"], report["skipped"]) == (0, 3, [])
    assert report["rows"]["countries"] == 1


LOGIN = says(200, b"<html><h1>Log in</h1><form><input type=password></form></html>", Content_Type="text/html")


def test_a_first_release_of_a_site_that_showed_few_pages_is_refused(tmp_path: Path) -> None:
    """Thirty countries are asked for, and all but eight show a login page."""
    data = ("--data", str(tmp_path))
    with serving(site(COUNTRIES[:8]), {path_of(place): LOGIN for place in COUNTRIES[8:]}) as server:
        assert profiles("fetch", *SLUGS, *local(server.url, tmp_path)).returncode == 1
    done = profiles("run", *data)
    report = json.loads(done.stdout)
    refusing = {finding["name"] for finding in report["findings"] if finding["severity"] == "error"}
    assert (done.returncode, report["outcome"]) == (1, "refused")
    assert refusing == {"countries_of_archive", "countries_gfmd"}
    assert "https://www.gfmd.org/pfp/ppd/chile" in done.stderr
    flags = ("--accept", "countries_gfmd", "--accept", "countries_of_archive", "--reason", "the site is being rebuilt")
    accepted = profiles("run", *data, *flags)
    assert (accepted.returncode, json.loads(accepted.stdout)["rows"]["countries"]) == (0, 8)
    given = profiles("run", str(tmp_path / "archive"), *data)
    assert (given.returncode, "countries_" in given.stderr) == (0, False), "pages that are given are no fetch"


def test_a_few_countries_are_held_to_these_few(tmp_path: Path) -> None:
    with serving(site(COUNTRIES[:2]), {path_of(COUNTRIES[2]): LOGIN}) as server:
        assert profiles("fetch", *SLUGS[:3], *local(server.url, tmp_path)).returncode == 1
    assert profiles("run", "--data", str(tmp_path)).returncode == 0


def test_a_report_lists_the_checks_that_failed_and_counts_all(tmp_path: Path) -> None:
    page, broken = tmp_path / "page.html", tmp_path / "broken.html"
    page.write_bytes(site([PERU])[path_of(PERU)])
    broken.write_bytes(b"\0" * 100)
    report = json.loads(profiles("run", str(page), str(broken), "--data", str(tmp_path / "data")).stdout)
    assert report["checks"] > 20
    assert "quarantined_pages" in {finding["name"] for finding in report["findings"]}
    assert not any(finding["ok"] for finding in report["findings"])


@pytest.mark.parametrize(
    ("page", "code", "path"),
    [("good.html", 0, "/ping"), ("empty.html", 1, "/ping/fail"), ("missing.html", 2, "/ping/fail")],
)
def test_a_run_tells_its_monitor_and_its_log_how_it_ended(page: str, code: int, path: str, tmp_path: Path) -> None:
    (tmp_path / "good.html").write_bytes(site([PERU])[path_of(PERU)])
    (tmp_path / "empty.html").write_bytes(b"")
    flags = ("--data", str(tmp_path / "data"), "--log-format", "json")
    with serving(handlers={"/ping": says(200), "/ping/fail": says(200)}) as monitor:
        done = profiles("run", str(tmp_path / page), *flags, "--ping", f"{monitor.url}/ping")
    assert (done.returncode, [seen.path for seen in monitor.seen]) == (code, [path])
    lines = json_lines(done.stderr)
    assert len({line["run"] for line in lines}) == 1
    assert lines[-1]["level"] == ("info" if code == 0 else "error")


def test_a_ping_that_fails_is_reported_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.html").write_bytes(site([PERU])[path_of(PERU)])
    with serving() as monitor:
        words = ("run", str(tmp_path / "good.html"), "--data", str(tmp_path / "data"))
        done = profiles(*words, "--ping", f"{monitor.url}/nobody")
        wrong = [profiles(*words, "--ping", url) for url in ("http://[", "http://x:99999", "http://x:port", "x")]
    assert done.returncode == 0
    assert "Warning: The ping to 127.0.0.1 failed with status 404." in done.stderr
    assert [each.returncode for each in wrong] == [2] * 4


@pytest.mark.parametrize(("left", "said"), [(None, "3 changed, 1 errors"), (80.4, "3 changed, 1 errors, 0:01:20 left")])
def test_the_bar_of_a_fetch_says_changes_errors_and_time_left(left: float | None, said: str) -> None:
    assert how_far(Progress(5, 9, 3, 1, left, "https://www.gfmd.org/pfp/ppd/peru")) == said


def test_the_bar_is_drawn_on_a_terminal(tmp_path: Path) -> None:
    with serving(site([PERU])) as server:
        code, shown = on_terminal(120, "fetch", "peru", *local(server.url, tmp_path))
    assert code == 0
    assert "3/3 3 changed, 0 errors" in shown
    assert "new or changed" in shown
