"""One writer at a time: whoever stages and publishes holds the lock of the data folder."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from warehouse.disk import naming

_TRIES = 25
_SECONDS_BETWEEN_TRIES = 0.02


class BusyError(Exception):
    """Another run holds the lock of this data folder."""


def lock_alone(file: IO[Any]) -> None:
    """Lock an open file against all other processes. Raises BlockingIOError where another one has it for half a second.

    A worker that is just being forked holds for a moment what its origin has open, also where that was killed.
    """
    for _ in range(_TRIES - 1):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_SECONDS_BETWEEN_TRIES)
        else:
            return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Hold the lock of a data folder, from before staging until after publishing.

    Raises BusyError after half a second where another run holds it, and OSError where the disk refuses. The lock ends
    with the process, however that ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / ".lock"
    with path.open("w") as handle:
        try:
            with naming(path):
                lock_alone(handle)
        except BlockingIOError:
            raise BusyError(
                f"another run is writing to {data}; wait for it, or choose another folder with --data"
            ) from None
        yield
