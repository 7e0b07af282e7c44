"""A title or a text of a practice as words, in one spelling for all that copies write differently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.gfmd.copies.misspelling import is_roman
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


def words_of(text: str) -> list[str]:
    """The words of a text in one spelling: case folded, without marks, quotes, dashes and invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return _WORD.findall(folded)


def normalised(text: str) -> str:
    """The words of a text with one space between them."""
    return " ".join(words_of(text))


def is_cut(text: str) -> bool:
    """Whether a text ends in an ellipsis, perhaps within quotation marks or brackets."""
    return is_clipped(text.rstrip(" \"'”’)]"))


def passage(text: str | None, *, truncated: bool = False) -> Passage:
    """The words of a title or text, lines told apart by line feeds; ``truncated`` where its end is known to be lost."""
    if text is None:
        return Passage((), (), "", cut=False)
    words: list[str] = []
    starts: list[int] = []
    for line in text.split("\n"):
        found = words_of(line)
        if found:
            starts.append(len(words))
            words += found
    return Passage(tuple(words), tuple(starts), flat_of(words), cut=truncated or is_cut(text))


def flat_of(words: Sequence[str]) -> str:
    """Words without spaces, but for those that keep numbers apart."""
    return "".join(joint(words, index) + word for index, word in enumerate(words))


def joint(words: Sequence[str], index: int) -> str:
    """What stands before a word where words are joined: nothing, but numbers stay apart ("1.12" from "11.2")."""
    both = words[index - 1 : index + 1]
    apart = len(both) == 2 and (all(map(is_roman, both)) or (both[0][-1].isdigit() and both[1][0].isdigit()))
    return " " if apart else ""
