"""A fetch that is killed goes on where it stopped, and ends with what it would have had anyway."""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.acquire.archive.archive import open_archive, read_archive
from pipeline.acquire.archive.verify import verify
from pipeline.acquire.fetch.report import FetchReport
from pipeline.acquire.fetch.request import Surroundings
from pipeline.acquire.fetch.walk import fetch
from tests.hostile_server import Server, around, held, quick, run_fetch, says, serving, site, slugs_of
from tests.telling import say

KILLS = 30
PAGES = site(4, 2)


# Each fetch that is killed is forked from a process that has loaded the program: that takes no time.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.test_fetch_resume", "tests.test_history_resume"])


def fetch_all(url: str, folder: Path) -> None:
    run_fetch(folder, quick(url, slugs_of(PAGES), linked=True))


def killed_after(
    server: Server, requests: int, seconds: float, work: Callable[[str, Path], None], folder: Path
) -> bool:
    """Kill work in a process of its own some time after so many requests; tells whether it was still going on."""
    process = PROCESSES.Process(target=work, args=(server.url, folder))
    process.start()
    deadline = time.monotonic() + 120
    # A process that gets ahead of this one is held up before its end.
    server.most_requests = requests + 3
    while sum(server.asked.values()) < requests and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.0005)
    time.sleep(seconds)
    running = process.is_alive()
    process.kill()
    process.join()
    server.most_requests = math.inf
    return running


def tear(folder: Path, rng: random.Random) -> None:
    """Take some bytes off the end of an archive, as a failing power supply does."""
    newest = max(folder.glob("*.warc.gz"))
    os.truncate(newest, max(0, newest.stat().st_size - rng.randint(1, 300)))


def test_thirty_kills_change_nothing_in_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(20240501)
    with serving({"/robots.txt": b"", **PAGES}) as server:
        request = quick(server.url, slugs_of(PAGES), linked=True)
        undisturbed = run_fetch(tmp_path / "undisturbed", request)
        expected = held(tmp_path / "undisturbed")
        assert undisturbed.complete
        assert len(expected) == len(PAGES) == 28
        killed = resumed = torn = 0
        for number in range(KILLS):
            folder = tmp_path / f"kill-{number}"
            server.asked.clear()
            requests = rng.randint(1, len(PAGES) - 4)
            killed += killed_after(server, requests, rng.random() * 0.01, fetch_all, folder)
            if number % 2:
                tear(folder, rng)
            report = run_fetch(folder, request)
            resumed += report.resumed
            torn += len(report.cut_tails)
            assert held(folder) == expected
            assert report.complete
            assert verify(folder).damages == ()
            # What was done before the kill is not asked for again: robots.txt twice, at most one page that was
            # under way, and one that was torn off.
            assert sum(server.asked.values()) <= len(PAGES) + 4
    assert killed == resumed == KILLS
    say(capsys, f"fetches killed: {killed} of {KILLS}, resumed {resumed}, torn tails {torn}, all with the same pages")


Four = tuple[Server, tuple[str, ...]]


@pytest.fixture
def four() -> Iterator[Four]:
    """A site of four countries, and their slugs."""
    pages = site(4, 0)
    with serving({"/robots.txt": b"", **pages}) as server:
        yield server, slugs_of(pages)


def interrupted(folder: Path, server: Server, slugs: tuple[str, ...]) -> FetchReport:
    """A fetch that stops at its third page because the site asks it to."""
    server.handlers[f"/pfp/ppd/{slugs[2]}"] = says(429, b"", Retry_After="9999")
    report = run_fetch(folder, quick(server.url, slugs))
    del server.handlers[f"/pfp/ppd/{slugs[2]}"]
    return report


def test_an_interrupted_fetch_goes_on_and_counts_what_was_done(tmp_path: Path, four: Four) -> None:
    server, slugs = four
    assert interrupted(tmp_path, server, slugs).stopped is not None
    second = run_fetch(tmp_path, quick(server.url, slugs))
    third = run_fetch(tmp_path, quick(server.url, slugs))
    assert [(page.outcome, page.resumed, page.changed) for page in second.results] == [
        ("ok", True, True), ("ok", True, True), ("ok", False, True), ("ok", False, True),
    ]  # fmt: skip
    assert (second.resumed, third.resumed, third.changed) == (True, False, 0)


def test_a_page_whose_record_was_damaged_meanwhile_is_asked_for_again(tmp_path: Path, four: Four) -> None:
    server, slugs = four
    interrupted(tmp_path, server, slugs)
    first = next(iter(read_archive(tmp_path).entries()))
    content = (tmp_path / first.file).read_bytes()
    (tmp_path / first.file).write_bytes(content[: first.offset + 50] + b"\0\0" + content[first.offset + 52 :])
    again = run_fetch(tmp_path, quick(server.url, slugs))
    assert [(page.outcome, page.resumed) for page in again.results] == [
        ("ok", False), ("ok", True), ("ok", False), ("ok", False),
    ]  # fmt: skip
    assert all(read_archive(tmp_path).holds(page.url) for page in again.results)


def test_another_request_does_not_go_on_with_an_old_one(tmp_path: Path, four: Four) -> None:
    server, slugs = four
    interrupted(tmp_path, server, slugs)
    other = run_fetch(tmp_path, quick(server.url, slugs[:2]))
    assert not other.resumed
    assert other.counts == {"not_modified": 2}


def test_a_smaller_fetch_in_between_does_not_make_an_interrupted_one_forget(tmp_path: Path, four: Four) -> None:
    server, slugs = four
    interrupted(tmp_path, server, slugs)
    assert run_fetch(tmp_path, quick(server.url, slugs[3:])).complete
    server.asked.clear()
    rest = run_fetch(tmp_path, quick(server.url, slugs))
    assert [(page.outcome, page.resumed) for page in rest.results] == [
        ("ok", True), ("ok", True), ("ok", False), ("ok", True),
    ]  # fmt: skip
    assert rest.resumed
    assert set(server.asked) == {"/robots.txt", f"/pfp/ppd/{slugs[2]}"}
    assert not (tmp_path / ".fetch.json").exists()


def test_what_was_interrupted_long_ago_begins_anew(tmp_path: Path, four: Four) -> None:
    server, slugs = four
    here = around()
    tomorrow = Surroundings(lambda: here.now() + timedelta(hours=25), here.clock, here.sleep, here.resolve)
    interrupted(tmp_path, server, slugs)
    with open_archive(tmp_path) as archive:
        report = fetch(quick(server.url, slugs), archive, tomorrow, "0.1.0", lambda _: None)
    assert not report.resumed
    assert report.counts == {"not_modified": 2, "ok": 2}


@pytest.mark.parametrize(
    "note",
    [
        "", "{", "[]", "null", '{"fetches": []}', '{"fetches": {"x": 1}}', '{"request": "x"}',
        '{"request": 1, "started_at": "never"}',
    ],
)  # fmt: skip
def test_a_damaged_note_of_a_fetch_is_no_obstacle(tmp_path: Path, note: str) -> None:
    pages = site(2, 0)
    (tmp_path / ".fetch.json").write_text(note)
    with serving({"/robots.txt": b"", **pages}) as server:
        report = run_fetch(tmp_path, quick(server.url, slugs_of(pages)))
    assert report.complete
    assert not report.resumed
    assert not (tmp_path / ".fetch.json").exists()
