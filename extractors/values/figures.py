"""Numbers as the pages print them, as exact decimals with their scale, or None if one can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extractors.data_files import any_of, listed, meanings
from extractors.values.currencies import is_mark_at

_GROUP_MARKS = ".,'’‘´`′"
# Four digits before a space are a year: "in 2014 500 EUR" holds two numbers.
_NUMBER = (
    rf"[0-9]{{1,15}}(?:[{_GROUP_MARKS}][0-9]{{1,15}}|(?<![0-9]{{4}})[ ][0-9]{{3}}(?![0-9])|,[ ]000(?![0-9])){{0,12}}"
)
_ROOM = "extractors.values"
_LETTER = r"[^\W\d_]"
# "RT 2.2", "Session 3", "2012/13": a number that names something counts nothing.
_NAMED = re.compile(
    r"(?:\b(?:RT|round ?table|cluster|session|theme|phase|article|goal|objective|target)s?[.:]? ?|\bn[or]\. ?|#)"
    r"[0-9]{1,2}(?:\.[0-9])?(?![.,]?[0-9])|\b(?:19|20)[0-9]{2}[-/](?:20)?[0-9]{2}(?![0-9.,'’])",
    re.IGNORECASE,
)
_DIGIT = re.compile("[0-9]")
_BOUND_TO = r"(?:-|/|\+|&|\bto\b|\bor\b|\band\b|\bplus\b)"
_BOUND_ENDS = ("-", "/", "+", "&", "to", "or", "and", "plus", "½", "¼", "¾")
_YEAR = r"(?:19|20)[0-9]{2}(?![0-9.,'’])"
_UNGROUPED_BEHIND = re.compile(rf"[ ](?!{_YEAR})[0-9]")
_WORD_BEHIND = re.compile(rf"([ ]?)({_LETTER}+)")
_LIKE_SCALE = re.compile(
    r"mil|bil|tri|bio|tio|mds?|doz(?:en)?s?|grand|score|\w{0,9}illi(?:on|ard)\w{0,4}|[^\Waeiouy]{1,4}"
)
_LONGEST_SCALE = 6
_LARGE = 1000
_SEEN_BEFORE = 40
_LARGEST = Decimal(10) ** 16


class Figure(NamedTuple):
    """A number in a text and where it stands; ``value`` is None if it can be read in two ways.

    ``is_large`` says that it is of thousands, ``is_year`` that it may as well be a year.
    """

    value: Decimal | None
    start: int
    end: int
    is_large: bool
    is_year: bool


class _Patterns(NamedTuple):
    """The patterns with words for scales: a number, another that it is bound to, and more behind its scale."""

    figure: re.Pattern[str]
    another_behind: re.Pattern[str]
    another_before: re.Pattern[str]
    behind_scale: re.Pattern[str]


def find_figures(text: str) -> Iterator[Figure]:
    """The numbers of a text with plain dashes, in order, less those that only name something.

    ``CHF 2.5 million for RT 1.1`` gives 2500000.00: a roundtable's code is no figure.
    """
    if not _DIGIT.search(text):
        return
    counting = _NAMED.sub(lambda match: " " * len(match[0]), text)
    for match in _patterns().figure.finditer(counting):
        yield _figure(match, counting[max(0, match.start() - _SEEN_BEFORE) : match.start()])


def _figure(match: re.Match[str], before: str) -> Figure:
    scale = (match["scale"] or "").casefold()
    number = read_number(match[1], scaled=bool(scale))
    value = None if number is None else _exact(number * _scales().get(scale, 1))
    is_year = not scale and re.fullmatch(_YEAR, match[1]) is not None
    digits = sum(c.isdigit() for c in match[1])
    is_large = not is_year and (digits >= len(str(_LARGE)) if value is None else value >= _LARGE)
    whole = not (_is_part(before) or _goes_on(match))
    return Figure(value if whole else None, match.start(), match.end(), is_large, is_year)


def _is_part(before: str) -> bool:
    """Whether a number stands behind another that it belongs to (``5,000-10,000``), or behind a bare point (``.5``)."""
    # The pattern is slow, for it tries every number before: what it ends in is asked first.
    is_bound = before.removesuffix(" ").casefold().endswith(_BOUND_ENDS)
    other = _patterns().another_before.search(before) if is_bound else None
    if other:
        return other["number"] is None or re.fullmatch(_YEAR, other["number"]) is None
    return before[-1:] in (".", ",") and not before[-2:-1].isalpha()


def _goes_on(match: re.Match[str]) -> bool:
    """Whether a number goes on behind its end: to another number, or to letters that may be its scale."""
    text, end = match.string, match.end()
    if _patterns().another_behind.match(text, end):
        return True
    if match["scale"]:
        return _patterns().behind_scale.match(text, end) is not None
    if match[1].isdigit() and _UNGROUPED_BEHIND.match(text, end):
        return True
    word = _WORD_BEHIND.match(text, end)
    if word is None or is_mark_at(text, word.start(2)):
        return False
    return not word[1] or _is_like_scale(word[2], match[1])


def _is_like_scale(word: str, printed: str) -> bool:
    """Whether a word behind a number may be a scale that is not known, such as ``md`` or ``zillion``."""
    folded = word.casefold()
    if folded in listed(_ROOM, "no_scales"):
        return False
    if printed.isdigit() and len(printed) < len(str(_LARGE)) and len(word) <= _LONGEST_SCALE:
        return True
    return _LIKE_SCALE.fullmatch(folded) is not None and (len(word) < 3 or not word.isupper())


def _exact(number: Decimal) -> Decimal | None:
    if number >= _LARGEST:
        return None
    cents = number.quantize(Decimal("0.01"))
    return cents if cents == number else None


def read_number(printed: str, *, scaled: bool = False) -> Decimal | None:
    """A number with thousands and decimals told apart by form, or None if it can be read two ways.

    Groups of three digits after the first are thousands (``20.000``), a last group of one or two is decimals, also
    behind the same mark (``28.522.50``). ``scaled`` says that a word such as million follows: then a single mark
    stands before decimals, and three digits after it can be read two ways.
    """
    printed = printed.replace(", ", ",")
    marks = [c for c in printed if not c.isdigit()]
    groups = re.split(r"[^0-9]", printed)
    if not marks:
        return Decimal(printed)
    if scaled and len(marks) == 1 and marks[0] in ".,":
        return None if len(groups[1]) == 3 else Decimal(f"{groups[0]}.{groups[1]}")
    whole, decimals = (groups, "") if len(groups[-1]) == 3 else (groups[:-1], groups[-1])
    if not _are_thousands(whole, marks[: len(whole) - 1]) or len(decimals) > 2 or (decimals and marks[-1] not in ".,"):
        return None
    return Decimal("".join(whole) + (f".{decimals}" if decimals else ""))


def _are_thousands(groups: list[str], marks: list[str]) -> bool:
    """Whether the groups are a whole number: alone, or behind one kind of mark by threes and no leading zero."""
    if len(groups) == 1:
        return True
    return (
        len(set(marks)) == 1
        and 1 <= len(groups[0]) <= 3
        and groups[0][0] != "0"
        and all(len(g) == 3 for g in groups[1:])
    )


@cache
def _scales() -> Mapping[str, int]:
    """By how much each word behind a number multiplies it: ``million`` by 1000000."""
    return {word: int(scale) for word, scale in meanings(_ROOM, "scales").items()}


@cache
def _patterns() -> _Patterns:
    words = any_of(_scales())
    return _Patterns(
        figure=re.compile(
            rf"(?<![0-9])(?<![0-9][{_GROUP_MARKS}])({_NUMBER})(?![0-9])(?:[.,]-{{1,2}}(?!-))?"
            rf"(?:[ ]?(?P<scale>{words})(?!{_LETTER})\.?)?",
            re.IGNORECASE,
        ),
        # "10,000-20,000" is no number, but "5,000 - 2014 budget" and "5,000 to 20 delegates" hold one.
        another_behind=re.compile(
            rf"[-/](?=[0-9])|[ ]?{_BOUND_TO}[ ]?(?:between |about )?(?!{_YEAR})"
            rf"(?=[0-9]{{4}}|[0-9]{{1,3}}[.,'’ ][0-9]{{3}}|[0-9.,]{{1,8}}[ ]?(?:{words})(?!{_LETTER}))"
            rf"|[ ]?[{_GROUP_MARKS}]+[ ]?[0-9]{{3}}(?![0-9])|[ ]?%|[ ]per ?cent|[½¼¾]"
            r"|[ ]?[x×*:][ ]?[0-9]|\+|[ ]or (?:more|less)\b",
            re.IGNORECASE,
        ),
        another_before=re.compile(
            rf"(?:(?P<number>[0-9][0-9.,'’]{{0,12}})(?:[ ]?(?:{words}))?[ ]?{_BOUND_TO}[ ]?|[½¼¾][ ]?)\Z", re.IGNORECASE
        ),
        behind_scale=re.compile(rf"(?:,? and| plus)?[ ](?:[0-9]|a half|(?:{words})(?!{_LETTER}))", re.IGNORECASE),
    )
