"""Thousands of printed titles are compared in moments, as if each were compared with every other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.gfmd.reference.candidates import candidates
from extractors.gfmd.reference.catalogue import similarity
from extractors.gfmd.reference.known import reference
from extractors.gfmd.reference.spellings import SAME_TITLE, groups_of_spellings, likest, spellings_of
from tests.counting_calls import calls_during

COUNT = 600
MOST_PER_TITLE = 40
WORDS = sorted({word for one in reference().roundtables for word in one.title.casefold().split()})
TITLES = st.lists(st.lists(st.sampled_from(WORDS[:6]), max_size=4).map(" ".join), max_size=8)


def ratio(one: str, other: str) -> float:
    """The similarity by its definition."""
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


@given(TITLES)
@example(["(future (future (future", "(future (future -"])  # just as similar as spellings must be
def test_titles_are_together_that_hang_together_by_spellings(titles: Sequence[str]) -> None:
    groups = [set(group) for group in groups_of_spellings(titles)]
    assert sorted(index for group in groups for index in group) == list(range(len(titles)))
    for i, j in combinations(range(len(titles)), 2):
        if ratio(titles[i], titles[j]) >= SAME_TITLE:
            assert any({i, j} <= group for group in groups)
    for group in groups:
        reached = {min(group)}
        for _ in group:
            reached |= {j for i in reached for j in group if ratio(titles[i], titles[j]) >= SAME_TITLE}
        assert reached == group


@given(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), TITLES)
def test_spellings_and_the_likest_titles_are_those_by_definition(title: str, titles: Sequence[str]) -> None:
    ratios = [ratio(title, other) for other in titles]
    assert sorted(spellings_of(title, titles)) == [at for at, one in enumerate(ratios) if one >= SAME_TITLE]
    best = max(ratios, default=0.0)
    assert sorted(likest(title, titles)) == [(at, best) for at, one in enumerate(ratios) if one == best]


def catalogue() -> Iterator[dict[str, Any]]:
    for one in reference().roundtables:
        for title in (one.title, *one.spellings):
            yield {"id": one.roundtable_id, "kind": one.kind, "title": title, "starts_on": None, "ends_on": None}


def roles(titles: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The lines that name these titles, as a release gives them."""
    nothing: Mapping[str, None] = dict.fromkeys(("code", "starts_on", "ends_on", "city", "country_iso3"))
    for line, title in enumerate(titles):
        place = {"participation_id": "PER-01", "edition": 2017, "page": "peru.txt", "line": line}
        yield {
            **nothing,
            **place,
            "kind": "roundtable",
            "title": title,
            "text": f'Chair in RT "{title}"',
            "is_at_cut_end": False,
        }


def made_up(rng: Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randrange(4, 12)))


def misspelt(rng: Random, title: str) -> str:
    at = rng.randrange(len(title))
    return title[:at] + rng.choice("aeiou") + title[at + 1 :]


CROWDS = {
    "unlike ones": [made_up(Random(seed)) for seed in range(COUNT)],
    "numbered ones": [f"Ferries, bridges and other crossings, number {number}" for number in range(COUNT)],
    "misspelt ones": [misspelt(Random(seed), made_up(Random(seed // 10))) for seed in range(COUNT)],
}


@pytest.mark.parametrize("titles", CROWDS.values(), ids=CROWDS.keys())
def test_thousands_of_titles_are_not_compared_pair_by_pair(titles: Sequence[str]) -> None:
    known, printed = list(catalogue()), list(roles(titles))

    def answer(sql: str) -> list[dict[str, Any]]:
        return known if "FROM roundtables" in sql else printed if "FROM roundtable_roles" in sql else []

    calls = calls_during(lambda: candidates(answer))
    assert 0 < calls.of(similarity) <= MOST_PER_TITLE * COUNT
