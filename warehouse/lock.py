"""One writer at a time: whoever stages and publishes holds the lock of the data folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.disk import naming


class BusyError(Exception):
    """Another run holds the lock of this data folder."""


@contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Hold the lock of a data folder, from before staging until after publishing.

    Raises BusyError at once where another run holds it, and OSError where the disk refuses. The lock ends with the
    process, however that ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / ".lock"
    with path.open("w") as handle:
        try:
            with naming(path):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"another run is writing to {data}; wait for it, or choose another folder with --data"
            ) from None
        yield
