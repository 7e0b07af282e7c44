"""What a command costs: processor time of all its processes, time on the clock, and peak memory.

``python -m benchmarks.processes profiles parse page.html`` prints it. Processes that a command leaves behind
come to us when it ends, and are waited for: their time counts too. Linux only.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2): orphans below this process become its children
_BETWEEN_LOOKS = 0.1
_NO_COMPILED_MODULES = "PYTHONDONTWRITEBYTECODE"
_KIBI = 1024


class Cost(NamedTuple):
    """Seconds of processor and clock, the most bytes that all processes held at one time, and what was printed."""

    cpu: float
    wall: float
    memory: int
    output: str


class CommandFailed(Exception):
    """A command that was to be measured failed; the message is what it said."""


def cost_of(command: Sequence[str]) -> Cost:
    """Run a command to its end and give its cost. Raises CommandFailed.

    Python keeps the modules that it compiles, as it does for everybody, whatever the environment here says: else each
    start would compile the program, and not its libraries, anew.
    """
    _adopt_orphans()
    before, start = _cpu_of_children(), time.monotonic()
    running = subprocess.Popen(  # noqa: S603  our own commands
        command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watch = _Watch()
    watch.start()
    output, said = running.communicate()
    wall = time.monotonic() - start
    _wait_for_orphans()
    watch.stop()
    if running.returncode:
        raise CommandFailed(f"{' '.join(command)} ended with {running.returncode}: {said[-2000:]}")
    return Cost(_cpu_of_children() - before, wall, watch.most, output)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != _NO_COMPILED_MODULES}


class _Watch(threading.Thread):
    """Looks again and again at the memory of all processes below this one."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._over.wait(_BETWEEN_LOOKS):
            self.most = max(self.most, sum(_memory(pid) for pid in _descendants(os.getpid())))

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def _descendants(pid: int) -> set[int]:
    """The processes below one, by the parent that each in ``/proc`` names."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, open_ends = set[int](), [pid]
    while open_ends:
        below = children.get(open_ends.pop(), [])
        found.update(below)
        open_ends += below
    return found


def _memory(pid: int) -> int:
    """The bytes that a process holds: of what several share, its part. 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * _KIBI for line in lines if line.startswith("Pss:")), 0)


def _adopt_orphans() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print what the command in the arguments costs."""
    cost = cost_of(sys.argv[1:])
    print(f"{cost.cpu:.2f} s of processor, {cost.wall:.2f} s on the clock, {cost.memory / 2**20:.0f} MB at the most")


if __name__ == "__main__":
    main()
