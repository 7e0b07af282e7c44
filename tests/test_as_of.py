"""A release as of a time says what the pages said then, whatever was captured later and whenever that was fetched."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.acquire.archive.archive import archived_files
from pipeline.acquire.items import snapshot_at
from pipeline.acquire.warc.captures import Sighting
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from pipeline.acquire.warc.presences import presences
from tests.hostile_server import practice_page
from tests.listing import listed
from tests.local_site import COUNTRIES, html, teaser
from tests.test_archive import FIRST, exchange, write
from tests.test_archive_replayed import IN_2015, IN_2019, replayed
from tests.test_cli_fetch import profiles
from tests.test_cli_history import words
from tests.truth import BlockTruth, CountryTruth
from tests.web_archive import Kept, WebArchive, archiving

KENYA = next(place for place in COUNTRIES if place.slug == "kenya")
ADDRESS = f"https://www.gfmd.org/pfp/ppd/{KENYA.slug}"


def page(last_edition: int, *teasers: int) -> bytes:
    """The page of Kenya as it was after an edition, with these practices."""
    blocks = tuple(BlockTruth(year) for year in range(2007, last_edition + 1))
    return html(CountryTruth(KENYA, blocks, tuple(teaser(KENYA, number) for number in teasers)))


# Five captures, of which the fourth shows the second's content again, and one that is no page. A practice comes and
# goes, and the list of editions grows and is set back.
AFTER_2009, AFTER_2011, AFTER_2012, AFTER_2010 = page(2009, 1), page(2011, 1, 2), page(2012, 2), page(2010, 1, 3)
CAPTURES = (
    Kept("20100301000000", AFTER_2009, ADDRESS),
    Kept("20120301000000", AFTER_2011, ADDRESS),
    Kept("20140301000000", AFTER_2012, f"http://gfmd.org:80/pfp/ppd/{KENYA.slug}"),
    Kept("20160301000000", AFTER_2011, ADDRESS, revisit=True),
    Kept("20170301000000", practice_page(5), ADDRESS),
    Kept("20180301000000", AFTER_2010, ADDRESS),
)
# As of the end of each year: how many editions, which practices, and since when the page is so.
EXPECTED = {
    "2010": (3, ["Kenya: workshop 1"], "2010-03-01 00:00:00"),
    "2012": (5, ["Kenya: workshop 1", "Kenya: workshop 2"], "2012-03-01 00:00:00"),
    "2014": (6, ["Kenya: workshop 2"], "2014-03-01 00:00:00"),
    "2017": (5, ["Kenya: workshop 1", "Kenya: workshop 2"], "2016-03-01 00:00:00"),
    "2018": (4, ["Kenya: workshop 1", "Kenya: workshop 3"], "2018-03-01 00:00:00"),
}


def history(web: WebArchive, data: Path, *more: str) -> None:
    """Fetch the history of Kenya into the archive of a data folder."""
    command = ["kenya" if word == "peru" else word for word in words(web, data, "--every", "capture", *more)]
    assert profiles(*command).returncode == 0


def run(*more: str, code: int = 0) -> dict[str, Any]:
    """The report of a run."""
    done = profiles("run", "--workers", "1", *more)
    assert done.returncode == code, done.stderr
    return dict(json.loads(done.stdout))


def said(data: Path) -> tuple[int, list[str], str]:
    """What the current release of a data folder says."""
    query = """SELECT (SELECT count(*) FROM participations) AS editions,
                      (SELECT list(title ORDER BY title) FROM practices) AS practices,
                      (SELECT max(fetched_at) FROM pages ANTI JOIN quarantine USING (page_id)) AS since"""
    (row,) = [json.loads(line) for line in profiles("sql", query, "--data", str(data)).stdout.splitlines()]
    return row["editions"], row["practices"], row["since"].replace("T", " ")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with all captures in its archive, fetched from the newest to the oldest."""
    data = tmp_path_factory.mktemp("whole")
    with archiving(CAPTURES) as web:
        for year in ("2018", "2014", "2010"):
            history(web, data, "--since", year)
    return data


@pytest.mark.parametrize("year", EXPECTED)
def test_each_year_gives_what_the_page_said_then(whole: Path, tmp_path: Path, year: str) -> None:
    report = run(str(whole / "archive"), "--as-of", year, "--data", str(tmp_path / "then"))
    assert said(tmp_path / "then") == EXPECTED[year]
    assert report["as_of"] == f"{year}-12-31T23:59:59Z"
    with archiving(CAPTURES) as web:
        history(web, tmp_path / "only", "--until", year)
    assert run("--data", str(tmp_path / "only"))["release"] == report["release"], "as if nothing had come later"


def test_the_ledger_keeps_the_date_and_the_present_comes_back(whole: Path) -> None:
    data = ("--data", str(whole))
    for year in ("2010", "2012", "2014"):
        run("--as-of", year, *data)
        assert said(whole) == EXPECTED[year]
    present = run(*data)
    assert said(whole) == EXPECTED["2018"]
    assert "is current again" in run("--as-of", "2010", *data)["message"]
    lines = [json.loads(line) for line in profiles("releases", *data).stdout.splitlines()]
    assert [line["as_of"] for line in lines] == [
        "2010-12-31T23:59:59Z", "2012-12-31T23:59:59Z", "2014-12-31T23:59:59Z", None, "2010-12-31T23:59:59Z"
    ]  # fmt: skip
    assert lines[3]["release"] == present["release"]


@pytest.mark.parametrize(
    ("as_of", "editions"),
    [("2012-03", 5), ("2012-03-01T00:00:00Z", 5), ("2012-02-29", 3), ("2012-03-01T01:00:00+02:00", 3)],
)
def test_a_time_counts_to_its_end(whole: Path, tmp_path: Path, as_of: str, editions: int) -> None:
    run(str(whole / "archive"), "--as-of", as_of, "--data", str(tmp_path))
    assert said(tmp_path)[0] == editions


def test_what_was_captured_later_is_counted_and_passed_over(whole: Path, tmp_path: Path) -> None:
    report = run(str(whole / "archive"), "--as-of", "2013", "--data", str(tmp_path))
    assert report["passed_over"] == {"captured_later": 2, "outcome_unexpected": 1, "superseded": 1}
    assert report["pages"] == 1


def test_nothing_was_captured_so_early(whole: Path, tmp_path: Path) -> None:
    done = profiles("run", str(whole / "archive"), "--as-of", "2009", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "No page was captured up to 2009-12-31T23:59:59Z; one that does not say when does not count." in done.stderr
    data = tmp_path / "data"
    data.mkdir()
    (data / "archive").symlink_to(whole / "archive")
    done = profiles("run", "--as-of", "2009", "--data", str(data))
    assert "No page was captured up to 2009-12-31T23:59:59Z; 'profiles captures' tells what there is." in done.stderr


def test_a_saved_page_without_a_time_can_not_be_said_to_have_been_so(whole: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "kenya.html").write_bytes(AFTER_2012)
    (given / "pages.warc.gz").write_bytes(next((whole / "archive").glob("*.gz")).read_bytes())
    report = run(str(given), "--as-of", "2010", "--data", str(tmp_path / "data"))
    assert report["passed_over"]["no_capture_time"] == 1
    assert said(tmp_path / "data") == EXPECTED["2010"]


@pytest.mark.parametrize("command", ["run", "update"])
def test_the_future_and_what_is_no_date_are_wrong_use(tmp_path: Path, command: str) -> None:
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    for as_of, sentence in ((tomorrow, "that is in the future"), ("9998", "in the future"), ("soon", "give a date")):
        done = profiles(command, "--as-of", as_of, "--data", str(tmp_path / "data"))
        assert (done.returncode, sentence in " ".join(done.stderr.split())) == (2, True)
    assert not (tmp_path / "data").exists()


def test_today_is_no_future(whole: Path, tmp_path: Path) -> None:
    run(str(whole / "archive"), "--as-of", f"{datetime.now(UTC):%Y}", "--data", str(tmp_path))
    assert said(tmp_path) == EXPECTED["2018"]


def test_a_country_that_was_captured_later_is_not_missed(tmp_path: Path) -> None:
    """The checks that hold an archive to its country pages hold it to those of that time."""
    later = replace(CAPTURES[-1], original="https://www.gfmd.org/pfp/ppd/no-country", payload=b"<html>soon</html>")
    others = [replace(later, original=f"{later.original}-{letter}") for letter in "abcdefgh"]
    with archiving([*CAPTURES, *others]) as web:
        history(web, tmp_path)
        for other in others:
            slug = other.original.rpartition("/")[2]
            profiles(*(slug if word == "peru" else word for word in words(web, tmp_path)))
    assert run("--data", str(tmp_path), code=1)["findings"][0]["name"] == "countries_of_archive"
    run("--as-of", "2016", "--data", str(tmp_path))


CHILE = next(place for place in COUNTRIES if place.slug == "chile")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The history of Kenya, and the same with Chile, whose page was captured in 2015 for the first time."""
    alone, both = tmp_path_factory.mktemp("alone"), tmp_path_factory.mktemp("both")
    chile = html(CountryTruth(CHILE, (BlockTruth(2007), BlockTruth(2008)), (teaser(CHILE, 1),)))
    with archiving([*CAPTURES, Kept("20150301000000", chile, "https://www.gfmd.org/pfp/ppd/chile")]) as web:
        history(web, alone)
        history(web, both)
        assert profiles(*("chile" if word == "peru" else word for word in words(web, both))).returncode == 0
    return alone / "archive", both / "archive"


def test_what_is_said_now_is_no_measure_for_what_was_said_then(two: tuple[Path, Path], tmp_path: Path) -> None:
    alone, both = map(str, two)
    data = ("--data", str(tmp_path))
    present = run(both, *data)["release"]
    for year in ("2010", "2012", "2014", "2010"):
        run(both, "--as-of", year, *data)
        assert said(tmp_path) == EXPECTED[year]
    assert run(both, *data)["release"] == present
    run(both, "--as-of", "2012", *data)
    lost = run(alone, *data, code=1)
    assert "countries_lost" in [finding["name"] for finding in lost["findings"]], "now is compared with now"
    run(both, "--as-of", "2016", *data)
    lost = run(alone, "--as-of", "2016", *data, code=1)
    assert "countries_lost" in [finding["name"] for finding in lost["findings"]], "and then with then"


def test_a_revisit_counts_although_the_record_of_its_page_is_later(tmp_path: Path) -> None:
    """The page was fetched in 2024, and a web archive has shown since that it was the same in 2019."""
    write(tmp_path, exchange(), replayed(when=IN_2019))
    files = archived_files(tmp_path)
    assert listed(files, as_of=IN_2015).passed_over == {"captured_later": 1}
    ((item,),) = listed(files, as_of=datetime(2020, 1, 1)).histories
    assert snapshot_at(item, MAX_PAGE_BYTES).payload == FIRST
    assert item.captured_at == IN_2019


def test_what_was_seen_later_changes_nothing_of_a_presence() -> None:
    def seen(day: int, page_id: str) -> Sighting:
        return Sighting(ADDRESS, datetime(2016, 5, day), page_id, None)

    sightings = [seen(1, "a"), seen(3, "b"), seen(5, "a"), seen(7, "a"), seen(9, "b")]
    for day in range(1, 12):
        as_of = datetime(2016, 5, day)
        until_then = [one for one in sightings if one.seen_at <= as_of]
        assert presences(sightings, as_of) == presences(until_then)
    assert presences(sightings) == presences(sightings, datetime.max)
