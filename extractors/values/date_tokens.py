"""The words and numbers that a date can be made of, in runs: ``12-13 October 2011`` gives D, -, D, M and Y.

Months are known in English, Spanish, French, Portuguese and German (``calendar_words.csv``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extractors.data_files import any_of, csv_rows

YEAR = r"(?:19|20)[0-9]{2}"
"""A year of four figures, as a part of a pattern."""
_PLAIN_LETTERS = str.maketrans("áàâãäéèêíóôõúûüçñº", "aaaaaeeeiooouuucno")
_MONTHS = ("month", "month or word", "short month")


class DateToken(NamedTuple):
    """A part of a date: its letter in a shape, the number that it stands for, and its place in the text.

    ``is_clear`` is false for a word that need not be a month: "may", "mar".
    """

    letter: str
    value: int
    start: int
    end: int
    is_clear: bool = True


def token_runs(text: str) -> Iterator[list[DateToken]]:
    """The tokens of a text, in runs that nothing but space and small words interrupts."""
    lower = text.casefold().translate(_PLAIN_LETTERS)
    if len(lower) != len(text) or not _month_pattern().search(lower):
        return
    run: list[DateToken] = []
    at = -1
    for match in _token_pattern().finditer(lower):
        if run and lower[at : match.start()].strip(" "):
            yield run
            run = []
        run.extend(_date_token(match, text))
        at = match.end()
    if run:
        yield run


def _date_token(match: re.Match[str], text: str) -> Iterator[DateToken]:
    """The token of a match; none for a weekday and other words that only lead over."""
    start, end = match.span()
    if match["year"]:
        yield DateToken("Y", int(match["year"]), start, end)
    elif match["day"]:
        yield DateToken("D", int(match["day"]), start, end)
    elif match["comma"]:
        yield DateToken(",", 0, start, end)
    else:
        kind, value = _calendar_words()[match["word"] or match["sign"]]
        letter = "M" if kind in _MONTHS else {"range": "-", "list": "&"}.get(kind)
        if letter:
            is_clear = kind == "month" or (kind == "month or word" and text[start].isupper())
            yield DateToken(letter, value, start, end, is_clear)


@cache
def _calendar_words() -> dict[str, tuple[str, int]]:
    """The kind of each word that can stand in a date, and the number of a month."""
    rows = csv_rows("extractors.values", "calendar_words.csv")
    return {row["word"]: (row["kind"], int(row["value"] or 0)) for row in rows}


@cache
def _month_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_of_kinds(*_MONTHS)})(?![a-z])")


@cache
def _token_pattern() -> re.Pattern[str]:
    """A part of a date. A number with a decimal point, such as the code of a session, is none."""
    words = _any_of_kinds(*_MONTHS, "weekday", "range", "list", "filler")
    return re.compile(
        rf"(?<![0-9a-z])(?<![0-9][.,/])(?P<year>{YEAR})(?![0-9a-z]|[.,][0-9])"
        r"|(?<![0-9a-z])(?<![0-9][.,/])(?P<day>[0-3]?[0-9])"
        r"(?:\.(?= ?[a-z/-])|(?:st|nd|rd|th|er|o)?(?![0-9a-z]|[.,][0-9]))"
        rf"|(?P<comma>,)|\b(?P<word>{words})(?![a-z])\.?|(?P<sign>[-/&])"
    )


def _any_of_kinds(*kinds: str) -> str:
    return any_of(word for word, (kind, _) in _calendar_words().items() if kind in kinds and word.isalpha())
