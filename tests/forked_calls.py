"""Calls of the command line in processes that are forked from one that has loaded the program, which takes the time."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.local_site import environment

_SECONDS_BETWEEN_LOOKS = 0.01


class Calls:
    """Calls one after the other, each in a session of its own."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def ended(self, call: tuple[str, ...], seconds: float | None = None) -> int | None:
        """The exit code of a call; None where it was still at work after some time, and so was killed, all of it."""
        session = self._begin(call)
        status = self._status(seconds)
        if status is None:
            self._kill(session)
        return status

    def killed_once(self, call: tuple[str, ...], is_so: Callable[[], bool], seconds: float) -> bool:
        """Kill a call, all of it, some time after something is so; False where it had ended by then."""
        session = self._begin(call)
        while not is_so():
            if self._status(_SECONDS_BETWEEN_LOOKS) is not None:
                return False
        if self._status(seconds) is not None:
            return False
        return self._kill(session) == -signal.SIGKILL

    def _begin(self, call: tuple[str, ...]) -> int:
        """Have a call made; its session."""
        self._line.sendall(json.dumps(call).encode())
        return int(self._line.recv(100))

    def _status(self, seconds: float | None) -> int | None:
        """The exit code of the call, None where it is still at work after some time."""
        self._line.settimeout(seconds)
        try:
            return int(self._line.recv(100))
        except (TimeoutError, BlockingIOError):
            return None
        finally:
            self._line.settimeout(None)

    def _kill(self, session: int) -> int:
        """Kill all of a call; how it ended."""
        with suppress(ProcessLookupError):  # it has ended just now
            os.killpg(session, signal.SIGKILL)
        return int(self._line.recv(100))


@contextmanager
def forked_calls() -> Iterator[Calls]:
    """Calls as long as this lasts."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    asked = [sys.executable, "-m", "tests.forked_calls", str(theirs.fileno())]
    here = Path(__file__).parents[1]
    with ours, theirs, subprocess.Popen(asked, pass_fds=[theirs.fileno()], cwd=here, env=environment()) as process:
        theirs.close()
        try:
            yield Calls(ours)
        finally:
            ours.close()
            process.wait(60)


def serve(line: socket.socket) -> None:
    """Make each call that is asked for, and tell its exit code."""
    while asked := line.recv(10_000):
        child = os.fork()
        if child == 0:
            _call(line, json.loads(asked))
        _, status = os.waitpid(child, 0)
        line.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _call(line: socket.socket, words: list[str]) -> None:
    """Make a call, as ``profiles`` does, and end with it."""
    os.setsid()
    line.sendall(str(os.getpid()).encode())
    line.close()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.argv[1:] = words
    try:
        main()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 0)


if __name__ == "__main__":
    from pipeline import run, update  # noqa: F401  loaded once for all calls
    from pipeline.__main__ import main

    serve(socket.socket(fileno=int(sys.argv[1])))
