"""From a snapshot's bytes to a document: numbered lines as people read them, whatever form the page was saved in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.archived_pages import as_before_rewriting
from extractors.decoding import Decoded, decode
from extractors.document_space import drop_unseen, ends_in_line_end, text_lines
from extractors.html import read_html
from extractors.json_document import is_json, read_json
from extractors.text import begins_with_list_mark
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.document import Document, Line
from schemas.snapshot import Refusal, Snapshot

_HTML_MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_LOOKED_AT = 2_000
_FIRST_TAG = re.compile(
    r"(?:<\?xml[^<>]{0,200}>\s{0,99})?<(?:!--|!doctype\s+html|(?:html|head|body|meta|link|title|base|script|style|"
    r"template|noscript|iframe|svg|div|dl|dt|dd|table|caption|thead|tbody|tr|td|th|p|ul|ol|li|h[1-6]|hr|pre|blockquote|"
    r"section|article|main|nav|header|footer|aside|details|figure|form|fieldset|label|button|input|select|span|a|b|i|u|em|"
    r"strong|small|time|br|img|center|font)(?=[\s/>]))",
    re.I,
)
_PAGE_TAG = re.compile(r"<(?:!doctype\s+html|(?:html|head|body)(?=[\s>]))", re.I)
_CLOSING_TAG = re.compile(r"</(?:div|dl|dt|dd|table|tr|td|p|ul|ol|li|h[1-6])>", re.I)
_CLOSING_TAGS_OF_A_FRAGMENT = 3
_FEWEST_DOUBLED = 3

_ODD_SPACES = tuple(
    character for character in map(chr, range(0x3001)) if character.isspace() and character not in " \n"
)


def read_document(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> Document | Refusal:
    """Read one page as numbered lines, or say why it can't be read. The links of an archive's copy are as they were.

    A damaged container's own refusal is passed on. Further reasons: ``too_large``, ``empty``, ``binary``,
    ``mhtml``, ``undecodable``, and for HTML and JSON ``too_deep``.
    """
    if snapshot.refusal is not None:
        return snapshot.refusal
    size = len(snapshot.payload)
    if size > bounds.payload_bytes:
        message = f"The page is {size:,} bytes long; at most {bounds.payload_bytes:,} are read."
        return Refusal("too_large", message)
    decoded = decode(snapshot.payload, snapshot.charset)
    read = decoded if isinstance(decoded, Refusal) else _read_decoded(decoded, snapshot.media_type, bounds)
    if isinstance(read, Refusal) or snapshot.rewritten_to is None:
        return read
    return as_before_rewriting(read, snapshot.rewritten_to)


def _read_decoded(decoded: Decoded, media_type: str | None, bounds: Bounds) -> Document | Refusal:
    if is_json(decoded.text, media_type):
        return read_json(decoded.text, decoded.encoding, bounds.depth, bounds.lines, bounds.nodes)
    if is_html(decoded.text, media_type):
        return read_html(decoded.text, decoded.encoding, bounds.depth, bounds.lines, bounds.nodes)
    return _text_document(decoded, bounds.lines)


def is_html(text: str, media_type: str | None) -> bool:
    """Tell HTML by what a page begins with; text that merely holds a ``<`` is text."""
    if media_type is not None and media_type.partition(";")[0].strip().lower() in _HTML_MEDIA_TYPES:
        return True
    start = text.lstrip()[:_LOOKED_AT]
    if _FIRST_TAG.match(start) or _PAGE_TAG.search(start):
        return True
    return len(_CLOSING_TAG.findall(start)) >= _CLOSING_TAGS_OF_A_FRAGMENT


def _text_document(decoded: Decoded, bound: int) -> Document | Refusal:
    lines: list[Line] = []
    gap = 0
    for number, printed in enumerate(_physical_lines(decoded.text), start=1):
        text = printed.strip()
        if not text:
            gap += 1
            continue
        if "  " in text:
            text = " ".join(text.split())
        lines.append(Line(number, text, gap, item=begins_with_list_mark(text)))
        gap = 0
        if len(lines) > bound:
            return Refusal("too_large", f"The page has over {bound:,} lines.")
    if not lines:
        return Refusal("empty", "The page is empty.")
    return Document(
        "text", decoded.encoding, _evened(lines, decoded.text), ends_in_line=not ends_in_line_end(decoded.text)
    )


def _evened(lines: Sequence[Line], text: str) -> tuple[Line, ...]:
    """The lines with blank ones counted once where the file doubles them: behind every line end (CR CR LF), or each."""
    every = 2 * text.count("\r\r\n") > text.count("\n") > 0
    gaps = [line.gap for line in lines[1:]]
    each = 1 not in gaps and gaps.count(2) >= _FEWEST_DOUBLED
    if not (every or each):
        return tuple(lines)
    return tuple(replace(line, gap=(line.gap - every) // 2) for line in lines)


def _physical_lines(text: str) -> list[str]:
    """Split the text at its line ends. All other white space becomes plain spaces, what prints nothing goes.

    Each replacement is one scan in C of the whole page, which costs less than folding line by line.
    """
    text = "\n".join(text_lines(drop_unseen(text)))
    for space in _ODD_SPACES:
        text = text.replace(space, " ")
    return text.split("\n")
