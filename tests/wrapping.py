"""Pages of text as tools print them: wrapped at a column, indented, with marks and a list of their links."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping

_MARK = re.compile(r"([•*-]) +")


def like_pandoc(text: str, width: int) -> str:
    """Items of lists at a hanging indent of four columns, all else at the margin."""
    return "\n".join(_wrapped(line, width, indent=0, mark="-   ") for line in text.split("\n"))


def like_lynx(text: str, width: int) -> str:
    """All at an indent of three columns, items of lists at five, with the mark of that program."""
    return "\n".join(_wrapped(line, width, indent=3, mark="  * ") for line in text.split("\n"))


def like_w3m(text: str, width: int) -> str:
    """Items of lists keep their mark, two columns from the margin."""
    return "\n".join(_wrapped(line, width, indent=0, mark="  • ") for line in text.split("\n"))


def like_fold(text: str, width: int) -> str:
    """``fold -s``: the space at which a line is broken stays at its end, and nothing is indented."""
    return "\n".join("\n".join(_folded(line, width)) for line in text.split("\n"))


def like_mail(text: str, width: int) -> str:
    """Each line filled by itself, words broken at their hyphens."""
    return "\n".join(textwrap.fill(line.strip(), width) for line in text.split("\n"))


STYLES: Mapping[str, Callable[[str, int], str]] = {
    "pandoc": like_pandoc,
    "lynx": like_lynx,
    "w3m": like_w3m,
    "fold": like_fold,
    "mail": like_mail,
}


def _wrapped(line: str, width: int, indent: int, mark: str) -> str:
    text = " ".join(line.split())
    item = _MARK.match(text) if not text.startswith("- ") else None
    first = " " * indent + (mark if item else "")
    return textwrap.fill(
        text[item.end() :] if item else text,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _folded(line: str, width: int) -> Iterator[str]:
    while len(line.encode()) > width:
        cut = line.encode()[:width].decode(errors="ignore").rfind(" ") + 1
        if not cut:
            break
        yield line[:cut]
        line = line[cut:]
    yield line


def cut_at(text: str, width: int) -> str:
    """``fold`` without ``-s``: every line is cut at the column, within its words."""
    lines = (line[at : at + width] for line in text.split("\n") for at in range(0, max(len(line), 1), width))
    return "\n".join(lines)
