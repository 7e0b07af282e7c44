"""A Ray cluster on the loopback address: a head that only leads, and two machines that work, each a few processes.

As a program (``python -m tests.ray_cluster``) it is the cluster itself; ``a_cluster`` starts that program and leads it.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from tests.kept_parts import kept_in, ranges_in
from tests.object_store import CREDENTIALS

ROOT = Path(__file__).parent.parent
STORE_BYTES = 100 * 2**20
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed: run `make ray`")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster: its address, and the settings with which one finds it and is let in."""

    address: str
    settings: Mapping[str, str]
    orders: IO[str]
    answers: IO[str]

    def lose_machine(self) -> None:
        """Kill all processes of the machine that has worked for longest, at once."""
        self._order("lose")

    def add_machine(self) -> None:
        """Start another machine that works."""
        self._order("add")

    def replace_machine(self) -> None:
        """Lose a machine and start another one, so that there are as many as before."""
        self.lose_machine()
        self.add_machine()

    def _order(self, word: str) -> None:
        print(word, file=self.orders, flush=True)
        assert self.answers.readline() == f"{word}\n"


@dataclass(slots=True)
class Losing:
    """Told how far a run is, has its cluster lose a machine at some moments, one after the other.

    A moment is a phase and which share of its steps, or of those of a step of uniting, must be done by then, but not
    all: ``("ranges", 0.5)``. The phases are ``reading``, and the uniting of ``shards`` and of ``ranges`` of keys.
    ``data`` is the data folder of the run, which is its first one. ``moments`` are those still to come.
    """

    cluster: Cluster
    data: Path
    moments: list[tuple[str, float]]

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take note of how far the run is."""
        if total is not None and self.moments and self._is_come(stage, done, total):
            self.moments.pop(0)
            self.cluster.replace_machine()

    def _is_come(self, stage: str, done: int, total: int) -> bool:
        phase, share = self.moments[0]
        return share * total < done < total and phase == self._phase(stage)

    def _phase(self, stage: str) -> str:
        if stage != "uniting":
            return stage
        return "ranges" if ranges_in(kept_in(self.data)) else "shards"


def settings_of(home: Path) -> dict[str, str]:
    """The settings of a cluster that listens on loopback, lets in who has its token, and may use object stores."""
    return {
        **CREDENTIALS,
        "HOME": str(home),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(16),
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    }


@contextmanager
def a_cluster(home: Path) -> Iterator[Cluster]:
    """A cluster for as long as the block lasts."""
    settings = settings_of(home)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ray_cluster"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdin is not None and program.stdout is not None
        address = program.stdout.readline().strip()
        assert address.startswith("127.0.0.1:"), address
        yield Cluster(address, settings, program.stdin, program.stdout)
        program.stdin.close()


def lead() -> None:
    """Start the cluster, print its address, and do what each line of the standard input says, until there is none."""
    from ray.cluster_utils import Cluster as Machines  # noqa: PLC0415

    sizes = {"object_store_memory": STORE_BYTES}
    machines = Machines(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False, **sizes})
    working = [machines.add_node(num_cpus=1, **sizes) for _ in range(2)]
    print(machines.address, flush=True)  # noqa: T201  read by whoever leads
    for line in sys.stdin:
        if line == "lose\n":
            machines.remove_node(working.pop(0), allow_graceful=False)
        else:
            working.append(machines.add_node(num_cpus=1, **sizes))
        print(line, end="", flush=True)  # noqa: T201  likewise
    machines.shutdown()


if __name__ == "__main__":
    lead()
