"""What the elements around a line say about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from extractors.reading.web_archives import ARCHIVE_BANNER, banner_ids

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG = frozenset({"b", "strong", "th"})
_REGION_OF_ROLE = {"navigation": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside"}
_REGIONS = frozenset({*_REGION_OF_ROLE.values(), ARCHIVE_BANNER})
_CONTENT = frozenset({"article", "main", "section"})
_SAY_SOMETHING = frozenset({"a", "li", "dt", *_HEADINGS, *_STRONG, *_REGIONS, *_CONTENT})


class Scope(NamedTuple):
    """What holds for every line within an element; ``content`` says that it is inside the content of the page."""

    item: bool = False
    heading: bool = False
    term: bool = False
    strong: bool = False
    region: str | None = None
    href: str | None = None
    article: int | None = None
    content: bool = False


@cache
def with_roles() -> str:
    """The selector of the elements that ``stated_roles`` asks: those with a role, and banners of web archives."""
    return ", ".join(["[role]", *(f"#{name}" for name in sorted(banner_ids()))])


def stated_roles(nodes: Sequence[LexborNode]) -> Mapping[int, str]:
    """Map the ``mem_id`` of each element with a ``role`` that matters here to the element of that role.

    What a web archive inserted has the role of a banner, told by its id.
    """
    roles: dict[int, str] = {}
    for node in nodes:
        role = (node.attrs.get("role") or "").strip().lower()
        if node.id in banner_ids():
            roles[node.mem_id] = ARCHIVE_BANNER
        elif role in _REGION_OF_ROLE or role == "main":
            roles[node.mem_id] = _REGION_OF_ROLE.get(role, role)
    return roles


def scope_within(outer: Scope, node: LexborNode, tag: str, ordinal: int) -> Scope:
    """Give the scope inside an element. ``tag`` is its name, or that of the element whose role it has."""
    if tag not in _SAY_SOMETHING:
        return outer
    if tag == "a":
        item, heading, term, strong, region, _, article, content = outer
        href = (node.attrs.get("href") or "").strip() or None
        return Scope(item, heading, term, strong, region, href, article, content)
    return _scope_by_name(outer, tag, ordinal if tag == "article" else None)


# Elements beside each other, such as the items of a list, have the same scope.
@lru_cache(maxsize=512)
def _scope_by_name(outer: Scope, tag: str, article: int | None) -> Scope:
    if tag == "li":
        return outer._replace(item=True)
    if tag == "dt":
        return outer._replace(term=True)
    if tag in _STRONG:
        return outer._replace(strong=True)
    if tag in _HEADINGS:
        return outer._replace(heading=True)
    if tag in _CONTENT:
        return outer._replace(content=True, article=outer.article if article is None else article)
    if outer.region is None and _is_outside(outer, tag):
        return outer._replace(region=tag)
    return outer


def _is_outside(outer: Scope, tag: str) -> bool:
    """Tell a part of the site from a part of the content, which has headers and footers of its own.

    Navigation is never content, unless an article holds it.
    """
    return outer.article is None if tag == "nav" else not outer.content
