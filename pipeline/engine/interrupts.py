"""Interrupts: by a terminal (SIGINT), or by what started the program, such as a service manager (SIGTERM)."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

INTERRUPTED = 130
"""The exit code, as shells have it."""
INTERRUPTS = frozenset({signal.SIGINT, signal.SIGTERM})


def heed_interrupts() -> None:
    """Have both interrupts raise KeyboardInterrupt, so that locks are released and monitors told either way."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Let interrupts wait to the end of the block: an exception while a native library loads may abort the process."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt where the user interrupts DuckDB, which raises an error of its own in the place of it."""
    try:
        yield
    except RuntimeError as error:
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from None


def ignore_interrupts() -> None:
    """What is left is to leave: an interrupt changes nothing any more."""
    for interrupt in INTERRUPTS:
        signal.signal(interrupt, signal.SIG_IGN)


def leave_interrupted() -> NoReturn:
    """Leave at once with exit code 130. To be called last, when every block has been left and all is said.

    ``sys.exit`` does not do: after an interrupt while a module was made, Python ends by the signal whatever the code.
    """
    ignore_interrupts()
    os._exit(INTERRUPTED)
