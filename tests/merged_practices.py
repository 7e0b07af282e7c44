"""Practices united by the steps of the program, table by table: what tests ask about copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from extractors.gfmd import records as gfmd
from extractors.gfmd.copies.shown import Shown
from extractors.gfmd.copies.steps import PRACTICE_STEPS, copies_told
from schemas import records
from schemas.uniting import given_in_memory


class MergedPractices(NamedTuple):
    """The rows of the practice tables in order, and why copies were united."""

    practices: tuple[gfmd.Practice, ...]
    practice_countries: tuple[gfmd.PracticeCountry, ...]
    practice_terms: tuple[gfmd.PracticeTerm, ...]
    evidence: tuple[records.Evidence, ...]
    issues: tuple[records.Issue, ...]
    practice_merges: tuple[gfmd.PracticeMerge, ...]


def merge_practices(shown: Iterable[Shown]) -> MergedPractices:
    """The rows of practices with these copies, which are given in any order."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for given in given_in_memory(PRACTICE_STEPS, copies_told(shown)):
        rows[given[0]].append(given[1])
    rows["issues"].sort(key=lambda issue: (issue.code, issue.message))
    return MergedPractices(**{table: tuple(rows[table]) for table in MergedPractices._fields})
