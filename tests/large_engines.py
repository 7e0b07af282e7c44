"""The engines over thousands of pages: ``make engines PAGES=5000``. It takes minutes, so that it is no test.

Each release must be the one that one machine makes with its parts in a folder. The others are made by a cluster of two
machines that work, which loses one of them early, in the middle, or near the end of reading, and more while shards of
pages and ranges of keys are united; by one machine with its parts in an object store; and by the cluster with its parts
there.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.engine.engine import local_engine
from pipeline.engine.ray_engine import ray_engine
from pipeline.nodes import unfit_for
from tests.object_store import CREDENTIALS, an_object_store
from tests.ray_cluster import Cluster, Losing, a_cluster
from tests.test_engines import mixed_pages, released, released_by_call

Files = dict[str, bytes]
_FORMS = 7
"""Pages for each that ``mixed_pages`` is asked for."""
_MOMENTS = (
    (("reading", 0.05), ("shards", 0.0)),
    (("reading", 0.4), ("ranges", 0.0)),
    (("reading", 0.8), ("shards", 0.5), ("ranges", 0.5)),
)
"""When a cluster loses machines, for each release that one makes."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared: pages, the folder for all data, the cluster, and the release that one machine makes."""

    pages: Path
    folder: Path
    cluster: Cluster
    expected: Files

    def lose_machines(self, name: str, moments: Iterable[tuple[str, float]]) -> None:
        """Make the release by a cluster that loses machines. Raises AssertionError where it is another."""
        losing = Losing(self.cluster, self.folder / name, list(moments))
        with ray_engine(self.cluster.address, 1, unfit_for()) as engine, timed(name):
            found = released(self.pages, losing.data, engine, losing)
        assert losing.moments == []
        assert found == self.expected

    def use_store(self, name: str, location: str, *words: str) -> None:
        """Make the release with parts in an object store. Raises AssertionError where it is another."""
        settings = {**CREDENTIALS, **self.cluster.settings}
        with timed(f"{name}, with an object store"):
            found = released_by_call(self.pages, self.folder / name, settings, "--parts", location, *words)
        assert found == self.expected


def compare_engines(folder: Path, count: int) -> None:
    """Make a release of so many pages in each way. Raises AssertionError where one is another."""
    for name in ("objects", "home"):
        (folder / name).mkdir()
    pages = mixed_pages(folder / "pages", count // _FORMS)
    with timed("one machine"):
        expected = released(pages, folder / "one machine", local_engine(2), lambda *_: None)
    with an_object_store(folder / "objects") as store, a_cluster(folder / "home") as cluster:
        os.environ.update(cluster.settings)
        compared = Compared(pages, folder, cluster, expected)
        for moments in _MOMENTS:
            named = " and at ".join(f"{share} of {phase}" for phase, share in moments)
            compared.lose_machines(f"machines lost at {named}", moments)
        compared.use_store("local", store.location("local", "parts"))
        compared.use_store("ray", store.location("ray", "parts"), "--engine", "ray", "--ray-address", cluster.address)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print how long the block took."""
    began = time.monotonic()
    yield
    sys.stdout.write(f"{name}: {time.monotonic() - began:.0f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        compare_engines(Path(place), int(sys.argv[1]))
    sys.stdout.write("All releases are one.\n")
