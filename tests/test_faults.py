"""Publishing survives whatever the system does to it: at each of its calls that change files a fault is tried.

After each, the current release is whole, the old one or the new one, and the next try publishes.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from tests.failing_calls import Disk, Fault, faults_of, hand_over_calls, missing
from tests.small_releases import publish_small, small_rows
from tests.telling import say
from warehouse import ledger
from warehouse.manifest import verify
from warehouse.release import RELEASES, STAGING, Release, current

GROUPS = 2
FEWEST = 165
NAMES = ("Peru", "Perú")
MEMORY = Path("/dev/shm")  # noqa: S108  a disk in memory, where thousands of syncs take no time

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder whose current release says Peru."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        publish_named(Path(folder), NAMES[0])
        yield Path(folder)


def publish_named(data: Path, name: str) -> Release:
    """Publish a release where Peru has this name, with its line in the ledger."""
    done = publish_small(data, small_rows(name))
    outcome = "unchanged" if done.unchanged else "published"
    ledger.append(data, ledger.Entry(datetime(2026, 1, 1), outcome, done.id))
    return done


class Ended(NamedTuple):
    """How a process ended: by which signal (0 for none), and the error that it met."""

    by: int
    error: str


class Publishers:
    """Processes that publish, one after the other, each forked from one that has loaded the program."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def publish(self, data: Path, name: str, disk: Disk) -> Ended:
        """Publish such a release on a disk that has a fault."""
        self._line.sendall(json.dumps([str(data), name]).encode())
        _, (listener,), _, _ = socket.recv_fds(self._line, 1, 1)
        try:
            disk.serve(listener)
        finally:
            os.close(listener)
        return Ended(*json.loads(self._line.recv(10_000)))


@contextmanager
def publishers() -> Iterator[Publishers]:
    """Processes that publish as long as this lasts."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    asked = [sys.executable, "-B", "-m", "tests.test_faults", str(theirs.fileno())]
    with ours, theirs, subprocess.Popen(asked, pass_fds=[theirs.fileno()], cwd=Path(__file__).parents[1]) as process:
        theirs.close()
        yield Publishers(ours)
        ours.close()
        process.wait(60)


def serve_publishers(line: socket.socket) -> None:
    """Publish what is asked for, each time in a new process; tell how it ended."""
    while asked := line.recv(10_000):
        data, name = json.loads(asked)
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            _publish_and_end(line, Path(data), name, theirs)
        os.close(theirs)
        with os.fdopen(ours, "rb") as told:
            error = told.read().decode()
        _, status = os.waitpid(child, 0)
        line.sendall(json.dumps([os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, error]).encode())


def _publish_and_end(line: socket.socket, data: Path, name: str, told: int) -> None:
    listener = hand_over_calls()
    socket.send_fds(line, [b"l"], [listener])
    os.close(listener)
    line.close()
    error = ""
    try:
        publish_named(data, name)
    except Exception as failure:  # noqa: BLE001  whatever it is, a test wants to see it
        error = f"{type(failure).__name__}: {failure}"
    os.write(told, error.encode())
    os._exit(0)


@contextmanager
def planned(data: Path) -> Iterator[tuple[Publishers, list[Fault]]]:
    """Processes that publish, and all faults that are to be tried on them."""
    with publishers() as processes:
        sound = Disk(data)
        assert processes.publish(data, NAMES[1], sound) == (0, "")
        remove_others(data)
        yield processes, faults_of(sound.calls)


def remove_others(data: Path) -> None:
    """Leave the current release alone, so that the other one is new again."""
    now = current(data)
    for release in (data / RELEASES).iterdir():
        if release != now:
            shutil.rmtree(release)


def test_there_are_enough_faults(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with planned(data) as (_, faults):
        kinds = Counter(fault.kind for fault in faults)
    assert len(faults) >= FEWEST
    assert min(kinds.values()) >= 10
    assert len(kinds) == 4
    say(capsys, f"faults: {len(faults)} in {GROUPS} groups, of each kind {dict(kinds)}")


@pytest.mark.parametrize("group", range(GROUPS))
def test_after_a_fault_at_any_call_the_current_release_is_the_old_one_or_the_new_one(
    group: int, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with planned(data) as (processes, faults):
        mine = faults[group::GROUPS]
        for turn, fault in enumerate(mine):
            wanted, before = NAMES[turn % 2], current(data)
            disk = Disk(data, fault)
            ended = processes.publish(data, wanted, disk)
            told = (fault, disk.calls[fault.call], ended)
            now = current(data)
            assert now is not None and verify(now) == (), told
            assert is_told(ended, fault, data), told
            again = publish_named(data, wanted)
            assert (current(data), ledger.read(data)[-1].release) == (again.path, again.id), told
            assert now == before or (now == again.path and again.unchanged), told
            assert not list((data / STAGING).iterdir()), told
            remove_others(data)
    say(capsys, f"faults: {len(mine)}, all survived")


def is_told(ended: Ended, fault: Fault, data: Path) -> bool:
    """Whether a fault killed the process, or ended in an error that names the file, and left nothing half done.

    A folder of an earlier release in the making that can't be removed is no reason to publish nothing.
    """
    if fault.kind in {"kill", "torn write"}:
        return ended.by == signal.SIGKILL
    named = ended.error.startswith("OSError: ") and str(data) in ended.error
    return ended.by == 0 and (named or not ended.error) and not list(data.glob(f"{STAGING}/*"))


if __name__ == "__main__":
    # What is loaded at the first time is loaded once for all.
    with TemporaryDirectory() as folder:
        publish_named(Path(folder), NAMES[0])
    serve_publishers(socket.socket(fileno=int(sys.argv[1])))
