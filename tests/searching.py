"""A site to search: practices and queries as ``site_queries.toml`` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pycountry

from extractors.gfmd.records import PracticeTerm
from schemas.tables import Dataset
from tests.browsing import site_of
from tests.releases import Made, block, country, release

_LISTED: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "site_queries.toml").read_text(encoding="utf-8"))
PRACTICES: Sequence[Mapping[str, Any]] = _LISTED["practice"]
QUERIES: Sequence[Mapping[str, Any]] = _LISTED["query"]


def build_searched(folder: Path) -> Path:
    """The site of these practices, each shown by its countries and filed under its theme."""
    shown_by = sorted({iso3 for practice in PRACTICES for iso3 in practice["countries"]})
    pages = {iso3.lower(): _page(iso3) for iso3 in shown_by}
    return site_of(folder, release(folder / "data", Made(pages, otherwise=_with_themes)), folder / "site")


def _page(iso3: str) -> str:
    teasers = "".join(
        f"\n{practice['title']}\n\nSubmitted by Ms. Ann Otieno\n\n{practice['text']}\n"
        for practice in PRACTICES
        if iso3 in practice["countries"]
    )
    return country(pycountry.countries.lookup(iso3).name, iso3, block(), teasers=teasers)


def _with_themes(dataset: Dataset) -> Dataset:
    themes = {practice["title"]: practice["theme"] for practice in PRACTICES}
    rows = sorted(PracticeTerm(row.practice_id, "theme", themes[row.title]) for row in dataset["practices"])
    return {**dataset, "practice_terms": rows}


HOSTILE = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>\"'`${hurt}{{ 7 * 7 }}\u2028--> ]]>"


def build_hostile(folder: Path) -> Path:
    """A site whose pages print markup, code and addresses of code wherever they print text."""
    pages = {
        "kenya": country("Republic of Kenya", "KEN", block("USD 1,000 for travel"), teasers=_TEASER),
        "peru": country("Republic of Peru", "PER", block(roundtable='Co-Chair in RT 2.2 "Protection of migrants"')),
    }
    return site_of(folder, release(folder / "data", Made(pages, otherwise=_hostile)), folder / "site")


_TEASER = f"\n{PRACTICES[0]['title']}\n\nSubmitted by Ms. Ann Otieno\n\n{PRACTICES[0]['text']}\n"
_PRINTED: Mapping[str, Sequence[str]] = {
    "practices": ("title", "summary", "submitted_by"),
    "countries": ("official_name", "point"),
    "country_identities": ("name", "official_name", "point"),
    "contributions": ("purpose", "text"),
    "roundtable_roles": ("title", "person", "affiliation", "text"),
    "page_lines": ("text",),
    "pages": ("path",),
}
"""The columns that hold what a page prints."""


def _hostile(dataset: Dataset) -> Dataset:
    printed = {
        table: [row._replace(**dict.fromkeys(columns, HOSTILE)) for row in dataset[table]]
        for table, columns in _PRINTED.items()
    }
    practices = [row._replace(url="javascript:window.hurt=1") for row in printed["practices"]]
    pages = [row._replace(url="javascript:window.hurt=1") for row in printed["pages"]]
    return {**dataset, **printed, "practices": practices, "pages": pages}
