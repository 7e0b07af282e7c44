"""The site of many countries: how heavy its first page is, how soon one can use it, how much work building it takes.

Work is counted and not timed; docs/benchmarks.md has the time for 240 countries and 6,000 practices.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response

from benchmarks.site import site_countries
from extractors.sources import SCHEMA
from tests.browsing import served, violations
from tests.counting_calls import Calls, calls_during
from tests.releases import Made, block, country, release
from warehouse.site.answers import answer
from warehouse.site.build import build_site
from warehouse.site.kinds.overview import QUESTIONS
from warehouse.site.rendering import _template

COUNTRIES = 200
FEW = 4
BLOCKS = 10
MOST_BYTES = 400_000
USABLE_IN_MS = 1000


def made(countries: int) -> Made:
    """Pages of so many countries, each with a contribution and a role in ten blocks."""
    places = site_countries()[:countries]
    blocks = [block(f"EUR {1000 + number} for travel", 'Team Member in RT 1.1 "Ports"') for number in range(BLOCKS)]
    return Made({place.slug: country(str(place.official_name), place.iso3, *blocks) for place in places})


@pytest.fixture(scope="module")
def wide_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wide")
    return build_site(release(folder / "data", made(COUNTRIES)), SCHEMA, folder / "site").folder


def test_the_first_page_of_200_countries_is_light(wide_site: Path, browser: Browser) -> None:
    """With all that it loads, and as it is: a server that compresses sends a sixth of it."""
    loaded: list[Response] = []
    with served(wide_site) as address:
        tab = browser.new_page()
        tab.on("response", lambda response: loaded.append(response))  # noqa: PLW0108  the library marks what it is given
        tab.goto(address)
        assert sum(len(response.body()) for response in loaded) < MOST_BYTES
        tab.close()


def test_the_first_page_of_200_countries_can_be_used_at_once(wide_site: Path, browser: Browser) -> None:
    """The best of three, for other programs may keep the machine busy."""
    tab = browser.new_page()
    soonest = float("inf")
    for _ in range(3):
        tab.goto((wide_site / "index.html").as_uri())
        soonest = min(soonest, tab.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
    assert tab.get_by_role("region", name="Countries by editions").get_by_role("row").count() == COUNTRIES + 1
    tab.close()
    assert soonest < USABLE_IN_MS


def test_names_of_countries_are_never_in_the_way_of_a_cell(wide_site: Path, tab: Page) -> None:
    tab.goto((wide_site / "index.html").as_uri())
    assert violations(tab, {"runOnly": {"type": "rule", "values": ["target-size"]}}) == []


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Calls]:
    """The calls that sites of so many countries take."""
    folder = tmp_path_factory.mktemp("work")
    found = {}
    for countries in (FEW, 2 * FEW):
        of = release(folder / f"data{countries}", made(countries))
        found[countries] = calls_during(partial(build_site, of, SCHEMA, folder / of.name))
    return found


def test_twice_the_countries_take_at_most_twice_the_work(work: Mapping[int, Calls]) -> None:
    assert work[2 * FEW].within("warehouse/site") < 2 * work[FEW].within("warehouse/site")


def test_templates_and_questions_are_read_once_however_many_pages_there_are(work: Mapping[int, Calls]) -> None:
    assert work[2 * FEW].of(_template) == work[FEW].of(_template) < 25
    assert work[2 * FEW].of(answer) == len(QUESTIONS)
