"""The bodies that a country belongs to, from the list of its field ``International organization participation``."""

from __future__ import annotations

import re
from typing import NamedTuple

# A list of members that are no states: unions of workers, chambers of commerce and the like.
_NOT_THE_STATE = frozenset({"NGOs", "national committees"})
# A sentence above the list: "X is a member of the following, but …: ADB, FAO".
_LEAD = re.compile(r"^[^,()]{1,200}(?:,[^,()]{1,200})?: ")
_INSIDE = r"(?:[^()]|\([^()]*\))*"
_QUALIFIER = re.compile(rf" ?\(({_INSIDE})\)")
# Commas part entries but within brackets. A bracket that is never closed is a sign like any other.
_ENTRY = re.compile(rf"(?:\({_INSIDE}\)|[^,])+")
_EDGES = " .;"
_BROKEN_DASH = re.compile(r"(?<=[A-Z])- (?=[0-9])")  # "G- 9"


class Body(NamedTuple):
    """One entry of the list."""

    organization: str
    qualifier: str | None
    is_state: bool
    text: str

    @property
    def is_clear(self) -> bool:
        """Whether brackets told the qualifiers from the name, which ``ICC (NGOs`` does not."""
        return bool(self.organization) and "(" not in self.organization and ")" not in self.organization


def read_memberships(printed: str) -> list[Body]:
    """The entries of a list, in order.

    ``"EITI (compliant country) (suspended), ICC (NGOs), UN"`` gives EITI with ``compliant country; suspended``, ICC
    with ``NGOs`` and ``is_state`` false, and UN. Commas within brackets part nothing; a sentence above the list, up to
    its colon, is no entry.
    """
    entries = (entry.strip(_EDGES) for entry in _ENTRY.findall(_LEAD.sub("", printed)))
    return [_body(entry) for entry in entries if entry and entry.lower() != "none"]


def _body(entry: str) -> Body:
    qualifiers = [found.strip() for found in _QUALIFIER.findall(entry)]
    organization = _BROKEN_DASH.sub("-", _QUALIFIER.sub("", entry)).strip()
    return Body(organization, "; ".join(qualifiers) or None, _NOT_THE_STATE.isdisjoint(qualifiers), entry)
