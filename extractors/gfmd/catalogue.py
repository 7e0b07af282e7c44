"""Printed titles against the catalogue of roundtables and meetings: the best title wins, a code only breaks ties.

Across editions the titles of the catalogue differ by more than any misspelling seen: the difflib ratio is at most
0.76 between unlike ones, mostly above 0.9 for true matches, and near 0.8 for a few reworded ones, where the code helps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from extractors.gfmd.reference import reference

CERTAIN = 0.85
"""From this similarity on a title matches by itself."""
WITH_CODE = 0.77
"""From this similarity on a title matches where the printed code is the catalogued one."""
_NEARLY_EXACT = 0.95  # so like the whole of one title is no cut of another
_CUT_LIKENESS = 92  # per cent, of a cut title and the beginning of the whole one
_CUT_LENGTH = 16  # characters: less of a title says nothing
_CUT_SHARE = 0.5  # of the whole title, where nothing says that it was cut: "Migration and development" begins many
_APART = re.compile(r"[^\w]+")


class Candidate(NamedTuple):
    """A catalogued title that a printed one may mean. ``score`` is the similarity of the whole titles, 0 to 1."""

    id: str
    edition: int | None
    code: str | None
    kind: str
    score: float


class _Spelling(NamedTuple):
    id: str
    edition: int | None
    code: str | None
    kind: str
    folded: str


def folded(title: str) -> str:
    """The title without case, accents, punctuation and extra space."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    return " ".join(_APART.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).split())


def roundtables_titled(title: str, code: str | None = None, *, cut: bool = False) -> tuple[Candidate, ...]:
    """The roundtables that a printed title may mean: one where it is clear, several where it is open, or none.

    ``code`` is the printed one, for titles that are reworded; ``cut`` says that the page shows the title's beginning
    only (it ends in an ellipsis, or its quotation is not closed).
    """
    return _titled(folded(title), code, cut, _roundtable_spellings())


def meetings_titled(title: str, *, cut: bool = False) -> tuple[Candidate, ...]:
    """The thematic meetings that a printed title may mean; see ``roundtables_titled``."""
    return _titled(folded(title), None, cut, _meeting_spellings())


@cache
def _roundtable_spellings() -> tuple[_Spelling, ...]:
    return tuple(
        _Spelling(r.roundtable_id, r.edition, r.code, r.kind, folded(title))
        for r in reference().roundtables
        for title in (r.title, *r.spellings)
    )


@cache
def _meeting_spellings() -> tuple[_Spelling, ...]:
    return tuple(
        _Spelling(m.meeting_id, m.edition, None, m.kind, folded(m.title))
        for m in reference().meetings
        if m.kind == "thematic"
    )


@lru_cache(maxsize=65_536)
def _titled(title: str, code: str | None, cut: bool, spellings: tuple[_Spelling, ...]) -> tuple[Candidate, ...]:
    exact = [s for s in spellings if s.folded == title]
    if exact and not cut:
        return _best_by_id([_candidate(s, 1.0) for s in exact])
    whole = _whole(title, code, spellings)
    beginning = [s for s in spellings if _begins(title, s.folded, _CUT_SHARE * (not cut))]
    if whole and not cut and max(c.score for c in whole) >= _NEARLY_EXACT:
        return whole
    return _best_by_id([*whole, *(_candidate(s, similarity(title, s.folded)) for s in beginning)])


def _whole(title: str, code: str | None, spellings: tuple[_Spelling, ...]) -> tuple[Candidate, ...]:
    """The titles most like the printed one as a whole, if they are like enough."""
    scored = _best_by_id([_candidate(s, score) for s in spellings if (score := _score(title, s.folded)) >= WITH_CODE])
    best = max((c.score for c in scored if c.score >= CERTAIN or (code and c.code == code)), default=None)
    return tuple(c for c in scored if best is not None and c.score == best)


def _candidate(spelling: _Spelling, score: float) -> Candidate:
    return Candidate(spelling.id, spelling.edition, spelling.code, spelling.kind, score)


def _best_by_id(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.id not in best or candidate.score > best[candidate.id].score:
            best[candidate.id] = candidate
    return tuple(best.values())


def _score(printed: str, catalogued: str) -> float:
    """The similarity of two folded titles, or 0 where it cannot reach what counts: the cheaper ratio bounds it."""
    if fuzz.ratio(printed, catalogued, score_cutoff=100 * WITH_CODE) == 0:
        return 0.0
    return similarity(printed, catalogued)


def similarity(printed: str, catalogued: str) -> float:
    """The difflib ratio of two folded titles, 0 to 1; the same whichever comes first."""
    one, other = sorted((printed, catalogued))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _begins(printed: str, catalogued: str, share: float) -> bool:
    """Whether the printed title is the beginning of the catalogued one, at least that share of it; misspelt or not."""
    if len(printed) < max(_CUT_LENGTH, share * len(catalogued)) or len(printed) > CERTAIN * len(catalogued):
        return False
    beginning = catalogued[: len(printed)]
    return printed == beginning or fuzz.ratio(printed, beginning) >= _CUT_LIKENESS
