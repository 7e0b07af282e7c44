"""The words of links that only lead on, such as ``Read more »``. They are in ``words.toml``."""

from __future__ import annotations

import re
from functools import cache

from extractors.data_files import any_listed

_ROOM = "extractors.gfmd.site"
_MARKS = r"[\[(«›»→+> ]{0,4}"
_LONGEST_AT_END = 120


def is_more_link(text: str) -> bool:
    """Whether the text of a link says no more than that it leads on, such as ``Read more »``."""
    return _more_link().fullmatch(text) is not None


def without_more(text: str) -> str:
    """A text without the words of a link at its end that leads on."""
    at = max(0, len(text) - _LONGEST_AT_END)
    return text[:at] + _more_at_end().sub("", text[at:])


@cache
def _more_link() -> re.Pattern[str]:
    verbs = any_listed(_ROOM, "leading_verbs", "leading_verbs_of_links")
    phrases = any_listed(_ROOM, "leading_phrases", "leading_phrases_of_links")
    behind = any_listed(_ROOM, "words_behind_leading_verbs", "words_behind_leading_verbs_of_links")
    return re.compile(
        rf"\A{_MARKS}(?:(?:{verbs})\b(?: (?:{behind})\b){{0,5}}"
        rf"|{phrases}|[0-9]{{1,4}} comments?|add (?:a )?(?:new )?comment|comments?|[→»›]{{1,3}})[\])»›→.…> ]{{0,6}}"
        rf"|\A{_MARKS}(?:continue reading|(?:read|learn) more(?: about)?)\b.{{1,300}}",
        re.IGNORECASE,
    )


@cache
def _more_at_end() -> re.Pattern[str]:
    """Of running text only what can hardly be its own words: nobody knows there that it was a link."""
    lists = ("leading_verbs", "words_behind_leading_verbs", "leading_phrases")
    verbs, behind, phrases = (any_listed(_ROOM, name) for name in lists)
    return re.compile(
        rf"(?<=[….:!?]) ?[\[(]?(?:(?:{verbs})(?: (?:{behind})\b){{1,3}}|{phrases})[\])»›→> ]{{0,6}}$", re.IGNORECASE
    )
