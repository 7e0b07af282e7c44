"""Whether a text is Markdown, by the name of its file or by the signs that only Markdown has."""

from __future__ import annotations

import re

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_MEDIA_TYPES = frozenset({"text/markdown", "text/x-markdown"})
_SIGNS = (
    re.compile(r"^ {0,3}#{1,6} +\S", re.MULTILINE),
    re.compile(r"\]\((?:https?:/|/|#|<|\.)[^\s()]{0,500}[ )]"),
    re.compile(r"(?<![*\\])\*\*(?=[^\s*])[^*\n]{1,300}\*\*"),
    re.compile(r"(?:^| )\\[-*_.#+>\[]|[0-9]\\\.", re.MULTILINE),
    re.compile(r"\S\n={3,} *$", re.MULTILINE),
    re.compile(r"\A(?:Title: .{0,300}\n\s{0,9})?URL Source: http"),
)
_FEWEST_KINDS = 2
_FEWEST_LINKS = 3
_LINK = _SIGNS[1]


def is_markdown(text: str, path: str, media_type: str | None) -> bool:
    """Whether a text is Markdown: its file or its server says so, or it has several of the signs, or several links.

    ``# Heading`` and ``[text](/address)`` are signs; one of a kind may stand in any text.
    """
    named = path.lower().removesuffix(".gz").endswith(_SUFFIXES)
    if named or (media_type or "").partition(";")[0].strip().lower() in _MEDIA_TYPES:
        return True
    if "](" not in text and "\\" not in text and "**" not in text and "#" not in text:
        return False
    kinds = sum(sign.search(text) is not None for sign in _SIGNS)
    return kinds >= _FEWEST_KINDS or len(_LINK.findall(text)) >= _FEWEST_LINKS
