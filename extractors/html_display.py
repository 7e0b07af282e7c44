"""Which elements of HTML a browser shows, and which of them begin a line.

After https://html.spec.whatwg.org/multipage/rendering.html and inline styles; style sheets are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

Display = Literal["none", "block", "inline"]

BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
    }
)
NOT_SHOWN = frozenset(
    {
        "audio",
        "base",
        "canvas",
        "datalist",
        "frameset",
        "head",
        "iframe",
        "link",
        "meta",
        "meter",
        "noembed",
        "noframes",
        "noscript",
        "optgroup",
        "option",
        "progress",
        "rp",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "title",
        "video",
    }
)
PREFORMATTED = frozenset({"listing", "plaintext", "pre", "textarea", "xmp"})

_STYLED = "[hidden], [style], [popover], dialog:not([open])"
_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.I)
_INVISIBLE = re.compile(r"(?:^|;)\s*visibility\s*:\s*(?:hidden|collapse)", re.I)
_LOOKED_AT = 2_000
_DISPLAYED_INLINE = frozenset({"inline", "inline-block", "inline-flex", "inline-grid", "inline-table", "contents"})
_DISPLAYED_AS_BLOCK = frozenset({"block", "flex", "flow-root", "grid", "list-item", "table", "table-cell", "table-row"})


def stated_displays(page: LexborHTMLParser) -> Mapping[int, Display]:
    """Map the ``mem_id`` of each element whose attributes say how it is shown to what they say."""
    displays: dict[int, Display] = {}
    for node in page.css(_STYLED):
        style = (node.attrs.get("style") or "")[:_LOOKED_AT]
        display = _style_display(style)
        if display is None and ("hidden" in node.attrs or "popover" in node.attrs or node.tag == "dialog"):
            display = "none"
        if display is not None:
            displays[node.mem_id] = display
    return displays


def _style_display(style: str) -> Display | None:
    if _INVISIBLE.search(style):
        return "none"
    stated = _DISPLAY.findall(style)
    if not stated:
        return None
    last = stated[-1].lower()
    if last == "none":
        return "none"
    if last in _DISPLAYED_INLINE:
        return "inline"
    return "block" if last in _DISPLAYED_AS_BLOCK else None
