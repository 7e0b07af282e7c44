"""A practice's own page that was cut, and what an older capture of it shows behind the cut."""

from __future__ import annotations

from collections import Counter

from extractors.gfmd.copies.matching import copy_of, judge
from extractors.gfmd.facts import GfmdExtraction, Practice, facts_of


def rest_of_practice(newest: GfmdExtraction, older: GfmdExtraction) -> tuple[Practice, ...]:
    """The practice of the older capture with its whole text, and only the terms and countries behind the cut.

    None if the newer page is whole, or shows another text: then the old end is not the end of the new text.
    """
    if newest.page.complete or not (facts_of(newest).practices and facts_of(older).practices):
        return ()
    cut, whole = facts_of(newest).practices[0], facts_of(older).practices[0]
    if not judge(copy_of(cut.title, cut.summary, truncated=True), copy_of(whole.title, whole.summary)).same:
        return ()
    end = _line_reached(newest, older)
    terms = tuple(term for term in whole.terms if term.span.first > end)
    countries = tuple((iso3, span) for iso3, span in whole.countries if span.first > end)
    return (whole._replace(terms=terms, countries=countries),)


def _line_reached(newest: GfmdExtraction, older: GfmdExtraction) -> int:
    """The last line of the older capture that the newer one shows too and whole; 0 where they share none.

    Only lines that stand once on either page tell the place.
    """
    counts = [Counter(claim.text for claim in page.claims) for page in (newest, older)]
    once = {text for text, count in counts[0].items() if count == counts[1][text] == 1}
    cut = newest.claims[-1].text if newest.claims else None
    return max((claim.line for claim in older.claims if claim.text in once and claim.text != cut), default=0)
