"""Printed titles against the catalogue of roundtables and meetings: the best title wins, a code only breaks ties.

Across editions the titles of the catalogue differ by more than any misspelling seen: the difflib ratio is at most
0.76 between unlike ones, mostly above 0.9 for true matches, and near 0.8 for a few reworded ones, where the code helps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from extractors.gfmd.reference.known import reference
from extractors.text import without_accents

CERTAIN = 0.85
"""From this similarity on a title of the same words, misspelt or not, matches if no printed code speaks against it."""
WITH_CODE = 0.77
"""From this similarity on a title matches where the printed code is the catalogued one, reworded or not."""
_NEARLY_EXACT = 0.95
"""So like the whole of a title, it outweighs a printed code, which can be wrong, and one word more or less."""
_MOSTLY = 0.9  # true matches are mostly above it, and no title of another edition is above 0.76
_LONG_TITLE = 6  # words: of so many, one more or less or another one makes no other title
_MARGIN = 0.08  # a title of another edition that is as near as this leaves open which one is meant
_LIKE_WORD = 70  # per cent: "costts" and "costs"
_CUT_LIKENESS = 92  # per cent, of a cut title and the beginning of the whole one
_CUT_LENGTH = 24
"""How many characters of a cut title say something where the printed code is the catalogued one."""
_CUT_LENGTH_OF_MEETING = 24  # which has no code, but mostly a date beside it
_SMALL_WORDS = frozenset({"the", "and"})
_APART = re.compile(r"[^\w]+")


class Candidate(NamedTuple):
    """A catalogued title that a printed one may mean. ``score`` is the similarity of the whole titles, 0 to 1."""

    id: str
    edition: int | None
    code: str | None
    kind: str
    score: float


class Spelling(NamedTuple):
    """One spelling of a catalogued title, ``folded`` as titles are compared."""

    id: str
    edition: int | None
    code: str | None
    kind: str
    folded: str


def folded(title: str) -> str:
    """The title without case, accents, punctuation and extra space."""
    return " ".join(_APART.sub(" ", without_accents(title.casefold())).split())


def roundtables_titled(title: str, code: str | None = None, *, cut: bool = False) -> tuple[Candidate, ...]:
    """The roundtables that a printed title may mean: one where it is clear, several where it is open, or none.

    ``code`` is the printed one: it lets a reworded title match, and never chooses between editions. ``cut`` says that
    the page shows the title's beginning only (it ends in an ellipsis, or its quotation is not closed); without it the
    title is taken as whole, so that the beginning of a longer one is none.
    """
    return titled_among(folded(title), code, roundtable_spellings(), cut=cut)


def meetings_titled(title: str, *, cut: bool = False) -> tuple[Candidate, ...]:
    """The thematic meetings that a printed title may mean; see ``roundtables_titled``."""
    return titled_among(folded(title), None, meeting_spellings(), cut=cut)


def meetings_surely_titled(title: str, *, cut: bool) -> tuple[Candidate, ...]:
    """The thematic meetings of just this title, for lines whose day does not tell: some titles differ by one word."""
    printed = folded(title)
    exact = [s for s in meeting_spellings() if s.folded == printed]
    return () if cut else _best_by_id([_candidate(s, 1.0) for s in exact])


@cache
def roundtable_spellings() -> tuple[Spelling, ...]:
    """Every spelling of every roundtable of the reference."""
    return tuple(
        Spelling(r.roundtable_id, r.edition, r.code, r.kind, folded(title))
        for r in reference().roundtables
        for title in (r.title, *r.spellings)
    )


@cache
def meeting_spellings() -> tuple[Spelling, ...]:
    """The titles of the thematic meetings of the reference."""
    return tuple(
        Spelling(m.meeting_id, m.edition, None, m.kind, folded(m.title))
        for m in reference().meetings
        if m.kind == "thematic"
    )


@lru_cache(maxsize=65_536)
def titled_among(title: str, code: str | None, spellings: tuple[Spelling, ...], *, cut: bool) -> tuple[Candidate, ...]:
    """The same among these spellings. ``title`` is folded."""
    if not title:
        return ()
    within = [s for s in spellings if f" {title} " in f" {s.folded} " and s.folded != title]
    if cut:
        return _beginning(title, code, within, spellings)
    exact = [s for s in spellings if s.folded == title]
    if not exact:
        return _likest_titles(title, code, within, spellings)
    speaking = [s for s in within if _codes_agree(code, s)]
    others = [] if any(_codes_agree(code, s) for s in exact) else speaking
    return _best_by_id([_candidate(s, similarity(title, s.folded)) for s in (*exact, *others)])


def _beginning(
    title: str, code: str | None, within: Sequence[Spelling], spellings: Sequence[Spelling]
) -> tuple[Candidate, ...]:
    """The titles that a cut one may begin. Words that also stand within a title of another edition leave it open."""
    found = [s for s in spellings if _likeness_of_beginning(title, s.folded) or _is_like_enough(title, None, s)]
    if not any(_shows_enough(title, code, s) for s in found):
        return ()
    rivals = [s for s in within if s not in found]
    return _best_by_id([_candidate(s, similarity(title, s.folded)) for s in (*found, *rivals)])


def _shows_enough(title: str, code: str | None, spelling: Spelling) -> bool:
    """Whether a cut title is long enough to tell.

    Without its code it must be nearly, and not quite, the whole title: one that is as long may as well be the beginning
    of a longer title, which the catalogue may not have.
    """
    if _codes_agree(code, spelling):
        return len(title) >= _CUT_LENGTH
    if spelling.code is None:
        return len(title) >= min(_CUT_LENGTH_OF_MEETING, len(spelling.folded))
    return CERTAIN * len(spelling.folded) <= len(title) < len(spelling.folded)


def _likest_titles(
    title: str, code: str | None, within: Sequence[Spelling], spellings: Sequence[Spelling]
) -> tuple[Candidate, ...]:
    """The titles most like the printed one as a whole, and those of other editions that may be meant just as well."""
    convincing = _best_by_id(
        [_candidate(s, _bounded_similarity(title, s.folded)) for s in spellings if _is_like_enough(title, code, s)]
    )
    best = max((c.score for c in convincing), default=None)
    if best is None:
        return ()
    chosen = [c for c in convincing if c.score == best]
    editions = {c.edition for c in chosen}
    is_whole = any(
        _codes_agree(code, s) and _is_title_itself(title, s, _bounded_similarity(title, s.folded))
        for s in spellings
        if s.edition in editions
    )
    as_likely = best if is_whole else 0.0
    rivals = [
        _candidate(s, similarity(title, s.folded))
        for s in spellings
        if s.edition not in editions
        and (
            _is_near_rival(title, s.folded, best) or _likeness_of_beginning(title, s.folded) > as_likely or s in within
        )
    ]
    return _best_by_id([*chosen, *rivals])


def _is_near_rival(title: str, catalogued: str, best: float) -> bool:
    bound = fuzz.ratio(title, catalogued, score_cutoff=100 * (best - _MARGIN))
    return bound > 0 and similarity(title, catalogued) >= best - _MARGIN


def _codes_agree(code: str | None, spelling: Spelling) -> bool | None:
    """Whether a printed code is that of a title, or None if codes of two kinds, or no codes, can't be compared.

    The number of a theme is only its place in a list.
    """
    if code is None or spelling.code is None or spelling.kind == "theme" or ("." in code) != ("." in spelling.code):
        return None
    return code == spelling.code


def _is_like_enough(title: str, code: str | None, spelling: Spelling) -> bool:
    """Whether a printed title is like enough to the whole of a catalogued one to be it, given the printed code."""
    score = _bounded_similarity(title, spelling.folded)
    if score == 0 or _numbers(title) != _numbers(spelling.folded):
        return False
    said = _codes_agree(code, spelling)
    if said is None:
        return _is_title_itself(title, spelling, score)
    return said or score >= _NEARLY_EXACT


def _is_title_itself(title: str, spelling: Spelling, score: float) -> bool:
    """Whether a printed title is a catalogued one by itself: in the same words, misspelt or not, or long and near."""
    is_long = len(_longer_words(spelling.folded)) >= _LONG_TITLE
    if score >= (_MOSTLY if is_long else _NEARLY_EXACT):
        return True
    return score >= CERTAIN and _same_words(title, spelling.folded)


def _numbers(folded_title: str) -> list[str]:
    return sorted(word for word in folded_title.split() if word.isdigit())


def _same_words(printed: str, catalogued: str) -> bool:
    """Whether each longer word of one title is one of the other, misspelt or not: "labour migration" adds a word."""
    one, other = _longer_words(printed), _longer_words(catalogued)
    return all(
        any(fuzz.ratio(word, like) >= _LIKE_WORD for like in there)
        for here, there in ((one, other), (other, one))
        for word in here
    )


def _longer_words(title: str) -> set[str]:
    return {word for word in title.split() if len(word) > 2} - _SMALL_WORDS


def _candidate(spelling: Spelling, score: float) -> Candidate:
    return Candidate(spelling.id, spelling.edition, spelling.code, spelling.kind, score)


def _best_by_id(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.id not in best or candidate.score > best[candidate.id].score:
            best[candidate.id] = candidate
    return tuple(best.values())


def _bounded_similarity(printed: str, catalogued: str) -> float:
    """The similarity of two folded titles, or 0 where it cannot reach what counts: the cheaper ratio bounds it."""
    if fuzz.ratio(printed, catalogued, score_cutoff=100 * WITH_CODE) == 0:
        return 0.0
    return similarity(printed, catalogued)


def similarity(printed: str, catalogued: str) -> float:
    """The difflib ratio of two folded titles, 0 to 1; the same whichever comes first."""
    one, other = sorted((printed, catalogued))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _likeness_of_beginning(printed: str, catalogued: str) -> float:
    """How like the beginning of the catalogued title the printed one is, 0 to 1; 0 where it is no such beginning."""
    if len(printed) > len(catalogued):
        return 0.0
    return fuzz.ratio(printed, catalogued[: len(printed)], score_cutoff=_CUT_LIKENESS) / 100
