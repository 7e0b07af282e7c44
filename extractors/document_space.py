"""White space and list marks of one line of a page, alike for text and HTML."""

from __future__ import annotations

import re

ZERO_WIDTH = "\ufeff\u200b\u2060\u200e\u200f"
"""Characters that print nothing: byte order mark, zero-width space, word joiner, marks of direction."""

_WITHOUT_ZERO_WIDTH = dict.fromkeys(map(ord, ZERO_WIDTH))
# A bullet is a mark by itself; a dash or an asterisk may also begin a word or a number.
_LIST_MARK = re.compile(r"[•·▪◦‣●]|[*–-](?: |$)")


def fold_space(text: str) -> str:
    """Fold each run of white space, no-break space included, to one space; drop edge space and zero-width marks."""
    if not text.isascii():
        text = text.translate(_WITHOUT_ZERO_WIDTH)
    return " ".join(text.split())


def begins_with_list_mark(text: str) -> bool:
    """Say whether a line without edge space begins with a bullet, or with a dash or an asterisk and a space."""
    return _LIST_MARK.match(text) is not None
