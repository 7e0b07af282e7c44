"""The search over practices in a browser: what a query finds, filters, shared links, keyboard, hostile text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import Watched, examples
from tests.searching import PRACTICES, QUERIES, build_hostile, build_searched

ALL = [practice["title"] for practice in PRACTICES]


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_searched(tmp_path_factory.mktemp("searched"))


@pytest.fixture(scope="module")
def search(browser: Browser, searched: Path) -> Iterator[Page]:
    """The page of the search."""
    page = browser.new_page()
    page.goto((searched / "practices" / "index.html").as_uri())
    yield page
    page.close()


@pytest.fixture(autouse=True)
def _cleared(search: Page) -> None:
    search.get_by_role("button", name="Clear").click()
    expect(search.get_by_role("status")).to_have_text(f"{len(PRACTICES)} practices")


def titles(page: Page) -> list[str]:
    """The titles that are shown, from the first on."""
    return page.get_by_role("heading", level=2).all_inner_texts()


def type_words(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)


@pytest.mark.parametrize("query", QUERIES, ids=[query["why"] for query in QUERIES])
def test_a_query_finds_what_is_meant(query: Mapping[str, Any], search: Page) -> None:
    type_words(search, query["words"])
    found = titles(search)
    if "first" in query:
        assert found[0] == query["first"]
    assert set(query.get("found", ())) - set(found) == set()
    assert ("similar words" in search.get_by_role("status").inner_text()) == query.get("similar", False)
    assert set(query.get("missing", ALL if query.get("none") else ())) & set(found) == set()


def test_filters_combine_with_each_other_and_with_words(search: Page) -> None:
    search.get_by_role("combobox", name="Theme").select_option("Education")
    assert titles(search) == ["Library Buses for Villages Abroad", "Reading Rooms at the Harbour"]
    search.get_by_role("combobox", name="Country").select_option("PHL")
    assert titles(search) == ["Reading Rooms at the Harbour"]
    type_words(search, "buses")
    assert titles(search) == []


def test_what_several_countries_share_can_be_asked_for(search: Page) -> None:
    search.get_by_role("combobox", name="Shown by").select_option("2")
    assert set(titles(search)) == {practice["title"] for practice in PRACTICES if len(practice["countries"]) > 1}


def test_a_link_with_words_and_filters_can_be_shared(search: Page, browser: Browser) -> None:
    type_words(search, "móvil & más? #1 100% español")
    search.get_by_role("combobox", name="Language").select_option("es")
    type_words(search, "autobús")
    expect(search.get_by_role("heading", level=2)).to_have_text(["Registro Consular Móvil"])
    with browser.new_context() as elsewhere:
        page = elsewhere.new_page()
        page.goto(search.url)
        expect(page.get_by_role("heading", level=2)).to_have_text(titles(search))
        expect(page.get_by_role("searchbox")).to_have_value("autobús")
        expect(page.get_by_role("combobox", name="Language")).to_have_value("es")


def test_what_was_asked_is_still_there_after_a_look_at_a_practice(search: Page) -> None:
    type_words(search, "nurses")
    search.get_by_role("link", name="Nurses Return").click()
    expect(search.get_by_role("heading", level=1)).to_have_text("Nurses Return")
    search.go_back()
    expect(search.get_by_role("heading", level=2)).to_have_text(["Nurses Return", "Night Clinic for Harvest Workers"])


def test_a_practice_is_found_and_opened_by_keyboard_alone(search: Page) -> None:
    search.get_by_role("searchbox").focus()
    search.keyboard.type("passport")
    for _ in range(8):
        search.keyboard.press("Tab")
        if search.evaluate("document.activeElement.closest('.results') !== null"):
            break
    search.keyboard.press("Enter")
    expect(search.get_by_role("heading", level=1)).to_have_text("Skills Passport")
    search.go_back()


def test_the_words_that_were_found_are_marked(search: Page) -> None:
    type_words(search, "cordoba escuela")
    assert search.locator(".results mark").all_inner_texts() == ["Córdoba", "escuela"]


def test_a_long_text_is_cut_between_words(sample_site: Path, tab: Page) -> None:
    tab.goto((sample_site / "practices" / "index.html").as_uri())
    expect(tab.locator(".snippet").first).to_be_visible()
    cut = tab.locator(".snippet").filter(has_text="…").all_inner_texts()
    whole = tab.evaluate("PRACTICES.practices.map(one => ` ${one[2].replace(/\\s+/g, ' ')} `)")
    assert cut
    assert all(any(f" {text.strip('… ')} " in one for one in whole) for text in cut)


def test_what_hostile_pages_print_stays_text(tmp_path: Path, tab: Page) -> None:
    """In every kind of text that a page shows, and in the search, which writes into the page itself."""
    site = build_hostile(tmp_path)
    protocols = "all => all.map(one => new URL(one.getAttribute('href'), location).protocol)"
    with Watched(tab, site.as_uri()) as seen:
        for page in examples(site).values():
            tab.goto((site / page).as_uri())
            assert tab.locator("img, iframe, object, embed, form[action], base, [onerror], [onload]").count() == 0
            assert set(tab.locator("a").evaluate_all(protocols)) <= {"file:", "https:", "http:"}
            assert "hurt" not in tab.evaluate("Object.keys(window)")
        tab.goto((site / "practices" / "index.html").as_uri())
        type_words(tab, "script")
        expect(tab.get_by_role("heading", level=2).first).to_contain_text("<script>")
        assert tab.locator("script").count() == tab.locator("script[src]").count()
    assert seen.found == []


def test_more_than_fifty_are_shown_when_one_asks_for_them(made_up_site: Path, tab: Page) -> None:
    tab.goto((made_up_site / "practices" / "index.html").as_uri())
    assert len(titles(tab)) == 50
    tab.get_by_role("button", name="Show more").click()
    assert 50 < len(titles(tab)) <= 100
    assert tab.evaluate("[...document.querySelectorAll('.results a')].indexOf(document.activeElement)") == 50
