"""The words of links that only lead on, such as ``Read more »``."""

from __future__ import annotations

import re

_MORE_WORDS = (
    r"(?:(?:read|learn|see|show|view|continue|find out|go to|discover|open|explore|more|full|leer|ver|voir)\b"
    r"(?: (?:more|reading|on|all|details|practices?|full|complete|the|this|story|text|article|about|page|here)\b){0,5}"
    r"|leer más|ver más|más información|seguir leyendo|voir plus|lire la suite|en savoir plus|continuer la lecture"
    r"|more information|details|[0-9]{1,4} comments?|add (?:a )?(?:new )?comment|comments?|[→»›]{1,3})"
)
_MARKS = r"[\[(«›»→+> ]{0,4}"
_MORE = re.compile(
    rf"\A{_MARKS}{_MORE_WORDS}[\])»›→.…> ]{{0,6}}"
    rf"|\A{_MARKS}(?:continue reading|(?:read|learn) more(?: about)?)\b.{{1,300}}",
    re.IGNORECASE,
)
# Of running text only what can hardly be its own words: nobody knows there that it was a link.
_MORE_AT_END = re.compile(
    r"(?<=[….:!?]) ?[\[(]?"
    r"(?:(?:read|learn|see|show|view|continue|find out)(?: (?:more|reading|full|all|details)\b){1,3}"
    r"|leer más|ver más|más información|seguir leyendo|voir plus|lire la suite|en savoir plus)[\])»›→> ]{0,6}$",
    re.IGNORECASE,
)


def is_more_link(text: str) -> bool:
    """Whether the text of a link says no more than that it leads on, such as ``Read more »``."""
    return _MORE.fullmatch(text) is not None


def without_more(text: str) -> str:
    """A text without the words of a link at its end that leads on."""
    return _MORE_AT_END.sub("", text[-120:]) if len(text) <= 120 else text[:-120] + _MORE_AT_END.sub("", text[-120:])
