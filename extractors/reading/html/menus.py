"""The lines of a menu in plain markup, read at once: menus have most elements of a page, and say least."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import NamedTuple

from extractors.reading.space import ends_lines_in_html, fold_space

_LINK = "a"
_INLINE = ("b", "em", "i", "img", "small", "span", "strong")
_PLAIN = frozenset({"nav", "ul", "ol", "li", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", _LINK, *_INLINE})
_NAME = re.compile(r"</?([^\s>]+)")
_SAY_MORE = (" style", " hidden", " popover")
"""What an attribute begins with that may say how an element is shown."""
_LINK_BEGINS, _LINK_ENDS = f"<{_LINK}", f"</{_LINK}>"
_LONGEST = 100_000  # characters
_LEAVES_LINE_BLANK = "&nbsp;"
_INLINE_TAG = re.compile(rf"</?(?:{'|'.join(_INLINE)})(?: [^<>]*+)?>")
_BREAK = re.compile(rf"<(?!/?{_LINK}[ >])[^<>]*+>")
_LINK_TAG = re.compile(rf"</?{_LINK}(?: [^<>]*+)?>")
_ONLY_LINK = re.compile(rf'<{_LINK}(?: (?!href=)[^="<>]++="[^"<>]*+")*+(?: href="([^"<>]*+)"[^<>]*+)?>[^<]*+</{_LINK}>')


class MenuLine(NamedTuple):
    """The text of a line, and the target of the link that all of it is, as printed."""

    text: str
    href: str | None


# The pages of a site share their menus.
@lru_cache(maxsize=256)
def menu_lines(markup: str) -> tuple[MenuLine, ...] | None:
    """The lines of a ``<nav>`` as the parser writes it; None if only a walk through its elements can tell them.

    ``<nav><ul><li><a href="/about">About</a></li></ul></nav>`` has the line ``About`` with the target ``/about``.
    """
    if len(markup) > _LONGEST or not _is_plain(markup) or _LEAVES_LINE_BLANK in markup or ends_lines_in_html(markup):
        return None
    pieces = _BREAK.split(_INLINE_TAG.sub("", markup))
    if any(piece.count(_LINK_BEGINS) != piece.count(_LINK_ENDS) or piece.count(_LINK_BEGINS) > 1 for piece in pieces):
        return None
    texts = [fold_space(html.unescape(_LINK_TAG.sub("", piece))) for piece in pieces]
    return tuple(MenuLine(text, _target(piece)) for text, piece in zip(texts, pieces, strict=True) if text)


def _is_plain(markup: str) -> bool:
    """Whether markup has only well-known elements, no attributes that decide what is shown, and no odd brackets.

    Attributes stand between every second pair of quotation marks, unless the text has some, too.
    """
    pieces = markup.split('"')
    tags, values = "".join(pieces[::2]), "".join(pieces[1::2])
    if "<" in values or ">" in values or any(words in tags for words in _SAY_MORE):
        return False
    return _PLAIN.issuperset(_NAME.findall(tags))


def _target(piece: str) -> str | None:
    """The target of the link that all of a piece of markup is; None for other pieces, and for a link without target."""
    link = _ONLY_LINK.fullmatch(piece.strip())
    return html.unescape(link[1] or "").strip() or None if link else None
