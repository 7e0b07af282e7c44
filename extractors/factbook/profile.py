"""From a saved profile of the Factbook to what it says, with an owner for each of its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.claims import claims_of, unclaimed_lines
from extractors.factbook.fields import leaves_of
from extractors.factbook.identity import read_identity
from extractors.factbook.indicators import read_indicators
from extractors.factbook.memberships import read_memberships
from extractors.reading.json_fields import Leaf, ignored_leaves, known_fields
from extractors.reading.opened_page import open_page
from extractors.uniting.printed_records import Printed, owners_of
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.extraction import Extraction, Identity, Page
from schemas.snapshot import Refusal, Snapshot

_SECTIONS_OF_ALL = frozenset({"Geography", "Government", "People and Society"})
_NO_PROFILE = Refusal("not_a_profile", "The page has none of the sections of a profile of the Factbook.")


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
