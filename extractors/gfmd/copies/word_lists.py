"""Lists of words that are kept as data beside the code, each in a TOML file with the reason for it."""

from __future__ import annotations

from functools import cache

from extractors.data_files import toml_table
from extractors.text import without_accents


def is_listed(file: str, name: str, word: str) -> bool:
    """Whether a word, in lower case, is in a list of a file in this folder. Accents do not count.

    ``is_listed("two_words.toml", "numbers", "séptima")``. Raises KeyError if the file has no such list.
    """
    return without_accents(word) in _lists(file)[name]


@cache
def _lists(file: str) -> dict[str, frozenset[str]]:
    """The lists of a file by name. Each entry of a list is a group of words with spaces between them."""
    lists = toml_table("extractors.gfmd.copies", file)
    return {name: frozenset(_folded(" ".join(groups)).split()) for name, groups in lists.items()}


def _folded(text: str) -> str:
    return without_accents(text.casefold())
