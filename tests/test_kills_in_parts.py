"""Kills of a run that makes its release in parts: the next one finishes from the parts, and the bytes are the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from benchmarks.pages import write_pages
from tests.forked_calls import Calls, forked_calls
from tests.kept_parts import kept_in, ranges_in, shards_in
from tests.telling import say
from warehouse.manifest import verify
from warehouse.release import current

PAGES = 600
"""In four shards, which tell so much that it is united by ranges of keys."""
ROUNDS = 3
LONGEST_DELAY = 0.15


def pages_kept(data: Path) -> int:
    return sum(1 for _ in (data / "cache" / "pages").glob("*/*"))


def files_built(data: Path) -> int:
    return sum(1 for _ in (data / "staging").glob("*/parquet/*"))


def manifests(data: Path) -> int:
    return sum(1 for _ in (data / "staging").glob("*/manifest.json"))


MADE: Mapping[str, Callable[[Path], int]] = {
    "reading": pages_kept,
    "shards": lambda data: len(shards_in(kept_in(data))),
    "ranges": lambda data: len(ranges_in(kept_in(data))),
    "building": files_built,
    "checking": manifests,
}
"""What there is the more of, the further a run is: after each kill more of it than before."""
KILLS = ("reading", "reading", "shards", "shards", "ranges", "ranges", "ranges", "building", "checking")


def call_of(pages: Path, data: Path) -> tuple[str, ...]:
    return ("run", "--data", str(data), "--workers", "2", str(pages))


def is_further(made: Callable[[Path], int], data: Path, before: int) -> bool:
    return made(data) > before


def release_in(data: Path) -> str:
    release = current(data)
    assert release is not None
    assert verify(release) == ()
    return release.name


def files_of(folders: list[Path]) -> dict[Path, int]:
    """The files of some parts, each with what tells whether it was written anew."""
    return {file: file.stat().st_ino for folder in folders for file in folder.iterdir()}


def killed_at_every_stage(calls: Calls, call: tuple[str, ...], data: Path, delay: Callable[[], float]) -> Counter[str]:
    """Kill a run again and again, each time a moment after it got further in one of its stages; the stages of kills."""
    killed: Counter[str] = Counter()
    for stage in KILLS:
        made = MADE[stage]
        killed[stage] += calls.killed_once(call, partial(is_further, made, data, made(data)), delay())
    return killed


def test_a_run_in_parts_survives_kills_at_every_stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance, pages, killed, kept = random.Random(15), tmp_path / "pages", Counter[str](), Counter[str]()
    write_pages(pages, PAGES, seed=15, form="text")
    with forked_calls() as calls:
        undisturbed = tmp_path / "undisturbed"
        store = kept_in(undisturbed)
        assert calls.ended(call_of(pages, undisturbed)) == 0
        assert len(shards_in(store)) == 4
        assert {"practices", "participations"} <= {
            file.name.partition("-")[0] for folder in ranges_in(store) for file in folder.iterdir()
        }
        for number in range(ROUNDS):
            data = tmp_path / str(number)
            store = kept_in(data)
            longest = LONGEST_DELAY * number / (ROUNDS - 1)
            killed += killed_at_every_stage(calls, call_of(pages, data), data, partial(chance.uniform, 0, longest))
            left = {"shards": files_of(shards_in(store)), "ranges": files_of(ranges_in(store))}
            assert calls.ended(call_of(pages, data)) == 0
            assert release_in(data) == release_in(undisturbed)
            assert files_of([*shards_in(store), *ranges_in(store)]).items() >= (left["shards"] | left["ranges"]).items()
            assert not (data / "scratch").exists()
            kept += Counter({name: len(files) for name, files in left.items()})
    assert killed.keys() == MADE.keys()
    assert kept.keys() == left.keys()
    say(capsys, f"kills of runs in parts: {dict(killed)}; files that they had made and that stayed: {dict(kept)}")
