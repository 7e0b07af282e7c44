"""Every kind of page in a browser: from a file and from a server, for all readers, at three widths, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import BRIGHTNESS, KINDS, Watched, examples, page_of_kind, pages_of, served, violations

WIDTHS = (360, 800, 1440)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def only_tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def tab(only_tab: Page) -> Page:
    """One tab for all tests, as a new one takes longer than most of them; of the width of a laptop, and light."""
    only_tab.emulate_media(media="screen", color_scheme="light")
    only_tab.set_viewport_size({"width": 1280, "height": 800})
    return only_tab


@pytest.fixture(scope="module")
def server(sample_site: Path) -> Iterator[str]:
    with served(sample_site) as address:
        yield address


def test_every_page_is_of_a_kind_that_is_tested_here(sample_site: Path) -> None:
    pages = pages_of(sample_site)
    assert [page for page in pages if not any(re.fullmatch(pattern, page) for pattern in KINDS.values())] == []
    assert set(examples(sample_site)) == set(KINDS)


@EVERY_KIND
@pytest.mark.parametrize("way", ["file", "server"])
def test_a_page_opens_without_a_word(way: str, kind: str, sample_site: Path, server: str, tab: Page) -> None:
    """No message on the console, no error, and no request to anything but the site."""
    site = server if way == "server" else f"{sample_site.as_uri()}/"
    with Watched(tab, site) as seen:
        tab.goto(f"{site}{examples(sample_site)[kind]}", wait_until="load")
        assert tab.locator("h1").count() == 1
        assert tab.title()
    assert seen.found == []


@EVERY_KIND
def test_a_page_keeps_nobody_out(kind: str, sample_site: Path, tab: Page) -> None:
    """All rules of axe-core, with all that can be opened opened; in the dark once more those about colours."""
    tab.goto(page_of_kind(sample_site, kind))
    tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = violations(tab, {"rules": {"target-size": {"enabled": True}}})
    tab.emulate_media(color_scheme="dark")
    found += violations(tab, {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}})
    assert found == []


@EVERY_KIND
def test_a_page_fits_phones_tablets_and_screens(kind: str, sample_site: Path, tab: Page) -> None:
    tab.goto(page_of_kind(sample_site, kind))
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_made_up_pages_fit_a_phone_and_each_of_their_links_has_a_name(made_up_site: Path, tab: Page) -> None:
    tab.set_viewport_size({"width": WIDTHS[0], "height": 800})
    nameless = "all => all.filter(one => !one.textContent.trim() && !one.ariaLabel).map(one => one.outerHTML)"
    for page in examples(made_up_site).values():
        tab.goto((made_up_site / page).as_uri())
        assert tab.locator("a").evaluate_all(nameless) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= WIDTHS[0]


@EVERY_KIND
def test_on_paper_a_page_is_dark_on_light_whole_and_without_its_menu(kind: str, sample_site: Path, tab: Page) -> None:
    tab.emulate_media(media="print", color_scheme="dark")
    tab.set_viewport_size({"width": 700, "height": 1000})
    tab.goto(page_of_kind(sample_site, kind))
    assert tab.evaluate(BRIGHTNESS, "backgroundColor") > 240
    assert tab.evaluate(BRIGHTNESS, "color") < 80
    expect(tab.get_by_role("navigation", name="Site")).to_be_hidden()
    cut = "all => all.filter(one => getComputedStyle(one).overflowX !== 'visible').map(one => one.outerHTML)"
    assert tab.locator(".scroll").evaluate_all(cut) == []
