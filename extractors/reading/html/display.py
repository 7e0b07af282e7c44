"""Which elements of HTML a browser shows, and which of them begin a line.

After https://html.spec.whatwg.org/multipage/rendering.html and inline styles; style sheets are not read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser

Display = Literal["none", "block", "inline"]


class Element(NamedTuple):
    """How a browser shows the elements of one name, unless their attributes say otherwise."""

    is_shown: bool = True
    is_block: bool = False
    is_preformatted: bool = False
    is_of_table: bool = False


_INLINE_ELEMENT = Element()
_NO_ELEMENT = Element(is_shown=False)

_BLOCKS = frozenset(
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
_NOT_SHOWN = frozenset(
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
_PREFORMATTED = frozenset({"listing", "plaintext", "pre", "textarea", "xmp"})
_OF_TABLES = frozenset({"table", "tr", "td", "th"})
_ELEMENTS = {
    name: Element(name not in _NOT_SHOWN, name in _BLOCKS, name in _PREFORMATTED, name in _OF_TABLES)
    for name in _BLOCKS | _NOT_SHOWN | _PREFORMATTED
}


def element_named(name: str) -> Element:
    """How elements of this name are shown: ``p`` as a block, ``span`` inline, ``script`` not at all.

    The names of nodes that are no elements, such as ``-comment``, begin with a hyphen; they are not shown.
    """
    return _ELEMENTS.get(name) or (_NO_ELEMENT if name.startswith("-") else _INLINE_ELEMENT)


_STYLED = "[hidden], [style], [popover], dialog:not([open])"
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# A semicolon in quotation marks or brackets, as in an address, ends nothing.
_DECLARATION = re.compile(r"""(?:[^;"'(]|"[^"]*"?|'[^']*'?|\([^)]*\)?)+""")
_LOOKED_AT = 2_000
_AS_INLINE = {
    "inline",
    "inline-block",
    "inline-flex",
    "inline-grid",
    "inline-table",
    "contents",
    "ruby",
    "initial",
    "unset",
}
_AS_BLOCK = {"block", "flex", "flow-root", "grid", "list-item", "table", "table-caption", "table-cell", "table-row"} | {
    "table-row-group", "table-header-group", "table-footer-group", "-webkit-box", "-webkit-flex"
}  # fmt: skip
_DISPLAYS: Mapping[str, Display] = {
    "none": "none",
    **dict.fromkeys(_AS_INLINE, "inline"),
    **dict.fromkeys(_AS_BLOCK, "block"),
}
_WHITE_SPACES = {
    **dict.fromkeys(("pre", "pre-line", "pre-wrap", "break-spaces"), True),
    **dict.fromkeys(("normal", "nowrap", "initial"), False),
}
# What each property may say; anything else is no CSS, and the declaration before it holds.
_VALUES: Mapping[str, Container[str]] = {
    "display": _DISPLAYS,
    "white-space": _WHITE_SPACES,
    "visibility": {"visible", "hidden", "collapse", "inherit", "initial", "unset", "revert"},
    "content-visibility": {"visible", "hidden", "auto"},
}


class Shown(NamedTuple):
    """What the attributes of an element say of how it is shown.

    ``line_ends`` says whether the ends of its source lines end lines. None stands for what they do not say.
    """

    display: Display | None = None
    line_ends: bool | None = None


AS_USUAL = Shown()


def stated_displays(page: LexborHTMLParser) -> Mapping[int, Shown]:
    """Map the ``mem_id`` of each element whose attributes say how it is shown to what they say."""
    displays: dict[int, Shown] = {}
    for node in page.css(_STYLED):
        stated = _declared((node.attrs.get("style") or "")[:_LOOKED_AT])
        display = _stated_display(stated)
        if display is None and ("hidden" in node.attrs or "popover" in node.attrs or node.tag == "dialog"):
            display = "none"
        shown = Shown(display, _WHITE_SPACES.get(stated.get("white-space", "")))
        if shown != AS_USUAL:
            displays[node.mem_id] = shown
    return displays


def _stated_display(stated: Mapping[str, str]) -> Display | None:
    if stated.get("visibility") in {"hidden", "collapse"} or stated.get("content-visibility") == "hidden":
        return "none"
    return _DISPLAYS.get(stated.get("display", ""))


def _declared(style: str) -> Mapping[str, str]:
    """The value that holds for each property that decides what is shown, of an inline style.

    The last one holds, unless one before is important (https://www.w3.org/TR/css-cascade-4/#cascade-sort).
    """
    values: dict[str, str] = {}
    settled: set[str] = set()
    for declaration in _DECLARATION.findall(_COMMENT.sub(" ", style)):
        name, _, said = declaration.lower().partition(":")
        value, _, weight = said.partition("!")
        name, value, important = name.strip(), value.strip(), weight.strip() == "important"
        if value in _VALUES.get(name, ()) and (important or name not in settled):
            values[name] = value
            settled.update([name] if important else [])
    return values
