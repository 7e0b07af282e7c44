"""Every kind of page in a browser: from a file and from a server, for all readers, at three widths, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import KINDS, Watched, examples, page_of_kind, pages_of, served
from tests.rooms import ROOT

AXE = ROOT / "tests" / "vendored" / "axe.min.js"
WIDTHS = (360, 800, 1440)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def server(sample_site: Path) -> Iterator[str]:
    with served(sample_site) as address:
        yield address


def test_every_page_is_of_a_kind_that_is_tested_here(sample_site: Path) -> None:
    pages = pages_of(sample_site)
    assert [page for page in pages if not any(re.fullmatch(pattern, page) for pattern in KINDS.values())] == []
    assert set(examples(sample_site)) == set(KINDS)


@EVERY_KIND
def test_a_page_opens_from_a_file_and_from_a_server_without_a_word(
    kind: str, sample_site: Path, server: str, browser: Browser
) -> None:
    for site in (f"{sample_site.as_uri()}/", server):
        tab = browser.new_page()
        seen = Watched(tab, site)
        tab.goto(f"{site}{examples(sample_site)[kind]}", wait_until="load")
        assert tab.locator("h1").count() == 1
        assert tab.title()
        tab.close()
        assert seen.found == []


@EVERY_KIND
def test_a_page_keeps_nobody_out(kind: str, sample_site: Path, browser: Browser) -> None:
    """All rules of axe-core, with all that can be opened opened; in the dark once more those about colours."""
    tab = browser.new_page(color_scheme="light", viewport={"width": 1280, "height": 800})
    tab.goto(page_of_kind(sample_site, kind))
    tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = _violations(tab, {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]})
    tab.emulate_media(color_scheme="dark")
    found += _violations(tab, {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}})
    tab.close()
    assert found == []


def _violations(tab: Page, options: Mapping[str, Any]) -> list[str]:
    told = tab.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {node['html']}" for rule in told["violations"] for node in rule["nodes"]]


@EVERY_KIND
def test_a_page_fits_phones_tablets_and_screens(kind: str, sample_site: Path, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto(page_of_kind(sample_site, kind))
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()
