"""How much each line says about the edition of its block, and which reading of a block wins.

All weights stand here. Several sure lines outweigh a loose one; where sure lines contradict each other nothing wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.gfmd.facts import EditionEvidence
from extractors.gfmd.reference.catalogue import Candidate

STATED = 12
"""A year printed as a heading of the block."""
EXACT_WITH_CODE, EXACT, EXACT_AGAINST_CODE = 6, 3, 2
"""A title spelt as in the catalogue: beside its own code, without a code, beside another code."""
ALIKE_WITH_CODE, ALIKE = 4, 1
"""A title that is misspelt, reworded or cut: beside its own code, or without it."""
CATALOGUED_MEETING, DAY, MEETING_TITLE = 6, 4, 3
"""A meeting known by title and day, a day in the time of an edition, and the title of a meeting alone."""
CONTRIBUTION = 1
"""What a contribution names; it counts only in blocks without other evidence."""

LOOSE = 1
"""Only evidence of this weight is ever set aside for other lines of the block."""
FEWEST_SURE_LINES = 2
TIMES_MORE = 8
"""How many times the weight of the loose lines the others must have."""


class Reading(NamedTuple):
    """The evidence of a block: what counts, and the loose lines that the others outweigh."""

    counting: tuple[EditionEvidence, ...]
    outweighed: tuple[EditionEvidence, ...] = ()


def weight_of_title(candidates: Sequence[Candidate], code: str | None, *, is_cut: bool) -> int:
    """The weight of a printed title by the catalogued titles that it may mean, all of one edition."""
    is_exact = not is_cut and any(candidate.score == 1.0 for candidate in candidates)
    agrees = any(candidate.code == code for candidate in candidates)
    if is_exact:
        return EXACT_WITH_CODE if agrees else EXACT if code is None else EXACT_AGAINST_CODE
    return ALIKE_WITH_CODE if agrees else ALIKE


def read_block(found: Sequence[EditionEvidence]) -> Reading:
    """Set aside the loose lines that contradict several sure ones of a block.

    Two titles of 2010, each spelt as catalogued and with its code, outweigh a line that resembles a title of 2012.
    Where setting loose lines aside does not help, all of the evidence counts.
    """
    sure = [evidence for evidence in found if evidence.weight > LOOSE]
    editions_of_sure = _editions_of_all(sure)
    against = tuple(e for e in found if e.weight <= LOOSE and not editions_of_sure & {*e.editions})
    kept = tuple(e for e in found if e not in against)
    if _editions_of_all(found) or len(sure) < FEWEST_SURE_LINES or not _editions_of_all(kept):
        return Reading(tuple(found))
    is_outweighed = _total_weight(sure) >= TIMES_MORE * _total_weight(against)
    return Reading(kept, against) if is_outweighed else Reading(tuple(found))


def _editions_of_all(found: Sequence[EditionEvidence]) -> frozenset[int]:
    """The editions that each piece of evidence allows."""
    return frozenset.intersection(*(frozenset(e.editions) for e in found)) if found else frozenset()


def _total_weight(found: Sequence[EditionEvidence]) -> int:
    return sum(evidence.weight for evidence in found)
