"""Lines under ``Financial Contribution``: money, help in kind, left-over money, hosting.

An amount in brackets after another is the site's own conversion. Left-over money of an earlier edition is not fresh
money. A line that only says that a country contributed has neither amount nor kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractors.money import Amount, find_amounts
from extractors.text import without_mark
from schemas.document import Line
from schemas.extraction import Contribution, Issue, Span

_IN_KIND = re.compile(r"\bin ?- ?kind\b|\bin kind\b|\bsecondments?\b|\bseconded\b", re.IGNORECASE)
LEFT_OVER = re.compile(
    r"\bleft ?-? ?overs?\b|\bcarr(?:y|ied)[ -]?(?:over|forward)\b|\brolled over\b|\bunspent\b|\bunused\b|\bsurplus\b"
    r"|\bremain(?:ing|der)\b|\bbalance (?:of|from)\b",
    re.IGNORECASE,
)
_HOSTING = re.compile(r"\bhost(?:ed|ing|s)?\b", re.IGNORECASE)
_NOT_EARMARKED = re.compile(r"\b(?:non|not|un) ?-? ?ear(?:n)?marked\b|\bwithout earmarking\b", re.IGNORECASE)
_EARMARKED = re.compile(r"\bear(?:n)?marked\b", re.IGNORECASE)
_LARGE_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[.,'’ ][0-9]{3}){1,4}(?![0-9])|(?<![0-9])[0-9]{5,15}(?![0-9])")
_PURPOSE = re.compile(
    r"\bfor (.+)|\btowards (.+)|\bto ((?:support|finance|fund|cover|assist|facilitate)\b.+)", re.IGNORECASE
)
_AFTER_COLON = re.compile(r"\bcontributions? ?: ?(.+)", re.IGNORECASE)
_ROLE_WORDS = re.compile(
    r"\b(?:chair|member|speaker|panell?ist|rapporteur|moderator|RT [0-9]|cluster)\b", re.IGNORECASE
)
_LIKE_CONTRIBUTION = re.compile(
    r"\A.{0,160}?\b(?:contribut|financ|fund|in[- ] ?kind|left-?over|second(?:ed|ment))", re.IGNORECASE
)


def is_money_line(text: str) -> bool:
    """Whether a line speaks of money and of no role: such a line stands under ``RT Participation`` by mistake."""
    return bool(find_amounts(text)) and _ROLE_WORDS.search(text) is None


def is_contribution_line(text: str) -> bool:
    """Whether a line tells of a contribution at all."""
    return bool(find_amounts(text)) or _LIKE_CONTRIBUTION.match(text) is not None


def read_contribution(line: Line) -> tuple[Contribution, tuple[Issue, ...]]:
    """One line as a contribution. What can be read two ways stays None, and an issue says so."""
    text = without_mark(line.text)
    span = Span(line.number, line.number)
    amounts = find_amounts(text)
    fresh = [found for found in amounts if not _in_brackets(text, found)] or list(amounts[:1])
    main = fresh[0] if len(fresh) == 1 else None
    certain = main if main and main.amount is not None and main.currency is not None else None
    contribution = Contribution(
        span=span,
        kind=_kind(text, has_amount=bool(fresh)),
        text=text,
        amount=main.amount if main else None,
        currency=main.currency if main else None,
        amount_usd=_in_dollars(certain, [found for found in amounts if found not in fresh]),
        earmarked=_earmarked(text),
        purpose=_purpose(text, amounts),
    )
    return contribution, tuple(_doubts(span, fresh, text))


def _in_brackets(text: str, found: Amount) -> bool:
    return text.rfind("(", 0, found.start) > text.rfind(")", 0, found.start)


def _kind(text: str, *, has_amount: bool) -> str:
    if LEFT_OVER.search(text):
        return "left_over"
    if _IN_KIND.search(text):
        return "in_kind"
    if has_amount:
        return "cash"
    return "hosting" if _HOSTING.search(text) else "unspecified"


def _in_dollars(main: Amount | None, conversions: Sequence[Amount]) -> Decimal | None:
    if main is None:
        return None
    if main.currency == "USD":
        return main.amount
    return next((c.amount for c in conversions if c.currency == "USD"), None)


def _earmarked(text: str) -> bool | None:
    if _NOT_EARMARKED.search(text):
        return False
    return True if _EARMARKED.search(text) else None


def _purpose(text: str, amounts: Sequence[Amount]) -> str | None:
    rest = text[amounts[-1].end :] if amounts else text
    match = (_AFTER_COLON.search(rest) if not amounts else None) or _PURPOSE.search(rest)
    if match is None:
        return None
    return next(group for group in match.groups() if group).strip(" .") or None


def _doubts(span: Span, fresh: Sequence[Amount], text: str) -> list[Issue]:
    if len(fresh) > 1:
        return [
            Issue("warning", "several_amounts", "The line prints several amounts; none is taken as the amount.", span)
        ]
    doubts = []
    if not fresh and _LARGE_NUMBER.search(text):
        doubts.append(
            Issue("warning", "amount_without_currency", "A number without a known currency was not used.", span)
        )
    if fresh and fresh[0].amount is None:
        doubts.append(Issue("warning", "amount_unclear", "The amount can be read in two ways and was not used.", span))
    if fresh and fresh[0].currency is None:
        doubts.append(
            Issue("warning", "currency_unclear", "The sign stands for several currencies; none is taken.", span)
        )
    return doubts
