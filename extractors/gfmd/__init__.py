"""The pages of gfmd.org, the Global Forum on Migration and Development."""

from __future__ import annotations

from dataclasses import replace

from extractors.document import DEFAULT_BOUNDS, Bounds, read_document
from extractors.gfmd.chronology import date_blocks
from extractors.gfmd.line_shapes import SHAPES
from extractors.gfmd.pages import read_page
from extractors.repair import repair_document
from schemas.extraction import Extraction, Page
from schemas.snapshot import Refusal, Snapshot


def extract(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> Extraction:
    """What one page says, each value with its lines, before anything is dated. Pure: no clock, no network."""
    page = Page(snapshot.page_id, snapshot.source, snapshot.path, snapshot.url, snapshot.fetched_at)
    document = read_document(snapshot, bounds, SHAPES)
    if isinstance(document, Refusal):
        return Extraction(page, refusal=document)
    mended, repairs = repair_document(document)
    return replace(read_page(page, mended), repairs=repairs)


def resolve(extraction: Extraction) -> Extraction:
    """The same with the edition of each block, as far as evidence and order settle it."""
    blocks, issues = date_blocks(extraction.blocks, uncertain=extraction.uncertain_blocks)
    return replace(extraction, blocks=blocks, issues=(*extraction.issues, *issues))
