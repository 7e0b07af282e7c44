"""Where the pages of a source are on the web, and which addresses on it are pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit


def no_slugs() -> Mapping[str, str]:
    """The known country pages of a site of which none is known."""
    return {}


def as_written(url: str) -> str:
    """An address as it is, on a site where no two addresses have the same page."""
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site. ``base`` is its canonical origin, ``hosts`` are its names.

    ``kinds`` has a pattern of whole canonical paths for each kind of page; the first that fits counts.
    ``country_path`` is the path of a country's page with ``{slug}``, a group of the pattern of ``country`` too. It is
    None if nothing can be fetched any more.
    ``slugs`` are the known ones, with their ISO3 codes; ``linked`` the kinds of pages that a country's page leads on
    to. ``same_page`` gives the one address of a page that has several, such as one in each language.
    ``media_types`` are those of its pages beside HTML and text.
    """

    base: str
    hosts: frozenset[str]
    kinds: tuple[tuple[str, re.Pattern[str]], ...] = ()
    country_path: str | None = None
    slugs: Callable[[], Mapping[str, str]] = no_slugs
    linked: frozenset[str] = frozenset()
    same_page: Callable[[str], str] = as_written
    media_types: frozenset[str] = frozenset()

    def country_url(self, slug: str, page: int | None = None) -> str:
        """The canonical address of a country's page, or of page ``page`` of its teasers (counted from 0).

        Raises ValueError if the site has no pages to fetch.
        """
        if self.country_path is None:
            raise ValueError(f"{self.base} has no pages of countries that can be fetched")
        address = self.base + self.country_path.format(slug=quote(slug, safe="", errors="surrogateescape"))
        return address if page is None else f"{address}?page={page}"

    def kind_of(self, url: str) -> str | None:
        """The kind of page, such as ``country``, for a canonical address of this site, else None."""
        return next((kind for kind, _ in self._fitting(url)), None)

    def slug_of(self, url: str) -> str | None:
        """The slug in the canonical address of a country's page: ``sri-lanka``. None for any other address."""
        kind, names = next(self._fitting(url), (None, {}))
        return names.get("slug") if kind == "country" else None

    def _fitting(self, url: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        """The kinds whose pattern fits an address, each with the named parts of the path."""
        parts = urlsplit(url)
        if parts.hostname in self.hosts:
            fits = ((kind, pattern.fullmatch(parts.path)) for kind, pattern in self.kinds)
            yield from ((kind, found.groupdict()) for kind, found in fits if found)
