"""Where the links of a page lead, and whether it asks for a password: what a visitor needs to know beside its lines."""

from __future__ import annotations

from typing import NamedTuple

from extractors.reading.decoding import decode
from extractors.reading.document import is_html
from extractors.reading.html.page import parse_html
from extractors.values.addresses import absolute
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.snapshot import Refusal, Snapshot


class Navigation(NamedTuple):
    """The addresses that a page links to, absolute and in its order, and whether it has a field for a password."""

    links: tuple[str, ...] = ()
    asks_for_password: bool = False


def read_navigation(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> Navigation:
    """Where one page leads, by the same parser that reads its lines; a page that is no HTML has no links.

    ``<a href="peru?page=1">`` on the page ``https://www.gfmd.org/pfp/ppd/peru`` leads to
    ``https://www.gfmd.org/pfp/ppd/peru?page=1``. Raises ``MemoryError``.
    """
    if snapshot.refusal is not None or len(snapshot.payload) > bounds.payload_bytes:
        return Navigation()
    decoded = decode(snapshot.payload, snapshot.charset)
    if isinstance(decoded, Refusal) or not is_html(decoded.text, snapshot.media_type):
        return Navigation()
    page = parse_html(decoded.text, bounds.depth)
    if isinstance(page, Refusal):
        return Navigation()
    base = page.css_first("base[href]")
    beside = absolute(base.attrs["href"] or "", snapshot.url or "") if base is not None else snapshot.url or ""
    hrefs = (node.attrs["href"] or "" for node in page.css("a[href], area[href]"))
    password = page.css_first('input[type="password" i]')
    return Navigation(tuple(absolute(href, beside) for href in hrefs), password is not None)
