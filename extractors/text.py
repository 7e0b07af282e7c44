"""Small rules on the text of a line that hold for every part of a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

_Further = ParamSpec("_Further")
_Answer = TypeVar("_Answer")

_TEXTS_KEPT = 4_096
_LONGEST_KEPT = 2_000  # characters
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe58\ufe63\uff0d"
"""The hyphen, and what pages print in its place; a soft hyphen is left where it stands between digits."""
DASH = f"[{re.escape(DASHES)}]"
"""The same as a part of a pattern, for texts that are kept as printed."""
_PLAIN_DASHES = dict.fromkeys(map(ord, DASHES), "-")
BULLETS = (
    "•·∙⋅●○◦◉‣⁃■□▪▫◼◻▶▷►▻▸▹◆◇♦❖✦★➔➙➜➡➢➣➤➨➲→⇒☆"
    "\uf06e\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc"  # what symbol fonts of word processors leave for such signs
)
"""Signs that at the beginning of a line are list marks by themselves. Not the letter ``o``, which is a Spanish word."""
# A dash or an asterisk may also begin a word or a number, and a tick alone is an answer.
_LIST_MARK = re.compile(rf"(?:[{BULLETS}]\s*|(?:\*|\+|{DASH})(?:\s+|\Z)|[✓✔☑]\s+(?=\w))+")
_IN_LIST_MARKS = frozenset(f"{BULLETS}*+{DASHES}✓✔☑")
QUOTES = '"“”„‟«»″'
"""Double quotation marks, straight and curly."""
_QUOTE = re.compile(f"[{QUOTES}]")
_STRAIGHT_SINGLE = re.compile(r"(?<!\w)'(\w[^\n]{3,400})'(?!\w)")
CLIPPED = ("…", "...")


def kept_by_text(
    function: Callable[Concatenate[str, _Further], _Answer],
) -> Callable[Concatenate[str, _Further], _Answer]:
    """Keep what a function of a text says of the last 4,096 texts, but for those that are no lines of a usual length.

    The pages of a list, and the captures of a page, print the same lines.
    """
    kept = lru_cache(maxsize=_TEXTS_KEPT)(function)

    @wraps(function)
    def answer(text: str, /, *arguments: _Further.args, **named: _Further.kwargs) -> _Answer:
        if len(text) > _LONGEST_KEPT:
            return function(text, *arguments, **named)
        return kept(text, *arguments, **named)  # type: ignore[arg-type]  # all further arguments can be hashed

    return answer


def begins_with_list_mark(text: str) -> bool:
    """Whether a line without edge space begins with a list mark, such as ``• item`` or ``- item``, not ``-5``."""
    return text[:1] in _IN_LIST_MARKS and _LIST_MARK.match(text) is not None


def without_mark(text: str) -> str:
    """The text of a line without its list mark and edge space: ``item`` of ``• item``."""
    mark = _LIST_MARK.match(text) if text[:1] in _IN_LIST_MARKS else None
    return text[mark.end() if mark else 0 :].strip()


def plain_dashes(text: str) -> str:
    """The text with every kind of dash as a hyphen, each character at its place, so that patterns know one kind."""
    return text if text.isascii() else text.translate(_PLAIN_DASHES)


def without_accents(text: str) -> str:
    """The text with letters that carry marks as plain ones, in the compatible form of Unicode (NFKD)."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def is_clipped(text: str) -> bool:
    """Whether the text ends in an ellipsis, which is how the site cuts it."""
    return text.endswith(CLIPPED)


def unclipped(text: str) -> str:
    """The text without the ellipsis at its end."""
    return text.rstrip("….").rstrip() if is_clipped(text) else text


def quoted(text: str) -> tuple[str, int, int] | None:
    """The first quoted passage of a line with the positions before its opening and after its closing mark.

    Straight and curly double quotes count alike and may be mixed; single curly ones count where no double one stands.
    A quotation that is never closed runs to the end of the line. None if nothing is quoted.
    """
    marks = [match.start() for match in _QUOTE.finditer(text)]
    if not marks:
        return _single_quoted(text)
    first, last = marks[0], _closing_mark(text, marks)
    end = len(text) if last == first else last
    return text[first + 1 : end].strip(), first, min(end + 1, len(text))


def without_quotation(text: str) -> str:
    """The text of a line without its first quoted passage."""
    quotation = quoted(text)
    return text if quotation is None else f"{text[: quotation[1]]} {text[quotation[2] :]}"


def _closing_mark(text: str, marks: Sequence[int]) -> int:
    """Where the first quotation closes: behind the quotations within it; at the last mark if it is not that clear."""
    depth = 1
    for at in marks[1:]:
        opens = text[at - 1] in " (" and text[at + 1 : at + 2].isalnum()
        depth += 1 if opens else -1
        if depth == 0:
            return at
    return marks[-1]


def _single_quoted(text: str) -> tuple[str, int, int] | None:
    first, last = text.find("‘"), text.rfind("’")
    if first < 0:
        straight = _STRAIGHT_SINGLE.search(text)
        return (straight[1].strip(), straight.start(), straight.end()) if straight else None
    end = last if last > first else len(text)
    return text[first + 1 : end].strip(), first, min(end + 1, len(text))
