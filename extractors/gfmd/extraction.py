"""From a snapshot of gfmd.org to what its page says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from extractors.gfmd.chronology.chronology import date_blocks
from extractors.gfmd.facts import GfmdExtraction, facts_of
from extractors.gfmd.page.line_shapes import SHAPES
from extractors.gfmd.page.page import read_page
from extractors.reading.opened_page import open_page
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.extraction import Extraction
from schemas.snapshot import Refusal, Snapshot

_SIGNS = re.compile(
    rb"gfmd\.org|RT Participation|ISO(?: |&nbsp;)Code|Attended Summit|Submitted by|Policies and Practices",
    re.IGNORECASE,
)


# The further pages of a country, and the captures of a page, print the same blocks.
_dated = lru_cache(maxsize=64)(date_blocks)


def is_recognised(_path: str, payload: bytes) -> bool:
    """Whether a page without an address has a name or label of this site's pages, and is no JSON."""
    return _SIGNS.search(payload) is not None and not payload.lstrip().startswith(b"{")


def extract(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> GfmdExtraction:
    """What one page says, each value with its lines, before anything is dated. Pure: no clock, no network."""
    opened = open_page(snapshot, bounds, SHAPES)
    if isinstance(opened, Extraction):
        return opened
    page, document, repairs = opened
    if document.container == "json":
        return Extraction(page, refusal=Refusal("not_a_profile", "The page is JSON, which no page of this site is."))
    return replace(read_page(page, document), repairs=repairs)


def entries(page: GfmdExtraction) -> Iterator[str]:
    """The titles, or else texts, of the teasers of a page that have no link to a page of their own."""
    yield from (said for one in facts_of(page).practices if one.url is None and (said := one.title or one.summary))


def counts(page: GfmdExtraction | None) -> Mapping[str, int | None]:
    """How many blocks and practices a page gives."""
    facts = facts_of(page) if page else None
    return {
        "blocks": len(facts.blocks) if facts else None,
        "practices": len(facts.practices) if facts else None,
    }


def resolve(extraction: GfmdExtraction) -> GfmdExtraction:
    """The same with the edition of each block, as far as evidence and order settle it."""
    blocks, issues = _dated(facts_of(extraction).blocks, uncertain=facts_of(extraction).uncertain_blocks)
    facts = replace(facts_of(extraction), blocks=blocks)
    return replace(extraction, facts=facts, issues=(*extraction.issues, *issues))
