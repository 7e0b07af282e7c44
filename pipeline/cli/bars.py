"""Progress bars on stderr, where that is a terminal; elsewhere nothing is loaded that could draw them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from pipeline import stages
    from pipeline.acquire.fetch import report as fetch_report

_STAGES = {
    "reading": "Reading pages",
    "uniting": "Uniting pages",
    "building": "Building the release",
    "checking": "Checking it",
    "publishing": "Publishing it",
}


@contextmanager
def bar(what: str) -> Iterator[stages.Progress]:
    """A bar that is moved to so many done, of so many."""
    if not _is_watched():
        yield _untold
        return
    with _progress() as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


@contextmanager
def run_bar() -> Iterator[stages.Watch]:
    """The bars of a run, one below the other: each stage has its own, which is full when the next one begins."""
    if not _is_watched():
        yield _untold
        return
    with _progress() as shown:
        tasks: dict[str, TaskID] = {}

        def move(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                _fill(shown)
                tasks[stage] = shown.add_task(_STAGES.get(stage, stage), total=None)
            shown.update(tasks[stage], completed=done, total=total)

        yield move
        _fill(shown)


@contextmanager
def fetch_bar() -> Iterator[Callable[[fetch_report.Progress], None]]:
    """The bar of a fetch, with its own account of the time left: pages done before take none."""
    if not _is_watched():
        yield _untold
        return
    with _progress("{task.fields[said]}") as shown:
        task = shown.add_task("Fetching", total=None, said="")
        yield lambda at: shown.update(task, completed=at.done, total=at.total, said=how_far(at))


def how_far(at: fetch_report.Progress) -> str:
    """What the bar of a fetch says beside the number of pages, such as ``3 changed, 0 errors, 0:01:20 left``."""
    left = "" if at.seconds_left is None else f", {timedelta(seconds=round(at.seconds_left))} left"
    return f"{at.changed} changed, {at.errors} errors{left}"


def _fill(shown: Progress) -> None:
    """Show the bars so far as full; one whose steps nobody counted had a single one."""
    for task in shown.tasks:
        total = task.total or 1
        shown.update(task.id, completed=total, total=total)


def _is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _untold(*_how_far: object) -> None:
    """Who watches no bar is told nothing."""


def _progress(said: str | None = None) -> Progress:
    """Bars that end with what is said of them, or else with the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    last = TextColumn(said) if said else TimeRemainingColumn()
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), last, console=Console(stderr=True)
    )
