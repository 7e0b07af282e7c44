"""``profiles fetch --from wayback``, as a user calls it."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.hostile_server import country_page, says
from tests.local_site import json_lines
from tests.test_cli_fetch import interrupted, profiles
from tests.test_cli_terminal import on_terminal
from tests.web_archive import PERU, Kept, WebArchive, archiving, shown

CAPTURES = tuple(Kept(f"20{year}0304050607", country_page("peru", note=f" of {year}")) for year in range(12, 18))


def words(web: WebArchive, data: Path, *more: str) -> tuple[str, ...]:
    """The words of a command that asks a local web archive at once."""
    local = ("--archive-url", web.server.url, "--allow-loopback", "--delay", "0", "--data", str(data))
    return ("fetch", "--from", "wayback", "peru", *local, *more)


def test_a_history_is_told_as_any_fetch_is(tmp_path: Path) -> None:
    with archiving(CAPTURES) as web:
        web.server.handlers[f"/web/20130304050607id_/{PERU}"] = says(404, b"<html>not in the archive</html>")
        done = profiles(*words(web, tmp_path))
    report = json.loads(done.stdout)
    assert (done.returncode, report["outcomes"], report["changed"]) == (1, {"not_found": 1, "ok": 5}, 5)
    assert report["results"][0]["captured_at"] == "2012-03-04T05:06:07"
    assert f"Warning: {PERU} of 2013-03-04 05:06:07: not_found: the archive answers with status 404" in done.stderr
    assert "Pages: 1 not_found, 5 ok; 5 new or changed." in done.stderr


def test_years_and_days_bound_a_history(tmp_path: Path) -> None:
    with archiving(CAPTURES) as web:
        done = profiles(*words(web, tmp_path, "--since", "2013", "--until", "2016-03-04", "--every", "year"))
    assert (done.returncode, json.loads(done.stdout)["outcomes"]) == (0, {"ok": 4})
    assert web.questions[0]["from"] == ["20130101000000"]
    assert web.questions[0]["to"] == ["20160304235959"]


def test_a_dry_run_sends_nothing(tmp_path: Path) -> None:
    with archiving(CAPTURES) as web:
        profiles(*words(web, tmp_path, "--until", "2014"))
        asked = len(web.server.seen)
        done = profiles(*words(web, tmp_path, "--dry-run"))
        assert len(web.server.seen) == asked
    (planned,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert planned == {
        "url": PERU,
        "why": f"{web.server.url} is asked for the list of captures, then for each whose content is another; "
        "3 captures are here already",
        "seen_at": "2014-03-04T05:06:07",
    }


def test_a_dry_run_says_of_which_time_and_how_many_captures_are_asked_for(tmp_path: Path) -> None:
    with archiving(CAPTURES) as web:
        profiles(*words(web, tmp_path))
        flags = ("--since", "2013", "--until", "2015", "--every", "year", "--practices", "--dry-run")
        (planned,) = map(json.loads, profiles(*words(web, tmp_path, *flags)).stdout.splitlines())
    assert planned["why"] == (
        f"{web.server.url} is asked for the list of captures from 2013-01-01 00:00:00 to 2015-12-31 23:59:59, "
        "then for the last page of each year, and for the practice pages that they link to; 3 captures are here already"
    )


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--from", "wayback"), "Name the countries"),
        (("peru", "--since", "2014"), "--since is about a web archive; give --from wayback as well."),
        (("peru", "--every", "year"), "--every is about a web archive"),
        (("peru", "--archive-url", "https://example.org"), "--archive-url is about a web archive"),
        (("peru", "--from", "wayback", "--base-url", "https://example.org"), "--base-url is for a copy of the site"),
        (("peru", "--from", "wayback", "--archive-url", "http://example.org"), "must begin with https://"),
        (("peru", "--from", "wayback", "--archive-url", "https://example.org/a"), "is no base URL"),
        (("peru", "--from", "wayback", "--since", "May 2014"), "give a date like 2019"),
        (("peru", "--from", "wayback", "--since", "2016", "--until", "2014"), "--since is later than --until"),
        (("peru", "--from", "elsewhere"), "'site', 'wayback'"),
        (("peru", "--from", "wayback", "--every", "month"), "'capture', 'change', 'year'"),
        (("--all", "--from", "wayback"), "Set PROFILES_CONTACT"),
    ],
)
def test_wrong_use_is_told_in_a_sentence_and_leaves_no_trace(
    more: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    done = profiles("fetch", *more, "--data", str(tmp_path / "data"), contact=None)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert sentence in " ".join(done.stderr.split())
    assert not (tmp_path / "data").exists()


def test_an_interrupted_history_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with archiving(CAPTURES) as web:
        web.server.seconds = 0.05
        first = interrupted(web.server, signal.SIGINT, *words(web, tmp_path))
        assert (first.returncode, first.stderr) == (130, "Error: Interrupted.\n")
        had = len(shown(tmp_path / "archive"))
        web.server.seconds = 0.0
        again = profiles(*words(web, tmp_path))
    assert again.returncode == 0
    assert "An interrupted fetch went on" in again.stderr
    assert 1 <= had < 6
    assert json.loads(again.stdout)["outcomes"] == {"held": had, "ok": 6 - had}


def test_an_update_fetches_a_history_and_runs_over_all(tmp_path: Path) -> None:
    with archiving(CAPTURES) as web:
        flags = ("--log-format", "json", "--workers", "1")
        first = profiles("update", *words(web, tmp_path)[1:], *flags)
        second = profiles("update", *words(web, tmp_path)[1:], *flags)
    assert (first.returncode, json.loads(first.stdout)["outcome"]) == (0, "published"), first.stderr
    assert (second.returncode, json.loads(second.stdout)["outcome"]) == (0, "unchanged")
    assert not [line for line in json_lines(second.stderr) if "stale" in line["message"]]


def test_the_bar_is_drawn_on_a_terminal(tmp_path: Path) -> None:
    with archiving(CAPTURES) as web:
        code, drawn = on_terminal(120, *words(web, tmp_path))
    assert code == 0
    assert "6/6 6 changed, 0 errors" in drawn
