"""What the shape of a line says by itself: running text ends in a stop or is long, a title has neither."""

from __future__ import annotations

from extractors.values.names import is_name
from schemas.document import Line

STOPS = (".", ":", ";", "!", "?", "…")
"""What running text and its parts end in."""
BODY_LENGTH = 130
"""Longer lines are running text, whatever they end in: the longest title seen has fewer letters."""


def is_body(text: str) -> bool:
    """Whether a line has the shape of running text, by its end or its length: ``It helps.``, not ``Ms. Ana Q …``."""
    return len(text) > BODY_LENGTH or (text.endswith(STOPS) and not is_name(text))


def may_be_title_line(text: str, below: Line | None) -> bool:
    """Whether a line may be a title by its shape: it has no stop, or it asks and running text follows below a blank."""
    if not is_body(text):
        return True
    asks = text.endswith("?") and len(text) <= BODY_LENGTH
    return asks and below is not None and below.gap == 1 and is_body(below.text)
