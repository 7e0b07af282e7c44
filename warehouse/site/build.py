"""From a release to a folder of pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from schemas.tables import Schema
from warehouse.site.answers import answer
from warehouse.site.blocks import Page
from warehouse.site.folder import MARK, replacing_site, write
from warehouse.site.kinds import countries, country, evidence, overview, saved_pages
from warehouse.site.passages import SavedPages
from warehouse.site.passages import saved_pages as pages_of
from warehouse.site.records import records_by_country
from warehouse.site.release import ReleaseRows, read_release
from warehouse.site.rendering import open_templates, render
from warehouse.site.world import read_world

_ASSETS = "assets"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a site shows beside the release itself."""


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was built: the release it is of, its folder, and how many pages it has."""

    release: str
    folder: Path
    pages: int


def build_site(release: Path, schema: Schema, out: Path, beside: Beside | None = None) -> Built:  # noqa: ARG001
    """Build the site of a release folder in the folder ``out``; a site that is there is replaced.

    The same release gives the same bytes. Raises DamagedError for a release that can't be read, NoSiteFolderError where
    ``out`` is no place for a site, and OSError that names the file where the disk refuses.
    """
    rows = read_release(release, schema)
    templates = open_templates(rows.id)
    count = 0
    with replacing_site(out) as folder:
        for page in _pages(rows):
            write(folder, page.path, render(templates, page).encode())
            count += 1
        _write_assets(folder)
        write(folder, MARK, f"{json.dumps({'release': rows.id})}\n".encode())
    return Built(rows.id, out, count)


def _pages(rows: ReleaseRows) -> Iterator[Page]:
    answers = {question: answer(rows.folder, question) for question in overview.QUESTIONS}
    yield overview.page(rows, answers, read_world())
    yield countries.page(rows, answers["measures"])
    saved = pages_of(rows)
    yield from _country_pages(rows, saved)
    yield from saved_pages.pages(rows, saved)


def _country_pages(rows: ReleaseRows, saved: SavedPages) -> Iterator[Page]:
    records, found, why = records_by_country(rows), country.lookup(rows), evidence.reasoning(rows)
    for row in rows.of("countries"):
        of_country = records.get(row["iso3"], ())
        yield country.page(row, of_country, found)
        yield evidence.page(rows, row, of_country, saved, why)


def _write_assets(folder: Path) -> None:
    for file in sorted(files("warehouse.site").joinpath("static").iterdir(), key=lambda one: one.name):
        write(folder, f"{_ASSETS}/{file.name}", file.read_bytes())
