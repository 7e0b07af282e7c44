"""The bodies that a country belongs to, from the list of its field ``International organization participation``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.factbook.records import MEMBERSHIPS, Membership
from extractors.reading.json_fields import Leaf, texts_of
from extractors.uniting.newest_page import PrintedRecord
from extractors.values.lists import Entry, read_entries
from schemas.extraction import Issue

# A list of members that are no states: unions of workers, chambers of commerce and the like.
_NOT_THE_STATE = frozenset({"NGOs", "national committees"})
# A sentence above the list, which is no entry: "X is a member of the following, but …: ADB, FAO".
_LEAD = re.compile(r"^[^,()]{1,200}(?:,[^,()]{1,200})?: ")
_BROKEN_DASH = re.compile(r"(?<=[A-Z])- (?=[0-9])")  # "G- 9"


def read_memberships(leaves: Sequence[Leaf], source: str, iso3: str) -> Iterator[PrintedRecord]:
    """The entries of the list: ``ICC (NGOs)`` is ICC with the qualifier ``NGOs``, and ``is_state`` is false."""
    lists = texts_of(leaves, "Government", "International organization participation")
    entries = ((entry, leaf) for leaf in lists for entry in read_entries(_LEAD.sub("", leaf.text)))
    for position, (entry, leaf) in enumerate(entries, 1):
        name, qualifier = _BROKEN_DASH.sub("-", entry.name), "; ".join(entry.asides) or None
        is_state = _NOT_THE_STATE.isdisjoint(entry.asides)
        record = Membership(source, iso3, position, name, qualifier, is_state, entry.text)
        yield PrintedRecord(MEMBERSHIPS, record, leaf.line.span, None if entry.is_clear else _unclear(entry, leaf))


def _unclear(entry: Entry, leaf: Leaf) -> Issue:
    message = f"{entry.text[:80]!r} has a bracket without its other half, or no name before it."
    return Issue("warning", "membership_unclear", message, leaf.line.span)
