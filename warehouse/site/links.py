"""Where the pages of the site stand, seen from its folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from warehouse.site.blocks import Link

MENU: Mapping[str, Link] = {
    "overview": Link("Overview", "index.html"),
    "countries": Link("Countries", "countries/index.html"),
    "editions": Link("Editions", "editions/index.html"),
    "roundtables": Link("Roundtables", "roundtables/index.html"),
    "organizations": Link("Organizations", "organizations/index.html"),
    "practices": Link("Practices", "practices/index.html"),
    "quality": Link("Quality", "quality/index.html"),
    "data": Link("Take it away", "data/index.html"),
}
LINES_OF_PART = 1000
"""Numbers of lines that one page of a saved page shows; longer ones go on on further pages."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def country(iso3: str) -> str:
    """The page of a country: ``PER`` gives ``countries/PER.html``."""
    return f"countries/{iso3}.html"


def country_evidence(iso3: str) -> str:
    """The page of the evidence of a country."""
    return f"countries/{iso3}-evidence.html"


def edition(year: int) -> str:
    """The page of an edition."""
    return f"editions/{year}.html"


def roundtable(roundtable_id: str) -> str:
    """The page of a roundtable."""
    return f"roundtables/{name_of(roundtable_id)}.html"


def organization(title: str) -> str:
    """The page of an organization, by its printed name: ``OPEC`` and ``opec`` are two, also where a disk sees one."""
    name = name_of(title)
    is_apart = name != title or (title.isupper() and title != "INDEX")
    return f"organizations/{name if is_apart else f'{name}-{_digest(title)}'}.html"


def practice(practice_id: str) -> str:
    """The page of a practice."""
    return f"practices/{name_of(practice_id)}.html"


def saved_page(page_id: str, line: int | None = None) -> str:
    """A saved page, or one line of it: ``pages/e5eebb5461c4be6c.html#L12``."""
    return saved_part(page_id, 0) if line is None else f"{saved_part(page_id, line // LINES_OF_PART)}#L{line}"


def saved_part(page_id: str, number: int) -> str:
    """A part of a long saved page, from 0: the second one is ``pages/e5eebb5461c4be6c-2.html``."""
    return f"pages/{page_id[:16]}{f'-{number + 1}' if number else ''}.html"


def anchor(table: str, record_id: str) -> str:
    """The name of a record's place on a page of evidence: ``contributions-BEL-02-1``."""
    return f"{table}-{name_of(record_id.replace('/', '-'))}"


def name_of(text: str) -> str:
    """A text as part of an address: itself where it is plain (``2016-2.2``), else its words and a digest.

    ``OAS (observer)`` gives ``OAS-observer-`` and eight hex digits, so that no two texts share an address.
    """
    if _PLAIN.fullmatch(text):
        return text
    words = "-".join(re.findall(r"[A-Za-z0-9]+", text))[:40].strip("-")
    return f"{words}-{_digest(text)}" if words else _digest(text)


def outside(address: str | None) -> str | None:
    """An address that a reader may follow out of the site, or None: ``javascript:`` and the like stay text."""
    if address is None:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.netloc else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
