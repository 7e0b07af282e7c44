"""The local engine: results in order, whatever single items do to the process that they are worked on in."""

from __future__ import annotations

import ctypes
import functools
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.engine.pool import run_pages
from pipeline.engine.worker import ProcessBounds
from schemas.snapshot import Refusal

TIGHT = ProcessBounds(cpu_seconds=1, wall_seconds=30, memory_bytes=2**28)
IMPATIENT = ProcessBounds(wall_seconds=0.5)


def square(number: int) -> int:
    return number * number


def add(amount: int, number: int) -> int:
    return amount + number


def process_id(number: int) -> tuple[int, int]:
    return number, os.getpid()


def slow_square(number: int) -> int:
    time.sleep(0.02)
    return number * number


def loop() -> str:
    while True:
        pass


def hoard() -> str:
    hoarded = []
    while True:
        hoarded.append(bytearray(2**20))


def slip() -> str:
    raise ValueError("a slip")


def misbehave(item: str) -> object:
    ways: dict[str, Callable[[], object]] = {
        "loop": loop,
        "sleep": lambda: time.sleep(3_600),
        "crash": lambda: ctypes.string_at(0),
        "exit": lambda: os._exit(3),
        "allocate": lambda: "x" * (10 * 2**30),
        "hoard": hoard,
        "raise": slip,
        "unsendable": lambda: lambda: "x",
    }
    return ways.get(item, item.upper)()


def outcomes(items: list[str], workers: int) -> list[object]:
    run = run_pages(misbehave, items, workers=workers, bounds=TIGHT)
    return [outcome.reason if isinstance(outcome, Refusal) else outcome for _, outcome in run]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    items = list(range(1_000))
    assert list(run_pages(square, items, workers=workers)) == [(item, item * item) for item in items]


def test_no_items_give_no_results() -> None:
    assert list(run_pages(square, [], workers=2)) == []


def test_a_partial_of_a_function_is_a_task() -> None:
    assert [result for _, result in run_pages(functools.partial(add, 5), [1, 2], workers=1)] == [6, 7]


def test_even_one_worker_is_a_process_of_its_own() -> None:
    ids = {result[1] for _, result in run_pages(process_id, range(50), workers=1) if not isinstance(result, Refusal)}
    assert len(ids) == 1
    assert os.getpid() not in ids


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("loop", "too_slow"),
        ("crash", "crashed"),
        ("exit", "crashed"),
        ("raise", "crashed"),
        ("unsendable", "crashed"),
        ("allocate", "too_much_memory"),
        ("hoard", "too_much_memory"),
    ],
)
def test_an_item_that_misbehaves_is_refused_and_costs_no_other_item(item: str, reason: str) -> None:
    items = ["a", "b", item, "c", item, "d"]
    assert outcomes(items, workers=1) == ["A", "B", reason, "C", reason, "D"]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_fates_are_the_same_however_the_items_fall(workers: int) -> None:
    kinds = ["crash", "raise", "allocate", "exit"]
    fates = ["crashed", "crashed", "too_much_memory", "crashed"]
    items = [kinds[place // 7 % 4] if place % 7 == 0 else f"page {place}" for place in range(120)]
    expected = [fates[place // 7 % 4] if place % 7 == 0 else f"PAGE {place}" for place in range(120)]
    assert outcomes(items, workers) == expected


def test_an_item_that_only_waits_is_refused_by_the_clock() -> None:
    run = [outcome for _, outcome in run_pages(misbehave, ["a", "sleep", "b"], workers=1, bounds=IMPATIENT)]
    assert run == ["A", Refusal("too_slow", "Reading the page takes more than 0.5 s."), "B"]


def busy(seconds: float) -> float:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return seconds


def test_an_item_that_works_on_is_not_refused_by_the_clock() -> None:
    assert [outcome for _, outcome in run_pages(busy, [0.0, 1.6, 0.0], workers=1, bounds=IMPATIENT)] == [0.0, 1.6, 0.0]


def test_refusals_say_what_happened() -> None:
    run = run_pages(misbehave, ["loop", "raise", "crash", "allocate"], workers=1, bounds=TIGHT)
    assert [outcome.message for _, outcome in run if isinstance(outcome, Refusal)] == [
        "Reading the page takes more than 1 s of processor time.",
        f"The program failed on this page: ValueError (test_engine.py, line {line_of('a slip')}).",
        "Reading the page ended its worker process (signal 11).",
        "Reading the page takes more than 256 MiB.",
    ]


def line_of(text: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_progress_counts_every_item_once() -> None:
    told: list[int] = []
    assert len(list(run_pages(misbehave, ["a", "exit", "b", "raise", "c"], workers=2, on_done=told.append))) == 5
    assert told == sorted(set(told))
    assert told[-1] == 5


def test_time_that_the_caller_takes_is_not_held_against_a_worker() -> None:
    results = []
    for item, result in run_pages(slow_square, range(40), workers=1, bounds=IMPATIENT):
        if item in (1, 20):
            time.sleep(1)
        results.append(result)
    assert results == [number * number for number in range(40)]


def test_closing_the_iterator_ends_the_workers_at_once() -> None:
    run: Iterator[tuple[str, object]] = run_pages(misbehave, ["a", *["sleep"] * 10], workers=2)
    assert next(run) == ("a", "A")
    begun = time.monotonic()
    del run
    assert time.monotonic() - begun < 30
    assert multiprocessing.active_children() == []


def test_a_worker_that_cannot_start_is_an_error_of_the_program() -> None:
    unheard_of = ProcessBounds(memory_bytes=2**70)
    with pytest.raises(RuntimeError, match="could not start"):
        list(run_pages(square, [1, 2], workers=1, bounds=unheard_of))


def files_held(folder: str) -> list[str]:
    """The open files of this process that lie in a folder."""
    held = (os.path.realpath(link) for link in Path("/proc/self/fd").iterdir())
    return [path for path in held if path.startswith(folder)]


def test_a_worker_holds_nothing_open_of_the_process_that_started_it(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w"):
        assert files_held(str(tmp_path)) == [str(tmp_path / "lock")]
        assert list(run_pages(files_held, [str(tmp_path)], workers=1)) == [(str(tmp_path), [])]


SCRIPT = """
import sys
from pipeline.engine.pool import run_pages
from tests.test_engine import misbehave
if __name__ == "__main__":
    try:
        for item, _ in run_pages(misbehave, ["a", *["sleep"] * 4], workers=2):
            print(item, flush=True)
    except KeyboardInterrupt:
        sys.exit(130)
"""


def group_is_gone(leader: int) -> bool:
    """Say whether no process of the group is left; if one is, give it a moment."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return True
    time.sleep(0.05)
    return False


def test_an_interrupt_ends_all_processes_promptly_and_quietly(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "a\n"
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=5)
    assert (run.returncode, errors) == (130, "")
    assert any(group_is_gone(run.pid) for _ in range(50))
