"""The practices of a cut page, and those of an older capture of its address that the lost end would have shown.

A practice that the older capture lists before the last one that both show, and that the newer one does not show, was
withdrawn. What the older one lists behind that stood behind the cut, as far as can be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from extractors.gfmd.copies.matching import Copy, copy_of, judge
from extractors.gfmd.copies.shown import Shown
from extractors.gfmd.copies.steps import practices_of
from extractors.gfmd.facts import GfmdExtraction, Practice, facts_of
from extractors.gfmd.uniting.block_filling import is_corrected

_MIN_ALIKE = 0.85
"""Least similarity of titles or texts one of which is the other one corrected."""
_LONGEST_COMPARED = 400
_SHORTEST_COMPARED = 60
_MOST_APART = 20
"""Practices that are looked through for the one that a practice was before; a page lists about ten."""


def further_practices(newest: GfmdExtraction, older: GfmdExtraction) -> tuple[Practice, ...]:
    """The practices of the older capture that go on where a newer one of its address is cut."""
    if newest.page.complete:
        return ()
    same = _same_practices(newest, older)
    places = {**same, **dict(_corrected_practices(facts_of(newest).practices, facts_of(older).practices, same))}
    if not places:
        return facts_of(older).practices
    last = max(places.values())
    at = max(place for place, mine in places.items() if mine == last)
    is_last = last == len(facts_of(newest).practices) - 1
    goes_on = is_last and _is_rest_of(
        facts_of(newest).practices[last], facts_of(older).practices[at], is_same=at in same
    )
    behind = (one for place, one in enumerate(facts_of(older).practices) if place > at and place not in places)
    return (*([facts_of(older).practices[at]] if goes_on else ()), *behind)


def _is_rest_of(cut: Practice, whole: Practice, *, is_same: bool) -> bool:
    """Whether an older practice is the whole of one that was cut: the same, or too short to tell and its beginning."""
    if cut.truncated is False:
        return False
    one, other = _compared_copy(cut), _compared_copy(whole)
    begins = one.title.flat == other.title.flat and other.text.flat.startswith(one.text.flat)
    return is_same or begins


def _same_practices(newest: GfmdExtraction, older: GfmdExtraction) -> dict[int, int]:
    """For each practice of the older capture, by its place, which one of the newer capture it is."""
    mine, theirs = (
        {Shown(one.page, None, practice): place for place, practice in enumerate(facts_of(one).practices)}
        for one in (newest, older)
    )
    found: dict[int, int] = {}
    for group in practices_of([*mine, *theirs]):
        ours = [mine[one] for one in group if one in mine]
        found.update((theirs[one], ours[-1]) for one in group if one in theirs and ours)
    return found


def _corrected_practices(
    newest: Sequence[Practice], older: Sequence[Practice], same: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Practices of the older capture, by their places, that say something else now: nearly the same, at their place."""
    places = {mine: place for place, mine in same.items()}
    before = -1
    for mine, practice in enumerate(newest):
        if mine in places:
            before = max(before, places[mine])
            continue
        copy = _compared_copy(practice)
        among = (place for place in range(before + 1, len(older))[:_MOST_APART] if place not in same)
        place = next((place for place in among if _is_alike(copy, _compared_copy(older[place]))), None)
        if place is not None:
            before = place
            yield place, mine


def _compared_copy(practice: Practice) -> Copy:
    return copy_of(practice.title, practice.summary, truncated=practice.truncated is not False)


def _is_alike(one: Copy, other: Copy) -> bool:
    """Whether one of two practices can be the other one corrected: their titles and texts are nearly the same.

    Where there is too little text to tell, the title must be the same.
    """
    length = min(len(one.text.flat), len(other.text.flat), _LONGEST_COMPARED)
    if length < _SHORTEST_COMPARED:
        return bool(one.core.flat) and one.core.flat == other.core.flat
    untitled = not (one.core.flat and other.core.flat)
    like_titles = untitled or is_corrected(one.core.flat, other.core.flat, _MIN_ALIKE)
    return like_titles and is_corrected(one.text.flat[:length], other.text.flat[:length], _MIN_ALIKE)


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
