"""A page gives the same records whatever saved it, and keeps its address and time where the form tells them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import find_pages
from pipeline.explain.parsing import inspected_lines, parsed_records
from pipeline.transform.dataset import dataset_of
from schemas.snapshot import Snapshot
from schemas.tables import Dataset
from tests import known_countries
from tests.comparing import accounting, rows
from tests.generators import CERTAIN_KINDS, STEADY, countries, seeds
from tests.rendering_html import MARKUPS, Ink, Markup, ink, page_html
from tests.saving import FORMS, Page, Saved
from tests.test_forms import FACTS, address, facts
from tests.truth import CountryTruth

MOMENTS = st.datetimes(datetime(1997, 1, 1), datetime(2037, 1, 1)).map(lambda at: at.replace(microsecond=0))
by_form = pytest.mark.parametrize("form", FORMS)


def read(folder: Path, saved: Saved) -> Dataset:
    """The records of files that lie in a folder."""
    for name, content in saved.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return dataset_of([page for file in find_pages([folder]).files for page in read_snapshots(file)])


def faults(found: Dataset, page: Page, saved: Saved) -> list[str]:
    """What is not as the site's own answer would have it."""
    plain = dataset_of([Snapshot("gfmd", "plain.html", page.html.encode(), page.address)])
    same, wanted = facts(found), facts(plain)
    shown = [f"{table}: {same[table]} for {wanted[table]}" for table in wanted if same[table] != wanted[table]]
    told = [(row["url"], row["fetched_at"]) for row in rows(found, "pages")]
    expected = (page.address if saved.tells_address else None, page.moment if saved.tells_time else None)
    return shown + accounting(found) + ([] if told == [expected] else [f"{told} for {expected}"])


@by_form
@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("country", known_countries.COUNTRIES[:2], ids=lambda country: str(country.place.slug))
def test_a_known_page_is_read_the_same(form: str, markup: Markup, country: CountryTruth, tmp_path: Path) -> None:
    page = Page(page_html(country, markup, ink(3, 0.1)), address(country))
    saved = FORMS[form](page)
    found = read(tmp_path, saved)
    assert faults(found, page, saved) == []
    assert rows(found, "issues") == rows(
        dataset_of([Snapshot("gfmd", "a", page.html.encode(), page.address)]), "issues"
    )


@by_form
@settings(STEADY, max_examples=6)
@given(country=countries(CERTAIN_KINDS), markup=st.sampled_from(MARKUPS), rng=seeds(), moment=MOMENTS)
def test_any_page_is_read_the_same(
    form: str, country: CountryTruth, markup: Markup, rng: Random, moment: datetime
) -> None:
    page = Page(page_html(country, markup, Ink(rng, 0.2, loose=rng.random() < 0.5)), address(country), moment)
    note(page.html)
    saved = FORMS[form](page)
    with TemporaryDirectory() as folder:
        assert faults(read(Path(folder), saved), page, saved) == []


def said(given: Path) -> list[tuple[object, object]]:
    """The facts that the pages of a file or folder give."""
    return [(row["table"], row["record"]) for row in parsed_records([given]) if row["table"] in FACTS]


@by_form
def test_parse_and_inspect_take_every_form(form: str, tmp_path: Path) -> None:
    country = known_countries.COUNTRIES[2]
    page = Page(page_html(country, "definitions", ink(5)), address(country))
    (tmp_path / "plain.html").write_text(page.html, encoding="utf-8")
    folder = tmp_path / "saved"
    read(folder, FORMS[form](page))
    inspected = list(inspected_lines([folder]))
    assert said(folder) == said(tmp_path / "plain.html")
    assert {row["owner"] for row in inspected} >= {"identity", "practices"}
