"""From a saved profile of the Factbook to what it says, with an owner for each of its values.

The two forms in which profiles were saved are read alike. The flat one has sections, fields and subfields by name
(``/Geography/Area/land/text``). The other one, as the site's own program read it, has lists
(``/categories/1/fields/3/subfields/1/content``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.claims import claims_of, unclaimed_lines
from extractors.factbook.identity import read_identity
from extractors.factbook.indicators import read_indicators
from extractors.factbook.memberships import read_memberships
from extractors.reading.json_fields import Leaf, ignored_leaves, known_fields, listed_leaf, named_leaf
from extractors.reading.opened_page import open_page
from extractors.uniting.newest_page import Printed, owners_of
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.document import Line
from schemas.extraction import Extraction, Identity, Page
from schemas.snapshot import Refusal, Snapshot

_SECTIONS_OF_ALL = frozenset({"Geography", "Government", "People and Society"})
_NO_PROFILE = Refusal("not_a_profile", "The page has none of the sections of a profile of the Factbook.")
# One form has notes in leaves of their own, the other one behind what is noted.
_NOTE = re.compile(r"[;,]? ?\bnote(?: [0-9]{1,2})? ?(?::| -).*", re.IGNORECASE)
_LISTS = "/categories/"


def extract(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> Printed:
    """What one profile says, each value with its line. Pure: no clock, no network."""
    opened = open_page(snapshot, bounds)
    if isinstance(opened, Extraction):
        return opened
    page, document, repairs = opened
    leaves = leaves_of(document.lines)
    ignored = ignored_leaves(leaves, known_fields("extractors.factbook"))
    sections = {leaf.section for leaf in leaves if leaf.field and leaf.part == "text"}
    if document.container != "json" or sections.isdisjoint(_SECTIONS_OF_ALL):
        return Extraction(page, claims=claims_of(document.lines, ignored), refusal=_NO_PROFILE)
    return replace(_read(replace(page, kind="country", form="json"), leaves, ignored), repairs=repairs)


def _read(page: Page, leaves: Sequence[Leaf], ignored: Mapping[int, str]) -> Printed:
    """What the leaves say. Those of a profile without a country have owners too, though it gives no records."""
    found, issues = read_identity(leaves)
    iso3, spans = (found.iso3, found.spans) if isinstance(found, Identity) else ("", ())
    records = (*read_memberships(leaves, page.source, iso3), *read_indicators(leaves, page.source, iso3))
    owners = {**ignored, **dict.fromkeys((span.first for span in spans), "identity"), **owners_of(records)}
    claims = claims_of([leaf.line for leaf in leaves], owners)
    issues = (*issues, *(one.issue for one in records if one.issue), *unclaimed_lines(claims))
    if isinstance(found, Refusal):
        return Extraction(page, claims=claims, issues=issues, refusal=found)
    return Extraction(page, found, records, claims, issues)


def leaves_of(lines: Sequence[Line]) -> list[Leaf]:
    """The leaves of a profile of either form, in order, each without a note behind its text."""
    texts = {line.pointer or "": line.text for line in lines}
    found = (listed_leaf(one, texts) if (one.pointer or "").startswith(_LISTS) else named_leaf(one) for one in lines)
    return [leaf._replace(text=_NOTE.sub("", leaf.text)) for leaf in found]
