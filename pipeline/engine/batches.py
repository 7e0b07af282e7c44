"""What a machine of a cluster is handed: a batch of the items. It is worked on as on one machine, in killable workers.

A worker of the cluster only waits for a worker of its own, so that an item that ends its process is refused there and
then, and never looks like a machine that was lost.
"""

from __future__ import annotations

import pickle
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.engine.pool import NoWorkerError, run_pages
from pipeline.engine.worker import ProcessBounds

BATCH = 250
"""Items in a batch: a second of work, beside which a worker of its own costs nothing. With 100 it costs an eighth."""

Unfit = Callable[[Sequence[Any]], str | None]
"""Tells, on the machine that it is called on, what keeps that machine from working on items; None if nothing does."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with every item of a run, and within which bounds; paths are relative to ``folder``."""

    task: Callable[[Any], Any]
    bounds: ProcessBounds
    folder: Path
    unfit: Unfit


def batches_of(items: Sequence[Any], size: int = BATCH) -> Iterator[Sequence[Any]]:
    """Items in batches that depend on nothing but the items: whoever works on them, they are the same.

    Each is taken out of the items when it is its turn.
    """
    return (items[at : at + size] for at in range(0, len(items), size))


def work_on_batch(job: Job, items: Sequence[Any]) -> list[bytes] | str:
    """The pickled result or ``Refusal`` of each item; a sentence instead where this machine can't work on them."""
    if not job.folder.is_dir():
        return _said_here(f"has no folder {job.folder}, where the run was started")
    with chdir(job.folder):
        reason = job.unfit(items)
        return _said_here(reason) if reason is not None else _results(job, items)


def _results(job: Job, items: Sequence[Any]) -> list[bytes] | str:
    try:
        run = run_pages(partial(_pickled, job.task), items, workers=1, bounds=job.bounds)
        return [result if isinstance(result, bytes) else pickle.dumps(result) for _, result in run]
    except NoWorkerError as error:
        return _said_here(f"can't start a worker process: {error}")


def _pickled(task: Callable[[Any], Any], item: object) -> bytes:
    """A result as it travels to the machine that asked, so that nothing on the way unpacks it."""
    return pickle.dumps(task(item), pickle.HIGHEST_PROTOCOL)


def _said_here(reason: str) -> str:
    return f"The machine {socket.gethostname()} {reason}"
