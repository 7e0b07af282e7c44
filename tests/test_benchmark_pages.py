"""The made-up pages that speed is measured on: the same for a seed, as large as true ones, and read without a rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.pages import FORMS, write_pages
from benchmarks.site import SavedPage, saved_pages
from pipeline.acquire.items import snapshot_at
from pipeline.acquire.page_files import find_pages
from pipeline.transform.dataset import dataset_of
from schemas.bounds import DEFAULT_BOUNDS
from schemas.tables import Dataset
from tests.listing import listed

COUNT = 40


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def read(folder: Path) -> Dataset:
    """What the newest capture of each address in a folder says."""
    stored = listed(find_pages((folder,)).files, DEFAULT_BOUNDS.payload_bytes, None)
    return dataset_of(snapshot_at(history[0], DEFAULT_BOUNDS.payload_bytes) for history in stored.histories)


def newest(pages: list[SavedPage]) -> list[SavedPage]:
    return list({page.url: page for page in sorted(pages, key=lambda page: page.saved_at)}.values())


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_same_number_and_seed_give_the_same_bytes(form: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_pages(tmp_path / name, COUNT, seed=3, form=form)
    write_pages(tmp_path / "other", COUNT, seed=4, form=form)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(tmp_path / "one") != contents(tmp_path / "other")


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_pages_are_read_as_they_were_made_up(form: str, tmp_path: Path) -> None:
    write_pages(tmp_path, COUNT, seed=3, form=form)
    found = read(tmp_path)
    shown = newest(saved_pages(COUNT, seed=3))
    blocks = {page.country.place.iso3: page.country.blocks for page in shown}
    assert not found.get("quarantine")
    assert [page.lines_unclaimed for page in found["pages"]] == [0] * len(shown)
    assert len(found["participations"]) == sum(len(each) for each in blocks.values())
    assert len(found["roundtable_roles"]) == sum(
        len(line.rows) for each in blocks.values() for block in each for line in block.roles.lines
    )
    assert len(found["meeting_attendances"]) == sum(
        len(block.meetings.lines) for each in blocks.values() for block in each
    )
    titles = {key(teaser.title or "") for page in shown for teaser in page.country.teasers}
    assert {key(practice.title) for practice in found["practices"]} == titles
    assert len(found["practices"]) == len(titles)


def key(title: str) -> str:
    return title.casefold().replace("–", "-")


def test_pages_are_as_large_as_true_ones_and_some_addresses_were_saved_again(tmp_path: Path) -> None:
    write_pages(tmp_path, COUNT, seed=3)
    sizes = [len(content) for content in contents(tmp_path).values()]
    assert len(sizes) == COUNT
    assert min(sizes) >= 30_000 and max(sizes) <= 80_000
    assert 42_000 <= sum(sizes) / COUNT <= 52_000
    pages = saved_pages(COUNT, seed=3)
    assert len(newest(pages)) < COUNT
    assert any("?page=" in page.url for page in pages)
