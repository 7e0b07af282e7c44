"""An interrupt while DuckDB works, told as any other. It needs no DuckDB: who opens no database need not load it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt where the user interrupts: DuckDB raises an error of its own in the place of it."""
    try:
        yield
    except RuntimeError as error:
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from None
