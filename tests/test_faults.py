"""Publishing and pruning survive whatever the system does to them: a fault is tried at each call that changes files.

After each, the current release is whole, the old one or the new one, and the next try does what it should.
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
from warehouse.manifest import verify, verify_files
from warehouse.prune import prune
from warehouse.release import RELEASES, STAGING, Release, current

GROUPS = 2
FEWEST = 165
NAMES = ("Peru", "Perú")
PRUNE = "prune"
MEMORY = Path("/dev/shm")  # noqa: S108  a disk in memory, where thousands of syncs take no time

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder whose current release says Peru."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        publish_named(Path(folder), NAMES[0])
        yield Path(folder)


def publish_named(data: Path, name: str) -> Release:
    """Publish a release of two tables where Peru has this name, with its line in the ledger."""
    rows = small_rows(name)
    done = publish_small(data, {table: rows[table] for table in ("countries", "pages")})
    outcome = "unchanged" if done.unchanged else "published"
    ledger.append(data, ledger.Entry(datetime(2026, 1, 1), outcome, done.id))
    return done


class Ended(NamedTuple):
    """How a process ended: by which signal (0 for none), and the error that it met."""

    by: int
    error: str


class Processes:
    """Processes that do one thing each, forked from one that has loaded the program."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def do(self, what: str, data: Path, disk: Disk) -> Ended:
        """Publish a release where Peru has a name, or prune, on a disk that has a fault."""
        self._line.sendall(json.dumps([what, str(data)]).encode())
        _, (listener,), _, _ = socket.recv_fds(self._line, 1, 1)
        try:
            disk.serve(listener)
        finally:
            os.close(listener)
        return Ended(*json.loads(self._line.recv(10_000)))


@contextmanager
def processes_at_work() -> Iterator[Processes]:
    """Processes that do what they are asked as long as this lasts."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    asked = [sys.executable, "-B", "-m", "tests.test_faults", str(theirs.fileno())]
    with ours, theirs, subprocess.Popen(asked, pass_fds=[theirs.fileno()], cwd=Path(__file__).parents[1]) as process:
        theirs.close()
        try:
            yield Processes(ours)
        finally:
            ours.close()
            process.wait(60)


def serve(line: socket.socket) -> None:
    """Do what is asked for, each time in a new process; tell how it ended."""
    while asked := line.recv(10_000):
        what, data = json.loads(asked)
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            _do_and_end(line, what, Path(data), theirs)
        os.close(theirs)
        with os.fdopen(ours, "rb") as told:
            error = told.read().decode()
        _, status = os.waitpid(child, 0)
        line.sendall(json.dumps([os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, error]).encode())


def _do_and_end(line: socket.socket, what: str, data: Path, told: int) -> None:
    listener = hand_over_calls()
    socket.send_fds(line, [b"l"], [listener])
    os.close(listener)
    line.close()
    error = ""
    try:
        if what == PRUNE:
            prune(data, 1, datetime(2026, 1, 2))
        else:
            publish_named(data, what)
    except Exception as failure:  # noqa: BLE001  whatever it is, a test wants to see it
        error = f"{type(failure).__name__}: {failure}"
    os.write(told, error.encode())
    os._exit(0)


@contextmanager
def planned(data: Path) -> Iterator[tuple[Processes, list[Fault]]]:
    """Processes that publish, and all faults that are to be tried on them."""
    with processes_at_work() as processes:
        sound = Disk(data)
        assert processes.do(NAMES[1], data, sound) == (0, "")
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
            ended = processes.do(wanted, data, disk)
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


def test_after_a_fault_at_any_call_of_a_prune_each_release_is_whole_or_gone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_named(data, "Perou")
    now = publish_named(data, NAMES[1]).path
    shutil.copytree(data, tmp_path / "before", symlinks=True)
    with processes_at_work() as processes:
        sound = Disk(data)
        assert processes.do(PRUNE, data, sound) == (0, "")
        assert list((data / RELEASES).iterdir()) == [now]
        faults = faults_of(sound.calls)
        for fault in faults:
            shutil.rmtree(data)
            shutil.copytree(tmp_path / "before", data, symlinks=True)
            disk = Disk(data, fault)
            told = (fault, processes.do(PRUNE, data, disk), disk.calls[-1])
            assert current(data) == now, told
            assert all(verify_files(release)[1] == () for release in (data / RELEASES).iterdir()), told
            again = prune(data, 1, datetime(2026, 1, 3))
            assert again.kept == (now.name,), told
            assert not list((data / STAGING).iterdir()), told
            assert len(ledger.read(data)) >= 3, told
    say(capsys, f"faults of a prune: {len(faults)}, all survived")


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
    serve(socket.socket(fileno=int(sys.argv[1])))
