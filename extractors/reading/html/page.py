"""From HTML of any markup to the lines that a browser would show."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode, SelectolaxError

from extractors.reading.html.depth import has_more_attributes, nests_deeper
from extractors.reading.html.display import STYLED, stated_displays
from extractors.reading.html.lines import LinesOnPage, Most
from extractors.reading.html.scope import stated_roles, with_roles
from extractors.reading.space import fold_space
from schemas.document import Document
from schemas.snapshot import Refusal

_LONGEST_TAG = 2_000
_LAST_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]{0,2000}>\Z")
_WITHIN_LINES = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "time", "u"}
)
_MOST_ATTRIBUTES = 5_000


def read_html(text: str, encoding: str, depth: int, lines: int, nodes: int) -> Document | Refusal:
    """Render HTML as a document, or refuse it as ``too_deep``, ``too_large`` or ``empty``.

    ``depth`` bounds how deep elements may nest, ``lines`` how many lines the page may have, ``nodes`` how many elements
    and pieces of text. Raises ``MemoryError``.
    """
    page = parse_html(text, depth)
    if isinstance(page, Refusal):
        return page
    most = Most(depth, lines, nodes)
    marked = page.css(f"{STYLED}, {with_roles()}")
    rendering = LinesOnPage(stated_displays(marked), stated_roles(marked), most)
    root = page.root
    refusal = _walk(root, rendering, most) if root is not None else None
    if refusal:
        return refusal
    if not rendering.lines:
        return Refusal("empty", "The page shows no text.")
    return Document(
        "html",
        encoding,
        tuple(rendering.lines),
        language=_attribute(root, "lang"),
        canonical=_attribute(page.css_first('link[rel~="canonical" i]'), "href"),
        base=_attribute(page.css_first("base[href]"), "href"),
        title=_title(page),
        ends_in_line=_ends_in_line(text),
    )


def _ends_in_line(text: str) -> bool:
    """Whether the markup ends in text, or in a tag that ends no line, as only a page that is cut does."""
    end = text[-_LONGEST_TAG:].rstrip()
    last = _LAST_TAG.search(end)
    if end.endswith("-->"):
        return False
    return last is None or last[1].lower() in _WITHIN_LINES


def parse_html(text: str, depth: int) -> LexborHTMLParser | Refusal:
    """Parse as a browser that runs scripts does, so that ``<noscript>`` holds no elements.

    Of a page that is cut, the beginning of a tag (``<``, ``</``) at its very end is no text. What would keep the parser
    busy for long is refused as ``too_deep`` or ``too_large``. Raises ``MemoryError``.
    """
    if nests_deeper(text, depth):
        return _too_deep(depth)
    if has_more_attributes(text, _MOST_ATTRIBUTES):
        return Refusal("too_large", f"A tag of the page has over {_MOST_ATTRIBUTES:,} attributes.")
    try:
        return LexborHTMLParser(
            text.removesuffix("</").removesuffix("<"), options=LexborDocumentOptions.WO_EVENTS, scripting=True
        )
    except SelectolaxError as error:
        # HTML has no syntax errors: Lexbor fails only where it gets no memory.
        raise MemoryError from error


def _too_deep(depth: int) -> Refusal:
    return Refusal("too_deep", f"The elements of the page nest more than {depth:,} deep.")


def _walk(root: LexborNode, page: LinesOnPage, most: Most) -> Refusal | None:
    """Show the page every node in order, without recursion; a Refusal where there is more than a bound allows."""
    around: list[LexborNode] = []
    node: LexborNode | None = root
    while node is not None and page.nodes <= most.nodes and len(page.lines) <= most.lines:
        page.nodes += 1
        tag = node.tag or ""
        child = None
        if tag == "-text":
            page.add_text(node.text_content or "")
        elif page.opens(node, tag):
            child = _first_inside(node, page)
        elif _nests(node, most.depth - len(around)):
            return _too_deep(most.depth)
        if child is not None:
            around.append(node)
        if len(around) > most.depth:
            return _too_deep(most.depth)
        node = child or node.next or _following(around, page)
    return _passed_bound(page, most)


def _passed_bound(page: LinesOnPage, most: Most) -> Refusal | None:
    if page.nodes > most.nodes:
        return Refusal("too_large", f"The page has over {most.nodes:,} elements and pieces of text.")
    return Refusal("too_large", f"The page has over {most.lines:,} lines.") if len(page.lines) > most.lines else None


def _first_inside(node: LexborNode, page: LinesOnPage) -> LexborNode | None:
    """The first node within the element that was opened last; None, and it is closed, if there is nothing to walk."""
    child = node.first_child
    if child is None:
        page.close()
        return None
    return None if page.add_known(node) else child


def _nests(unwalked: LexborNode, depth: int) -> bool:
    """Whether elements nest more than ``depth`` deep in one that is not walked."""
    level = [unwalked] if unwalked.first_child is not None else []
    while level and depth >= 0:
        level = [child for node in level for child in node.iter()]
        depth -= 1
    return bool(level)


def _following(around: list[LexborNode], page: LinesOnPage) -> LexborNode | None:
    """Find the node after the last one inside these, closing the elements that end with it."""
    following: LexborNode | None = None
    while following is None and around:
        following = around.pop().next
        page.close()
    return following


def _attribute(node: LexborNode | None, name: str) -> str | None:
    value = node.attrs.get(name) if node is not None else None
    return (value or "").strip() or None


def _title(page: LexborHTMLParser) -> str | None:
    node = page.css_first("head > title")
    return fold_space(node.text()) or None if node is not None else None
