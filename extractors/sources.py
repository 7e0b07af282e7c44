"""The table of sources, and what a release of all of them holds."""

from __future__ import annotations

from pathlib import Path

from extractors.factbook.source import FACTBOOK
from extractors.gfmd.source import GFMD
from schemas.asking import Finding
from schemas.extraction import Page
from schemas.source import Rows, Source
from schemas.tables import FIRST_TABLES, LAST_TABLES, Schema

SOURCES: tuple[Source, ...] = (GFMD, FACTBOOK)

SCHEMA = Schema(
    tables=(*FIRST_TABLES, *(table for source in SOURCES for table in source.tables), *LAST_TABLES),
    views=tuple(view for source in SOURCES for view in source.views),
    checks=tuple(file for source in SOURCES for file in source.checks),
    origins=tuple(source.origin for source in SOURCES),
)


def source_named(name: str) -> Source:
    """The source of this name. Raises KeyError if the table has none."""
    return {source.name: source for source in SOURCES}[name]


def source_to_fetch() -> Source:
    """The source that a fetch is of where none is named: the first whose site has pages to fetch.

    Raises LookupError if the table has none.
    """
    for source in SOURCES:
        if source.site.country_path is not None:
            return source
    raise LookupError("no source of the table has pages to fetch")


def source_recognising(path: str, payload: bytes) -> Source:
    """The source of a page without an address: the first that recognises it, else the first of the table."""
    return next((source for source in SOURCES if source.recognises(path, payload)), SOURCES[0])


def source_of_page(page: Page) -> Source:
    """The source that a page is of. Raises KeyError if the table has none of that name."""
    return source_named(page.source)


def reference_rows() -> Rows:
    """The rows of all tables of reference data."""
    for source in SOURCES:
        yield from source.reference_rows()


def check_reference(folder: Path | None = None) -> tuple[Finding, ...]:
    """What is wrong with the reference files of a folder (without one, those of the program), by file and line.

    Raises NotADirectoryError if the folder is none.
    """
    return tuple(finding for source in SOURCES for finding in source.check_reference(folder))
