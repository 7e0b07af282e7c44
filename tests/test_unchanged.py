"""A run that would only repeat the last one ends at once, and says so; any other one does all of its work."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractors.sources import SCHEMA
from pipeline.acquire.page_files import PageFile, SizedIterable, UnreadableInput, find_pages
from pipeline.cache.last_run import Result, last_result, note_result
from pipeline.cache.pages import Answer, Answers
from pipeline.cli import cli
from pipeline.order import Order, Report
from pipeline.recorder import Recorder
from pipeline.run import checks_of, make_release, run
from pipeline.stages import Stages
from pipeline.transform.present import Capture
from schemas.bounds import Bounds
from schemas.extraction import Page
from schemas.snapshot import Refusal
from tests.test_domain_cases import EMPTY, HEAD, TAIL
from warehouse import ledger
from warehouse.checks import Finding, check, load_checks
from warehouse.lock import exclusive
from warehouse.manifest import Provenance, verify
from warehouse.release import current

NOON = datetime.fromisoformat("2026-01-02T12:00:00")
AT_ONCE = ["reading"]


@dataclass
class Data:
    """A data folder beside a folder with two pages of Norway, and one that is no profile."""

    folder: Path
    pages: Path

    def write(self, name: str, blocks: int) -> None:
        (self.pages / name).write_text(HEAD + EMPTY * blocks + TAIL, encoding="utf-8")

    def run(self, order: Order | None = None, now: datetime = NOON) -> Report:
        return run(order or self.order(), now=lambda: now, progress=lambda *_: None)

    def order(self, **others: object) -> Order:
        return Order(self.folder, (self.pages,), **others)  # type: ignore[arg-type]  # each test names the fields

    @property
    def release(self) -> Path:
        found = current(self.folder)
        assert found is not None
        return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The state after a first run."""
    folder = tmp_path_factory.mktemp("made")
    data = Data(folder / "data", folder / "pages")
    data.pages.mkdir()
    data.write("norway.txt", 1)
    data.write("copy.txt", 2)
    (data.pages / "soup.txt").write_text("Soup of the day\n", encoding="utf-8")
    assert data.run().outcome == "published"
    return data


@pytest.fixture
def data(made: Data, tmp_path: Path) -> Data:
    shutil.copytree(made.folder, tmp_path / "data", symlinks=True)
    shutil.copytree(made.pages, tmp_path / "pages")
    return Data(tmp_path / "data", tmp_path / "pages")


def is_at_once(report: Report) -> bool:
    return list(report.seconds) == AT_ONCE


def test_where_nothing_is_new_no_page_is_read(data: Data) -> None:
    first, report = ledger.read(data.folder)[0], data.run()
    assert is_at_once(report)
    assert (report.outcome, report.release, report.pages, report.pages_from_cache) == ("unchanged", first.release, 3, 3)
    assert report.message == f"Nothing is new since the last run: the content is that of release {first.release}."
    line = ledger.read(data.folder)[-1]
    assert replace(line, outcome="published", message="", seconds={}, pages_from_cache=0) == replace(
        first, message="", seconds={}
    )
    assert (line.outcome, line.pages_from_cache, line.message) == ("unchanged", 3, report.message)


def test_the_report_is_that_of_a_run_that_does_all_again(data: Data) -> None:
    at_once, whole = data.run(), data.run(data.order(cache_mebibytes=0))
    assert (is_at_once(at_once), is_at_once(whole)) == (True, False)
    assert replace(at_once, message="", seconds={}, pages_from_cache=0) == replace(whole, message="", seconds={})


def test_what_a_killed_run_left_in_staging_is_cleared(data: Data) -> None:
    left = data.folder / "staging" / "half"
    left.mkdir(parents=True)
    assert list(data.run().seconds) == AT_ONCE
    assert not left.exists()


def test_runs_go_on_ending_at_once_on_later_days(data: Data) -> None:
    assert all(is_at_once(data.run(now=NOON + timedelta(days=days))) for days in range(3))


def change_page(data: Data) -> None:
    data.write("copy.txt", 3)


def rename_page(data: Data) -> None:
    (data.pages / "copy.txt").rename(data.pages / "other.txt")


def empty_quarantine(data: Data) -> None:
    shutil.rmtree(data.folder / "quarantine")


def damage_release(data: Data) -> None:
    file = data.release / "parquet" / "pages.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1])


def lose_cache(data: Data) -> None:
    shutil.rmtree(data.folder / "cache")


def damage_note(data: Data) -> None:
    file = data.folder / "cache" / "last-run.json"
    file.write_bytes(file.read_bytes().replace(b'"pages": 3', b'"pages": 4'))


@pytest.mark.parametrize(
    "happens",
    [
        change_page,
        rename_page,
        empty_quarantine,
        damage_release,
        lose_cache,
        damage_note,
    ],
)
def test_whatever_is_new_a_run_does_its_work(happens: Callable[[Data], None], data: Data, tmp_path: Path) -> None:
    happens(data)
    report = data.run()
    assert not is_at_once(report)
    afresh = Data(tmp_path / "afresh", data.pages).run()
    assert (report.release, report.pages) == (afresh.release, afresh.pages)
    assert verify(data.release) == ()
    assert is_at_once(data.run())


@pytest.mark.parametrize(
    "asked",
    [
        {"page_bounds": Bounds(depth=9)},
        {"strict": True},
        {"as_of": NOON},
        {"cache_mebibytes": 0},
    ],
    ids=str,
)
def test_a_run_that_is_asked_for_something_else_does_its_work(asked: dict[str, object], data: Data) -> None:
    assert not is_at_once(data.run(data.order(**asked)))


def test_other_bounds_of_checks_have_a_run_do_its_work(data: Data, tmp_path: Path) -> None:
    (tmp_path / "bounds.toml").write_text("rows_lost = 0.5\n", encoding="utf-8")
    asked = data.order(bounds_file=tmp_path / "bounds.toml")
    assert [is_at_once(data.run(asked)) for _ in range(2)] == [False, True]
    assert data.run(asked).bounds == {"rows_lost": 0.5}


def test_what_was_accepted_once_is_refused_by_a_run_that_does_not_accept_it(data: Data) -> None:
    asked = data.order(strict=True)
    accepting = replace(asked, accept=("quarantined_pages",), user="mira", reason="soup")
    assert data.run(asked).outcome == "refused"
    assert data.run(accepting).outcome == "unchanged"
    assert is_at_once(data.run(accepting))
    assert ledger.read(data.folder)[-1].accepted == ("quarantined_pages",)
    assert data.run(asked).outcome == "refused"


@dataclass
class HalfWritten:
    """Files one of which is half-written while a run finds and reads pages, and whole whenever else it looks at it."""

    files: SizedIterable[PageFile]
    page: Path
    times: int = 0

    def __len__(self) -> int:
        return len(self.files)

    def __iter__(self) -> Iterator[PageFile]:
        self.times += 1
        if self.times == FINDING:
            half = self.page.read_bytes()[:-300]
            self.page.with_suffix(".whole").write_bytes(self.page.read_bytes())
            self.page.write_bytes(half)
        elif self.times > FINDING:
            self.page.write_bytes(self.page.with_suffix(".whole").read_bytes())
        return iter(self.files)


FINDING = 3
"""First a run notes when files were changed, then what is in them, and then it finds pages."""


def test_a_file_that_was_half_written_while_it_was_read_is_read_again(data: Data, tmp_path: Path) -> None:
    shutil.rmtree(data.folder)
    found = find_pages((data.pages,))
    half_written = HalfWritten(found.files, data.pages / "copy.txt")
    order = data.order()
    recorder = Recorder(order.data, Stages(time.monotonic, lambda *_: None), lambda: NOON)
    with recorder, exclusive(order.data):
        of_half = make_release(order, checks_of(order), recorder, replace(found, files=half_written))
    assert half_written.times > FINDING
    (data.pages / "copy.whole").unlink()
    report = data.run()
    assert not is_at_once(report)
    assert report.release == Data(tmp_path / "afresh", data.pages).run().release != of_half.release


def test_only_pages_that_changed_are_read(data: Data) -> None:
    data.write("copy.txt", 4)
    assert data.run().pages_from_cache == 2
    assert ledger.read(data.folder)[-1].pages_from_cache == 2


def test_a_page_that_is_gone_while_it_is_looked_for_is_told(data: Data) -> None:
    (data.pages / "copy.txt").unlink()
    (data.pages / "copy.txt").symlink_to("nowhere.txt")
    with pytest.raises(UnreadableInput):
        data.run(replace(data.order(), pages=(data.pages / "copy.txt",)))


def result_with(data: Data, finding: str) -> Result:
    """What the last run gave, had a check failed that warns."""
    report = run(data.order(), now=lambda: NOON, progress=lambda *_: None)
    failed = Finding(finding, "warning", "It holds.", 1, 0, ok=False, examples=("PER",))
    return Result(replace(report, findings=(failed,)), Provenance("", "", ""))


@pytest.mark.parametrize(("finding", "days"), [("dates_in_future", [0]), ("unclaimed_lines", [0, 1]), ("none", [0, 1])])
def test_what_the_day_decides_is_checked_again_on_another_day(finding: str, days: list[int], data: Data) -> None:
    checks = checks_of(data.order())
    note_result(data.order(), "these pages", NOON.date(), result_with(data, finding))
    found = [last_result(data.order(), checks, "these pages", NOON.date() + timedelta(days=day)) for day in (-1, 0, 1)]
    assert [day for day, result in zip((-1, 0, 1), found, strict=True) if result] == days
    assert last_result(data.order(), checks, "other pages", NOON.date()) is None


def test_a_comparison_with_an_earlier_release_is_no_finding_of_the_same_again(data: Data) -> None:
    checks = checks_of(data.order())
    note_result(data.order(), "these pages", NOON.date(), result_with(data, "rows_gained"))
    again = last_result(data.order(), checks, "these pages", NOON.date())
    assert again is not None
    assert again.report.findings == ()


def test_a_release_passes_every_comparison_with_itself(data: Data) -> None:
    checks = [replace(one, bound=0) for one in load_checks(SCHEMA) if one.compares]
    assert len(checks) > 5
    assert [one.name for one in check(SCHEMA, data.release, data.release, checks) if not one.ok] == []


READ = Capture(Page("1f", "gfmd", "peru.txt", None, None), None, tells=True, is_whole=True, content=b"")


def test_pages_at_which_the_engine_stopped_are_tried_again(data: Data) -> None:
    answers = Answers()
    for result in (Answer(READ, kept=True), Answer(READ, kept=False), Refusal("too_slow", "It takes long.")):
        answers.note(result)
    assert (answers.from_cache, answers.stopped) == (1, 1)
    note_result(data.order(), "these pages", date.max, replace(result_with(data, "none"), repeatable=False))
    assert not is_at_once(data.run())


def test_the_cache_is_within_its_bound_before_a_run_does_anything(data: Data) -> None:
    cache = data.folder / "cache"
    (cache / "pages" / "old").write_bytes(bytes(3 * 2**20))
    os.utime(cache / "pages" / "old", (1_000, 1_000))
    assert is_at_once(data.run(data.order(cache_mebibytes=2)))
    assert not (cache / "pages" / "old").exists()
    (data.folder / "scratch").write_text("no folder", encoding="utf-8")
    data.write("copy.txt", 5)
    with pytest.raises(OSError, match="scratch"):
        data.run(data.order(cache_mebibytes=0))
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_how_much_is_kept_is_an_option_of_every_command_that_reads_many_pages(data: Data) -> None:
    words = ("--data", str(data.folder), str(data.pages))
    emptied = CliRunner().invoke(cli, ["run", *words, "--cache-size", "0", "--json"])
    assert (emptied.exit_code, list((data.folder / "cache").rglob("*.json"))) == (0, [])
    again = CliRunner().invoke(cli, ["check-program", *words, "--json"], env={"PROFILES_CACHE_SIZE": "0"})
    assert again.exit_code == 0
    assert [path for path in (data.folder / "cache").rglob("*") if path.is_file()] == []
