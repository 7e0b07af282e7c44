"""What several modules of tests ask for: a release of one page, and one of the sample of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli_fetch import profiles
from tests.test_warehouse import published, sample

PERU = Path(__file__).parent / "fixtures" / "gfmd" / "peru-short" / "page.txt"


@pytest.fixture(scope="module")
def data_of_peru(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the release of the page of Peru."""
    data = tmp_path_factory.mktemp("data")
    assert profiles("run", PERU, "--data", data).returncode == 0
    return data


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of the sample of rows."""
    return published(sample(), tmp_path_factory.mktemp("data"))
