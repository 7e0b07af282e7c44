"""An S3-compatible store on the loopback address, in a process of its own (``python -m tests.object_store``).

A process that has used an object store must not run anything in workers that uses one: let a test of both run a program
of its own, such as the command line.
"""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_SECONDS_TO_START = 30
needs_object_store = pytest.mark.skipif(
    importlib.util.find_spec("localbucket") is None, reason="localbucket is not installed: run `make .venv/.ready`"
)
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1",
}


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A store that runs: its folder, in which a bucket is a folder and an object a file, and its port."""

    folder: Path
    port: int

    def location(self, bucket: str, prefix: str = "") -> str:
        """The address of a prefix in a bucket, which is made where it is not there."""
        (self.folder / bucket).mkdir(exist_ok=True)
        return address(self.port, bucket, prefix)

    def files(self, bucket: str) -> list[Path]:
        """The objects of a bucket."""
        return sorted(path for path in (self.folder / bucket).rglob("*") if path.is_file())


def address(port: int, bucket: str, prefix: str = "") -> str:
    """The address of a prefix in a bucket of whoever listens on a port."""
    return f"s3://{bucket}/{prefix}?region=us-east-1&endpoint_override=127.0.0.1:{port}&scheme=http"


@contextmanager
def an_object_store(folder: Path) -> Iterator[ObjectStore]:
    """A store for as long as the block lasts. Whoever uses it needs the ``CREDENTIALS`` in the environment."""
    port = free_port()
    command = [sys.executable, "-m", "tests.object_store", "--host", "127.0.0.1", "--port", str(port), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(server, port)
            yield ObjectStore(folder, port)
        finally:
            server.kill()


def told_by(program: str, location: str) -> str:
    """What a program of Python prints that is given a location: it has a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, location], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def free_port() -> int:
    """A port of the loopback address on which nobody listens."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        assert server.poll() is None, "the object store did not start"
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.02)
    pytest.fail("the object store does not answer")


def serve() -> None:
    """Be the store, which sends the two halves of an answer at once: else each waits for 40 ms."""
    from localbucket import S3Handler, main  # noqa: PLC0415

    S3Handler.disable_nagle_algorithm = True
    main()


if __name__ == "__main__":
    serve()
