"""The end of a program that was interrupted."""

from __future__ import annotations

import os
import signal
from typing import NoReturn

INTERRUPTED = 130
"""The exit code, as shells have it."""


def leave_interrupted() -> NoReturn:
    """Leave at once with exit code 130. To be called last, when every block has been left and all is said.

    ``sys.exit`` does not do: after an interrupt while a module was made, Python ends by the signal whatever the code.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os._exit(INTERRUPTED)
