"""Links to a practice's own page, whose number names the practice."""

from __future__ import annotations

import re

from extractors.addresses import split_address

SITE = "https://www.gfmd.org"
_HOSTS = frozenset({"gfmd.org", "www.gfmd.org"})
_PRACTICE_PATH = re.compile(r"/pfp/ppd/[0-9]{1,12}/?")
_MORE_WORDS = (
    r"(?:(?:read|learn|see|show|view|continue|find out)\b"
    r"(?: (?:more|reading|all|details|practice|full|the|text|about)\b){0,4}"
    r"|more(?: info| information| details)?|details|leer más|ver más|más información|lire la suite|en savoir plus"
    r"|[0-9]{1,4} comments?|add (?:a )?(?:new )?comment|comments?)"
)
_MORE = re.compile(
    rf"\A[\[(«›» ]{{0,4}}{_MORE_WORDS}[\])»›.…> ]{{0,6}}|\A(?:read|learn) more about .{{1,300}}", re.IGNORECASE
)
_MORE_AT_END = re.compile(rf"(?<=[….:!?]) ?[\[(]?{_MORE_WORDS}[\])»›> ]{{0,6}}$", re.IGNORECASE)


def is_more_link(text: str) -> bool:
    """Whether the text of a link says no more than that it leads on, such as ``Read more »``."""
    return _MORE.fullmatch(text) is not None


def without_more(text: str) -> str:
    """A text without the words of a link at its end that leads on."""
    return _MORE_AT_END.sub("", text[-120:]) if len(text) <= 120 else text[:-120] + _MORE_AT_END.sub("", text[-120:])


def is_site_link(href: str | None) -> bool:
    """Whether a link leads to another page of this site that is no practice, such as a tag's."""
    parts = split_address(href, SITE)
    return parts is not None and parts.hostname in _HOSTS and practice_url(href) is None


def practice_url(href: str | None) -> str | None:
    """The canonical address of a practice's own page that a link leads to; None where it leads elsewhere."""
    parts = split_address(href, SITE)
    if parts is None or parts.hostname not in _HOSTS or not _PRACTICE_PATH.fullmatch(parts.path):
        return None
    return f"{SITE}{parts.path.rstrip('/')}"
