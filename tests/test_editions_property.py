"""Editions of made-up countries beside a brute-force oracle: never a wrong year, and never a range that need not be."""

from __future__ import annotations

from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from pipeline.transform.dataset import dataset_of
from schemas.tables import Dataset
from tests.comparing import accounting, rows, snapshot
from tests.generators import STEADY, contradicted_countries, evident_countries, seeds
from tests.generators_distractions import distracted_countries
from tests.oracle import bounds_in_spite_of_contradictions, ranges
from tests.places import PLACES
from tests.rendering import page_text
from tests.truth import BlockTruth, CountryTruth, Form, Printed, block_evidence, participation_id

AT_ONCE = 12
EXAMPLES = 170
DISTRACTED_EXAMPLES = 420
EVIDENT = st.tuples(*(evident_countries(place) for place in PLACES[:AT_ONCE]))
DISTRACTED = st.tuples(*(distracted_countries(place) for place in PLACES[:AT_ONCE]))
CONTRADICTED = st.tuples(*(contradicted_countries(place) for place in PLACES[:AT_ONCE]))
FORMS: tuple[Form, ...] = ("full", "short", "old", "old_short")


def read(countries: tuple[CountryTruth, ...], rng: Random) -> tuple[Dataset, dict[str, dict[str, object]]]:
    """The dataset of all these countries, each in some text form, and its participations by key."""
    pages = [
        snapshot(page_text(country, rng.choice(FORMS)).encode(), f"{country.place.slug}.txt") for country in countries
    ]
    found = dataset_of(pages)
    return found, {str(row["participation_id"]): row for row in rows(found, "participations")}


def shown(country: CountryTruth) -> str:
    """The blocks of a country, as a failing example shows them."""
    return "\n".join(
        f"{country.place.iso3} {block.edition}: {[line.text for line in _told(block)]}" for block in country.blocks
    )


def _told(block: BlockTruth) -> tuple[Printed, ...]:
    return block.roles.lines + block.meetings.lines + block.money.lines


def wrong_years(country: CountryTruth, found: dict[str, dict[str, object]]) -> list[str]:
    """Blocks settled on a year that is not theirs, or whose range leaves out their year."""
    faults = []
    for number, block in enumerate(country.blocks, 1):
        row = found[participation_id(country, number)]
        first, last = row["edition_first"], row["edition_last"]
        if row["edition"] not in {None, block.edition} or not (
            isinstance(first, int) and isinstance(last, int) and first <= block.edition <= last
        ):
            faults.append(f"{row['participation_id']} is {block.edition}, read as {row['edition']} in {first}–{last}")
    return faults


def needless_ranges(country: CountryTruth, found: dict[str, dict[str, object]]) -> list[str]:
    """Blocks that the certain evidence narrows further than the program does."""
    possible = ranges([block_evidence(block) for block in country.blocks])
    assert possible is not None, "true evidence never contradicts itself"
    faults = []
    for number, each in enumerate(possible, 1):
        row = found[participation_id(country, number)]
        first, last, edition = row["edition_first"], row["edition_last"], row["edition"]
        narrow = isinstance(first, int) and isinstance(last, int) and each.first <= first and last <= each.last
        if not narrow or (each.first == each.last and edition != each.first):
            faults.append(f"{row['participation_id']} can only be {each}, read as {edition} in {first}–{last}")
    return faults


def wrong_bases(country: CountryTruth, found: dict[str, dict[str, object]]) -> list[str]:
    """Settled blocks whose basis is not what settled them, and open ones that have a basis."""
    faults = []
    for number, block in enumerate(country.blocks, 1):
        row = found[participation_id(country, number)]
        basis = _basis(block) if row["edition"] is not None else None
        if basis != "any" and row["edition_basis"] != basis:
            faults.append(f"{row['participation_id']}: basis {row['edition_basis']}, should be {basis}")
    return faults


def _basis(block: BlockTruth) -> str:
    if any(line.editions and not line.certain for line in block.roles.lines):
        return "any"
    if any(line.editions for line in block.roles.lines):
        return "roundtable"
    if any(line.editions for line in block.meetings.lines):
        return "meeting"
    told = [line.editions for line in block.money.lines if line.editions]
    if any(len(each) == 1 for each in told):
        return "contribution"
    return "any" if told or block.meetings.lines else "position"


@settings(STEADY, max_examples=EXAMPLES)
@given(countries=EVIDENT, rng=seeds())
def test_never_a_wrong_year_and_never_a_range_that_the_evidence_closes(
    countries: tuple[CountryTruth, ...], rng: Random
) -> None:
    assert AT_ONCE * EXAMPLES >= 2000
    found, participations = read(countries, rng)
    for country in countries:
        note(shown(country))
        assert wrong_years(country, participations) == []
        assert needless_ranges(country, participations) == []
        assert wrong_bases(country, participations) == []
    assert accounting(found) == []


@settings(STEADY, max_examples=DISTRACTED_EXAMPLES)
@given(countries=DISTRACTED, rng=seeds())
def test_lines_that_distract_from_the_truth_never_give_a_wrong_year(
    countries: tuple[CountryTruth, ...], rng: Random
) -> None:
    assert AT_ONCE * DISTRACTED_EXAMPLES >= 5000
    found, participations = read(countries, rng)
    for country in countries:
        note(shown(country))
        assert wrong_years(country, participations) == []
    assert accounting(found) == []


@settings(STEADY, max_examples=60)
@given(countries=CONTRADICTED, rng=seeds())
def test_contradicting_evidence_leaves_out_the_fewest_blocks_and_settles_only_what_all_choices_share(
    countries: tuple[CountryTruth, ...], rng: Random
) -> None:
    _, participations = read(countries, rng)
    for country in countries:
        note(shown(country))
        allowed = [block_evidence(block) for block in country.blocks]
        for number, bounds in enumerate(bounds_in_spite_of_contradictions(allowed), 1):
            row = participations[participation_id(country, number)]
            first, last, edition = row["edition_first"], row["edition_last"], row["edition"]
            assert isinstance(first, int) and isinstance(last, int)
            assert bounds.outer.first <= first <= bounds.inner.first, (number, bounds, first, last)
            assert bounds.inner.last <= last <= bounds.outer.last, (number, bounds, first, last)
            assert edition == (first if first == last and not bounds.left_out else None)


@settings(STEADY, max_examples=60)
@given(countries=CONTRADICTED, rng=seeds())
def test_a_contradiction_is_reported_and_consistent_evidence_is_not(
    countries: tuple[CountryTruth, ...], rng: Random
) -> None:
    for country in countries[:4]:
        found, _ = read((country,), rng)
        note(shown(country))
        contradicts = ranges([block_evidence(block) for block in country.blocks]) is None
        warned = [issue for issue in rows(found, "issues") if issue["severity"] == "warning"]
        assert bool(warned) == contradicts, warned
