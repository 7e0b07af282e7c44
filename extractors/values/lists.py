"""Lists on one line, whose entries may have asides in brackets: ``UN, UNSC (temporary), CIS (observer)``."""

from __future__ import annotations

import re
from typing import NamedTuple

_INSIDE = r"(?:[^()]|\([^()]*\))*"
_ASIDE = re.compile(rf" ?\(({_INSIDE})\)")
# Commas part entries but within brackets. A bracket that is never closed is a sign like any other.
_ENTRY = re.compile(rf"(?:\({_INSIDE}\)|[^,])+")
_EDGES = " .;"


class Entry(NamedTuple):
    """One entry of a list: its name, its asides without their brackets, and all of its text."""

    name: str
    asides: tuple[str, ...]
    text: str

    @property
    def is_clear(self) -> bool:
        """Whether brackets told the asides from the name, which ``ICC (NGOs`` does not."""
        return bool(self.name) and "(" not in self.name and ")" not in self.name


def read_entries(printed: str) -> list[Entry]:
    """The entries of a list, in order. Commas within brackets part nothing, and ``none`` is no entry.

    ``"EITI (candidate) (suspended), UN."`` gives EITI with the asides ``candidate`` and ``suspended``, and UN.
    """
    entries = (entry.strip(_EDGES) for entry in _ENTRY.findall(printed))
    return [_entry(entry) for entry in entries if entry and entry.lower() != "none"]


def _entry(text: str) -> Entry:
    asides = tuple(found.strip() for found in _ASIDE.findall(text))
    return Entry(_ASIDE.sub("", text).strip(), asides, text)
