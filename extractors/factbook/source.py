"""The World Factbook: what the program needs to know of this source."""

from __future__ import annotations

import re

from extractors.factbook.profile import extract
from extractors.factbook.records import TABLES
from extractors.reading.json_document import looks_like_json
from extractors.uniting.newest_page import counts_by_table, newest_rows
from schemas.site import Site
from schemas.source import Source
from schemas.uniting import Step

# Since 4 February 2026 the site shows the profiles no more: there is nothing to fetch.
_SITE = Site(
    base="https://www.cia.gov",
    hosts=frozenset({"www.cia.gov", "cia.gov"}),
    kinds=(("country", re.compile(r"/the-world-factbook/(?:.{1,80}/)?countries/[a-z-]{1,80}(?:/.{1,80})?")),),
    media_types=frozenset({"application/json"}),
)
_SIGNS = re.compile(rb'"(?:Geography|Government|categories|field_id|People and Society)"\s{0,99}:')


def is_recognised(_path: str, payload: bytes) -> bool:
    """Whether a page is JSON with the sections of a profile, or with the lists of fields of the other form."""
    return looks_like_json(payload) and _SIGNS.search(payload.replace(b"\0", b"")) is not None


FACTBOOK = Source(
    name="factbook",
    title="The World Factbook",
    licence="Public domain",
    licence_id="other-pd",
    site=_SITE,
    recognises=is_recognised,
    extract=extract,
    counts=counts_by_table(TABLES),
    steps=(Step("countries", newest_rows),),
    tables=TABLES,
)
