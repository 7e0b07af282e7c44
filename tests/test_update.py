"""Fetch, run, publish what changed: a site of thirty countries, updated four times by the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from pipeline.acquire.fetch.patience import Patience
from pipeline.order import Order
from pipeline.update import UpdateReport, in_words, update
from tests.hostile_server import around, quick, says, serving
from tests.local_site import COUNTRIES, SLUGS, json_lines, local, path_of, site, three_changes
from tests.telling import say
from tests.test_cli_fetch import profiles
from warehouse import ledger
from warehouse.lock import exclusive
from warehouse.release import current

CHANGED = ("ARG", "AUS", "BGD")


@dataclass(frozen=True)
class Step:
    """One update: its exit code, what it printed, the answers of the site by status, and the release after it."""

    code: int
    document: dict[str, Any]
    log: list[dict[str, Any]]
    asked: dict[int, list[str]]
    release: Path
    pinged: str


Steps = dict[str, Step]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Steps:
    data = tmp_path_factory.mktemp("data")
    taken: Steps = {}
    with serving(handlers={"/ping": says(200), "/ping/fail": says(200)}) as monitor, serving(site()) as server:

        def step() -> Step:
            before, pings = len(server.seen), len(monitor.seen)
            flags = ("--log-format", "json", "--workers", "2", "--ping", f"{monitor.url}/ping")
            done = profiles("update", *SLUGS, *local(server.url, data), *flags)
            asked: dict[int, list[str]] = {}
            for seen in server.seen[before:]:
                asked.setdefault(seen.status, []).append(seen.path)
            release = current(data)
            assert release is not None, done.stderr
            (ping,) = monitor.seen[pings:]
            return Step(done.returncode, json.loads(done.stdout), json_lines(done.stderr), asked, release, ping.path)

        taken["first"] = step()
        server.pages |= three_changes()
        taken["changed"] = step()
        taken["same"] = step()
        server.handlers["/robots.txt"] = says(503, Retry_After="7200")
        taken["down"] = step()
    return taken


def tables(release: Path) -> dict[str, set[str]]:
    """The rows of every table of a release, as text."""
    return {
        file.stem: {
            json.dumps(row, default=str, sort_keys=True) for row in pyarrow.parquet.read_table(file).to_pylist()
        }
        for file in sorted((release / "parquet").glob("*.parquet"))
    }


def test_the_first_update_publishes_all_countries(steps: Steps) -> None:
    first = steps["first"]
    assert (first.code, first.document["outcome"], first.pinged) == (0, "published", "/ping")
    assert len(first.asked[200]) == 91
    assert {len(first.asked), len(tables(first.release)["countries"])} == {1, 30}
    assert len(tables(first.release)["practices"]) == 90


def test_after_three_changes_three_bodies_are_fetched(steps: Steps, capsys: pytest.CaptureFixture[str]) -> None:
    changed = steps["changed"]
    fetched = set(changed.asked[200]) - {"/robots.txt"}
    assert fetched == set(three_changes())
    assert len(changed.asked[304]) == 87
    assert (changed.code, changed.document["outcome"], changed.document["fetch"]["changed"]) == (0, "published", 3)
    say(capsys, f"update: {len(fetched)} bodies fetched again, {len(changed.asked[304])} not modified")


def test_the_release_changes_by_exactly_the_rows_of_the_three_pages(steps: Steps) -> None:
    old, new = tables(steps["first"].release), tables(steps["changed"].release)
    gone = {name: sorted(map(json.loads, old[name] - new[name]), key=str) for name in old if old[name] - new[name]}
    come = {name: sorted(map(json.loads, new[name] - old[name]), key=str) for name in new if new[name] - old[name]}
    captures, superseded = ({page["page_id"]: page["iso3"] for page in rows.pop("pages")} for rows in (come, gone))
    assert sorted(captures.values()) == sorted(superseded.values()) == list(CHANGED)
    for table in ("page_lines", "edition_evidence", "issues", "evidence"):
        assert {row["page_id"] for row in come.pop(table, [])} <= set(captures)
        other = [row for row in gone.pop(table, []) if row["page_id"] not in superseded]
        # What leaves other pages of a country is that they bear witness to a row that says something else now.
        assert {row.get("record_id", row.get("participation_id")) for row in other} <= {"ARG-02"}
    (before,) = gone.pop("participations")
    (after,) = come.pop("participations")
    assert after == {**before, "attended_prep_meetings": False}
    assert after["participation_id"] == "ARG-02"
    (shorter,) = gone.pop("practices")
    added, longer = sorted(come.pop("practices"), key=lambda row: bool(row["practice_id"] == shorter["practice_id"]))
    assert longer == {**shorter, "summary": f"{shorter['summary']} Since last spring it lends tools."}
    assert added["title"] == "Bangladesh: workshop 9"
    assert come.pop("practice_countries") == [
        {"practice_id": added["practice_id"], "iso3": "BGD", "basis": "listed"}
    ]  # fmt: skip
    assert (gone, come) == ({}, {})


def test_an_update_without_a_change_says_so_and_keeps_the_release(steps: Steps) -> None:
    same = steps["same"]
    assert (same.code, same.document["outcome"], same.pinged) == (0, "unchanged", "/ping")
    assert same.log[-1]["message"].startswith("Nothing changed")
    assert same.asked[200] == ["/robots.txt"]
    assert same.release == steps["changed"].release


def test_a_site_that_is_down_leaves_the_release_and_is_reported_as_stale(steps: Steps) -> None:
    down = steps["down"]
    assert (down.code, down.document["outcome"], down.pinged) == (1, "stale", "/ping/fail")
    assert down.release == steps["changed"].release
    assert len(down.document["stale"]) == 90
    assert all(0 < seconds < 3600 for seconds in down.document["stale"].values())
    assert down.log[-1]["level"] == "error"
    assert f"Release {down.release.name} stays current; 90 pages are stale" in down.log[-1]["message"]


def test_every_line_of_a_log_has_the_id_of_its_run(steps: Steps) -> None:
    ids = [{line["run"] for line in step.log} for step in steps.values()]
    assert [len(found) for found in ids] == [1] * 4
    assert len(set().union(*ids)) == 4


def test_the_ledger_has_a_line_for_each_update(steps: Steps) -> None:
    entries = ledger.read(steps["down"].release.parents[1])
    assert [entry.outcome for entry in entries] == ["published", "published", "unchanged", "failed"]


def updated(data: Path, url: str, later: timedelta = timedelta(), **changes: object) -> UpdateReport:
    """An update of Argentina and Australia in this process, with a clock that may be ahead."""
    request = replace(quick(url, SLUGS[:2]), patience=Patience(attempts=1), **changes)  # type: ignore[arg-type]  # test
    true = around()

    def now() -> datetime:
        return true.now() + later

    def tell(*_: object) -> None:
        return None

    progress: Callable[..., None] = tell
    return update(
        request,
        Order(data, workers=2),
        replace(true, now=now),
        "0.1.0",
        fetching=nullcontext(progress),
        running=nullcontext(progress),
    )


def test_a_server_that_is_gone_is_reported_with_the_age_of_each_page(tmp_path: Path) -> None:
    with serving(site(COUNTRIES[:2])) as server:
        assert updated(tmp_path, server.url).outcome == "published"
    report = updated(tmp_path, server.url, timedelta(days=3, hours=4, minutes=1))
    assert report.outcome == "stale"
    assert "for up to 3 days 4 h" in report.message
    assert len(report.stale) == 6


def test_a_page_that_fails_is_reported_as_stale_and_the_rest_is_published(tmp_path: Path) -> None:
    with serving(site(COUNTRIES[:2])) as server:
        updated(tmp_path, server.url)
        server.handlers[path_of(COUNTRIES[0])] = says(404)
        server.pages[path_of(COUNTRIES[1], 1)] = three_changes()[path_of(COUNTRIES[1], 1)]
        report = updated(tmp_path, server.url, timedelta(days=2))
    assert report.outcome == "published"
    assert list(report.stale) == ["https://www.gfmd.org/pfp/ppd/argentina"]


def test_a_site_that_shows_no_page_at_all_counts_as_down(tmp_path: Path) -> None:
    with serving({"/robots.txt": b""}) as server:
        report = updated(tmp_path, server.url)
    assert (report.outcome, report.run, current(tmp_path)) == ("stale", None, None)
    assert "None of 2 pages could be had" in report.message
    assert "There is no release yet" in report.message


def test_an_update_has_the_data_folder_for_itself(tmp_path: Path) -> None:
    with serving(site(COUNTRIES[:1])) as server, exclusive(tmp_path):
        done = profiles("update", SLUGS[0], *local(server.url, tmp_path))
    assert done.returncode == 1
    assert "another run is writing" in done.stderr
    assert not server.asked


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (3600, "1 h"), (90_060, "1 day 1 h"), (172_800.4, "2 days"), (61, "1 min 1 s")],
)
def test_a_span_of_time_is_told_in_two_units(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
