"""Links to a practice's own page, whose number names the practice."""

from __future__ import annotations

import re

from extractors.addresses import split_address

SITE = "https://www.gfmd.org"
_HOSTS = frozenset({"gfmd.org", "www.gfmd.org"})
# A page in another language has the language's code before its path, and is the same practice. A mirror of the site
# leads to its files.
_PRACTICE_PATH = re.compile(r"(?:/[a-z]{2})?(/pfp/ppd/[0-9]{1,12})(?:/|(?:/index)?\.html?)?")
_FILE_PATH = re.compile(r"/(?:sites/[^/]{1,60}/)?files/.{1,400}|.{1,400}\.(?:pdf|docx?|pptx?|xlsx?|zip)", re.IGNORECASE)
# The same as in the table of sources, but for the language and the slash that a canonical address lacks.
_LISTING_PATH = re.compile(
    r"(?:/[a-z]{2})?"
    r"/(?:(?:region|gcm-objectives|thematic-area|contributors)/[^/]{1,120}"
    r"|2030-agenda[^/]{0,120}(?:/[^/]{1,120})?|pfp/ppd(?:-search)?)/?"
)
_MORE_WORDS = (
    r"(?:(?:read|learn|see|show|view|continue|find out|go to|discover|open|explore|more|full|leer|ver|voir)\b"
    r"(?: (?:more|reading|on|all|details|practices?|full|complete|the|this|story|text|article|about|page|here)\b){0,5}"
    r"|leer más|ver más|más información|seguir leyendo|voir plus|lire la suite|en savoir plus|continuer la lecture"
    r"|more information|details|[0-9]{1,4} comments?|add (?:a )?(?:new )?comment|comments?|[→»›]{1,3})"
)
_MARKS = r"[\[(«›»→+> ]{0,4}"
_MORE = re.compile(
    rf"\A{_MARKS}{_MORE_WORDS}[\])»›→.…> ]{{0,6}}"
    rf"|\A{_MARKS}(?:continue reading|(?:read|learn) more(?: about)?)\b.{{1,300}}",
    re.IGNORECASE,
)
# Of running text only what can hardly be its own words: nobody knows there that it was a link.
_MORE_AT_END = re.compile(
    r"(?<=[….:!?]) ?[\[(]?"
    r"(?:(?:read|learn|see|show|view|continue|find out)(?: (?:more|reading|full|all|details)\b){1,3}"
    r"|leer más|ver más|más información|seguir leyendo|voir plus|lire la suite|en savoir plus)[\])»›→> ]{0,6}$",
    re.IGNORECASE,
)


def is_more_link(text: str) -> bool:
    """Whether the text of a link says no more than that it leads on, such as ``Read more »``."""
    return _MORE.fullmatch(text) is not None


def without_more(text: str) -> str:
    """A text without the words of a link at its end that leads on."""
    return _MORE_AT_END.sub("", text[-120:]) if len(text) <= 120 else text[:-120] + _MORE_AT_END.sub("", text[-120:])


def is_site_link(href: str | None) -> bool:
    """Whether a link leads to another page of this site that is no practice, such as a tag's; a file is no page."""
    parts = split_address(href, SITE)
    if parts is None or parts.hostname not in _HOSTS or _FILE_PATH.fullmatch(parts.path):
        return False
    return practice_url(href) is None


def is_listing_address(address: str | None) -> bool:
    """Whether an address is that of a list of practices, such as ``/region/africa`` or ``/pfp/ppd-search``."""
    parts = split_address(address)
    return parts is not None and parts.hostname in _HOSTS and _LISTING_PATH.fullmatch(parts.path) is not None


def practice_url(href: str | None) -> str | None:
    """The canonical address of a practice's own page that a link leads to; None where it leads elsewhere."""
    parts = split_address(href, SITE)
    practice = _PRACTICE_PATH.fullmatch(parts.path) if parts and parts.hostname in _HOSTS else None
    return f"{SITE}{practice[1]}" if practice else None
