"""The addresses of gfmd.org: which of them are pages, and of what kind."""

from __future__ import annotations

import re

from extractors.gfmd.reference.known import reference
from extractors.values.addresses import split_address
from schemas.site import Site

_BASE = "https://www.gfmd.org"
_HOSTS = frozenset({"gfmd.org", "www.gfmd.org"})
_LANGUAGE = r"(?:/[a-z]{2})?"
_PRACTICE = r"/pfp/ppd/(?P<number>[0-9]{1,12})"
_LISTING = (
    r"/(?:(?:region|gcm-objectives|thematic-area|contributors)/[^/]{1,120}"
    r"|2030-agenda[^/]{0,120}(?:/[^/]{1,120})?|pfp/ppd(?:-search)?)"
)
# A page in another language has the language's code before its path, and is the same practice. A mirror of the site
# leads to its files.
_PRACTICE_PATH = re.compile(rf"{_LANGUAGE}({_PRACTICE})(?:/|(?:/index)?\.html?)?")
_LISTING_PATH = re.compile(rf"{_LANGUAGE}{_LISTING}/?")
_FILE_PATH = re.compile(r"/(?:sites/[^/]{1,60}/)?files/.{1,400}|.{1,400}\.(?:pdf|docx?|pptx?|xlsx?|zip)", re.IGNORECASE)


def practice_url(href: str | None) -> str | None:
    """The canonical address of a practice's own page that a link leads to, or None if it leads elsewhere."""
    parts = split_address(href, _BASE)
    practice = _PRACTICE_PATH.fullmatch(parts.path) if parts and parts.hostname in _HOSTS else None
    return f"{_BASE}{practice[1]}" if practice else None


def is_site_link(href: str | None) -> bool:
    """Whether a link leads to another page of this site that is no practice, such as a tag's; a file is no page."""
    parts = split_address(href, _BASE)
    if parts is None or parts.hostname not in _HOSTS or _FILE_PATH.fullmatch(parts.path):
        return False
    return practice_url(href) is None


def is_listing_address(address: str | None) -> bool:
    """Whether an address is that of a list of practices, such as ``/region/africa`` or ``/pfp/ppd-search``."""
    parts = split_address(address)
    return parts is not None and parts.hostname in _HOSTS and _LISTING_PATH.fullmatch(parts.path) is not None


def _same_page(url: str) -> str:
    return practice_url(url) or url


SITE = Site(
    base=_BASE,
    hosts=_HOSTS,
    kinds=(
        ("practice", re.compile(_PRACTICE)),
        ("country", re.compile(r"/pfp/ppd/(?P<slug>[a-z][a-z0-9-]{0,79})")),
        ("listing", re.compile(_LISTING)),
    ),
    country_path="/pfp/ppd/{slug}",
    slugs=lambda: reference().slugs,
    linked=frozenset({"practice"}),
    same_page=_same_page,
)
