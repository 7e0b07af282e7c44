"""The data files that stand beside the code: tables as CSV, lists of words as TOML.

The lists of a room are in its ``words.toml``. A list is made of groups of words; each group has a ``reason`` to be in
the list, and where the words stand for something, what each of the group ``means``.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any


def csv_rows(room: str, name: str) -> list[dict[str, str]]:
    """The rows of a table in a room, each by the names of its columns.

    ``csv_rows("extractors.values", "aliases.csv")`` gives ``[{"alias": "Turkey", "iso3": "TUR", …}, …]``. Raises
    FileNotFoundError where the room has no such file.
    """
    with resources.files(room).joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def toml_table(room: str, name: str) -> dict[str, Any]:
    """What a TOML file in a room holds: ``toml_table("extractors.reading", "web_archives.toml")``.

    Raises FileNotFoundError if the room has no such file.
    """
    return tomllib.loads(resources.files(room).joinpath(name).read_text(encoding="utf-8"))


@cache
def listed(room: str, name: str) -> frozenset[str]:
    """The words of a list of a room.

    ``listed("extractors.values", "particles")`` has ``bin``, which stands within names. Raises FileNotFoundError if the
    room has no ``words.toml``, and KeyError if that has no such list.
    """
    return frozenset(word for group in _lists(room)[name] for word in _words(group))


@cache
def meanings(room: str, name: str) -> Mapping[str, str]:
    """What each word of a list means: ``meanings("extractors.values", "currencies")`` has ``{"sfr": "CHF", …}``.

    Raises what ``listed`` does, and KeyError if a group of the list does not say what it means.
    """
    return {word: group["means"] for group in _lists(room)[name] for word in _words(group)}


def any_of(words: Iterable[str]) -> str:
    """Words as alternatives of a pattern. A longer one is tried first: ``us$`` before ``us``."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def any_listed(room: str, *names: str) -> str:
    """The words of some lists of a room as alternatives of a pattern. Raises what ``listed`` does."""
    return any_of(word for name in names for word in listed(room, name))


@cache
def _lists(room: str) -> Mapping[str, Any]:
    return toml_table(room, "words.toml")


def _words(group: Mapping[str, Any]) -> list[str]:
    """The words of a group: entries of an array, or a text with spaces between them."""
    words: str | list[str] = group["words"]
    return words.split() if isinstance(words, str) else words
