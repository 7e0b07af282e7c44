"""The engine of many machines: batches handed out as tasks of Ray Core, in a cluster that is there or is started here.

Tasks only: the data sets of Ray do not keep the order of what is put in.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import socket
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, redirect_stdout
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from pipeline.engine.batches import BATCH, Job, Unfit, batches_of, work_on_batch
from pipeline.engine.engine import Engine, NoEngineError, OnDone
from pipeline.engine.pool import NoWorkerError
from pipeline.engine.worker import ProcessBounds
from schemas.snapshot import Refusal

T = TypeVar("T")
R = TypeVar("R")

_BATCHES_AHEAD = 2  # for each processor of the cluster: one that it works on, one that waits for it or to be fetched
_TRIES_AGAIN = 10  # where a machine was lost; what a page does to its process is not a lost machine
_SECONDS_TO_ANSWER = 5.0
_STORE_BYTES = 200 * 2**20
_SAYING_LITTLE: Mapping[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
_SHORT_FOLDER = "/tmp"  # noqa: S108  the sockets in it have long names, and a path may have 107 characters
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
# Who has no token is not let in. The other setting is named after its first use; all of Ray listens on loopback then.
_THIS_MACHINE_ALONE = {"RAY_AUTH_MODE": "token", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}


@contextmanager
def ray_engine(address: str | None, processors: int, unfit: Unfit, batch: int = BATCH) -> Iterator[Engine]:
    """An engine that hands batches of so many items to the Ray cluster at ``HOST:PORT``.

    Without an address a cluster of this machine alone is started for as long as the block lasts, with so many
    processors: it listens on loopback only and asks for a token. ``unfit`` is asked on each machine, for each batch.
    Raises NoEngineError where Ray is not installed, nothing answers at the address, or it does not let us in.
    """
    settings = _QUIET if address else _QUIET | _THIS_MACHINE_ALONE
    # Ray prints what it has to say of lost machines, and stdout is for results.
    with _environment(settings), redirect_stdout(sys.stderr):
        ray = _imported_ray()
        with _connected(ray, address, processors):
            yield _RayEngine(ray, unfit, batch)


@dataclass(frozen=True, slots=True)
class _RayEngine:
    """An engine for as long as Ray is connected."""

    ray: ModuleType
    unfit: Unfit
    batch: int

    def __call__(
        self,
        task: Callable[[T], R],
        items: Sequence[T],
        *,
        bounds: ProcessBounds,
        on_done: OnDone,
        at_once: int = BATCH,
    ) -> Generator[tuple[T, R | Refusal], None, None]:
        """Give each item with its result; few batches are on their way at any time, however many there are."""
        job, done = Job(task, bounds, Path.cwd(), self.unfit), 0
        with closing(self._answers(job, batches_of(items, min(at_once, self.batch)))) as answers:
            for batch, answer in answers:
                if isinstance(answer, str):
                    raise NoWorkerError(answer)
                done += len(batch)
                on_done(done)
                for item, packed in zip(batch, answer, strict=True):
                    yield item, pickle.loads(packed)  # noqa: S301  from our own worker

    def _answers(
        self, job: Job, batches: Iterator[Sequence[Any]]
    ) -> Generator[tuple[Sequence[Any], list[bytes] | str], None, None]:
        """Each batch with what the machines answer to it, in order.

        Where that is broken off, the few batches on their way are worked on to their end, or to that of the connection:
        Ray 2.60 ends our process where a task is cancelled in the moment in which it is done.
        """
        remote = self.ray.remote(work_on_batch).options(max_retries=_TRIES_AGAIN, retry_exceptions=False)
        ahead = _BATCHES_AHEAD * max(1, int(self.ray.cluster_resources().get("CPU", 1)))
        asked: deque[tuple[Sequence[Any], Any]] = deque()
        while True:
            asked += ((batch, remote.remote(job, batch)) for batch in islice(batches, ahead - len(asked)))
            if not asked:
                return
            batch, task = asked.popleft()
            yield batch, self._answer(task)

    def _answer(self, task: object) -> list[bytes] | str:
        try:
            answer: list[bytes] | str = self.ray.get(task)
        except self.ray.exceptions.RayError as error:
            raise NoWorkerError(f"The Ray cluster can't do its work: {_first_line(error)}") from None
        return answer


def _imported_ray() -> ModuleType:
    try:
        import ray
    except ModuleNotFoundError:
        raise NoEngineError(
            "Ray is not installed: install country-profiles[ray], or leave out --engine ray to run on this machine "
            "alone."
        ) from None
    module: ModuleType = ray
    return module


@contextmanager
def _connected(ray: ModuleType, address: str | None, processors: int) -> Iterator[None]:
    """Connect to a cluster, or start one, for as long as the block lasts."""
    with ExitStack() as stack:
        try:
            with _own_answer_to_sigterm():
                _join(ray, address) if address else _start(ray, processors, stack)
        except (ray.exceptions.RayError, OSError, RuntimeError, ValueError) as error:
            where = f"The Ray cluster at {address}" if address else "Ray"
            raise NoEngineError(f"{where} can't be used: {_first_line(error)}") from None
        stack.callback(ray.shutdown)
        yield


def _start(ray: ModuleType, processors: int, stack: ExitStack) -> None:
    """Start a cluster of this machine, whose logs and sockets are gone when the stack ends."""
    folder = tempfile.TemporaryDirectory(prefix="ray-", dir=_SHORT_FOLDER, ignore_cleanup_errors=True)
    ray.init(
        "local",
        num_cpus=processors,
        object_store_memory=_STORE_BYTES,
        include_dashboard=False,
        _temp_dir=stack.enter_context(folder),
        **_SAYING_LITTLE,
    )


def _join(ray: ModuleType, address: str) -> None:
    """Join the cluster at an address, once something answers there: Ray would try for half a minute."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), _SECONDS_TO_ANSWER):
        pass
    ray.init(address, **_SAYING_LITTLE)


@contextmanager
def _own_answer_to_sigterm() -> Iterator[None]:
    """Keep what the program does when it is told to end: Ray puts its own answer in the place of it."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Settings that Ray reads when it is imported, and hands to the processes that it starts."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _first_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}."
    return str(error).strip().partition("\n")[0] or type(error).__name__
