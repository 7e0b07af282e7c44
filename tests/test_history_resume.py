"""A history whose fetching is killed goes on where it stopped, and ends with what it would have had anyway."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.acquire.archive.verify import verify
from tests.hostile_server import country_page, in_turn, says
from tests.telling import say
from tests.test_fetch_resume import killed_after, tear
from tests.web_archive import (
    PERU,
    Kept,
    WebArchive,
    archiving,
    asked_at,
    asked_of,
    fetched,
    replayed,
    shown,
    shown_to_readers,
)

KILLS = 6
LOGIN = b'<html><input type="password"></html>'


def page(number: int) -> bytes:
    return country_page("peru", [number], note=f" {number}")


# Nine captures of Peru and four of its second page: new, repeated by the index, repeated by content alone, a login page
# and one that the archive can't replay.
CAPTURES = (
    *(Kept(f"20{year}0203040506", page(year), "http://gfmd.org:80/pfp/ppd/peru") for year in range(10, 15)),
    Kept("20150203040506", page(10), revisit=True),
    Kept("20160203040506", LOGIN),
    Kept("20170203040506", page(11), digest="D" * 32),
    Kept("20180203040506", page(18)),
    *(Kept(f"20{year}0506070809", page(90 + year), f"{PERU}?page=1") for year in range(15, 19)),
)
UNPLAYABLE = frozenset({"20130203040506"})


def prepared(web: WebArchive) -> WebArchive:
    """The archive, with a few lines of its index at a time, errors of its own, and one that was archived."""
    web.lines, web.unplayable = 3, UNPLAYABLE
    busy = "/web/20110203040506id_/http://gfmd.org:80/pfp/ppd/peru"
    web.server.handlers[busy] = in_turn(says(429, b"", Retry_After="0"), replayed(CAPTURES[1]))
    rewritten = Kept("20170506070809", shown_to_readers(CAPTURES[-2]))
    web.server.handlers[f"/web/20170506070809id_/{PERU}?page=1"] = replayed(rewritten)
    return web


def fetch_all(url: str, folder: Path) -> None:
    fetched(folder, asked_at(url))


def test_kills_change_nothing_in_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(20190501)
    with archiving(CAPTURES) as web:
        prepared(web)
        undisturbed = fetched(tmp_path / "undisturbed", asked_of(web))
        expected, asked, questions = shown(tmp_path / "undisturbed"), sum(web.server.asked.values()), len(web.questions)
        assert undisturbed.complete
        assert undisturbed.counts == {"held": 1, "no_page": 2, "ok": 9, "repeat": 1}
        assert len(expected) == 10
        killed = torn = 0
        for number in range(KILLS):
            folder = tmp_path / f"kill-{number}"
            web.server.asked.clear()
            requests = rng.randint(questions + 3, asked - 4)
            killed += killed_after(web.server, requests, rng.random() * 0.01, fetch_all, folder)
            if number % 2:
                tear(folder, rng)
            report = fetched(folder, asked_of(web))
            torn += len(report.cut_tails)
            assert (report.complete, report.resumed) == (True, True)
            assert shown(folder) == expected
            assert verify(folder).damages == ()
            # Asked for twice: robots.txt, the index, the capture that was under way, and one that was torn off.
            assert sum(web.server.asked.values()) <= asked + questions + 3
    assert killed == KILLS
    say(capsys, f"histories killed: {killed} of {KILLS}, torn tails {torn}, all with the same captures")
