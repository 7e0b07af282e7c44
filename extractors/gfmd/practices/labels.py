"""The labels of a practice's own page, and the values that stand under them."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.gfmd.site.page_lines import Field
from schemas.document import Line

_LABELS = {
    "date shared": "date",
    "countries and areas": "countries",
    "2030 agenda migration-relevant and related target labels": "sdg",
    "2030 agenda related targets": "sdg",
    "gcm thematic cluster areas": "gcm_cluster",
    "gcm objectives": "gcm_objective",
    "contributors": "contributor",
    "chairmanship": "chairmanship",
    "geographical relevance": "relevance",
    "thematic area": "theme",
    "thematic areas": "theme",
    "thematic area(s)": "theme",
    "theme": "theme",
    "themes": "theme",
    "theme(s)": "theme",
    "summary": "summary",
    "link": "link",
    "links": "link",
    "gfmd source": "gfmd_source",
    "partner(s)": "partner",
    "partners": "partner",
    "thematic recollection rt": "recollection",
}
UNKNOWN = "unknown"
"""What stands as the label of values whose own label the program does not know, and of that label's own line."""
AFTER_TEXT = frozenset({"gfmd_source", "partner", "recollection", "link"})
"""The labels that stand below the running text."""
_OPENING = re.compile(r"(" + "|".join(re.escape(label) for label in _LABELS) + r") ?(?:: ?(.*))?", re.IGNORECASE)


class Row(NamedTuple):
    """A value of the page with the label above it, and whether it stands right below that label's line."""

    label: str | None
    text: str
    line: Line
    adjoins: bool


def practice_label(text: str) -> Field | None:
    """The label of a practice's own page that a line opens with, and the value beside it, or None if it is no label.

    ``Thematic Area: Remittances`` gives ``theme`` and ``Remittances``; ``Date Shared`` gives ``date`` and ``""``.
    """
    match = _OPENING.fullmatch(text)
    return Field(_LABELS[match[1].casefold()], (match[2] or "").strip()) if match else None
