"""The notebook, run on the sample: four charts with the figures of the release, and on a release that has nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from notebooks.analyses import app
from tests.rooms import ROOT
from tests.running import run_over

CHARTS = {"returns_chart", "together_chart", "moved_chart", "spread_chart"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("sample")
    run_over(ROOT / "tests" / "fixtures" / "gfmd", data)
    return data


def test_the_notebook_answers_its_four_questions(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROFILES_DATA", str(sample))
    _, told = app.run()
    assert told["returns"].row(0)[:2] == ("Peru", 11)
    assert told["open_blocks"].rows() == [("Moldova", 2007, 2008)]
    assert ("Belgium", "Belgium", 3) in told["together"].rows()
    assert told["moved"].filter(told["moved"]["currency"] == "CHF").rows() == [(2008, "CHF", 230_000.0, 1)]
    assert told["spread"].row(0, named=True)["countries"] == ["BEL", "CHE", "MDA"]
    assert {name for name in CHARTS if told[name].to_dict()["datasets"]} == CHARTS
