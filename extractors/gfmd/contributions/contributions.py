"""Lines under ``Financial Contribution``: money, help in kind, left-over money, hosting.

Left-over money of an earlier edition is not fresh money. A line that only says that a country contributed has neither
amount nor kind. An amount in brackets after another is the site's own conversion, as in ``SEK 1,000,000 (USD 154,131)
in January 2014``, or a part of the one before it (``of which``, or the same currency); any other further amount is a
contribution of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from extractors.data_files import any_listed
from extractors.gfmd.contributions.contribution_times import is_left_over, read_contribution_time
from extractors.gfmd.contributions.purposes import read_earmark, read_purpose
from extractors.gfmd.facts import Contribution
from extractors.gfmd.site.spoken import NO_PLACE
from extractors.text import is_clipped, kept_by_text, plain_dashes, unclipped, without_mark
from extractors.values.currencies import find_marks
from extractors.values.money import Amount, find_amounts
from schemas.document import Line
from schemas.extraction import Issue

_ROOM = "extractors.gfmd.contributions"
_IN_KIND = re.compile(r"\bin ?- ?kind\b|\bin ?kind\b|\bsecondments?\b|\bseconded\b", re.IGNORECASE)
_HOSTING = re.compile(r"\bhost(?:ed|ing|s)?\b", re.IGNORECASE)
# A number of thousands, or one of a scaled currency such as "KEUR 50", which is not read.
_LARGE_NUMBER = re.compile(
    r"(?<![0-9])[0-9]{1,3}(?:[.,'’ ][0-9]{3}){1,4}(?![0-9])|[0-9]{5}|[0-9] ?(?:million|billion)\b"
    r"|\b[ktm](?:€|EUR|USD|CHF|SEK|NOK|DKK|GBP)(?![a-z])",
    re.IGNORECASE,
)
_OF_EACH = re.compile(
    r"\b(?:instal?lments?|tranches|payments) of\b|\bper (?!cent|diem)|\beach\b|/ ?(?:year|month|person|delegate)"
    r"|\ba year\b|\bannually\b",
    re.IGNORECASE,
)
_LIKE_CONTRIBUTION = re.compile(
    r"\A.{0,160}?\b(?:contribut|financ|fund|in[- ]?kind|left-?over|second(?:ed|ment))", re.IGNORECASE
)
_SAYS_EQUAL = re.compile(r"[=≈]|\bequiv|\bequal|i\.e\.|\bcorresp|\bconverted", re.IGNORECASE)
_MORE_IN_BRACKETS = re.compile(r"\bfor\b|\bplus\b|\band\b|\+|\badditional|\bof which\b|\binclu", re.IGNORECASE)
_PART = re.compile(r"\bof which\b|\bincl(?:uding|udes|\.)?(?![a-z])|\bout of\b|\bthereof\b", re.IGNORECASE)
_ADDED = re.compile(r"\bplus\b|\band\b|\+|\badditional|\bin addition\b|\bas well as\b", re.IGNORECASE)
_LONGEST_BRACKET = 200


def is_contribution_line(text: str) -> bool:
    """Whether a line tells of a contribution at all: ``CHF 500``, or ``In kind: translation``."""
    plain = plain_dashes(text)
    return bool(find_amounts(plain)) or _LIKE_CONTRIBUTION.match(plain) is not None


def is_in_kind(text: str) -> bool:
    """Whether a line speaks of help in kind, such as ``In- kind contributions``."""
    return _IN_KIND.search(plain_dashes(text)) is not None


def read_contribution(line: Line) -> tuple[Contribution, tuple[Issue, ...]]:
    """One line as a contribution. What can be read two ways stays None, and an issue says so.

    ``CHF 50,000 for interpretation`` is cash of 50000.00 CHF with the purpose interpretation.
    """
    contribution, issues = _contribution_of_text(without_mark(line.text), is_cut=line.is_cut)
    return contribution._replace(span=line.span), tuple(issue._replace(span=line.span) for issue in issues)


@kept_by_text
def _contribution_of_text(text: str, *, is_cut: bool) -> tuple[Contribution, tuple[Issue, ...]]:
    """The contribution of a line with this text, wherever it stands."""
    plain = plain_dashes(text)
    amounts = _certain_amounts(plain, find_amounts(plain), is_cut=is_cut or is_clipped(text))
    converted = _conversions(plain, amounts)
    fresh = _fresh_amounts(plain, amounts, converted)
    main = fresh[0] if len(fresh) == 1 else None
    kind = _contribution_kind(plain, has_amount=bool(fresh))
    contribution = Contribution(
        span=NO_PLACE,
        kind=kind,
        text=text,
        amount=main.amount if main else None,
        currency=main.currency if main else None,
        amount_usd=_in_dollars(main, converted),
        earmarked=read_earmark(plain),
        purpose=read_purpose(text, amounts) if len(fresh) < 2 else None,
        time=read_contribution_time(plain, left_over=kind == "left_over"),
    )
    return contribution, tuple(_contribution_issues(fresh, plain))


def _certain_amounts(text: str, amounts: Sequence[Amount], *, is_cut: bool) -> tuple[Amount, ...]:
    """The amounts of a line; of one at whose end the line is cut, nobody knows the rest."""
    if not (is_cut and amounts) or unclipped(text)[amounts[-1].end :].strip(" .,'’-"):
        return tuple(amounts)
    return (*amounts[:-1], amounts[-1]._replace(amount=None))


def _contribution_kind(text: str, *, has_amount: bool) -> str:
    if is_left_over(text):
        return "left_over"
    if is_in_kind(text):
        return "in_kind"
    if has_amount:
        return "cash"
    return "hosting" if _HOSTING.search(text) else "unspecified"


def _in_dollars(main: Amount | None, converted: Sequence[Amount]) -> Decimal | None:
    """The page's own figure in dollars, or None if it prints two, or where the amount itself is not certain."""
    if main is None or main.amount is None or main.currency is None:
        return None
    if main.currency == "USD":
        return main.amount
    figures = {one.amount for one in converted if one.currency == "USD"}
    return figures.pop() if len(figures) == 1 else None


def _contribution_issues(fresh: Sequence[Amount], text: str) -> Iterator[Issue]:
    if len(fresh) > 1:
        yield Issue("warning", "several_amounts", "The line prints several amounts; none is taken as the amount.")
        return
    if not fresh and any(mark.firm for mark in find_marks(text)):
        yield Issue("warning", "amount_unclear", "A currency is named, but no number that it belongs to.")
    elif not fresh and _LARGE_NUMBER.search(text):
        yield Issue("warning", "amount_without_currency", "A number without a known currency was not used.")
    if fresh and fresh[0].amount is None:
        message = "The amount is cut, or can be read in two ways, and was not used."
        yield Issue("warning", "amount_unclear", message)
    if fresh and fresh[0].currency is None:
        yield Issue("warning", "currency_unclear", "The sign stands for several currencies; none is taken.")
    if fresh and _OF_EACH.search(text):
        message = "The amount is printed for each of several payments or persons; it is kept as printed."
        yield Issue("info", "amount_of_each", message)


def _fresh_amounts(text: str, amounts: Sequence[Amount], converted: Sequence[Amount]) -> tuple[Amount, ...]:
    """The amounts of a line that are neither ``converted`` ones nor a part of the one before."""
    found: list[Amount] = []
    for amount in amounts:
        if amount not in converted and not (found and _is_part_of_amount(text, found[-1], amount)):
            found.append(amount)
    return tuple(found)


def _conversions(text: str, amounts: Sequence[Amount]) -> tuple[Amount, ...]:
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
    same_sum = any_listed(_ROOM, "same_sum")
    return re.compile(rf"(?:[ /,;:=≈~]|\b(?:{same_sum}|or|in)(?![A-Za-z]))*", re.IGNORECASE)


@cache
def _equals() -> re.Pattern[str]:
    return re.compile(rf"(?:[ ,;:]|[=≈~]|\b(?:{any_listed(_ROOM, 'same_sum')})(?![A-Za-z]))*", re.IGNORECASE)
