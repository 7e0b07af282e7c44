"""What the end of a cut page leaves of a practice, known again where another page of the country shows it whole.

``Night bus to the orch`` alone is too little to tell that it is a copy of ``Night bus to the orchards``. On a page of
the country that shows the orchards it is: the two pages list the same practices.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from operator import itemgetter

from extractors.gfmd.copies.passages import passage
from extractors.gfmd.copies.shown import Shown
from extractors.gfmd.facts import Practice


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
