"""Is one word a slip of the pen for another, or are they two words? A judgement on two words alone."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import pycountry
from rapidfuzz.distance import OSA

from extractors.data_files import toml_table
from extractors.text import without_accents

MOST_SLIPS = 2
NO_SLIP = MOST_SLIPS + 1
_SHORTEST_SLIP = 3
_SHORTEST_CHANGED = 5
_SHORTEST_PLACE = 4
_ROMAN_DIGITS = (
    ("", "m", "mm", "mmm"),
    ("", "c", "cc", "ccc", "cd", "d", "dc", "dcc", "dccc", "cm"),
    ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"),
    ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"),
)
"""How Roman numerals write thousands, hundreds, tens and ones."""
_PARTIES = frozenset({"er", "ee", "ed"})
_GENDERS = (("o", "a"), ("os", "as"), ("es", "as"), ("or", "ora"), ("é", "ée"), ("és", "ées"))
_LISTS = "two_words.toml"


@cache
def roman_numerals() -> frozenset[str]:
    """The Roman numerals of 1 to 3999, in lower case: ``i``, ``ii`` … ``mmmcmxcix``."""
    return frozenset(map("".join, product(*_ROMAN_DIGITS))) - {""}


def is_roman(word: str) -> bool:
    """Whether a word, in lower case, is a Roman numeral, such as ``iv``."""
    return word in roman_numerals()


def is_numeral(word: str) -> bool:
    """Whether a word, in lower case, is a number: in figures (``2019``, ``3rd``), Roman or in words (``tercera``)."""
    return any(map(str.isdigit, word)) or is_roman(word) or is_listed(_LISTS, "numbers", word)


def looks_alike(word: str) -> bool:
    """Whether a word, in lower case, is known to look like another word ("micro" and "macro")."""
    return is_listed(_LISTS, "alike", word)


def is_place(word: str) -> bool:
    """Whether a word, in lower case, is part of the English name of a country or of the name of a region."""
    return word in _place_words()


def slips_between(one: str, other: str) -> int:
    """How many slips of the pen make one of two words out of the other; ``NO_SLIP`` where they are two words.

    A slip is two letters swapped, one letter more or less, or, in a word of five letters or more, one letter changed;
    but not the first letter ("migration" and "emigration", "Gambia" and "Zambia"), nor from "employer" to "employee" or
    from "trabajadores" to "trabajadoras". Numbers in figures, Roman or in words, shorter words, two words of names of
    countries or their regions ("Ireland" and "Iceland") and two words known to look alike ("micro" and "macro") never
    are slips.
    """
    if not one or not other:
        return 0  # a joining word that one copy lacks
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST_SLIP or not _share_letters(one, other):
        return NO_SLIP
    slips = OSA.distance(one, other, score_cutoff=MOST_SLIPS)
    if slips > MOST_SLIPS or not (one + other).isalpha() or _are_two_words(one, other):
        return NO_SLIP
    changed = slips > abs(len(one) - len(other)) and sorted(one) != sorted(other)
    return NO_SLIP if changed and shortest < _SHORTEST_CHANGED else slips


def _share_letters(one: str, other: str) -> bool:
    """Whether two words begin with one letter, or are the same letters in another order: ``form`` and ``from``."""
    return one[0] == other[0] or (len(one) == len(other) and sorted(one) == sorted(other))


def _are_two_words(one: str, other: str) -> bool:
    pair = {one, other}
    if all(map(is_roman, pair)) or all(is_listed(_LISTS, "numbers", word) for word in pair) or all(map(is_place, pair)):
        return True
    singular = {word.rstrip("s") for word in pair}
    known = all(looks_alike(word) or looks_alike(word.rstrip("s")) for word in pair)
    return (known and len(singular) == 2) or _two_parties(one, other) or _two_genders(one, other)


def _two_parties(one: str, other: str) -> bool:
    """Whether the words are of one beginning, but end in two of -er, -ee and -ed (or -ers, -ees)."""
    first, second = one.rstrip("s"), other.rstrip("s")
    endings = {first[-2:], second[-2:]}
    return len(endings) == 2 and endings <= _PARTIES and first[:-2] == second[:-2]


def _two_genders(one: str, other: str) -> bool:
    """Whether the words differ by the ending that tells men from women in Spanish, Portuguese and French."""
    return any(
        first.removesuffix(his) == second.removesuffix(hers) and first.endswith(his) and second.endswith(hers)
        for first, second in ((one, other), (other, one))
        for his, hers in _GENDERS
    )


@cache
def _place_words() -> frozenset[str]:
    """The words of four letters and more in the English names of countries and the names of their regions."""
    countries = (getattr(country, kind, "") for country in pycountry.countries for kind in ("name", "official_name"))
    names = (*countries, *(region.name for region in pycountry.subdivisions))
    words = (word for name in names for word in re.findall(r"[^\W\d_]+", name.casefold()))
    return frozenset(word for word in words if len(word) >= _SHORTEST_PLACE)


def is_listed(file: str, name: str, word: str) -> bool:
    """Whether a word, in lower case, is in a list of a file in this folder. Accents do not count.

    ``is_listed("two_words.toml", "numbers", "séptima")``. Raises KeyError if the file has no such list.
    """
    return without_accents(word) in _lists(file)[name]


@cache
def _lists(file: str) -> dict[str, frozenset[str]]:
    """The lists of a file by name. Each entry of a list is a group of words with spaces between them."""
    lists = toml_table("extractors.gfmd.copies", file)
    return {name: frozenset(without_accents(" ".join(groups).casefold()).split()) for name, groups in lists.items()}
