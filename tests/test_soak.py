"""Thirty kills of the whole pipeline; ``make soak`` does a thousand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.soak import soak
from tests.telling import say

KILLS = 30


def test_thirty_kills_of_the_pipeline_change_nothing_in_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = soak(tmp_path, KILLS, random.Random(1))
    assert (done.kills, done.ends) == (30, 6)
    say(
        capsys, f"kills of the pipeline: {done.kills}, all survived; {done.ends} runs in between were as they should be"
    )
