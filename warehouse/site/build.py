"""From a release to a folder of pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from schemas.tables import Schema
from warehouse.checks import check, load_checks
from warehouse.diff.compare import compared
from warehouse.release import DamagedError
from warehouse.site.answers import answer
from warehouse.site.beside import NOTHING_BESIDE, Beside
from warehouse.site.blocks import Page
from warehouse.site.charts.shapes import read_world
from warehouse.site.downloads import described, write_downloads
from warehouse.site.folder import MARK, replacing_site, write
from warehouse.site.kinds import (
    changes,
    countries,
    country,
    editions,
    evidence,
    organizations,
    overview,
    practices,
    quality,
    roundtables,
    saved_pages,
    take_away,
)
from warehouse.site.passages import SavedPages
from warehouse.site.passages import saved_pages as pages_of
from warehouse.site.records import records_by_country
from warehouse.site.release import ReleaseRows, read_release
from warehouse.site.rendering import open_templates, render

_LANGUAGES = ("DuckDB", "pandas", "polars", "R")
_WITHOUT_DATABASE = {"DuckDB": "duckdb_parquet"}
_ASSETS = "assets"
_VENDORED = ("minisearch.js", "minisearch.LICENSE.txt", "world.LICENSE.txt")


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was built: the release it is of, its folder, and how many pages it has."""

    release: str
    folder: Path
    pages: int


def build_site(release: Path, schema: Schema, out: Path, beside: Beside = NOTHING_BESIDE) -> Built:
    """Build the site of a release folder in the folder ``out``; a site that is there is replaced.

    The same release gives the same bytes. Raises DamagedError for a release that can't be read, NoSiteFolderError where
    ``out`` is no place for a site, and OSError that names the file where the disk refuses.
    """
    rows = read_release(release, schema)
    templates = open_templates(rows.id)
    count = 0
    with replacing_site(out) as folder:
        for page in _pages(rows, folder, beside):
            write(folder, page.path, render(templates, page).encode())
            count += 1
        _write_assets(folder)
        write(folder, MARK, f"{json.dumps({'release': rows.id})}\n".encode())
    return Built(rows.id, out, count)


def _pages(rows: ReleaseRows, folder: Path, beside: Beside) -> Iterator[Page]:
    """The pages of the site. Files that they lead to are written on the way."""
    saved = pages_of(rows)
    answers = {question: answer(rows.folder, question) for question in overview.QUESTIONS}
    yield overview.page(rows, answers, read_world())
    yield countries.page(rows, answers["measures"])
    yield from _country_pages(rows, saved, beside)
    yield from editions.pages(rows)
    yield from roundtables.pages(rows)
    yield from organizations.pages(rows)
    yield from _practice_pages(rows, saved, folder)
    yield from saved_pages.pages(rows, saved)
    yield from _quality_pages(rows, beside)
    downloads = write_downloads(rows.folder, rows.schema, folder)
    yield from take_away.pages(rows, downloads, _snippets(rows), described(folder))


def _country_pages(rows: ReleaseRows, saved: SavedPages, beside: Beside) -> Iterator[Page]:
    records, found, why = records_by_country(rows), country.lookup(rows), evidence.reasoning(rows, beside.printing)
    for row in rows.of("countries"):
        of_country = records.get(row["iso3"], ())
        yield country.page(row, of_country, found)
        yield evidence.page(rows, row, of_country, saved, why)


def _practice_pages(rows: ReleaseRows, saved: SavedPages, folder: Path) -> Iterator[Page]:
    found = practices.lookup(rows)
    yield from practices.pages(rows, saved, found)
    write(folder, practices.DATA, practices.search_data(rows, found))


def _quality_pages(rows: ReleaseRows, beside: Beside) -> Iterator[Page]:
    findings = check(rows.schema, rows.folder, beside.before, load_checks(rows.schema))
    changed = _changes(rows, beside.before) if beside.before else None
    yield from quality.pages(rows, findings, beside, changed)
    if changed:
        yield changed


def _changes(rows: ReleaseRows, before: Path) -> Page | None:
    """What changed since the release before; None where that one can't be read any more."""
    try:
        with compared(rows.schema, before, rows.folder) as found:
            return changes.page(found)
    except DamagedError:
        return None


def _snippets(rows: ReleaseRows) -> list[take_away.Snippet]:
    """A snippet of each language, which reads the database only where the release has one."""
    folder = files("warehouse.site").joinpath("snippets")
    instead = {} if rows.manifest.has_database else _WITHOUT_DATABASE
    named = [(language, instead.get(language, language.lower())) for language in _LANGUAGES]
    return [
        take_away.Snippet(language, folder.joinpath(f"{name}.txt").read_text("utf-8").strip())
        for language, name in named
    ]


def _write_assets(folder: Path) -> None:
    held = files("warehouse.site")
    vendored = [held.joinpath("vendored", name) for name in _VENDORED]
    for file in (*held.joinpath("static").iterdir(), *vendored):
        write(folder, f"{_ASSETS}/{file.name}", file.read_bytes())
