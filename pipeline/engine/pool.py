"""The local engine: a task on each page in worker processes that can be killed, with results in the order given.

On Linux workers are forks of this process, so that they begin with all that it has loaded. A fork has none of the
threads of its origin: a task must use nothing that one of them may hold, such as a progress bar or an open database.
Elsewhere native libraries may not bear being forked: there each worker loads the program anew.
"""

from __future__ import annotations

import pickle
import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection as channels
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from pipeline.engine.interrupts import interrupts_held_back
from pipeline.engine.worker import OUT_OF_MEMORY, READY, ProcessBounds, processor_seconds, work
from schemas.snapshot import Refusal

T = TypeVar("T")
R = TypeVar("R")

DEFAULT_BOUNDS = ProcessBounds()


class NoWorkerError(RuntimeError):
    """Raised where there is nothing to work on, as no worker process can start; the sentence says why."""


LARGEST_CHUNK = 250
_CHUNKS_PER_WORKER = 4
_CHUNKS_AHEAD = 4
_SECONDS_BETWEEN_LOOKS = 0.25
_SECONDS_TO_START = 60.0
_CONTEXT = ForkContext() if sys.platform == "linux" else SpawnContext()


def run_pages(
    task: Callable[[T], R],
    items: Sequence[T],
    *,
    workers: int,
    bounds: ProcessBounds = DEFAULT_BOUNDS,
    on_done: Callable[[int], None] | None = None,
    at_once: int = LARGEST_CHUNK,
) -> Generator[tuple[T, R | Refusal], None, None]:
    """Run a task on each item in worker processes and give each item with its result, in the order of the items.

    ``task`` is a function of a module (or a ``partial`` of one); items and results can be pickled. ``on_done`` is told
    how many items are done. A worker is handed at most so many items ``at_once``. An item that ends its worker or
    exceeds a bound gives a ``Refusal``: ``crashed``, ``too_slow`` or ``too_much_memory``; all others come out as if it
    had not been there. Closing the iterator, or an exception, ends the workers. Raises ``NoWorkerError`` where no
    worker can start.
    """
    run = _Run(task, items, workers, bounds, at_once)
    done = 0
    try:
        for position in range(len(items)):
            while position not in run.results:
                run.advance()
                if on_done is not None and run.done > done:
                    done = run.done
                    on_done(done)
            yield run.take(position)
            run.wanted = position + 1
    finally:
        run.end()


@contextmanager
def kept_worker(task: Callable[[T], R], bounds: ProcessBounds = DEFAULT_BOUNDS) -> Iterator[Callable[[T], R | Refusal]]:
    """A worker process for items that come one at a time, within the same bounds and with the same refusals.

    It starts with the first item and is kept for the next ones; where it dies, the next item gets another one. Calling
    it raises ``NoWorkerError`` where no worker can start.
    """
    run: _Run[T, R] = _Run(task, (), 1, bounds, LARGEST_CHUNK)
    try:
        yield run.work_on
    finally:
        run.end()


@dataclass(slots=True)
class _Worker:
    """A worker process. ``chunk`` are the positions not answered yet, the first of them being worked on.

    ``silent`` is for how many seconds nothing was heard of it, ``used`` its processor time when that was last too long.
    """

    process: BaseProcess
    connection: Connection
    chunk: range = range(0)
    ready: bool = False
    fresh: bool = True
    silent: float = 0.0
    used: float = 0.0


class _Run(Generic[T, R]):
    """The state of one run: chunks of positions to do, the workers, and the results nobody has fetched yet."""

    def __init__(
        self, task: Callable[[T], R], items: Sequence[T], workers: int, bounds: ProcessBounds, at_once: int
    ) -> None:
        self.results: dict[int, R | Refusal] = {}
        self.done = 0
        self.wanted = 0
        self._task = task
        self._items = items
        self._under_way: dict[int, T] = {}
        self._bounds = bounds
        self._workers: list[_Worker] = []
        size = max(1, min(at_once, len(items) // (workers * _CHUNKS_PER_WORKER)))
        self._ahead = size * workers * _CHUNKS_AHEAD
        self._chunks = deque(range(at, min(at + size, len(items))) for at in range(0, len(items), size))
        self._most_workers = max(1, min(workers, len(self._chunks)))

    def work_on(self, item: T) -> R | Refusal:
        """The result of a single item."""
        self._items = (item,)
        self._chunks.append(range(1))
        while 0 not in self.results:
            self.advance()
        _, result = self.take(0)
        return result

    def take(self, position: int) -> tuple[T, R | Refusal]:
        """An item with its result, which is there; neither is kept."""
        return self._under_way.pop(position), self.results.pop(position)

    def advance(self) -> None:
        """Hand out chunks, wait a moment for answers, and replace the workers that died or are too slow."""
        while self._chunks and len(self._workers) < self._most_workers:
            self._start_worker()
        for worker in self._workers:
            if worker.ready and not worker.chunk:
                self._hand_out(worker)
        begun = time.monotonic()
        answering = channels.wait([worker.connection for worker in self._workers], _SECONDS_BETWEEN_LOOKS)
        waited = time.monotonic() - begun
        for worker in tuple(self._workers):
            if worker.connection in answering:
                worker.silent = 0.0
                self._listen(worker)
            elif worker.chunk or not worker.ready:
                # Only time spent waiting here counts: whoever takes the results may take their time.
                worker.silent += waited
                self._watch(worker)

    def end(self) -> None:
        """End all workers at once."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            _dispose(worker)
        self._workers.clear()

    def _start_worker(self) -> None:
        if not isinstance(_CONTEXT, ForkContext):
            resource_tracker.ensure_running()  # It lets interrupts in when it starts, so it starts before.
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=work, args=(theirs, self._task, self._bounds), daemon=True)
        # It inherits what is held back, and so never sees an interrupt: only the run itself answers those.
        with interrupts_held_back(), _threads_not_minded():
            process.start()
            self._workers.append(_Worker(process, ours))
        theirs.close()

    def _hand_out(self, worker: _Worker) -> None:
        if not self._chunks or self._chunks[0].start > self.wanted + self._ahead:
            return
        chunk = self._chunks.popleft()
        worker.chunk = chunk
        try:
            worker.connection.send([self._item(position) for position in chunk])
        except (BrokenPipeError, ConnectionResetError):
            return  # It died while idle; listening to it finds out.

    def _item(self, position: int) -> T:
        """An item, which may be much work to put together: it is kept until its result is taken."""
        if position not in self._under_way:
            self._under_way[position] = self._items[position]
        return self._under_way[position]

    def _listen(self, worker: _Worker) -> None:
        """Take the answers that a worker has sent."""
        try:
            while worker.connection.poll():
                answer = worker.connection.recv_bytes()
                if not worker.ready and answer == READY:
                    worker.ready = True
                    continue
                self._settle_item(worker, pickle.loads(answer))  # noqa: S301  from our own worker
        except (EOFError, OSError):
            self._bury(worker)

    def _settle_item(self, worker: _Worker, outcome: R | Refusal) -> None:
        self.results[worker.chunk[0]] = outcome
        self.done += 1
        worker.chunk = worker.chunk[1:]
        worker.fresh = False

    def _watch(self, worker: _Worker) -> None:
        if worker.silent <= (self._bounds.wall_seconds if worker.ready else _SECONDS_TO_START):
            return
        used = processor_seconds(worker.process.pid)
        if used > worker.used:
            # It does not wait, however long it takes on a busy machine: its processor time is what bounds it.
            worker.used, worker.silent = used, 0.0
            return
        worker.process.kill()
        if worker.ready:
            self._settle_item(worker, _too_slow(f"{self._bounds.wall_seconds:g} s"))
        self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        """Refuse the item that a dead worker was at, and leave the rest of its chunk to a fresh one.

        Only a worker that had done nothing before is proof: else the item gets another try, alone with its faults.
        """
        self._workers.remove(worker)
        exit_code = _dispose(worker)
        if not worker.ready:
            raise NoWorkerError(f"A worker process could not start (exit code {exit_code}).")
        if worker.chunk and (worker.fresh or exit_code == -signal.SIGXCPU):
            self._settle_item(worker, _refusal_of_exit(exit_code, self._bounds))
        if worker.chunk:
            self._chunks.appendleft(worker.chunk)


@contextmanager
def _threads_not_minded() -> Iterator[None]:
    """Fork beside the threads of native libraries, which tasks do not use; Python warns of any threads since 3.12."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* is multi-threaded, use of fork", DeprecationWarning)
        yield


def _dispose(worker: _Worker) -> int | None:
    worker.process.join()
    exit_code = worker.process.exitcode
    worker.connection.close()
    worker.process.close()
    return exit_code


def _refusal_of_exit(exit_code: int | None, bounds: ProcessBounds) -> Refusal:
    if exit_code == OUT_OF_MEMORY:
        return Refusal("too_much_memory", f"Reading the page takes more than {bounds.memory_bytes // 2**20:,} MiB.")
    if exit_code == -signal.SIGXCPU:
        return _too_slow(f"{bounds.cpu_seconds} s of processor time")
    ended = f"signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"exit code {exit_code}"
    return Refusal("crashed", f"Reading the page ended its worker process ({ended}).")


def _too_slow(bound: str) -> Refusal:
    return Refusal("too_slow", f"Reading the page takes more than {bound}.")
