"""A title or a text of a practice as words, in one spelling for all that copies write differently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.gfmd.copies.misspelling import is_roman, roman_numerals
from extractors.text import is_clipped

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A title or a text as words.

    ``starts`` are the words that begin a line, ``flat`` is all words without spaces, but for those that keep numbers
    apart. ``cut`` is true where the end was cut off, by an ellipsis or the end of the page, possibly within the last
    word.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    flat: str
    cut: bool


NO_PASSAGE = Passage((), (), "", cut=False)
"""A title or text that a copy does not show."""


def words_of(text: str) -> list[str]:
    """The words of a text in one spelling: case folded, without marks, quotes, dashes and invisible characters.

    ``“Night Buses” – a pilot`` gives ``["night", "buses", "a", "pilot"]``.
    """
    spelt = unicodedata.normalize("NFKC", text).casefold()
    if not spelt.isascii():
        for character in set(spelt):
            if unicodedata.category(character) == "Cf":
                spelt = spelt.replace(character, "")
    return _WORD.findall(spelt)


def normalised(text: str) -> str:
    """The words of a text with one space between them: ``night buses`` for ``Night  Buses!``."""
    return " ".join(words_of(text))


def ends_in_ellipsis(text: str) -> bool:
    """Whether a text ends in an ellipsis, perhaps within quotation marks or brackets: ``“Night buses …”``."""
    return is_clipped(text.rstrip(" \"'”’)]"))


def passage(text: str | None, *, truncated: bool = False) -> Passage:
    """The words of a title or text, with a line feed between lines; ``truncated`` where its end is known to be lost.

    A line ``Night buses`` and a line ``For cooks …`` give four words, of which the first and the third begin a line;
    the passage is cut.
    """
    if text is None:
        return NO_PASSAGE
    words: list[str] = []
    starts: list[int] = []
    for line in text.split("\n"):
        found = words_of(line)
        if found:
            starts.append(len(words))
            words += found
    return Passage(tuple(words), tuple(starts), flat_of(words), cut=truncated or ends_in_ellipsis(text))


def flat_of(words: Sequence[str]) -> str:
    """Words without spaces, but for those that keep numbers apart.

    ``["night", "bus", "1", "12"]`` gives ``nightbus1 12``.
    """
    return "".join(flat_parts(words))


def flat_parts(words: Sequence[str]) -> Sequence[str]:
    """The words with a space before each that must stay apart from the one before it: ``["bus", "1", " 12"]``."""
    if roman_numerals().isdisjoint(words) and all(map(str.isalpha, words)):
        return words
    return [f" {word}" if _stay_apart(before, word) else word for before, word in pairwise(("", *words))]


def _stay_apart(one: str, other: str) -> bool:
    """Whether two words in a row keep their space, as numbers do: ``1`` and ``12`` are not ``11`` and ``2``."""
    return (one[-1:].isdigit() and other[0].isdigit()) or (is_roman(one) and is_roman(other))
