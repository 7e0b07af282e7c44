"""The memory of a run does not grow with its pages: what any process of it takes at most, at 2,000 and 10,000 pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.generated_teasers import generated_teasers
from tests.local_site import environment
from tests.places import PLACES
from tests.rendering import page_text
from tests.telling import say
from tests.truth import BlockTruth, CountryTruth
from warehouse.manifest import read_manifest

# A small process between: what a process takes counts from that which it is a copy of, here that of the tests.
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
FEW, MANY = 2_000, 10_000
MOST_MEBIBYTES = 400
GROWTH = 1.2


def write_light_pages(folder: Path, count: int) -> Path:
    """So many small pages, each of a country with one block and a practice of its own."""
    folder.mkdir()
    for number, made in enumerate(generated_teasers(Random(7), count)):
        country = CountryTruth(PLACES[number % len(PLACES)], (BlockTruth(2008),), (made.teaser,))
        (folder / f"{country.place.slug}.{number}.txt").write_text(page_text(country, "full"), encoding="utf-8")
    return folder


def peak_of_run(pages: Path, data: Path) -> float:
    """The most memory in MiB that a process of a run takes, workers included."""
    words = ["run", "--workers", "2", "--cache-size", "0", "--data", str(data), str(pages)]
    call = [sys.executable, "-c", MEASURED, sys.executable, "-m", "pipeline", *words]
    done = subprocess.run(call, env=environment(), capture_output=True, text=True, check=True)
    assert read_manifest(data / "current").files["parquet/pages.parquet"].rows
    return int(done.stdout.splitlines()[-1]) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other ways")
def test_the_memory_of_a_run_does_not_grow_with_its_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = {count: write_light_pages(tmp_path / str(count), count) for count in (FEW, MANY)}
    few, many = (peak_of_run(folder, tmp_path / f"data {count}") for count, folder in folders.items())
    say(capsys, f"most memory of any process: {few:.0f} MiB at {FEW:,} pages, {many:.0f} MiB at {MANY:,}")
    assert many <= GROWTH * few
    assert many <= MOST_MEBIBYTES
