"""``python -m pipeline``: the same as ``profiles``."""

from __future__ import annotations

import sys

from pipeline.engine.interrupts import leave_interrupted
from pipeline.libraries import leave_out_unused


def main() -> None:
    """Run the command line. Who interrupts it while it still loads meets no traceback either."""
    leave_out_unused()
    try:
        from pipeline.cli import main as run

        run()
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("Interrupted.\n")
        leave_interrupted()


if __name__ == "__main__":
    main()
