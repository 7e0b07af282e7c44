"""The engines: whoever tasks are handed out to, the same results in the same order, and the same refusals."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from benchmarks.pages import write_pages
from pipeline.acquire.page_files import find_pages
from pipeline.engine.engine import Engine, local_engine
from pipeline.engine.pool import NoWorkerError
from pipeline.engine.ray_engine import ray_engine
from pipeline.engine.worker import ProcessBounds
from pipeline.nodes import machine_unfit, unfit_for
from pipeline.order import Order
from pipeline.run import run
from schemas.snapshot import Refusal
from tests.kept_parts import kept_in, ranges_in, shards_in
from tests.listing import listed
from tests.local_site import environment
from tests.object_store import CREDENTIALS, ObjectStore, needs_object_store
from tests.ray_cluster import ROOT, Cluster, Losing, a_cluster, needs_ray
from tests.test_cli_fetch import profiles
from tests.test_engine import IMPATIENT, TIGHT, add, misbehave, square
from tests.test_hostile_pages import filled

SAMPLES = ROOT / "tests" / "fixtures" / "gfmd"
BATCH = 10
PAGES = 80
"""Of each form: what their shards tell is so much that it is united by ranges of keys."""
BOUNDS = ProcessBounds(memory_bytes=2**26)


def fit(_items: Sequence[object]) -> None:
    """A machine that can work on anything."""


def unfit(_items: Sequence[object]) -> str:
    return "is too hot."


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with a_cluster(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def settled(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """The cluster, with the settings that lead to it."""
    for name, value in cluster.settings.items():
        monkeypatch.setenv(name, value)
    return cluster


@pytest.fixture
def of_ray(settled: Cluster) -> Iterator[Engine]:
    with ray_engine(settled.address, 1, fit, BATCH) as engine:
        yield engine


@pytest.fixture(params=["local", pytest.param("ray", marks=needs_ray)])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "local":
        return local_engine(2)
    found: Engine = request.getfixturevalue("of_ray")
    return found


def outcomes(
    engine: Engine, task: Callable[[str], object], items: Sequence[str], bounds: ProcessBounds
) -> list[object]:
    run_of_all = engine(task, items, bounds=bounds, on_done=lambda _: None)
    return [outcome.reason if isinstance(outcome, Refusal) else outcome for _, outcome in run_of_all]


def test_results_come_in_the_order_of_the_items(engine: Engine) -> None:
    told: list[int] = []
    items = list(range(203))
    assert list(engine(square, items, bounds=TIGHT, on_done=told.append)) == [(item, item * item) for item in items]
    assert told == sorted(set(told))
    assert told[-1] == 203


def test_no_items_give_no_results(engine: Engine) -> None:
    assert list(engine(partial(add, 5), [], bounds=TIGHT, on_done=lambda _: None)) == []


def test_an_item_that_ends_its_process_is_refused_and_costs_no_other(engine: Engine) -> None:
    items = ["a", "crash", "b", "exit", "raise", "unsendable", "allocate", "hoard", "c", "loop", "d"]
    slips, memory = ["crashed"] * 2, ["too_much_memory"] * 2
    expected = ["A", "crashed", "B", "crashed", *slips, *memory, "C", "too_slow", "D"]
    assert outcomes(engine, misbehave, items, TIGHT) == expected


def test_an_item_that_only_waits_is_refused_by_the_clock(engine: Engine) -> None:
    assert outcomes(engine, misbehave, ["a", "sleep", "b"], IMPATIENT) == ["A", "too_slow", "B"]


SLEEPING = [*["a"] * BATCH, *["sleep"] * 50]


def break_off(engine: Engine) -> None:
    with closing(engine(misbehave, SLEEPING, bounds=TIGHT, on_done=lambda _: None)) as results:
        assert next(results) == ("a", "A")


def test_after_work_that_was_broken_off_an_engine_does_other_work() -> None:
    engine = local_engine(2)
    break_off(engine)
    assert outcomes(engine, misbehave, ["b"], TIGHT) == ["B"]


@needs_ray
def test_work_that_was_broken_off_ends_with_the_connection(settled: Cluster) -> None:
    with ray_engine(settled.address, 1, fit, BATCH) as engine:
        break_off(engine)
    with ray_engine(settled.address, 1, fit, BATCH) as engine:
        assert outcomes(engine, misbehave, ["b"], TIGHT) == ["B"]


def test_where_no_process_can_start_there_is_a_sentence(engine: Engine) -> None:
    with pytest.raises(NoWorkerError, match="could not start"):
        outcomes(engine, misbehave, ["a"], ProcessBounds(memory_bytes=2**70))


def leave_mark(folder: Path, number: int) -> int:
    (folder / str(number)).touch()
    return number


@needs_ray
def test_results_that_nobody_has_fetched_yet_are_few(settled: Cluster, tmp_path: Path) -> None:
    with ray_engine(settled.address, 1, fit, batch=1) as engine:
        results = engine(partial(leave_mark, tmp_path), range(40), bounds=TIGHT, on_done=lambda _: None)
        assert [next(results)[1] for _ in range(5)] == list(range(5))
        assert len(list(tmp_path.iterdir())) <= 5 + 2 * 3  # two for each machine, and one that was lost may still count
        assert len(list(results)) == 35


@needs_ray
def test_a_machine_that_is_not_fit_says_so(settled: Cluster) -> None:
    with (
        ray_engine(settled.address, 1, unfit) as engine,
        pytest.raises(NoWorkerError, match=r"^The machine .* too hot"),
    ):
        outcomes(engine, misbehave, ["a"], TIGHT)


def mixed_pages(folder: Path, count: int) -> Path:
    """Pages of all forms of the benchmarks, in several batches, and one that its reader does not survive."""
    write_pages(folder / "html", count, 1)
    write_pages(folder / "text", 5 * count, 2, "text")
    write_pages(folder / "warc", count, 3, "warc")
    (folder / "hostile").mkdir()
    (folder / "hostile" / "large.html").write_bytes(b"<div>" + filled(b"<b>x</b>"))
    return folder


def released(
    folder: Path, data: Path, engine: Engine, progress: Callable[[str, int, int | None], None]
) -> dict[str, bytes]:
    order = Order(data, (folder, SAMPLES), accept=("unclaimed_share",), process_bounds=BOUNDS, engine=engine)
    report = run(order, now=lambda: datetime.fromisoformat("2026-01-01"), progress=progress)
    assert report.outcome == "published", report.message
    return {file.name: file.read_bytes() for file in (data / "current" / "parquet").iterdir()}


def is_made_in_parts(store: Path) -> bool:
    """Whether a run left parts of both kinds, several of each: so several processes or machines had some to make."""
    return min(len(shards_in(store)), len(ranges_in(store))) > 1


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mixed_pages(tmp_path_factory.mktemp("mixed"), PAGES)


@pytest.fixture(scope="session")
def local_release(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return released(pages, tmp_path_factory.mktemp("local"), local_engine(2), lambda *_: None)


@needs_ray
def test_the_release_is_byte_for_byte_that_of_one_machine(
    settled: Cluster, pages: Path, local_release: dict[str, bytes], tmp_path: Path
) -> None:
    with ray_engine(settled.address, 1, unfit_for(), BATCH) as engine:
        assert released(pages, tmp_path, engine, lambda *_: None) == local_release
    assert is_made_in_parts(kept_in(tmp_path))


def released_by_call(folder: Path, data: Path, settings: Mapping[str, str], *words: str) -> dict[str, bytes]:
    """The Parquet files that a call of the command line makes, in a process of its own."""
    bounds = ("--max-page-memory", str(BOUNDS.memory_bytes // 2**20))
    accepted = ("--accept", "unclaimed_share", "--reason", "Made up.")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--data", data, *bounds, *accepted, *words, folder, SAMPLES],
        env={**environment(), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {file.name: file.read_bytes() for file in (data / "current" / "parquet").iterdir()}


@needs_object_store
def test_parts_in_an_object_store_make_the_same_release(
    pages: Path, local_release: dict[str, bytes], object_store: ObjectStore, tmp_path: Path
) -> None:
    where = ("--parts", object_store.location("local", "parts"), "--workers", "2")
    assert released_by_call(pages, tmp_path, CREDENTIALS, *where) == local_release
    assert is_made_in_parts(object_store.folder / "local" / "parts")
    assert not (tmp_path / "cache" / "parts").exists()


@needs_object_store
@needs_ray
def test_machines_of_a_cluster_meet_in_an_object_store(
    cluster: Cluster, pages: Path, local_release: dict[str, bytes], object_store: ObjectStore, tmp_path: Path
) -> None:
    where = ("--parts", object_store.location("cluster", "parts"), "--engine", "ray", "--ray-address", cluster.address)
    assert released_by_call(pages, tmp_path, {**CREDENTIALS, **cluster.settings}, *where) == local_release
    assert is_made_in_parts(object_store.folder / "cluster" / "parts")


@needs_ray
def test_so_it_is_when_machines_are_lost_while_pages_are_read_and_united(
    settled: Cluster,
    pages: Path,
    local_release: dict[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    losing = Losing(settled, tmp_path, [("reading", 0.1), ("ranges", 0)])
    with ray_engine(settled.address, 1, unfit_for(), BATCH) as engine:
        found = released(pages, tmp_path, engine, losing)
    assert losing.moments == []
    assert is_made_in_parts(kept_in(tmp_path))
    assert found == local_release
    assert capsys.readouterr().out == ""


@needs_ray
def test_without_an_address_a_cluster_is_started_for_the_run_alone(tmp_path: Path) -> None:
    home, data = tmp_path / "home", tmp_path / "data"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--engine", "ray", "--data", str(data), str(SAMPLES / "peru-short")],
        env={**environment(), "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{") and '"outcome": "published"' in done.stdout
    assert done.stderr.splitlines()[-1].startswith("Release ")


@needs_ray
def test_who_has_no_token_is_not_let_in(cluster: Cluster, tmp_path: Path) -> None:
    without = {name: value for name, value in cluster.settings.items() if name != "RAY_AUTH_TOKEN"}
    asked = ["run", "--engine", "ray", "--ray-address", cluster.address, "--data", str(tmp_path), str(SAMPLES)]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *asked],
        env={**environment(), **without, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no authentication token was found" in done.stderr


def test_a_machine_that_does_not_see_a_page_says_so(tmp_path: Path) -> None:
    seen, gone = tmp_path / "seen.txt", tmp_path / "gone.txt"
    for path in (seen, gone):
        path.write_text("Peru", encoding="utf-8")
    items = listed(find_pages((tmp_path,)).files).items
    assert unfit_for()(items) is None
    gone.unlink()
    assert str(unfit_for()(items)).startswith(
        f"can't read {gone}: the pages must be in a folder that all machines share"
    )


def test_a_machine_with_another_program_says_so() -> None:
    assert machine_unfit("another program", []) == (
        "has another version of this program or of a library: install all from one lock file on all machines."
    )


def test_where_ray_is_not_installed_the_user_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    asked = profiles("run", "--engine", "ray", "--data", tmp_path / "data", SAMPLES / "peru-short")
    assert asked.returncode == 2
    assert "Ray is not installed: install country-profiles[ray]" in asked.stderr
    assert not (tmp_path / "data").exists()


@needs_ray
def test_where_no_cluster_answers_the_user_is_told(tmp_path: Path) -> None:
    asked = profiles(
        "run", "--engine", "ray", "--ray-address", "127.0.0.1:1", "--data", tmp_path, SAMPLES / "peru-short"
    )
    assert asked.returncode == 2
    assert "The Ray cluster at 127.0.0.1:1 can't be used: Connection refused." in asked.stderr


@pytest.mark.parametrize("address", ["", "head", ":6379", "ray://head:10001", "head:0", "head:x"])
def test_an_address_of_a_cluster_is_a_host_and_a_port(address: str, tmp_path: Path) -> None:
    asked = profiles("run", "--engine", "ray", "--ray-address", address, "--data", tmp_path, SAMPLES / "peru-short")
    assert asked.returncode == 2
    assert "such as 10.0.0.1:6379" in asked.stderr


def test_an_address_of_a_cluster_is_of_no_use_to_one_machine(tmp_path: Path) -> None:
    asked = profiles("run", "--ray-address", "10.0.0.1:6379", "--data", tmp_path, SAMPLES / "peru-short")
    assert asked.returncode == 2
    assert "--ray-address is of --engine ray" in asked.stderr
