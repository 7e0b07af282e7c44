"""Several amounts in one line: which is the contribution, and which the site's own conversion of it.

Seen: ``SEK 1,000,000 (USD 154,131) in January 2014``. An amount in brackets may also be a part of the one before it
(``of which``, or the same currency); any other further amount is a contribution of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from extractors.data_files import any_listed
from extractors.values.money import Amount

_SAYS_EQUAL = re.compile(r"[=≈]|\bequiv|\bequal|i\.e\.|\bcorresp|\bconverted", re.IGNORECASE)
_MORE_IN_BRACKETS = re.compile(r"\bfor\b|\bplus\b|\band\b|\+|\badditional|\bof which\b|\binclu", re.IGNORECASE)
_PART = re.compile(r"\bof which\b|\bincl(?:uding|udes|\.)?(?![a-z])|\bout of\b|\bthereof\b", re.IGNORECASE)
_ADDED = re.compile(r"\bplus\b|\band\b|\+|\badditional|\bin addition\b|\bas well as\b", re.IGNORECASE)
_LONGEST_BRACKET = 200


def fresh_amounts(text: str, amounts: Sequence[Amount], converted: Sequence[Amount]) -> tuple[Amount, ...]:
    """The amounts of a line that are neither ``converted`` ones nor a part of the one before."""
    found: list[Amount] = []
    for amount in amounts:
        if amount not in converted and not (found and _is_part_of_amount(text, found[-1], amount)):
            found.append(amount)
    return tuple(found)


def conversions(text: str, amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """The amounts that say another amount's sum in another currency: alone in brackets behind it, or after ``=``."""
    found: list[Amount] = []
    for above, amount in pairwise(amounts):
        if amount.currency != above.currency and _is_conversion(text, above, amount, further=above in found):
            found.append(amount)
    return tuple(found)


def _is_conversion(text: str, above: Amount, amount: Amount, *, further: bool) -> bool:
    """Whether ``amount`` converts the one above; ``further`` says that the one above is a conversion itself."""
    opened, closed = _bracket_around(text, amount)
    if opened is None:
        between = text[above.end : amount.start]
        return _equals().fullmatch(between) is not None and _SAYS_EQUAL.search(between) is not None
    inside = max(opened + 1, above.end)
    if above.start > opened and not further:
        return False
    return (
        _before_conversion().fullmatch(text, inside, amount.start) is not None
        and _MORE_IN_BRACKETS.search(text, amount.end, closed) is None
    )


def _is_part_of_amount(text: str, main: Amount, amount: Amount) -> bool:
    """Whether an amount in brackets is a part of the one before: it says so, or it is in the same currency."""
    opened, _ = _bracket_around(text, amount)
    if opened is None or opened < main.end:
        return False
    words = text[opened + 1 : amount.start].strip()
    adjoins = not text[main.end : opened].strip()
    return _PART.search(words) is not None or (
        adjoins and amount.currency == main.currency and _ADDED.match(words) is None
    )


def _bracket_around(text: str, amount: Amount) -> tuple[int | None, int]:
    """Where the bracket around an amount opens, None if there is none, and where it closes."""
    window = text[max(0, amount.start - _LONGEST_BRACKET) : amount.start]
    opened = max(window.rfind("("), window.rfind("["))
    if opened <= max(window.rfind(")"), window.rfind("]")):
        return None, len(text)
    ends = [end for end in (text.find(mark, amount.end) for mark in ")]") if end >= 0]
    return amount.start - len(window) + opened, min(ends, default=len(text))


@cache
def _before_conversion() -> re.Pattern[str]:
    return re.compile(rf"(?:[ /,;:=≈~]|\b(?:{_same_sum()}|or|in)(?![A-Za-z]))*", re.IGNORECASE)


@cache
def _equals() -> re.Pattern[str]:
    return re.compile(rf"(?:[ ,;:]|[=≈~]|\b(?:{_same_sum()})(?![A-Za-z]))*", re.IGNORECASE)


def _same_sum() -> str:
    return any_listed("extractors.gfmd.contributions", "same_sum")
