"""The tutorial, done as printed in an empty folder: each step gives what is printed below it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.rooms import ROOT

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
STEPS = re.findall(r"```sh\n([^`]*)```(?:\n\n```(?:json|text)\n([^`]*)```)?", TUTORIAL)
END_OF_STEP = "- end of step -\n"


def test_the_steps_of_the_tutorial_give_what_is_printed(tmp_path: Path) -> None:
    """All in one shell, as a reader does them, in a home where the project is where the tutorial has it."""
    (tmp_path / "country-profiles").symlink_to(ROOT)
    folder = tmp_path / "empty"
    folder.mkdir()
    given = subprocess.run(
        ["bash", "-eu"],
        input="".join(f"{command}\nprintf -- '{END_OF_STEP}'\n" for command, _ in STEPS),
        cwd=folder,
        env={**os.environ, "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert given.stdout.split(END_OF_STEP)[:-1] == [answer for _, answer in STEPS]


def test_the_tutorial_answers_its_question_in_the_clicks_that_it_tells() -> None:
    """The clicks themselves are made in tests/test_site_ways.py."""
    assert "two clicks away: *Peru*" in TUTORIAL
    assert len(STEPS) >= 8
