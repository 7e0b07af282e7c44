"""A practice as one page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from extractors.gfmd.facts import Practice
from schemas.extraction import Page, Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A practice as one page shows it, with that page; ``iso3`` is the page's country, for country pages.

    ``whole`` is what another page shows of it, where this page ends before it says enough to know it by.
    """

    page: Page
    iso3: str | None
    practice: Practice
    whole: Practice | None = None


def page_and_lines(shown: Shown) -> tuple[str, Span]:
    """Where a copy stands: an order of copies that does not depend on how they were given."""
    return shown.page.page_id, shown.practice.span


def own_page_url(shown: Shown) -> str | None:
    """The address of the practice's own page, as the copy or its page gives it."""
    return shown.practice.url or (shown.page.url if shown.page.kind == "practice" else None)


def practice_address(shown: Shown) -> str | None:
    """What tells practices of one source apart: the path of the practice's page, whatever the host and scheme.

    ``https://www.gfmd.org/pfp/ppd/4582/`` gives ``gfmd /pfp/ppd/4582?``. None without an address, or with one that
    can't be read.
    """
    url = own_page_url(shown)
    path = _path_and_query(url) if url else None
    return f"{shown.page.source} {path}" if path else None


@lru_cache(maxsize=65_536)
def _path_and_query(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = parts.path.rstrip("/").casefold()
    return f"{path}?{parts.query}" if path else None
