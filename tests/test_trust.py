"""docs/trust.md: each promise names tests, and these tests are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
PROMISES, _, NOT_PROMISED = PAGE.partition("## What is not promised")
NAMED = re.findall(r"`(tests/\w+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize(("module", "name"), NAMED)
def test_a_named_test_is_there(module: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / module).read_text(encoding="utf-8"), re.MULTILINE)


def test_each_promise_names_a_test() -> None:
    promises = re.split(r"^\* ", PROMISES, flags=re.MULTILINE)[1:]
    assert len(promises) > 20
    assert [promise for promise in promises if "`tests/" not in promise] == []


def test_it_is_said_what_is_not_promised() -> None:
    assert NOT_PROMISED.count("\n* **That ") >= 5


def test_the_readme_leads_to_it() -> None:
    assert "(docs/trust.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
