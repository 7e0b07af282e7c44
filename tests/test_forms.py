"""The same facts whatever form a page was saved in: markup, encoding, compression and container change nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import PageFile
from pipeline.transform.dataset import dataset_of
from schemas.tables import Dataset
from tests import known_countries, known_countries_more
from tests.comparing import accounting, rows, snapshot
from tests.rendering import ENCODINGS, encoded, gzipped, page_text, warc
from tests.rendering_html import MARKUPS, Markup, ink, page_html
from tests.truth import SHORT_FORMS, CountryTruth, Form, one_word

COUNTRIES = known_countries.COUNTRIES + known_countries_more.COUNTRIES
FACTS = (
    "countries", "participations", "contributions", "roundtable_roles", "meeting_attendances", "practices",
    "practice_countries",
)  # fmt: skip
LOST_IN_SHORT = {"countries": {"code_basis"}, "participations": {"delegate"}}
KNOWN_TO_HTML = {"practices": {"url", "submitted_on"}}

by_country = pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: str(country.place.slug))

Facts = dict[str, list[dict[str, object]]]


def facts(dataset: Dataset, without: Mapping[str, set[str]] | None = None) -> Facts:
    """The records of a dataset, less the columns of ``without``."""
    left_out = without or {}
    return {
        table: [
            {name: value for name, value in row.items() if name not in left_out.get(table, ())}
            for row in rows(dataset, table)
        ]
        for table in FACTS
    }


def of_text(country: CountryTruth, form: Form) -> Dataset:
    """The records of a text page."""
    return dataset_of([snapshot(page_text(country, form).encode())])


def of_file(folder: Path, name: str, payload: bytes) -> Dataset:
    """The records of a file that is read from disk, with its containers."""
    path = folder / name
    path.write_bytes(payload)
    return dataset_of(list(read_snapshots(PageFile(path, name))))


def address(country: CountryTruth) -> str:
    """The address of the country's page."""
    return f"https://www.gfmd.org/pfp/ppd/{country.place.slug}"


@by_country
def test_the_old_site_says_the_same_as_the_full_text(country: CountryTruth) -> None:
    assert facts(of_text(country, "old")) == facts(of_text(country, "full"))


@by_country
@pytest.mark.parametrize("form", sorted(SHORT_FORMS))
def test_a_short_form_loses_its_one_word_lines_and_nothing_else(country: CountryTruth, form: Form) -> None:
    lost = dict(LOST_IN_SHORT)
    if country.place.official_name is not None and one_word(country.place.official_name):
        lost["countries"] = {"code_basis", "official_name"}
    assert facts(of_text(country, form), lost) == facts(of_text(country, "full"), lost)


@by_country
@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize(("busy", "loose"), [(0.0, False), (0.2, False), (0.2, True)])
def test_html_of_any_markup_says_the_same(country: CountryTruth, markup: Markup, busy: float, loose: bool) -> None:
    page = page_html(country, markup, ink(1, busy, loose))
    found = dataset_of([snapshot(page.encode(), "saved/page.html")])
    assert facts(found, KNOWN_TO_HTML) == facts(of_text(country, "full"), KNOWN_TO_HTML)
    assert accounting(found) == []


@by_country
@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-16+crlf", "bom+crlf"])
def test_the_encoding_changes_nothing(country: CountryTruth, encoding: str) -> None:
    payload = encoded(page_text(country, "full"), encoding)
    assert payload is not None, "these pages hold only letters of Windows-1252"
    assert facts(dataset_of([snapshot(payload)])) == facts(of_text(country, "full"))


@by_country
@pytest.mark.parametrize("end", "\x0b\x0c\x1e\u0085\u2028\u2029", ids=ascii)
def test_whatever_ends_a_line_between_two_others_changes_nothing(country: CountryTruth, end: str) -> None:
    page = re.sub(r"(?<=[^\n])\n(?=[^\n])", end, page_text(country, "full"))
    assert facts(dataset_of([snapshot(page.encode())])) == facts(of_text(country, "full"))


@by_country
@pytest.mark.parametrize(("charset", "declared"), [("utf-8", "iso-8859-1"), ("cp1252", "utf-8"), ("utf-16", "utf-8")])
def test_a_wrong_charset_in_the_meta_element_changes_nothing(
    country: CountryTruth, charset: str, declared: str
) -> None:
    right = page_html(country, "definitions", ink(1))
    wrong = page_html(country, "definitions", ink(1), declared)
    found = dataset_of([snapshot(wrong.encode(charset), "saved/page.html")])
    assert facts(found) == facts(dataset_of([snapshot(right.encode(), "saved/page.html")]))


@by_country
@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "no-such-charset"])
def test_a_wrong_charset_from_the_server_changes_nothing(country: CountryTruth, charset: str) -> None:
    page = replace(snapshot(page_text(country, "full").encode()), charset=charset)
    assert facts(dataset_of([page])) == facts(of_text(country, "full"))


@by_country
def test_gzip_changes_nothing(country: CountryTruth, tmp_path: Path) -> None:
    payload = gzipped(page_text(country, "full").encode())
    assert facts(of_file(tmp_path, "page.txt.gz", payload)) == facts(of_text(country, "full"))
    assert facts(of_file(tmp_path, "page.txt", payload)) == facts(of_text(country, "full"))


def plain_warc(pages: dict[str, bytes]) -> bytes:
    """WARC, not compressed."""
    return warc(pages, "text/html", compressed=False)


def gzipped_warc(pages: dict[str, bytes]) -> bytes:
    """WARC, each record compressed, with compressed bodies."""
    return warc(pages, "text/html; charset=utf-8", compressed=True, coding="gzip")


def chunked_warc(pages: dict[str, bytes]) -> bytes:
    """WARC, each record compressed, with chunked bodies."""
    return warc(pages, "text/html", compressed=True, coding="chunked")


@pytest.mark.parametrize("pack", [plain_warc, gzipped_warc, chunked_warc])
def test_a_warc_file_of_many_pages_says_the_same(pack: Callable[[dict[str, bytes]], bytes], tmp_path: Path) -> None:
    pages = {address(country): page_html(country, "divs", ink(2, 0.1)).encode() for country in COUNTRIES}
    found = of_file(tmp_path, "pages.warc", pack(pages))
    singly = dataset_of([snapshot(payload, f"{at}/page.html") for at, payload in enumerate(pages.values())])
    assert facts(found) == facts(singly)
    assert {row["url"] for row in rows(found, "pages")} == set(pages)
    assert all(row["fetched_at"] is not None for row in rows(found, "pages"))


def test_all_forms_of_all_countries_together_give_one_of_each() -> None:
    pages = [
        snapshot(page_text(country, form).encode(), f"{country.place.slug}.{form}.txt")
        for country in COUNTRIES
        for form in ("full", "short", "old", "old_short")
    ] + [
        snapshot(page_html(country, markup, ink(3, 0.1)).encode(), f"{country.place.slug}.{markup}.html")
        for country in COUNTRIES
        for markup in MARKUPS
    ]
    found = dataset_of(pages)
    alone = dataset_of([page for page in pages if page.path.endswith(".full.txt")])
    everywhere = {**KNOWN_TO_HTML, "practices": {"url", "submitted_on", "practice_id"}}
    assert facts(found, everywhere)["participations"] == facts(alone, everywhere)["participations"]
    assert facts(found, everywhere)["countries"] == facts(alone, everywhere)["countries"]
    assert facts(found, everywhere)["practices"] == facts(alone, everywhere)["practices"]
    assert accounting(found) == []
