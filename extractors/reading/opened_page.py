"""The first steps with every page: from a snapshot to its document, with damaged lines repaired."""

from __future__ import annotations

from typing import Any, NamedTuple

from extractors.reading.document import read_document
from extractors.reading.repair import repair_document
from schemas.bounds import Bounds
from schemas.document import Document
from schemas.extraction import Extraction, Page, Repair
from schemas.shapes import NO_SHAPES, Shapes
from schemas.snapshot import Refusal, Snapshot


class OpenedPage(NamedTuple):
    """What the tables keep of a page, its repaired document, and the repairs."""

    page: Page
    document: Document
    repairs: tuple[Repair, ...]


def open_page(snapshot: Snapshot, bounds: Bounds, shapes: Shapes = NO_SHAPES) -> OpenedPage | Extraction[Any]:
    """The document of a snapshot, ready for its source to read; an extraction with a refusal where it has none.

    ``shapes`` is what the source knows of its lines. The reasons for a refusal are those of ``read_document``.
    """
    page = Page(snapshot.page_id, snapshot.source, snapshot.path, snapshot.url, snapshot.fetched_at)
    document = read_document(snapshot, bounds, shapes)
    if isinstance(document, Refusal):
        return Extraction(page, refusal=document)
    return OpenedPage(page, *repair_document(document))
