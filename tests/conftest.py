"""What several modules of tests share: releases and sites that were built once, and a browser to look at these."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsing import browser_program, build_made_up, build_sample
from tests.object_store import CREDENTIALS, ObjectStore, an_object_store
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


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample's site."""
    return build_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def made_up_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site of pages that print what those of the sample do not, such as titles without a code."""
    return build_made_up(tmp_path_factory.mktemp("made-up"), 40)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of this machine. It ends with each module, for its loop of events would be in the way of others."""
    program = browser_program()
    if program is None:
        pytest.skip("No browser is installed (apt-get install chromium): the site is not looked at")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A fresh window of the width of a laptop's."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def object_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """The object store of all tests, each of which uses a bucket of its own; see ``object_store``."""
    with an_object_store(tmp_path_factory.mktemp("objects")) as store:
        yield store


@pytest.fixture
def object_store(object_stores: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> ObjectStore:
    """The object store, and in the environment what lets one in. Mark tests of it with ``needs_object_store``."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return object_stores
