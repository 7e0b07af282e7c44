"""What a test tells whoever reads its output."""

from __future__ import annotations

import sys

import pytest


def say(capsys: pytest.CaptureFixture[str], sentence: str) -> None:
    """Print a number that a test has met, also where the output of tests is captured."""
    with capsys.disabled():
        sys.stderr.write(f"\n{sentence}\n")
