"""Practices are united block by block: no step sees more than its block, and the result is as if one saw all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from random import Random

import pytest

from extractors.gfmd.copies.candidates import COMMON, look_up_keys, texts_to_begin_with
from extractors.gfmd.copies.grouping import Unit, group
from extractors.gfmd.copies.matching import Wordings
from extractors.gfmd.copies.practices import verdict_on
from extractors.gfmd.copies.shown import Shown, page_and_lines
from extractors.gfmd.copies.steps import PRACTICE_STEPS, copies_told, practices_of, practices_told
from extractors.gfmd.copies.units import NamedUnit, Worded, with_units, worded
from extractors.gfmd.facts import Practice
from pipeline.cache.encoding import decoded_records, encoded_records
from schemas.extraction import Page, Span
from schemas.uniting import Given, Step, Told, given_by, given_in_memory
from tests.generated_teasers import Generated, generated_teasers

COUNTRIES = ("PER", "GHA", "TGO", None)
TEASERS = 4_500
PRACTICES = 1_400
MOST_TOLD = 100
"""Of so many teasers, which have look-alikes in plenty, what a step is told at most under one key."""
Place = tuple[str, int]


def teaser_shown(rng: Random, at: int, one: Generated, pages: int) -> Shown:
    """A teaser on one of so many pages, of which some are cut, and with an address here and there."""
    page = rng.randrange(pages)
    iso3 = COUNTRIES[page % len(COUNTRIES)]
    text = "\n".join((*one.teaser.paragraphs, *one.teaser.items))
    practice = Practice(
        Span(10 * at + 1, 10 * at + 4),
        one.teaser.title,
        None if rng.random() < 0.02 else text,
        truncated=None if text.endswith(("…", "...")) else False,
        url=f"/pfp/ppd/{one.practice}" if rng.random() < 0.2 else None,
    )
    kind = "country" if iso3 else "practice"
    return Shown(Page(f"{page:064}", "gfmd", f"{page}.txt", None, None, kind, complete=page % 3 > 0), iso3, practice)


def copies_on_pages(seed: int, count: int) -> list[Shown]:
    rng = Random(seed)
    teasers = generated_teasers(rng, count)
    return [teaser_shown(rng, at, one, pages=count // 8) for at, one in enumerate(teasers)]


def told_of_pages(copies: Iterable[Shown]) -> list[Told]:
    by_page: dict[tuple[str, str | None], list[Shown]] = defaultdict(list)
    for one in copies:
        by_page[one.page.page_id, one.iso3].append(one)
    return [told for (page_id, iso3), shown in by_page.items() for told in practices_told(iso3, page_id, shown)]


def given_in_parts(told: Iterable[Told], rng: Random) -> Iterator[Given]:
    """What the steps give where all that they are told is written, and read in any order that places allow."""
    waiting = defaultdict(list)
    for one in told:
        waiting[one.step].append(encoded_records(one))
    for step in PRACTICE_STEPS:
        found = list(map(decoded_records, waiting.pop(step.name, ())))
        rng.shuffle(found)
        for given in given_by(step, sorted(found, key=lambda one: (one.key, one.place))):
            if isinstance(given, Told):
                waiting[given.step].append(encoded_records(given))
            else:
                yield given


@pytest.mark.parametrize("seed", range(6))
def test_rows_depend_on_the_copies_and_not_on_how_they_are_told(seed: int) -> None:
    copies = copies_on_pages(seed, 300)
    rows = sorted(map(repr, given_in_memory(PRACTICE_STEPS, told_of_pages(copies))))
    assert sorted(map(repr, given_in_parts(told_of_pages(copies), Random(seed)))) == rows
    Random(seed).shuffle(copies)
    in_order = sorted(copies, key=lambda one: one.practice.span)
    assert sorted(map(repr, given_in_memory(PRACTICE_STEPS, told_of_pages(in_order)))) == rows


@pytest.mark.parametrize("seed", range(6))
def test_blocks_give_the_practices_that_a_look_at_all_copies_gives(seed: int) -> None:
    copies = copies_on_pages(seed, 300)
    found = practices_of(copies)
    assert {places_of(shown) for shown in found} == {places_of(shown) for shown in practices_among_all(copies)}
    assert 50 < len(found) < 200


def places_of(copies: Iterable[Shown]) -> frozenset[Place]:
    return frozenset((one.page.page_id, one.practice.span.first) for one in copies)


def practices_among_all(copies: Sequence[Shown]) -> list[list[Shown]]:
    """The practices by the definition of what is compared, with all units and their pairs at hand."""
    by_unit: dict[str, list[Worded]] = defaultdict(list)
    for unit, one in with_units(sorted(copies, key=page_and_lines)):
        by_unit[unit] += worded([one])
    found = [by_unit[name] for name in sorted(by_unit)]
    named = [
        NamedUnit(name, by_unit[name][0].address, tuple(one.copy for one in by_unit[name])) for name in sorted(by_unit)
    ]
    linked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, j in {*pairs_by_key(named), *pairs_by_beginning(named)}:
        linked[verdict_on(named[i], named[j]).relation].append((i, j))
    wordings = Wordings()
    units = [Unit(one.address, frozenset(map(wordings.number_of_copy, one.wordings))) for one in named]
    grouping = group(units, wordings, linked)
    return [[one.shown for index in part for one in found[index]] for part in grouping.groups]


def pairs_by_key(units: Sequence[NamedUnit]) -> Iterator[tuple[int, int]]:
    keys = [look_up_keys(unit.wordings) for unit in units]
    counts = Counter(key for some in keys for key in some)
    rare = [{key for key in some if counts[key] <= COMMON} for some in keys]
    yield from (pair for pair in combinations(range(len(units)), 2) if rare[pair[0]] & rare[pair[1]])


def pairs_by_beginning(units: Sequence[NamedUnit]) -> Iterator[tuple[int, int]]:
    texts = sorted((text, at) for at, unit in enumerate(units) for text in texts_to_begin_with(unit.wordings))
    for text, at in texts:
        begun = [one for one in texts if one < (text, at) and text.startswith(one[0])]
        if begun and max(begun)[1] != at:
            other = max(begun)[1]
            yield min(at, other), max(at, other)


def test_no_step_is_told_more_than_a_small_block() -> None:
    largest: Counter[str] = Counter()

    def watched(step: Step) -> Step:
        def unite(key: str, told: Sequence[object]) -> Iterator[Given]:
            largest[step.name] = max(largest[step.name], len(told))
            return step.unite(key, told)

        return Step(step.name, unite)

    steps = [watched(step) if isinstance(step, Step) else step for step in PRACTICE_STEPS]
    rows = Counter(given[0] for given in given_in_memory(steps, copies_told(copies_on_pages(1, TEASERS))))
    assert rows["practices"] > PRACTICES
    assert {name for name, most in largest.items() if most > MOST_TOLD} == set()
