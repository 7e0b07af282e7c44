"""The lines and the links of a page, as far as a fetch needs them, read in one pass without building a tree.

A hostile page can keep a parser busy or bring it down, so pages are parsed in processes that can be killed. A fetch
has none, and only asks what kind of page it has and where it leads. What a page says is the business of the extractors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import StringIO
from itertools import islice
from urllib.parse import urljoin

from extractors.decoding import decode
from extractors.document import DEFAULT_BOUNDS
from extractors.document_space import fold_space
from extractors.html_display import BLOCKS
from schemas.document import Line
from schemas.snapshot import Refusal

_MARK = re.compile(r"<!--|-->|<[!?][^<>]*>|<(/?[a-z][a-z0-9]{0,20})\b([^<>]*)>", re.IGNORECASE)
_HREF = re.compile(
    r"""(?:^|[\s"'/])href\s{0,20}=\s{0,20}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'<>]{1,2000}))""", re.IGNORECASE
)
_PASSWORD = re.compile(r"""\btype\s{0,20}=\s{0,20}["']?\s{0,20}password\b""", re.IGNORECASE)
# What stands in these is not shown, and need not be markup although it looks like it.
_NOT_SHOWN = frozenset({"script", "style", "template", "title", "textarea"})
_BREAKS = BLOCKS | {"br"}


def page_text(payload: bytes, charset: str | None) -> str | None:
    """The text of a payload, markup included; None where it is no text. ``charset`` is what the server declared."""
    decoded = decode(payload, charset)
    return None if isinstance(decoded, Refusal) else decoded.text


def shown_lines(text: str) -> list[Line]:
    """The lines that a page shows, in order, as many as a page may have; in plain text its own lines."""
    shown = StringIO(text, newline=None) if _MARK.search(text) is None else _rendered(text)
    folded = (fold_space(unescape(line)) for line in shown)
    lines = (Line(number, line) for number, line in enumerate(folded, start=1) if line)
    return list(islice(lines, DEFAULT_BOUNDS.lines))


def hrefs(text: str, url: str) -> Iterator[str]:
    """The addresses that the links of the page at ``url`` lead to, absolute, in its order."""
    beside = url
    for _, tag, attributes in _marks(text):
        if tag not in {"a", "area", "base"} or (found := _HREF.search(attributes)) is None:
            continue
        href = unescape(found[1] or found[2] or found[3] or "").strip()
        try:
            target = urljoin(beside, href)
        except ValueError:
            continue
        if tag != "base":
            yield target
        elif beside is url:
            beside = target


def asks_for_password(text: str) -> bool:
    """Whether a page has a field for a password."""
    return any(tag == "input" and _PASSWORD.search(attributes) for _, tag, attributes in _marks(text))


def _rendered(text: str) -> Iterator[str]:
    parts: list[str] = []
    for before, tag, _ in _marks(text):
        parts.append(before)
        if not tag or tag.removeprefix("/") in _BREAKS:
            yield "".join(parts)
            parts.clear()


def _marks(text: str) -> Iterator[tuple[str, str, str]]:
    """The shown text before each mark of the markup, its tag in lower case, and its attributes; the last has no tag."""
    at, hidden_until = 0, ""
    for mark in _MARK.finditer(text):
        tag = (mark[1] or mark[0][:4]).lower()
        if hidden_until:
            if tag == hidden_until:
                at, hidden_until = mark.end(), ""
            continue
        yield text[at : mark.start()], tag, mark[2] or ""
        at = mark.end()
        if tag == "<!--":
            hidden_until = "-->"
        elif tag in _NOT_SHOWN:
            hidden_until = f"/{tag}"
    yield "" if hidden_until else text[at:], "", ""
