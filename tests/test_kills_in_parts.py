"""Kills of a run that makes its release in parts: the next one finishes from the parts, and the bytes are the same."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from benchmarks.pages import write_pages
from tests.forked_calls import Calls, forked_calls
from tests.telling import say
from warehouse.manifest import verify
from warehouse.release import current

PAGES = 300
"""In two shards."""
KILLS = 20
TRIES_TO_AN_END = 4


def run(calls: Calls, folder: Path, data: Path, seconds: float | None = None) -> int | None:
    return calls.ended(("run", "--data", str(data), "--workers", "2", str(folder)), seconds)


def release_in(data: Path) -> str:
    release = current(data)
    assert release is not None
    assert verify(release) == ()
    return release.name


def whole_parts(data: Path) -> dict[Path, int]:
    """The files of the parts that are whole, each with what tells whether it was written anew."""
    folders = {marker.parent for marker in (data / "cache" / "parts").rglob("done-*")}
    return {file: file.stat().st_ino for folder in folders for file in folder.iterdir()}


def test_a_run_in_parts_survives_twenty_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance, pages, killed, kept = random.Random(15), tmp_path / "pages", 0, 0
    write_pages(pages, PAGES, seed=15, form="text")
    with forked_calls() as calls:
        began = time.monotonic()
        assert run(calls, pages, tmp_path / "undisturbed") == 0
        seconds = time.monotonic() - began
        expected = release_in(tmp_path / "undisturbed")
        while killed < KILLS:
            data = tmp_path / str(killed)
            for _ in range(TRIES_TO_AN_END):  # the first one is always killed
                killed += run(calls, pages, data, seconds * chance.uniform(0.03, 0.4)) is None
            left = whole_parts(data)
            assert run(calls, pages, data) == 0
            assert release_in(data) == expected
            assert whole_parts(data).items() >= left.items()
            assert not (data / "scratch").exists()
            kept += len(left)
    assert kept > 0
    say(capsys, f"kills of runs in parts: {killed}; what they had made of parts, {kept} files, was not made again")
