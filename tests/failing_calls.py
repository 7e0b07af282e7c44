"""System calls that fail as a test wants it, also those that native code makes.

Linux has a filter of system calls (seccomp) that hands a call over to another process, which lets it happen, has it
fail, or ends the process that made it. It needs no compiler, no other program and no rights:
https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html#userspace-notification
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

Kind = Literal["kill", "torn write", "no space", "error"]

# The calls that change files, by their numbers on x86_64. Memory is mapped by nobody here to write to a file.
CALLS = {
    1: "write", 18: "pwrite64", 20: "writev", 296: "pwritev", 2: "open", 257: "openat", 85: "creat",
    74: "fsync", 75: "fdatasync", 76: "truncate", 77: "ftruncate", 285: "fallocate",
    82: "rename", 264: "renameat", 316: "renameat2", 83: "mkdir", 258: "mkdirat", 84: "rmdir",
    86: "link", 265: "linkat", 87: "unlink", 263: "unlinkat", 88: "symlink", 266: "symlinkat",
    90: "chmod", 91: "fchmod", 268: "fchmodat",
}  # fmt: skip
OPENS = {"open": 1, "openat": 2}
"""The position of the flags of an opening. Those only to read are let through without asking."""
WRITES = frozenset({"write", "pwrite64"})
TAKING_SPACE = WRITES | {"open", "openat", "creat", "mkdir", "mkdirat", "symlink", "symlinkat", "fallocate"}
SYNCS = frozenset({"fsync", "fdatasync"})
_OF_OPEN_FILES = WRITES | SYNCS | {"writev", "pwritev", "ftruncate", "fallocate", "fchmod"}
_OF_FOLDERS = frozenset({"openat", "renameat", "renameat2", "mkdirat", "unlinkat", "fchmodat"})

_NO_NEW_PRIVILEGES, _SECCOMP = 38, 317
_FILTER, _AVAILABLE, _NEW_LISTENER = 1, 2, 8
_ALLOW, _ASK = 0x7FFF0000, 0x7FC00000
_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
_GO_ON = 1
_X86_64 = 0xC000003E
_LOAD, _EQUAL, _SOME_BITS, _RETURN = 0x20, 0x15, 0x45, 0x06


class Call(NamedTuple):
    """A call that changes a file: what it does, and to which path."""

    name: str
    path: str


class Fault(NamedTuple):
    """What goes wrong at which call, counted from 0. A disk without space stays so; an error is met once."""

    call: int
    kind: Kind


class Asked(NamedTuple):
    """A call that waits for an answer: its number, the process, and the values it was called with."""

    id: int
    pid: int
    name: str
    values: tuple[int, ...]


def missing() -> str | None:
    """What is missing here to make calls fail; None if nothing is."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "calls are known by their numbers on Linux and x86_64 alone"
    try:
        _seccomp(_AVAILABLE, 0, ctypes.byref(ctypes.c_uint32(_ASK)))
    except OSError as error:
        return f"the system does not hand calls over: {error.strerror}"
    return None


def hand_over_calls() -> int:
    """Have all further calls of this thread that change files wait for an answer; where these are asked for.

    The calls of threads and processes that it starts wait, too. Raises OSError.
    """
    program = b"".join(_instructions())
    kept = ctypes.create_string_buffer(program, len(program))
    length_and_place = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    _library().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return _seccomp(_FILTER, _NEW_LISTENER, ctypes.c_char_p(length_and_place))


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _seccomp(operation: int, flags: int, given: object) -> int:
    result: int = _library().syscall(_SECCOMP, operation, flags, given)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _instructions() -> Iterable[bytes]:
    """A program that asks for the calls named above. A jump says how many steps to leave out where it holds, or not."""

    def step(code: int, value: int, where_true: int = 0, where_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, where_true, where_false, value)

    yield from (step(_LOAD, 4), step(_EQUAL, _X86_64, 1, 0), step(_RETURN, _ALLOW))
    yield step(_LOAD, 0)
    for number, name in CALLS.items():
        if name in OPENS:
            writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
            yield from (step(_EQUAL, number, 0, 4), step(_LOAD, 16 + 8 * OPENS[name]))
            yield from (step(_SOME_BITS, writing, 0, 1), step(_RETURN, _ASK), step(_RETURN, _ALLOW))
        else:
            yield from (step(_EQUAL, number, 0, 1), step(_RETURN, _ASK))
    yield step(_RETURN, _ALLOW)


@dataclass(slots=True)
class Disk:
    """Answers the calls of a process that change files below a folder, one of them with a fault; others go on.

    ``calls`` are those that were asked for so far.
    """

    folder: Path
    fault: Fault | None = None
    calls: list[Call] = field(default_factory=list)

    def serve(self, listener: int) -> None:
        """Answer until the process has ended."""
        ready = select.poll()
        ready.register(listener, select.POLLIN)
        while all(event & select.POLLIN for _, event in ready.poll()):
            asked = _receive(listener)
            if asked is not None:
                _answer(listener, asked, self._met(asked))

    def _met(self, asked: Asked) -> int:
        """The number of the error that a call meets; 0 where it goes on."""
        path = _path_of(asked)
        if not path.is_relative_to(self.folder):
            return 0
        self.calls.append(Call(asked.name, path.relative_to(self.folder).as_posix()))
        at, kind = self.fault or (len(self.calls), "kill")
        now = len(self.calls) - 1
        if kind == "no space":
            return errno.ENOSPC if now >= at and asked.name in TAKING_SPACE else 0
        if now == at and kind == "error":
            return errno.EIO
        if now == at and kind == "torn write":
            _write_half(asked, path)
        if now == at:
            os.kill(asked.pid, signal.SIGKILL)
        return 0


def _receive(listener: int) -> Asked | None:
    """The next call that waits; None where its process has ended meanwhile."""
    raw = bytearray(80)
    try:
        fcntl.ioctl(listener, _RECEIVE, raw)
    except FileNotFoundError:
        return None
    number, pid, _, call, _, _, *values = struct.unpack("QIIiIQ6Q", raw)
    return Asked(number, pid, CALLS[call], tuple(values))


def _answer(listener: int, asked: Asked, error: int) -> None:
    try:
        fcntl.ioctl(listener, _ANSWER, bytearray(struct.pack("QqiI", asked.id, 0, -error, 0 if error else _GO_ON)))
    except FileNotFoundError:
        return


def _path_of(asked: Asked) -> Path:
    """The file that a call changes; of a link or a new name, the place that it gets."""
    if asked.name in _OF_OPEN_FILES:
        return Path(f"/proc/{asked.pid}/fd/{asked.values[0]}").readlink()
    at = {"symlink": 1, "symlinkat": 2, "link": 1, "linkat": 3}.get(asked.name, int(asked.name in _OF_FOLDERS))
    path = _text_at(asked.pid, asked.values[at])
    folder = ctypes.c_int32(asked.values[at - 1]).value if at and asked.name not in {"symlink", "link"} else -100
    beside = Path(f"/proc/{asked.pid}", "cwd" if folder < 0 else f"fd/{folder}")
    return beside.readlink() / path


def _text_at(pid: int, address: int) -> str:
    return os.fsdecode(_memory(pid, address, 4096).partition(b"\0")[0])


def _memory(pid: int, address: int, length: int) -> bytes:
    handle = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        return os.pread(handle, length, address)
    finally:
        os.close(handle)


def _write_half(asked: Asked, path: Path) -> None:
    """Write the first half of what a call was to write to the place where it was to write it."""
    descriptor, address, length, place, *_ = asked.values
    if asked.name == "write":
        said = Path(f"/proc/{asked.pid}/fdinfo/{descriptor}").read_text(encoding="ascii").split()
        flags, place = int(said[3], 8), int(said[1])
        place = path.stat().st_size if flags & os.O_APPEND else place
    handle = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(handle, _memory(asked.pid, address, length // 2), place)
    finally:
        os.close(handle)


def faults_of(calls: Sequence[Call]) -> list[Fault]:
    """What is to go wrong: a kill at every call, and the errors that a disk has for it.

    Of the writes of table files, which are many and alike, each meets one of the errors in turn.
    """
    found = []
    for at, call in enumerate(calls):
        kinds = _kinds_for(call)
        alike = call.name in WRITES and call.path.endswith(".parquet")
        found += [Fault(at, kind) for kind in ([kinds[at % len(kinds)]] if alike else kinds)]
    return found


def _kinds_for(call: Call) -> list[Kind]:
    kinds: list[Kind] = ["kill"]
    if call.name in WRITES:
        kinds.append("torn write")
    if call.name in TAKING_SPACE:
        kinds.append("no space")
    if call.name not in {"mkdir", "symlink"}:
        kinds.append("error")
    return kinds
