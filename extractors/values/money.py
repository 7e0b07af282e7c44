"""Amounts of money as the pages print them, as exact decimals. What is not certain is None, never a guess.

A currency belongs to the number that it touches. Between two numbers it belongs to the one that looks like money:
the year in ``GFMD 2012 CHF 50,000`` and the head count in ``50,000 CHF 20 delegates`` do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractors.text import kept_by_text, plain_dashes
from extractors.values.currencies import Mark, find_marks
from extractors.values.figures import Figure, find_figures

_Token = Mark | Figure
_Run = list[_Token]
_MARK_THEN_FIGURE = re.compile(
    r"[.:]?[ ]?-?[ ]?(?:(?:~|ca\.?|circa|approx(?:\.|imately)?|about|around)[ ]?)?", re.IGNORECASE
)
_FIGURE_THEN_MARK = re.compile(r"[ ]?|-")
_DOLLARS_OF_THE_US = re.compile(r"[ ]?(?:US(?![A-Za-z$])(?![ ]?[0-9])|\((?:US|U\.S\.|USA)\))")
# Not the amount itself: a bound, a share, or a number below zero.
_NO_WHOLE = re.compile(
    r"(?:\b(?:up to|at least|at most|max(?:\.|imum)?(?: of)?|min(?:\.|imum)?(?: of)?|more than|less than"
    r"|(?<!left[ -])(?<!carried[ -])(?<!rolled[ -])over|under|above|below|minus|out of|half of|part of|share of"
    r"|third of|quarter of|per ?cent of)|[<>≤≥%]|% of|[0-9] ?[x×*]) ?\Z|(?<![^\s(])-\Z",
    re.IGNORECASE,
)
_SEEN_BEFORE = 20
# A year stands behind such words, and behind the name of a body in capitals; codes of currencies have three letters.
_DATED = re.compile(
    r"(?:\b(?:in|of|for|since|until|during|(?-i:[A-Z]{4,9})|year|budget|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
    r"[.,]? )\Z",
    re.IGNORECASE,
)


class Amount(NamedTuple):
    """Money in a text and where it stands. ``currency`` is ISO 4217, or None if sign or number can be read two ways."""

    currency: str | None
    amount: Decimal | None
    start: int
    end: int


@kept_by_text
def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every number with a currency beside it, in order.

    ``CHF 50,000 (USD 46,000)`` gives 50000.00 CHF and 46000.00 USD.
    """
    plain = plain_dashes(text)
    figures = tuple(find_figures(plain))
    if not figures:
        return ()  # most lines: looking for currencies costs more than all the rest
    tokens: list[_Token] = [*find_marks(plain), *figures]
    tokens.sort(key=lambda token: token.start)
    return tuple(amount for run in _runs(plain, tokens) for amount in _amounts(plain, run))


def opens_with_amount(text: str) -> bool:
    """Whether a text begins with an amount of money."""
    return any(found.start == 0 for found in find_amounts(text))


def _runs(text: str, tokens: Sequence[_Token]) -> Iterator[_Run]:
    """The numbers and currencies that touch one another, each run alternating between the two."""
    run: _Run = []
    for token in tokens:
        if run and not _touch(text, run[-1], token):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _touch(text: str, one: _Token, other: _Token) -> bool:
    if isinstance(one, Mark) == isinstance(other, Mark):
        return False
    between = _MARK_THEN_FIGURE if isinstance(one, Mark) else _FIGURE_THEN_MARK
    return between.fullmatch(text, one.end, other.start) is not None


def _amounts(text: str, run: _Run) -> Iterator[Amount]:
    marks = [token for token in run if isinstance(token, Mark)]
    figures: list[Figure | None] = [token for token in run if isinstance(token, Figure)]
    if len(figures) > len(marks):
        figures = [_owned(run)] if len(run) == 3 else figures[1:]
    over = marks[len(figures) :]
    for i, (mark, figure) in enumerate(zip(marks, figures, strict=False)):
        if figure is None:
            yield Amount(mark.currency, None, run[0].start, run[-1].end)
        elif mark.firm or figure.is_large:
            last = over if i == len(figures) - 1 else []
            yield _amount(text, mark, figure, last)


def _owned(run: _Run) -> Figure | None:
    """Which of the two numbers around a currency is its own, or None if their form does not tell."""
    before, after = (token for token in run if isinstance(token, Figure))
    if before.is_large != after.is_large:
        return before if before.is_large else after
    if before.is_large or before.is_year == after.is_year:
        return None
    return after if before.is_year else before


def _amount(text: str, mark: Mark, figure: Figure, also: Sequence[Mark]) -> Amount:
    start, end = min(mark.start, figure.start), max(mark.end, figure.end, *(one.end for one in also))
    currency = _united([mark, *also])
    behind = _DOLLARS_OF_THE_US.match(text, end)
    if behind and currency is None and text[mark.start : mark.end] == "$":
        currency, end = "USD", behind.end()
    dated = figure.is_year and figure.start < mark.start and _DATED.search(text, *_before(figure.start))
    below = mark.end < figure.start and "-" in text[mark.end : figure.start]
    whole = not (dated or below or _NO_WHOLE.search(text, *_before(start)))
    return Amount(currency, figure.value if whole else None, start, end)


def _before(start: int) -> tuple[int, int]:
    return max(0, start - _SEEN_BEFORE), start


def _united(marks: Sequence[Mark]) -> str | None:
    """The one currency that marks around a number name, as in ``$20,000 USD``, or None if they differ.

    A code that is also a word, as in ``USD 20,000 (COP)``, counts only where nothing else names the currency.
    """
    firm = [mark for mark in marks if mark.firm]
    named = {mark.currency for mark in firm} - {None} or {mark.currency for mark in marks} - {None}
    only = named.pop() if len(named) == 1 else None
    return only if all(only in mark.possible for mark in firm) else None
