"""How Arrow keeps memory while the tables of a release are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

_THRIFTY = "jemalloc"


@contextmanager
def giving_back_memory() -> Iterator[None]:
    """Have Arrow give back memory that it does not need any more, as long as this lasts.

    By default it keeps up to as much again as it needs for the largest table; what gives back more is not there on
    every system.
    """
    before = pa.default_memory_pool()
    if _THRIFTY in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)
