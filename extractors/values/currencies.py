"""Words, signs and codes of currencies in a text, as ISO 4217 codes.

A code or a name of two words comes from the library of ISO 4217. Codes of less known currencies are also English words
or other abbreviations (``ALL``, ``TOP``, ``SDG``, ``COP``): they count in capitals, beside thousands only.
All other signs and words are in ``words.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pycountry

from extractors.data_files import listed, meanings

_ROOM = "extractors.values"
_LETTER = r"[^\W\d_]"
_SCALED = r"(?:(?<=[0-9][kKmM])|(?<=[0-9] [kKmM]))(?=[€$£¥])"  # the k of "50 k€" belongs to the number
_NAME_OF_WORDS = re.compile(r"[A-Za-z]{1,30}(?: [A-Za-z]{1,30}){1,2}")
_OPENED = re.compile(r"(?:(?P<round>\()|\[)(?:in )?\Z")
_SEEN_BEFORE = 4


class Mark(NamedTuple):
    """A currency named in a text, and where, or None if its sign is that of several.

    ``possible`` are all that it can be. ``firm`` is false for a code that is also a word: it names a currency only
    beside a number of thousands.
    """

    currency: str | None
    start: int
    end: int
    possible: frozenset[str]
    firm: bool = True


def find_marks(text: str) -> Iterator[Mark]:
    """The currencies named in a text, in order; a code and a sign side by side (``USD $``, ``$ (AUD)``) are one.

    A currency alone in brackets, as in ``$50,000 (USD)``, is taken with them.
    """
    above: Mark | None = None
    for match in _mark_pattern().finditer(text):
        mark = _with_own_brackets(text, _mark(match))
        if above and text[above.end : mark.start] in ("", " ") and _is_same(above, mark):
            above = _merged(above, mark)
            continue
        if above:
            yield above
        above = mark
    if above:
        yield above


def _mark(match: re.Match[str]) -> Mark:
    word = match["word"]
    currency = _codes_by_word()[word.casefold()] if word else match["code"]
    possible = frozenset({currency}) if currency else _codes_by_shared_word()[word.casefold()]
    return Mark(currency, match.start(), match.end(), possible, firm=word is not None)


def _with_own_brackets(text: str, mark: Mark) -> Mark:
    """A mark with the brackets around it where they hold nothing else: ``(USD)``, ``[in US dollars]``."""
    opened = _OPENED.search(text[max(0, mark.start - _SEEN_BEFORE) : mark.start])
    if opened is None or not text.startswith(")" if opened["round"] else "]", mark.end):
        return mark
    return mark._replace(start=mark.start - len(opened[0]), end=mark.end + 1)


def _merged(one: Mark, other: Mark) -> Mark:
    currency = one.currency or other.currency
    return Mark(currency, one.start, other.end, one.possible & other.possible, one.firm or other.firm)


def _is_same(one: Mark, other: Mark) -> bool:
    """Whether two marks side by side are a code and its sign."""
    return None in (one.currency, other.currency) and not one.possible.isdisjoint(other.possible)


def is_mark_at(text: str, at: int) -> bool:
    """Whether the name of a currency begins at this place of a text."""
    return _mark_pattern().match(text, at) is not None


@cache
def _mark_pattern() -> re.Pattern[str]:
    """All that can name a currency: a ``code`` in capitals that may also be a word, or a ``word`` in any letters."""
    codes = "|".join(sorted(_names_of_codes().keys() - listed(_ROOM, "well_known_codes")))
    return re.compile(
        rf"(?:(?<!{_LETTER})|{_SCALED})(?:(?P<code>{codes})|(?P<word>(?i:{_by_initial(_codes_by_word())})))(?!{_LETTER})"
    )


def _by_initial(words: Iterable[str]) -> str:
    """Words as a pattern that tries their first characters: a long list would be tried at every place of a text."""
    ordered = sorted(words, key=lambda word: (word[0], -len(word), word))
    return "|".join(
        f"{re.escape(initial)}(?:{'|'.join(re.escape(word[1:]) for word in beginning)})"
        for initial, beginning in groupby(ordered, key=itemgetter(0))
    )


@cache
def _codes_by_word() -> Mapping[str, str | None]:
    """The currency of each word and sign in small letters, None if several share it: ``us$`` is USD."""
    names = {
        name: code
        for code, printed in _names_of_codes().items()
        if _NAME_OF_WORDS.fullmatch(printed)
        for name in (printed.casefold(), f"{printed.casefold()}s")
    }
    well_known = {code.casefold(): code for code in listed(_ROOM, "well_known_codes")}
    return {**names, **well_known, **meanings(_ROOM, "currencies"), **dict.fromkeys(_codes_by_shared_word())}


@cache
def _codes_by_shared_word() -> Mapping[str, frozenset[str]]:
    """All currencies that a word or sign can mean which several share."""
    return {
        word: frozenset(code for code, name in _names_of_codes().items() if re.search(common, name, re.IGNORECASE))
        for word, common in meanings(_ROOM, "shared_currencies").items()
    }


@cache
def _names_of_codes() -> Mapping[str, str]:
    """The library's names of currencies, by their codes, less those that nobody pays with."""
    no_money = listed(_ROOM, "codes_of_no_money")
    return {one.alpha_3: one.name for one in pycountry.currencies if one.alpha_3 not in no_money}
