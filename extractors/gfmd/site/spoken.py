"""A line of a list in its own words: without its list mark, and without the title that it quotes."""

from __future__ import annotations

from typing import NamedTuple

from extractors.text import kept_by_text, plain_dashes, without_mark, without_quotation
from extractors.values.money import Amount, find_amounts
from schemas.extraction import Span

NO_PLACE = Span(0, 0)
"""The lines of what is known of a text alone, wherever it stands."""


class Spoken(NamedTuple):
    """The text of a line as printed, its own words with plain dashes, and the amounts of money among these.

    A quoted title is left out of ``words``: it may name anything, such as money or a session.
    """

    text: str
    words: str
    amounts: tuple[Amount, ...]


@kept_by_text
def spoken(text: str) -> Spoken:
    """A line in its own words: ``• Speaker at RT 1.1 “Sending $200”`` gives ``Speaker at RT 1.1`` and no amount."""
    words = without_quotation(plain_dashes(without_mark(text)))
    return Spoken(text, words, find_amounts(words))
