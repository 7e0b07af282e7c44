"""Links to a practice's own page, whose number names the practice."""

from __future__ import annotations

import re

from extractors.addresses import split_address

SITE = "https://www.gfmd.org"
_HOSTS = frozenset({"gfmd.org", "www.gfmd.org"})
_PRACTICE_PATH = re.compile(r"/pfp/ppd/[0-9]{1,12}/?")


def practice_url(href: str | None) -> str | None:
    """The canonical address of a practice's own page that a link leads to; None where it leads elsewhere."""
    parts = split_address(href, SITE)
    if parts is None or parts.hostname not in _HOSTS or not _PRACTICE_PATH.fullmatch(parts.path):
        return None
    return f"{SITE}{parts.path.rstrip('/')}"
