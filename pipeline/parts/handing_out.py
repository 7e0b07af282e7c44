"""Having parts made by the engine of a run: by several processes or machines where there are several to make."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipeline.cache.files import KeptFiles
from pipeline.cache.pages import CACHE
from pipeline.cache.parts import part_store
from pipeline.engine.engine import local_engine
from pipeline.engine.pool import NoWorkerError
from pipeline.engine.worker import ProcessBounds
from pipeline.order import Order
from pipeline.parts.making import HandOut
from pipeline.parts.parts import Done, Workshop
from pipeline.provenance import made_by
from pipeline.stages import Progress
from schemas.snapshot import Refusal
from warehouse.parts.location import UnusableStoreError
from warehouse.parts.store import PartStore

T = TypeVar("T")
_PARTS = "parts"
_PACKS = "packs"
# Pages were read within their bounds before: what is left is work of the program, which ends.
_BOUNDS = ProcessBounds(cpu_seconds=36_000, wall_seconds=3_600.0, memory_bytes=2**32)


def workshop_of(order: Order, scratch: Path) -> Workshop:
    """Where the parts of a run are kept: where it is told to, with what it keeps for later runs, or while it goes on.

    Raises UnusableStoreError where the place that it is told can't be used, and NoWorkerError.
    """
    keeps_nothing = order.cache_mebibytes == 0
    is_alone = keeps_nothing and order.parts is None
    store = PartStore(str((scratch / _PARTS).absolute())) if is_alone else part_store(order)
    packs = None if keeps_nothing else KeptFiles((order.data / CACHE / _PACKS).absolute(), made_by())
    return Workshop(store, made_by(), packs)


def handed_out(order: Order, progress: Progress) -> HandOut:
    """Has tasks done by the engine of a run; a single one at once, in this process, where parts are kept on its disk.

    Taking the results raises NoWorkerError where a task fails, UnusableStoreError, and OSError that names the file.
    """

    def hand_out(task: Callable[[T], Done], items: Sequence[T]) -> Iterator[Done]:
        if len(items) == 1 and order.parts is None:
            yield _done(_tried(task, items[0]))
            return
        engine = order.engine or local_engine(order.workers)
        told = partial(_tell, progress, len(items))
        with closing(engine(partial(_tried, task), items, bounds=_BOUNDS, on_done=told, at_once=1)) as results:
            for _, result in results:
                yield _done(result)

    return hand_out


def _tell(progress: Progress, count: int, done: int) -> None:
    progress(done, count)


def _tried(task: Callable[[T], Done], item: T) -> Done | OSError | UnusableStoreError:
    """What a task gives, or what a disk or store had against it, which is raised where the run goes on."""
    try:
        with _without_collecting():
            return task(item)
    except (OSError, UnusableStoreError) as error:
        return error


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let the collector of unused cycles rest: a task makes very many objects, which no cycle holds."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def _done(result: Done | OSError | UnusableStoreError | Refusal) -> Done:
    if isinstance(result, Exception):
        raise result
    if isinstance(result, Refusal):
        raise NoWorkerError(f"A part of the release could not be made. {result.message}")
    return result
