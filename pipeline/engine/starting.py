"""How worker processes start: by a process without threads, in surroundings of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext

from pipeline.engine.interrupts import INTERRUPTS

# Python reads it when it starts (https://docs.python.org/3/using/cmdline.html#envvar-PYTHONSAFEPATH).
_SAFE_PATH = "PYTHONSAFEPATH"


class NoWorkerError(RuntimeError):
    """Raised where no worker process can start, with a sentence that says why."""


def start_ahead(*tasks: Callable[..., object]) -> None:
    """Start the process that starts workers, which imports these tasks while ours goes on.

    Call it before taking a lock: for a moment a process that is being started holds all that is open in ours, also
    where ours is killed just then.
    """
    worker_context(*tasks)
    with starting():
        forkserver.ensure_running()


def worker_context(*tasks: Callable[..., object]) -> ForkServerContext:
    """Give a context whose server, a process without threads, has imported the tasks, so that workers start quickly."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", *(getattr(task, "func", task).__module__ for task in tasks)])
    return context


@contextmanager
def starting() -> Iterator[None]:
    """Start processes in surroundings of their own. Raises NoWorkerError, and OSError where the system has no more."""
    with _own_modules_only(), _deaf_to_interrupts():
        try:
            yield
        except (EOFError, ConnectionError) as error:
            message = "A worker process could not start: the process that starts them ended."
            raise NoWorkerError(message) from error
        except OSError as error:
            if error.errno is not None:
                raise
            # The address of a socket is a path, which may not be long.
            message = f"A worker process could not start: {error}; name a folder with a short path in TMPDIR."
            raise NoWorkerError(message) from error


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start processes that never see an interrupt: it may be sent to all, and only the run itself answers it.

    They inherit what is blocked, and so are deaf from their first moment; an interrupt of the run itself waits.
    """
    resource_tracker.ensure_running()  # It lifts the block when it starts, so it starts before.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _own_modules_only() -> Iterator[None]:
    """Start processes that take no module from the working folder, where a page's script may be called html.py."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before
