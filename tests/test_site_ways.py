"""Ways through the site in a browser: from the overview to the line that says it, with a mouse and without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import BRIGHTNESS, served

TITLE = "Protection of migrants in all situations"
PRINTED = f'• Team Member in RT 2.2 "{TITLE}"'
_IN_SIGHT = "one => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"


@pytest.fixture
def overview(tab: Page, sample_site: Path) -> Page:
    tab.goto((sample_site / "index.html").as_uri())
    return tab


def test_three_clicks_lead_from_the_overview_to_the_line_of_the_page_and_the_way_back_is_open(overview: Page) -> None:
    """They answer the question in which roundtables Peru took part, and where on the page it says so."""
    overview.get_by_role("region", name="Countries by editions").get_by_role("link", name="Peru").click()
    roles = overview.get_by_role("region", name="Roles in roundtables")
    expect(roles.get_by_role("row")).to_have_count(6)
    assert [code.split("\t")[:5:4] for code in roles.get_by_role("row").all_inner_texts()[1:]] == [
        ["2016", "2.2"],
        ["2016", "3.1"],
        ["2016", "3.2"],
        ["2017", "1.1"],
        ["2017", "1.2"],
    ]
    roles.get_by_role("link", name=TITLE).click()
    marked = overview.locator("article", has=overview.locator(":target")).locator("mark")
    expect(marked).to_have_text(PRINTED)
    overview.wait_for_load_state()
    assert marked.evaluate(_IN_SIGHT)
    marked.locator("xpath=..").get_by_role("link", name="Line 95").click()
    line = overview.locator("li:target")
    expect(line).to_contain_text(PRINTED)
    overview.wait_for_load_state()
    assert line.evaluate(_IN_SIGHT)
    for _ in range(3):
        overview.go_back()
    expect(overview.get_by_role("heading", level=1)).to_have_text("Country profiles")


def test_a_cell_of_the_heat_map_leads_to_what_the_country_did_in_that_edition(overview: Page) -> None:
    row = overview.get_by_role("row").filter(has=overview.get_by_role("rowheader", name="Peru"))
    row.get_by_role("link", name="2016:").first.click()
    expect(overview.locator("tr:target")).to_contain_text("2016")
    expect(overview.get_by_role("heading", level=1)).to_have_text("Peru")


def test_an_open_edition_is_drawn_as_the_range_that_is_possible(overview: Page) -> None:
    open_cell = overview.get_by_role("link", name="2007 to 2008")
    expect(open_cell.locator("xpath=ancestor::td")).to_have_attribute("colspan", "2")
    open_cell.click()
    expect(overview.locator("tr:target")).to_contain_text("2007")


def test_the_map_shows_the_measure_that_one_chooses(overview: Page) -> None:
    peru = overview.locator(".map svg a").filter(has_text="Peru")
    by_editions = peru.locator("path").evaluate("one => getComputedStyle(one).fill")
    overview.get_by_label("Contributions", exact=True).check()
    assert peru.locator("path").evaluate("one => getComputedStyle(one).fill") != by_editions
    peru.click()
    expect(overview.get_by_role("heading", level=1)).to_have_text("Peru")


def test_the_numbers_of_a_chart_stand_in_a_table_with_its_query(overview: Page) -> None:
    figure = overview.locator("section", has=overview.get_by_role("heading", name="Contributions by edition"))
    figure.get_by_text("The numbers as a table").click()
    expect(figure.get_by_role("table")).to_contain_text("1,700,000")
    figure.get_by_text("SQL", exact=False).last.click()
    expect(figure.locator("pre")).to_contain_text("SELECT")


def _tab_to(page: Page, wanted: Callable[[Any], bool], most: int = 400) -> None:
    """Press the tab key until the link is reached that is wanted."""
    for _ in range(most):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
            return {name: one.getAttribute('aria-label') || one.innerText, outline: style.outlineStyle,
              href: one.getAttribute('href')} }"""
        )
        assert told["outline"] != "none", f"nobody sees that {told['name']!r} has the focus"
        if wanted(told):
            return
    pytest.fail(f"not reached by {most} presses of the tab key")


def test_the_same_way_goes_by_keyboard_alone_and_the_focus_is_always_seen(overview: Page) -> None:
    _tab_to(overview, lambda told: told["name"] == "Skip to the content", 1)
    overview.keyboard.press("Enter")
    _tab_to(overview, lambda told: told["name"] == "Peru")
    overview.keyboard.press("Enter")
    overview.wait_for_url("**/PER.html")
    _tab_to(overview, lambda told: told["name"] == TITLE)
    overview.keyboard.press("Enter")
    overview.wait_for_url("**/PER-evidence.html#*")
    _tab_to(overview, lambda told: told["name"] == "Line 95", 10)
    overview.keyboard.press("Enter")
    overview.wait_for_url("**/pages/*#L95")
    expect(overview.locator("li:target")).to_contain_text(PRINTED)


def test_the_scheme_that_a_reader_chose_stays(overview: Page) -> None:
    overview.get_by_role("button", name="Dark colours").click()
    assert overview.evaluate(BRIGHTNESS, "backgroundColor") < 60
    overview.get_by_role("link", name="Countries", exact=True).click()
    overview.wait_for_url("**/countries/index.html")
    assert overview.evaluate(BRIGHTNESS, "backgroundColor") < 60


def test_the_first_lines_of_a_language_are_copied_by_a_button(sample_site: Path, browser: Browser) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with served(sample_site) as address, browser.new_context(permissions=allowed) as context:
        page = context.new_page()
        page.goto(f"{address}data/index.html")
        page.bring_to_front()
        box = page.locator(".snippet-box").first
        box.get_by_role("button").click()
        expect(box.get_by_role("button")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == box.locator("code").inner_text()


def test_without_scripts_the_way_is_the_same(sample_site: Path, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((sample_site / "index.html").as_uri())
        page.get_by_role("region", name="Countries by editions").get_by_role("link", name="Peru").click()
        page.get_by_role("link", name=TITLE).click()
        expect(page.locator("mark", has_text=TITLE).first).to_be_visible()
