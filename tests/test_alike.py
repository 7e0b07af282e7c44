"""Which of many things share a key or begin alike, and what hangs together by pairs, found in one look."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from extractors.matching.components import components, smallest_of_components
from extractors.matching.neighbours import beginnings, pairs_sharing

NUMBERS = st.integers(0, 30)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=40)
TEXTS = st.lists(st.text("ab", max_size=5), max_size=30).map(sorted)


@given(PAIRS)
def test_components_are_what_can_be_reached_by_pairs(pairs: Sequence[tuple[int, int]]) -> None:
    reached = {one: {one} for pair in pairs for one in pair}
    for _ in pairs:
        for one, other in pairs:
            reached[one] = reached[other] = reached[one] | reached[other]
    found = components(pairs)
    assert sorted(one for part in found for one in part) == sorted(reached)
    assert all(reached[one] <= set(part) for part in found for one in part)
    assert dict(smallest_of_components(pairs)) == {one: min(part) for part in found for one in part}
    assert len(found) >= len(reached) - len(pairs)


def test_parts_that_share_nothing_stay_apart() -> None:
    assert components([(5, 2), (3, 4), (2, 1), (9, 9)]) == [[1, 2, 5], [3, 4], [9]]
    assert components([]) == []


@given(TEXTS)
def test_each_text_is_paired_with_the_longest_before_it_that_it_begins_with(texts: Sequence[str]) -> None:
    things = list(enumerate(texts))
    expected = []
    for at, text in things:
        begun = [one for one in things[:at] if text.startswith(one[1])]
        expected += [(max(begun, key=lambda one: (len(one[1]), one[0])), (at, text))] if begun else []
    assert list(beginnings(things, lambda one: one[1])) == expected


@given(TEXTS, st.integers(0, 4))
def test_things_that_share_a_key_are_paired_unless_too_many_do(keys: Sequence[str], most: int) -> None:
    things = list(enumerate(keys))
    expected = {
        (one, other) for one, other in combinations(things, 2) if one[1] == other[1] and keys.count(one[1]) <= most
    }
    found = list(pairs_sharing(things, lambda one: one[1], most))
    assert set(found) == expected
    assert len(found) == len(expected)
