"""White space and list marks of one line of a page, alike for text and HTML."""

from __future__ import annotations

import re

ZERO_WIDTH = "\ufeff\u200b\u2060\u200e\u200f"
"""Characters that print nothing: byte order mark, zero-width space, word joiner, marks of direction."""

_DISCRETIONARY = re.compile("(?<=[A-Za-z])\u00ad(?=[A-Za-z])")  # behind other letters it may be half of a damaged one
_WITHOUT_ZERO_WIDTH = dict.fromkeys(map(ord, ZERO_WIDTH))
# A bullet is a mark by itself; a dash or an asterisk may also begin a word or a number.
_LIST_MARK = re.compile("[•·▪◦‣●]|[*–\u2010\u2011\u2012\u2212-](?: |$)")


def without_soft_hyphens(text: str) -> str:
    """The text without the marks of where a word may be divided; elsewhere the mark may stand for a dash and stays."""
    return _DISCRETIONARY.sub("", text) if "\u00ad" in text else text


def fold_space(text: str) -> str:
    """Fold each run of white space, no-break space included, to one space; drop edge space and what prints nothing."""
    if not text.isascii():
        text = without_soft_hyphens(text.translate(_WITHOUT_ZERO_WIDTH))
    return " ".join(text.split())


def begins_with_list_mark(text: str) -> bool:
    """Say whether a line without edge space begins with a bullet, or with a dash or an asterisk and a space."""
    return _LIST_MARK.match(text) is not None
