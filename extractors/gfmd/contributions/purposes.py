"""What money is for, as a line of a contribution prints it, and whether it is earmarked.

Seen: ``CHF 230,000 for Preparatory Activities and Adviser Fees``, ``€100,000 (through IOM) for Participation BDP``.
Not every "for" leads to a purpose: it stands within names (``Department for International Development``) and before
spans of time (``for 3 years``), too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.data_files import any_listed
from extractors.text import DASHES, plain_dashes
from extractors.values.money import Amount, find_amounts

_NOT_EARMARKED = re.compile(
    r"\b(?:non|not|un|never) ?-? ?(?:specifically )?ear-?n?mark(?:ed|ing)\b|\b(?:without|no) ear-?marking\b",
    re.IGNORECASE,
)
_EARMARKED = re.compile(r"\bear-?n?marked\b", re.IGNORECASE)
_AFTER_COLON = re.compile(r"\bcontributions? ?: ?(.+)", re.IGNORECASE)
_LEADS_TO_PURPOSE = re.compile(
    r"\b(?:for (?!(?:a |the )?(?:total|amount|sum)\b)|towards )"
    r"|\bto (?=(?:support|finance|fund|cover|assist|facilitate)\b)",
    re.IGNORECASE,
)
_ROOM = "extractors.gfmd.contributions"
_BRACKETS = re.compile(r" ?[(\[][^()\[\]]{0,200}[)\]]")
_EDGE = f" .:,;{DASHES}"

_CAPITAL = r"(?=(?-i:[A-Z]))"  # as the names of bodies begin
_CAPITAL_FIELD = re.compile(r"(?:(?:the|all|a|an|of) ){0,2}[^\W\d_a-z]")
_LONGEST_NAME = 40

_MONTH = r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?|spring|summer|autumn|winter|q[1-4])"
_YEARS = r"(?:FY ?)?20[0-9]{2}(?: ?(?:[-/,&]|and|to|until) ?(?:20)?[0-9]{2}){0,5}"
# When the money was paid is no part of what it is for: "the Quito Summit, transferred in March 2020".
_PAID = re.compile(
    r"[,;]? ?\(?\b(?:was |were )?(?:paid|transferred|wired|disbursed|received) (?:in|on) (?=[^()]{0,24}\b20[0-9]{2}\b)",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(
    r"(?:example|instance|which|whom|by)\b|(?:now|good|free|ever|once)(?=[ ]?(?:\Z|[,.;:)]))", re.IGNORECASE
)


def read_earmark(text: str) -> bool | None:
    """Whether money is said to be earmarked, or None if nothing is said, or both. ``text`` has plain dashes."""
    rest = _NOT_EARMARKED.sub(" ", text)
    answers = {
        answers for answers, is_said in ((False, rest != text), (True, _EARMARKED.search(rest) is not None)) if is_said
    }
    return answers.pop() if len(answers) == 1 else None


def read_purpose(text: str, amounts: Sequence[Amount]) -> str | None:
    """What the money of a line is for: the words behind its amounts, or else before them, or None if it isn't said.

    ``EUR 20,000 (for the participation of LDCs) through IOM`` is for "the participation of LDCs". Brackets on the money
    itself, such as a conversion, are no part of it.
    """
    bare = _BRACKETS.sub(lambda match: "" if _is_about_money(match[0]) else match[0], text)
    amounts = amounts if bare == text else find_amounts(bare)
    if not amounts:
        listed = _AFTER_COLON.search(bare)
        return _without_edges(listed[1]) if listed else _purpose_in(bare)
    return _purpose_in(bare[amounts[-1].end :]) or _purpose_in(bare[: amounts[0].start])


def _is_about_money(bracket: str) -> bool:
    """Whether a bracket holds an amount, or says of the money that it is earmarked and not for what."""
    is_mere_earmark = read_earmark(plain_dashes(bracket)) is not None and _purpose_in(bracket) is None
    return is_mere_earmark or bool(find_amounts(bracket))


def _purpose_in(text: str) -> str | None:
    """The words behind the first "for", "towards" or "to support" that leads to a purpose, up to when it was paid."""
    for match in _LEADS_TO_PURPOSE.finditer(text):
        purpose = _without_edges(_PAID.split(text[match.end() :])[0])
        if purpose and not _is_of_name_or_time(text[: match.start()], text[match.end() :]):
            return purpose
    return None


def _is_of_name_or_time(before: str, behind: str) -> bool:
    """Whether the words around a "for" are a name, as in ``Minister for Labour``, or a time, as in ``for 3 years``."""
    last_words = before[-_LONGEST_NAME:]
    if _before_name().search(last_words):
        return True
    if _before_capital_field().search(last_words) and _CAPITAL_FIELD.match(behind):
        return True
    return _time().match(plain_dashes(behind)) is not None or _LEADS_ON.match(behind) is not None


@cache
def _before_name() -> re.Pattern[str]:
    names, bodies = (any_listed(_ROOM, name) for name in ("before_for_as_name", "bodies_before_field"))
    return re.compile(rf"\b(?:{names}|{_CAPITAL}(?:{bodies})) \Z", re.IGNORECASE)


@cache
def _before_capital_field() -> re.Pattern[str]:
    return re.compile(rf"\b{_CAPITAL}(?:{any_listed(_ROOM, 'bodies_before_capital_field')}) \Z", re.IGNORECASE)


@cache
def _time() -> re.Pattern[str]:
    """A span of time: ``3 years``, ``the next period``, ``January to March 2012``."""
    count = f"(?:{any_listed(_ROOM, 'before_span_of_time')})"
    return re.compile(
        rf"(?:(?:{count} ){{0,5}}(?:days?|weeks?|months?|quarters?|semesters?|years?|decades?|periods?)"
        rf"|(?:{count} ){{1,5}}(?:time|term|duration|moment|half))\b"
        r"(?![- ](?:project|program|plan|strategy|study|course))"
        rf"|(?:{_MONTH} ?(?:-|to|until|and)? ?){{0,2}}{_YEARS}"
        rf"(?=[ ]?(?:\Z|[-,.;:()]|\b(?:for|through|via|in|from|by|to|until|and|towards)\b))",
        re.IGNORECASE,
    )


def _without_edges(words: str) -> str | None:
    """Words up to where a bracket around them closes, without one that never closes and without marks at the edges."""
    opened: list[int] = []
    end = len(words)
    for at, letter in enumerate(words):
        if letter in "([":
            opened.append(at)
        elif letter in ")]":
            if not opened:
                end = at
                break
            opened.pop()
    return words[: opened[0] if opened else end].strip(_EDGE) or None
