"""The bodies that a country belongs to, from the list of its field ``International organization participation``."""

from __future__ import annotations

import re
from typing import NamedTuple

# A list of members that are no states: unions of workers, chambers of commerce and the like.
_NOT_THE_STATE = frozenset({"NGOs", "national committees"})
# A sentence above the list: "X is a member of the following, but …: ADB, FAO".
_LEAD = re.compile(r"^[^,()]{1,200}(?:,[^,()]{1,200})?: ")
_QUALIFIER = re.compile(r" ?\(([^()]*)\)")
_BROKEN_DASH = re.compile(r"(?<=[A-Z])- (?=[0-9])")  # "G- 9"


class Body(NamedTuple):
    """One entry of the list."""

    organization: str
    qualifier: str | None
    is_state: bool
    text: str


def read_memberships(printed: str) -> list[Body]:
    """The entries of a list, in order.

    ``"EITI (compliant country) (suspended), ICC (NGOs), UN"`` gives EITI with ``compliant country; suspended``, ICC
    with ``NGOs`` and ``is_state`` false, and UN. Commas within brackets part nothing; a sentence above the list, up to
    its colon, is no entry.
    """
    entries = (entry.strip(" .;") for entry in _entries(_LEAD.sub("", printed)))
    return [_body(entry) for entry in entries if entry and entry.lower() != "none"]


def _entries(printed: str) -> list[str]:
    """The pieces between commas outside brackets. A bracket that is never closed holds no comma back."""
    pieces, depth = [""], 0
    closing = printed.count(")")
    for sign in printed:
        if sign == "," and not (depth and closing):
            pieces.append("")
            continue
        depth += (sign == "(") - (sign == ")" and depth > 0)
        closing -= sign == ")"
        pieces[-1] += sign
    return pieces


def _body(entry: str) -> Body:
    qualifiers = [found.strip() for found in _QUALIFIER.findall(entry)]
    organization = _BROKEN_DASH.sub("-", _QUALIFIER.sub("", entry)).strip()
    return Body(organization, "; ".join(qualifiers) or None, _NOT_THE_STATE.isdisjoint(qualifiers), entry)
