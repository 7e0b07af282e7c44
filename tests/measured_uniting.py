"""How well the copies of generated practices are told apart, by precision and recall over pairs of copies.

``python -m tests.measured_uniting 10000 7`` measures so many teasers, made up from that seed.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import NamedTuple

from pipeline.transform.dataset import dataset_of
from schemas.snapshot import Snapshot
from tests.comparing import snapshot
from tests.generated_teasers import Generated, generated_teasers
from tests.places import PLACES
from tests.rendering import spans, text_lines, text_of
from tests.truth import BlockTruth, CountryTruth

_TEASERS_A_PAGE = 10

Place = tuple[str, int]
"""A page and the line where a teaser begins on it."""


class Measured(NamedTuple):
    """Precision and recall over pairs, and the pairs that were united though they are of two practices."""

    precision: float
    recall: float
    wrong: tuple[tuple[Generated, Generated], ...]


def measured(count: int, seed: int) -> Measured:
    """Render so many teasers as text pages, read and unite them, and compare what became one with the truth."""
    pages: list[Snapshot] = []
    shown: dict[Place, Generated] = {}
    teasers = generated_teasers(Random(seed), count)
    for at in range(0, count, _TEASERS_A_PAGE):
        page, places = _page(at // _TEASERS_A_PAGE, teasers[at : at + _TEASERS_A_PAGE])
        pages.append(page)
        shown.update(places)
    practice_of = {
        (row.page_id, row.first_line): row.record_id
        for row in dataset_of(pages)["evidence"]
        if row.table_name == "practices"
    }
    return _compared(shown, practice_of)


def _page(number: int, teasers: Sequence[Generated]) -> tuple[Snapshot, dict[Place, Generated]]:
    """A page of a country that shows these teasers, and where each of them stands."""
    country = CountryTruth(PLACES[number % len(PLACES)], (BlockTruth(2008),), tuple(one.teaser for one in teasers))
    lines = text_lines(country, "full")
    page = snapshot(text_of(lines).encode(), f"{country.place.slug}.{number}.txt")
    where = spans(lines)
    return page, {(page.page_id, where[f"practice {at}"][0]): one for at, one in enumerate(teasers, 1)}


def _compared(shown: Mapping[Place, Generated], practice_of: Mapping[Place, str]) -> Measured:
    """A teaser that was not found where it stands is united with none."""
    truly, united = defaultdict(list), defaultdict(list)
    for place, one in shown.items():
        truly[one.practice].append(place)
        united[practice_of.get(place, place)].append(place)
    true_pairs, found_pairs = _pairs(truly.values()), _pairs(united.values())
    right = len(true_pairs & found_pairs)
    wrong = tuple((shown[a], shown[b]) for a, b in sorted(found_pairs - true_pairs))
    return Measured(right / len(found_pairs), right / len(true_pairs), wrong)


def _pairs(groups: Iterable[Sequence[Place]]) -> set[tuple[Place, Place]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


if __name__ == "__main__":
    found = measured(int(sys.argv[1]), int(sys.argv[2]))
    for one, other in found.wrong:
        print(f"{one}\n  is not\n{other}")  # noqa: T201  it is what this is run for
    print(f"precision {found.precision:.4f}, recall {found.recall:.4f}")  # noqa: T201  as above
