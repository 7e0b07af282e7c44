"""A practice as one page shows it, and what the end of a cut page leaves of one.

``Night bus to the orch`` alone is too little to tell that it is a copy of ``Night bus to the orchards``. On a page of
the country that shows the orchards it is: the two pages list the same practices.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from operator import itemgetter
from urllib.parse import urlsplit

from extractors.gfmd.copies.passages import passage
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


def with_known_stubs(shown: Sequence[Shown]) -> list[Shown]:
    """The practices that pages show, the last one of a cut page with the practice of which it is the beginning.

    It stays as it is where no page of its country goes on with it, or where pages go on in several ways.
    """
    lasts = {one.page.page_id: one for one in shown}
    stubs = {page_id: last for page_id, last in lasts.items() if _is_stub(last)}
    countries = {stub.iso3 for stub in stubs.values()}
    by_country: dict[str | None, list[tuple[str, Shown]]] = defaultdict(list)
    for one in shown:
        if one.iso3 in countries:
            by_country[one.iso3].append((_letters_shown(one.practice), one))
    for copies in by_country.values():
        copies.sort(key=itemgetter(0))
    return [_completed(one, by_country[one.iso3]) if stubs.get(one.page.page_id) is one else one for one in shown]


def _is_stub(last: Shown) -> bool:
    """Whether the last practice of a page was cut by the end of the page of a country."""
    return last.iso3 is not None and not last.page.complete and last.practice.truncated is not False


def _completed(stub: Shown, copies: Sequence[tuple[str, Shown]]) -> Shown:
    """The stub with the fullest of the practices that begin with it, if all of them begin that one too.

    ``copies`` are those of its country with their letters, in the order of these.
    """
    begun = _letters_shown(stub.practice)
    if not begun:
        return stub
    begin_so = takewhile(
        lambda copy: copy[0].startswith(begun), copies[bisect_left(copies, begun, key=itemgetter(0)) :]
    )
    longer = [(letters, one) for letters, one in begin_so if one.page.page_id != stub.page.page_id]
    fullest, whole = max(longer, key=itemgetter(0), default=("", stub))
    one_way = all(fullest.startswith(letters) for letters, _ in longer)
    return replace(stub, whole=whole.practice) if one_way and len(fullest) > len(begun) else stub


def _letters_shown(practice: Practice) -> str:
    """The letters of a title and a text, so that a practice that is cut is the beginning of the whole one.

    The beginning of a text without a title may have been taken for a title: both are written alike.
    """
    parts = (passage(practice.title).flat, passage(practice.summary).flat)
    return "\0".join(filter(None, parts))
