"""The addresses of gfmd.org: which of them are pages, and of what kind."""

from __future__ import annotations

import re

from extractors.gfmd.reference.known import reference
from extractors.text import kept_by_text
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


def practice_url(link: str | None) -> str | None:
    """The canonical address of a practice's own page that an absolute link leads to, or None if it leads elsewhere.

    ``https://gfmd.org/fr/pfp/ppd/123/`` leads to ``https://www.gfmd.org/pfp/ppd/123``.
    """
    if link is None:
        return None
    practice = _PRACTICE_PATH.fullmatch(_path_on_site(link))
    return f"{_BASE}{practice[1]}" if practice else None


def is_site_link(link: str | None) -> bool:
    """Whether an absolute link leads to another page of this site that is no practice, such as a tag's.

    ``https://www.gfmd.org/region/africa`` does; a file, such as ``https://www.gfmd.org/a.pdf``, is no page.
    """
    path = _path_on_site(link)
    return bool(path) and not (_FILE_PATH.fullmatch(path) or _PRACTICE_PATH.fullmatch(path))


def is_listing_address(address: str | None) -> bool:
    """Whether an address is that of a list of practices: its path is ``/region/africa`` or ``/pfp/ppd-search``."""
    return _LISTING_PATH.fullmatch(_path_on_site(address)) is not None


def _path_on_site(address: str | None) -> str:
    """The path of an absolute address of this site, at least ``/``; empty for other addresses."""
    return _path_of(address) if address else ""


@kept_by_text
def _path_of(address: str) -> str:
    parts = split_address(address)
    return parts.path or "/" if parts and parts.hostname in _HOSTS else ""


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
