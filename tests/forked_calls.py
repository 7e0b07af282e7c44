"""Calls of the command line in processes that are forked from one that has loaded the program, which takes the time."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.local_site import environment


class Calls:
    """Calls one after the other, each in a session of its own."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def ended(self, call: tuple[str, ...], seconds: float | None = None) -> int | None:
        """The exit code of a call; None where it was still at work after some time, and so was killed, all of it."""
        self._line.sendall(json.dumps(call).encode())
        session = int(self._line.recv(100))
        self._line.settimeout(seconds)
        try:
            status = self._line.recv(100)
        except TimeoutError:
            os.killpg(session, signal.SIGKILL)
            self._line.settimeout(None)
            self._line.recv(100)
            return None
        self._line.settimeout(None)
        return int(status)


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
