"""The README, run as printed: every command that shows its output must give that output."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.running import run_over

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```sh\n([^`]*)```\n\n```(?:json|csv|text)\n([^`]*)```", README)
SAMPLES = {"build/sample": ("tests/fixtures/gfmd",), "build/both": ("tests/fixtures/gfmd", "tests/fixtures/factbook")}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The data folders that the README asks, by the names that it gives them."""
    built = {}
    for name, pages in SAMPLES.items():
        built[name] = tmp_path_factory.mktemp(Path(name).name)
        run = [sys.executable, "-m", "pipeline", "run", "--data", str(built[name]), *pages]
        subprocess.run(run, cwd=ROOT, check=True, capture_output=True)
    return built


def test_the_readme_shows_at_least_four_answers() -> None:
    assert len(SHOWN) >= 4


@pytest.mark.parametrize(("command", "answer"), SHOWN)
def test_a_command_gives_the_answer_that_is_printed(
    command: str, answer: str, samples: Mapping[str, Path], tmp_path: Path
) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = subprocess.run(
        ["bash", "-euc", command.replace("build/both", str(samples["build/both"])).replace("build/", f"{tmp_path}/")],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "PROFILES_DATA": str(samples["build/sample"])},
        check=True,
        capture_output=True,
        text=True,
    )
    assert given.stdout == answer


def test_the_readme_tells_how_the_data_was_made_that_it_asks() -> None:
    assert f"profiles run --data build/both {' '.join(SAMPLES['build/both'])}\n" in README


def test_the_commands_that_tell_what_changed_run_as_printed(tmp_path: Path) -> None:
    """The release of October lacks most pages, and the current one has them all."""
    data = tmp_path / "data"
    section = README.partition("## What changed since last month, and why?")[2]
    commands = [
        line.partition(" #")[0] for line in section.partition("```sh")[2].partition("```")[0].splitlines() if line
    ]
    for month, pages in (("2026-10", "moldova-old"), ("2026-11", "")):
        run_over(ROOT / "tests" / "fixtures" / "gfmd" / pages, data)
        ledger = (data / "ledger.jsonl").read_text(encoding="utf-8")
        (data / "ledger.jsonl").write_text(ledger.replace("2026-01", month), encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    told = [
        subprocess.run(
            ["bash", "-uc", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, "PROFILES_DATA": str(data)},
            check=False,
            capture_output=True,
            text=True,
        )
        for command in commands
    ]
    assert [one.returncode for one in told] == [1, 1, 1, 0], [one.stderr for one in told]
    assert all(one.stdout for one in told)
    assert (tmp_path / "changes.html").is_file()
    assert (tmp_path / "changes" / "participations.parquet").is_file()


def test_every_command_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"profiles ([a-z][a-z-]+)", README))
    shown = subprocess.run([sys.executable, "-m", "pipeline", "--help"], check=True, capture_output=True, text=True)
    assert named <= set(re.findall(r"^  ([a-z-]+) ", shown.stdout, re.MULTILINE))


def test_the_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets
