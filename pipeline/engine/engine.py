"""What every engine does: it hands tasks out, to processes of this machine or to many machines. All else is shared."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Protocol, TypeVar

from pipeline.engine.pool import LARGEST_CHUNK, run_pages
from pipeline.engine.worker import ProcessBounds
from schemas.snapshot import Refusal

T = TypeVar("T")
R = TypeVar("R")

OnDone = Callable[[int], None]
"""Told how many items are done."""


class NoEngineError(Exception):
    """Raised where the engine that a user asks for can't be had, with a sentence that says what to do."""


class Engine(Protocol):
    """Runs a task on each item and gives each item with its result, in the order of the items, as ``run_pages`` does.

    What an item does to the process that it is worked on in gives the same ``Refusal`` by every engine, and costs no
    other item. Closing the iterator ends the work; what other machines are at goes on to its end, or to that of the
    connection, and is forgotten. Raises ``NoWorkerError`` where there is nothing to work on.
    """

    def __call__(
        self,
        task: Callable[[T], R],
        items: Sequence[T],
        *,
        bounds: ProcessBounds,
        on_done: OnDone,
        at_once: int = LARGEST_CHUNK,
    ) -> Generator[tuple[T, R | Refusal], None, None]:
        """Give each item with its result. At most so many items are handed to one process at once."""


def local_engine(workers: int) -> Engine:
    """The engine of one machine: so many worker processes."""

    def run(
        task: Callable[[T], R],
        items: Sequence[T],
        *,
        bounds: ProcessBounds,
        on_done: OnDone,
        at_once: int = LARGEST_CHUNK,
    ) -> Generator[tuple[T, R | Refusal], None, None]:
        return run_pages(task, items, workers=workers, bounds=bounds, on_done=on_done, at_once=at_once)

    return run
