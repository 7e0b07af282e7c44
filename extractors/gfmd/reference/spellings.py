"""Which of many titles are spellings of one, and which one is most like another.

The similarity of two titles is the ratio of difflib, which takes a tenth of a millisecond. The longest common
subsequence bounds it from above and takes a thousandth of that: so only titles that may be alike are compared in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel

from extractors.gfmd.reference.catalogue import similarity

SAME_TITLE = 0.8
"""Least similarity of two spellings of one title: unlike titles of the catalogue have 0.76 at most."""
_ROUNDING = 1e-4
"""How far a bound may lie below the similarity that it bounds: rapidfuzz rounds where it is given a least score."""


class Likeness(NamedTuple):
    """The place of one of several titles, and how similar it is to another, 0 to 1."""

    place: int
    similarity: float


def spellings_of(title: str, titles: Sequence[str]) -> Iterator[int]:
    """The indexes of those titles that are spellings of this one: ``ferries and quays`` of ``ferrys and quays``."""
    return (index for index in _may_be_spellings(title, titles) if similarity(title, titles[index]) >= SAME_TITLE)


def _may_be_spellings(title: str, titles: Sequence[str]) -> Iterator[int]:
    cutoff = SAME_TITLE - _ROUNDING
    found = process.extract(title, titles, scorer=Indel.normalized_similarity, score_cutoff=cutoff, limit=None)
    return (index for _, _, index in found)


def groups_of_spellings(titles: Sequence[str]) -> list[list[int]]:
    """The titles, by their indexes, in groups that hang together by spellings.

    ``["ferries and quays", "night trains", "ferrys and quays"]`` gives ``[[1], [0, 2]]``: the group that got a title
    last comes last.
    """
    groups: dict[int, list[int]] = {}
    went_into: dict[int, int] = {}
    for at, title in enumerate(titles):
        near: set[int] = set()
        for index in _may_be_spellings(title, titles[:at]):
            group = _group_now(index, went_into)
            if group not in near and similarity(title, titles[index]) >= SAME_TITLE:
                near.add(group)
            if len(near) == len(groups):
                break
        groups[at] = [index for group in sorted(near) for index in groups.pop(group)] + [at]
        went_into.update(dict.fromkeys(near, at))
    return list(groups.values())


def _group_now(index: int, went_into: dict[int, int]) -> int:
    """The title that names the group of another one. ``went_into`` tells which group went into which."""
    passed = []
    while index in went_into:
        passed.append(index)
        index = went_into[index]
    went_into.update(dict.fromkeys(passed, index))
    return index


def likest(title: str, titles: Sequence[str]) -> list[Likeness]:
    """The titles that are most similar to this one, several where they are equally so; none where there are none."""
    found: list[Likeness] = []
    best = 0.0
    for other, bound, index in process.extract(title, titles, scorer=Indel.normalized_similarity, limit=None):
        if bound < best - _ROUNDING:
            break
        found.append(Likeness(index, similarity(title, other)))
        best = max(best, found[-1].similarity)
    return [one for one in found if one.similarity == best]
