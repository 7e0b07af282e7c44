"""From a snapshot's bytes to a document: numbered lines as people read them, whatever form the page was saved in."""

from __future__ import annotations

import re

from extractors.reading.archived_pages import as_before_rewriting
from extractors.reading.decoding import Decoded, decode
from extractors.reading.html.page import read_html
from extractors.reading.json_document import is_called_json, is_json, read_json
from extractors.reading.markdown.page import read_markdown
from extractors.reading.markdown.signs import is_markdown
from extractors.reading.plain_text import read_text
from extractors.reading.space import ends_in_line_end
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.document import Document
from schemas.shapes import NO_SHAPES, Shapes
from schemas.snapshot import Refusal, Snapshot

_HTML_MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_LOOKED_AT = 2_000
_FIRST_TAG = re.compile(
    r"(?:<\?xml[^<>]{0,200}>\s{0,99})?<(?:!--|!doctype\s+html|(?:html|head|body|meta|link|title|base|script|style|"
    r"template|noscript|iframe|svg|div|dl|dt|dd|table|caption|thead|tbody|tr|td|th|p|ul|ol|li|h[1-6]|hr|pre|blockquote|"
    r"section|article|main|nav|header|footer|aside|details|figure|form|fieldset|label|button|input|select|span|a|b|i|u|em|"
    r"strong|small|time|br|img|center|font)(?=[\s/>]))",
    re.IGNORECASE,
)
_PAGE_TAG = re.compile(r"<(?:!doctype\s+html|(?:html|head|body)(?=[\s>]))", re.IGNORECASE)
_CLOSING_TAG = re.compile(r"</(?:div|dl|dt|dd|table|tr|td|p|ul|ol|li|h[1-6])>", re.IGNORECASE)
_CLOSING_TAGS_OF_A_FRAGMENT = 3


def read_document(
    snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS, shapes: Shapes = NO_SHAPES
) -> Document | Refusal:
    """Read one page as numbered lines, or say why it can't be read. ``shapes`` is what its source knows of its lines.

    The links of an archive's copy are as they were before it rewrote them.

    A damaged container's own refusal is passed on. Further reasons: ``too_large``, ``empty``, ``binary``,
    ``mhtml``, ``undecodable``, for HTML and JSON ``too_deep``, and for text ``wrapped``.
    """
    if snapshot.refusal is not None:
        return snapshot.refusal
    size = len(snapshot.payload)
    if size > bounds.payload_bytes:
        message = f"The page is {size:,} bytes long; at most {bounds.payload_bytes:,} are read."
        return Refusal("too_large", message)
    decoded = decode(snapshot.payload, snapshot.charset)
    read = decoded if isinstance(decoded, Refusal) else _read_decoded(decoded, snapshot, bounds, shapes)
    if isinstance(read, Refusal) or snapshot.rewritten_to is None:
        return read
    return as_before_rewriting(read, snapshot.rewritten_to)


def _read_decoded(decoded: Decoded, snapshot: Snapshot, bounds: Bounds, shapes: Shapes) -> Document | Refusal:
    of_markup = (bounds.depth, bounds.lines, bounds.nodes)
    if is_json(decoded.text, snapshot.media_type):
        found = read_json(decoded.text, decoded.encoding, *of_markup)
        # What only begins like JSON, and has no name of such, is text.
        if not _is_undecodable(found) or is_called_json(snapshot.path, snapshot.media_type):
            return found
    is_page = _is_page_of_html(decoded.text, snapshot.media_type)
    if not is_page and is_markdown(decoded.text, snapshot.path, snapshot.media_type):
        return read_markdown(decoded.text, decoded.encoding, of_markup, shapes)
    if is_page or _begins_as_html(decoded.text):
        return read_html(decoded.text, decoded.encoding, *of_markup)
    return _text_document(decoded, bounds.lines, shapes)


def _is_undecodable(found: Document | Refusal) -> bool:
    return isinstance(found, Refusal) and found.reason == "undecodable"


def is_html(text: str, media_type: str | None) -> bool:
    """Tell HTML by what a page begins with; text that merely holds a ``<`` is text."""
    return _is_page_of_html(text, media_type) or _begins_as_html(text)


def _is_page_of_html(text: str, media_type: str | None) -> bool:
    """Tell HTML by what the server says, or by an element that only a whole page has."""
    if media_type is not None and media_type.partition(";")[0].strip().lower() in _HTML_MEDIA_TYPES:
        return True
    return _PAGE_TAG.search(text.lstrip()[:_LOOKED_AT]) is not None


def _begins_as_html(text: str) -> bool:
    """Tell HTML by its first element, or a part of a page by several closing tags."""
    start = text.lstrip()[:_LOOKED_AT]
    return bool(_FIRST_TAG.match(start)) or len(_CLOSING_TAG.findall(start)) >= _CLOSING_TAGS_OF_A_FRAGMENT


def _text_document(decoded: Decoded, bound: int, shapes: Shapes) -> Document | Refusal:
    found = read_text(decoded.text, bound, shapes)
    if isinstance(found, Refusal):
        return found
    cut = not found.ends_in_list and not ends_in_line_end(decoded.text)
    return Document("text", decoded.encoding, found.lines, ends_in_line=cut, is_wrapped=found.is_wrapped)
