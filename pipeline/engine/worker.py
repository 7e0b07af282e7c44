"""The inside of a worker process: one item after another, each within its bounds."""

from __future__ import annotations

import gc
import math
import os
import pickle
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from schemas.snapshot import Refusal

OUT_OF_MEMORY = 77
"""Exit code of a worker that ran out of memory. An item may have used up what earlier ones left, so it ends there."""

READY = b"ready"
_STANDARD_FILES = 3


@dataclass(frozen=True, slots=True)
class ProcessBounds:
    """What one item may use: processor time, time on the clock without using any, and memory beyond the program."""

    cpu_seconds: int = 20
    wall_seconds: float = 120.0
    memory_bytes: int = 2**30


def work(connection: Connection, task: Callable[[Any], Any], bounds: ProcessBounds) -> None:
    """Receive lists of items and send back, an item a message, the pickled result or ``Refusal``.

    The kernel ends the process when an item uses up its processor time: no Python code can, while C code is busy.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _drop_inherited(connection.fileno())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower_limit(resource.RLIMIT_AS, _address_space() + bounds.memory_bytes)
    try:
        connection.send_bytes(READY)
        while True:
            for item in connection.recv():
                _lower_limit(resource.RLIMIT_CPU, math.ceil(time.process_time() + bounds.cpu_seconds))
                connection.send_bytes(_attempt(task, item))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _drop_inherited(kept: int) -> None:
    """Close what was open where this process was forked, locks and other workers' pipes among it, but for one file.

    The objects that hold these files are never collected: they would close others that have their numbers by then.
    """
    gc.freeze()
    gc.enable()
    for file in [int(link.name) for link in Path("/dev/fd").iterdir()]:
        if file >= _STANDARD_FILES and file != kept:
            with suppress(OSError):  # that by which the list was read is closed by now
                os.close(file)


def _attempt(task: Callable[[Any], Any], item: object) -> bytes:
    try:
        return pickle.dumps(task(item), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  a slip of the program on one page must not cost the others
        return pickle.dumps(Refusal("crashed", _error_sentence(error)), pickle.HIGHEST_PROTOCOL)


def _error_sentence(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"The program failed on this page: {type(error).__name__} ({Path(place.filename).name}, line {place.lineno})."
    )


def _lower_limit(limit: int, value: int) -> None:
    """Lower a soft limit, as far as the hard one allows."""
    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def processor_seconds(pid: int | None) -> float:
    """Give the processor time that a process has used; 0 where the system hides it or the process is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _address_space() -> int:
    """Give the bytes of address space in use, which a fresh worker's imports make up; 0 where the system hides it."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except FileNotFoundError:
        return 0
    return int(pages) * resource.getpagesize()
