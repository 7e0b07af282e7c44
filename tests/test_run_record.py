"""Every run has its line in the ledger, whatever became of it, and leaves nothing half done behind."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from extractors.sources import SCHEMA
from pipeline.acquire.archive.archive import ARCHIVE, ArchiveInUse, open_archive
from pipeline.acquire.page_files import UnreadableInput
from pipeline.explain.explain import current_release
from pipeline.order import Order, Report
from pipeline.run import run
from pipeline.update import update
from tests.hostile_server import around, quick, serving
from tests.local_site import COUNTRIES, SLUGS, site
from tests.test_domain_cases import EMPTY, HEAD, TAIL
from tests.test_update import updated
from warehouse import ledger
from warehouse.checks import UnknownCheckError
from warehouse.lock import BusyError, exclusive
from warehouse.manifest import verify
from warehouse.release import STAGING

NOON = datetime.fromisoformat("2026-01-02T12:00:00")
STAGES = ["reading", "uniting", "building", "checking", "publishing"]
Watch = Callable[[str, int, int | None], None]


@dataclass
class Data:
    """A data folder beside a folder of pages: Norway, whose page changes between runs."""

    folder: Path
    pages: Path

    def write(self, blocks: int) -> None:
        (self.pages / "norway.txt").write_text(HEAD + EMPTY * blocks + TAIL, encoding="utf-8")

    def run(self, watch: Watch = lambda *_: None, **order: object) -> Report:
        seconds = count()
        asked = Order(self.folder, (self.pages,), **order)  # type: ignore[arg-type]  # the fields are named by each test
        return run(asked, now=lambda: NOON, progress=watch, clock=lambda: float(next(seconds)))

    @property
    def lines(self) -> list[ledger.Entry]:
        return list(ledger.read(self.folder))


@pytest.fixture
def data(tmp_path: Path) -> Data:
    (tmp_path / "pages").mkdir()
    made = Data(tmp_path / "data", tmp_path / "pages")
    made.write(1)
    return made


def at(stage: str, error: BaseException) -> Watch:
    """A watcher under whose eyes a stage ends by an error, as by a failing machine or an impatient user."""

    def watch(name: str, _done: int, _total: int | None) -> None:
        if name == stage:
            raise error

    return watch


def test_a_run_says_how_long_each_stage_took(data: Data) -> None:
    report = data.run()
    (line,) = data.lines
    assert (line.outcome, line.when, line.release) == ("published", NOON, report.release)
    assert list(line.seconds) == list(report.seconds) == STAGES
    assert set(line.seconds.values()) == {1.0}


def test_each_outcome_of_a_run_has_its_line(data: Data) -> None:
    data.run()
    data.run()
    chile = "Official Name\nRepublic of Chile\nISO3 Code\nCHL\n" + EMPTY + "\n\n\nSubscribe to Chile"
    (data.pages / "norway.txt").unlink()
    (data.pages / "chile.txt").write_text(chile)
    data.run()
    (data.pages / "chile.txt").write_text("Soup of the day\n")
    data.run()
    assert [line.outcome for line in data.lines] == ["published", "unchanged", "refused", "refused"]
    assert "countries_lost" in data.lines[2].failed
    assert list(data.lines[3].seconds) == ["reading", "uniting", "building"]


def test_the_counts_of_a_report_have_every_table(data: Data) -> None:
    assert set(data.run().rows) == {table.name for table in SCHEMA.tables}
    (data.pages / "norway.txt").write_text("Soup of the day\n")
    assert data.run().rows["countries"] == 0


def test_whoever_watches_sees_every_stage_and_every_page(data: Data) -> None:
    seen: list[tuple[str, int, int | None]] = []
    data.run(lambda *told: seen.append(told))
    assert [name for name, done, total in seen if (done, total) == (0, None)] == STAGES
    assert ("reading", 1, 1) in seen


FAULTS = {
    "an interrupt": (KeyboardInterrupt(), "interrupted", "Interrupted.", STAGES),
    "a failing disk": (OSError(errno.EIO, "Input/output error", "x"), "failed", "x: Input/output error; check", STAGES),
    "an interrupt of the database": (
        RuntimeError("Query interrupted"), "interrupted", "Interrupted.", ["building", "checking"]
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "fault"), [(stage, fault) for fault, (*_, stages) in FAULTS.items() for stage in stages]
)
def test_a_run_that_ends_before_its_end_leaves_a_line_and_nothing_else(data: Data, stage: str, fault: str) -> None:
    error, outcome, message, _ = FAULTS[fault]
    before = data.run().release
    data.write(2)
    with pytest.raises((KeyboardInterrupt, OSError)):
        data.run(at(stage, error))
    _, line = data.lines
    assert (line.outcome, line.release) == (outcome, None)
    assert line.message.startswith(message)
    assert list(line.seconds) == STAGES[: STAGES.index(stage)]
    assert not list(data.folder.glob(f"{STAGING}/*"))
    release = current_release(data.folder)
    assert release.name == before
    assert verify(release) == ()
    assert data.run().outcome == "published"


def test_a_busy_folder_is_told_before_any_page_is_read(data: Data) -> None:
    def watch(*_: object) -> None:
        raise AssertionError("nothing is begun")

    (data.folder / STAGING / "of-the-other").mkdir(parents=True)
    with exclusive(data.folder), pytest.raises(BusyError):
        data.run(watch)
    (line,) = data.lines
    assert (line.outcome, line.pages, line.seconds) == ("busy", 0, {})
    assert "another run is writing" in line.message
    assert (data.folder / STAGING / "of-the-other").is_dir()


def test_a_page_that_can_not_be_read_any_more_fails_the_run(data: Data) -> None:
    def remove(name: str, _done: int, _total: int | None) -> None:
        if name == "reading":
            (data.pages / "norway.txt").unlink(missing_ok=True)

    with pytest.raises(UnreadableInput):
        data.run(remove)
    (line,) = data.lines
    assert (line.outcome, "norway.txt" in line.message) == ("failed", True)


def test_what_is_asked_wrongly_leaves_no_trace(data: Data) -> None:
    with pytest.raises(UnreadableInput):
        run(Order(data.folder, (data.pages / "nowhere",)), now=lambda: NOON, progress=lambda *_: None)
    with pytest.raises(UnknownCheckError):
        data.run(accept=("no_such_check",))
    assert not data.folder.exists()


def test_a_ledger_that_can_not_be_written_does_not_say_failed_of_a_release(data: Data) -> None:
    data.folder.mkdir()
    (data.folder / "ledger.jsonl").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        data.run()
    assert caught.value.filename == str(data.folder / "ledger.jsonl")
    assert verify(current_release(data.folder)) == ()


def unheard(*_progress: object) -> None:
    """Nobody is told how far it is."""


def outcomes(data: Path) -> list[str]:
    return [line.outcome for line in ledger.read(data)]


def test_an_update_says_how_long_it_fetched(tmp_path: Path) -> None:
    with serving(site(COUNTRIES[:2])) as server:
        assert updated(tmp_path, server.url).outcome == "published"
    assert updated(tmp_path, server.url).outcome == "stale"
    first, second = ledger.read(tmp_path)
    assert list(first.seconds) == ["fetching", *STAGES]
    assert (second.outcome, list(second.seconds)) == ("failed", ["fetching"])


def test_an_update_that_meets_another_is_busy(tmp_path: Path) -> None:
    with serving(site(COUNTRIES[:2])) as server:
        with exclusive(tmp_path), pytest.raises(BusyError):
            updated(tmp_path, server.url)
        with open_archive(tmp_path / ARCHIVE), pytest.raises(ArchiveInUse):
            updated(tmp_path, server.url)
        assert not server.asked
    assert outcomes(tmp_path) == ["busy", "busy"]


@contextmanager
def broken_off(error: BaseException) -> Iterator[Callable[..., None]]:
    def tell(*_: object) -> None:
        raise error

    yield tell


@pytest.mark.parametrize(
    ("error", "outcome"), [(KeyboardInterrupt(), "interrupted"), (OSError(errno.ENOSPC, "full", "x"), "failed")]
)
def test_an_update_that_ends_while_it_fetches_has_its_line(tmp_path: Path, error: BaseException, outcome: str) -> None:
    with serving(site(COUNTRIES[:2])) as server:
        request = quick(server.url, SLUGS[:2])
        with pytest.raises(type(error)):
            update(
                request, Order(tmp_path), around(), "0.1.0", fetching=broken_off(error), running=nullcontext(unheard)
            )
    (line,) = ledger.read(tmp_path)
    assert (line.outcome, list(line.seconds)) == (outcome, ["fetching"])


def test_the_lines_are_plain_json(data: Data) -> None:
    data.run()
    (line,) = (data.folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["seconds"] == dict.fromkeys(STAGES, 1.0)
