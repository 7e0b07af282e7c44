"""The World Factbook: what the program needs to know of this source."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractors.factbook.profile import Facts, extract
from extractors.factbook.records import TABLES
from extractors.factbook.rows import united_rows
from schemas.extraction import Extraction
from schemas.site import Site
from schemas.source import Source

# Since 4 February 2026 the site shows the profiles no more: there is nothing to fetch.
_SITE = Site(
    base="https://www.cia.gov",
    hosts=frozenset({"www.cia.gov", "cia.gov"}),
    kinds=(("country", re.compile(r"/the-world-factbook/(?:.{1,80}/)?countries/[a-z-]{1,80}(?:/.{1,80})?")),),
    media_types=frozenset({"application/json"}),
)
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s{0,999}[\[{]")
_SIGNS = re.compile(rb'"(?:Geography|Government|categories|field_id|People and Society)"\s{0,99}:')


def is_recognised(_path: str, payload: bytes) -> bool:
    """Whether a page is JSON with the sections of a profile, or with the lists of fields of the other form."""
    letters = payload.replace(b"\0", b"")  # UTF-16 puts a NUL beside each letter
    return _BEGINNING.match(letters) is not None and _SIGNS.search(letters) is not None


def counts(page: Extraction[Facts] | None) -> Mapping[str, int | None]:
    """How many memberships and figures a profile gives."""
    facts = page.facts if page else None
    return {
        "memberships": len(facts.members) if facts else None,
        "indicators": len(facts.figures) if facts else None,
    }


FACTBOOK = Source(
    name="factbook",
    title="The World Factbook",
    licence="Public domain",
    site=_SITE,
    recognises=is_recognised,
    extract=extract,
    counts=counts,
    rows=united_rows,
    tables=TABLES,
)
