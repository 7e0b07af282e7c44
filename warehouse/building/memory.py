"""Giving back memory that is not needed any more, which libraries keep for themselves."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

_THRIFTY = "jemalloc"
# Of the C library of most Linux systems (https://man7.org/linux/man-pages/man3/malloc_trim.3.html).
_TRIM = "malloc_trim"


@contextmanager
def giving_back_memory() -> Iterator[None]:
    """Give back to the system what was freed before and in this block; within it Arrow gives back what it frees.

    By default Arrow keeps up to as much again as the largest table needs. On systems without jemalloc or malloc_trim
    the part that needs them is left out.
    """
    _trim()
    before = pa.default_memory_pool()
    if _THRIFTY in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)
        _trim()


def _trim() -> None:
    """Have the system take back what was freed: what many small things took is else kept for more of them."""
    trim = getattr(ctypes.CDLL(None), _TRIM, None)
    if trim is not None:
        trim(0)
