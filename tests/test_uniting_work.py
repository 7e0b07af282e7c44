"""The work of uniting grows with the copies and not with their pairs, whatever many of them have in common."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from extractors.gfmd.copies.candidates import may_be_one, title_letters
from extractors.gfmd.copies.matching import Copy, copy_of, judge
from extractors.gfmd.copies.shown import Shown
from extractors.values.language import language_of
from tests.counting_calls import calls_during
from tests.generated_teasers import generated_teasers
from tests.merged_practices import MergedPractices, merge_practices
from tests.test_matching import labelled_pairs
from tests.test_practices import TEASER, TITLE, WHOLE, shown

COUNT = 2_000
MOST_PER_COPY = 6
"""Comparisons that each copy may take, however many share its title, its text or its address."""
CUT = TEASER[:60] + " …"


def same_words(number: int) -> Shown:
    return shown(f"{number}.html", iso3="PER", url=f"/pfp/ppd/{number}")


def on_own_page(number: int) -> Shown:
    title, text = f"Bridge {number} of the county", f"Masons of team {number} repaired it in {number} days."
    return shown(f"own {number}.html", title, text, url=f"/pfp/ppd/{number}")


CROWDS: dict[str, tuple[Callable[[int], list[Shown]], int]] = {
    "the same words at as many addresses": (lambda number: [same_words(number)], 1),
    "the same teaser before as many pages of practices": (lambda number: [same_words(number), on_own_page(number)], 1),
    "the same words on as many pages": (lambda number: [shown(f"{number}.txt", iso3="PER")], 1),
    "a placeholder without a title": (lambda number: [shown(f"{number}.txt", None, WHOLE, iso3="PER")], 1),
    "a short placeholder under as many titles": (
        lambda number: [shown(f"{number}.txt", f"Bridge {number} of the county", "Details will follow.", iso3="PER")],
        COUNT,
    ),
    "a long placeholder under as many titles": (
        lambda number: [shown(f"{number}.txt", f"Bridge {number} of the county", WHOLE, iso3="PER")],
        COUNT,
    ),
    "texts that end otherwise under one title": (
        lambda number: [shown(f"{number}.txt", summary=f"{TEASER} It is team {number}.", iso3="PER")],
        COUNT,
    ),
    "texts that begin otherwise under one title": (
        lambda number: [shown(f"{number}.txt", summary=f"{number} teams. {TEASER}", iso3="PER")],
        COUNT,
    ),
}


@pytest.mark.parametrize(("copies_of", "practices"), CROWDS.values(), ids=CROWDS.keys())
def test_a_crowd_of_copies_takes_as_many_comparisons_as_it_has_copies(
    copies_of: Callable[[int], list[Shown]], practices: int
) -> None:
    copies = [one for number in range(COUNT) for one in copies_of(number)]
    found: list[MergedPractices] = []
    calls = calls_during(lambda: found.append(merge_practices(copies)))
    assert len(found[0].practices) == practices
    assert calls.of(judge) <= MOST_PER_COPY * len(copies)


def test_one_cut_copy_that_fits_a_crowd_is_ambiguous_and_the_crowd_is_not_compared_pair_by_pair() -> None:
    crowd = [shown(f"{number}.txt", summary=f"{TEASER} It is team {number}.", iso3="PER") for number in range(COUNT)]
    cut = shown("cut.txt", summary=CUT, iso3="PER", truncated=True)
    found: list[MergedPractices] = []
    calls = calls_during(lambda: found.append(merge_practices([*crowd, cut])))
    assert len(found[0].practices) == COUNT + 1
    assert [issue.code for issue in found[0].issues] == ["practice_ambiguous"]
    assert calls.of(judge) <= MOST_PER_COPY * COUNT


def test_each_wording_is_read_once_and_each_practice_has_its_language_told_once() -> None:
    wordings = [(TITLE, WHOLE), (TITLE.upper(), WHOLE), (TITLE, CUT), ("Rope Yard Choir", TEASER[::-1])]
    copies = [shown(f"{number}.txt", *wordings[number % 4], iso3="PER") for number in range(400)]
    calls = calls_during(lambda: merge_practices(copies))
    assert calls.of(copy_of) == len(wordings)
    assert calls.of(language_of) == 2


def copies_in_look_up_order() -> list[Copy]:
    """Generated copies, those with texts that begin alike side by side."""
    teasers = sorted((one.teaser for one in generated_teasers(Random(5), 1_500)), key=lambda one: one.paragraphs)
    return [copy_of(one.title, "\n".join((*one.paragraphs, *one.items))) for one in teasers]


def test_the_quick_look_at_titles_rules_out_no_copies_of_one_practice() -> None:
    copies = copies_in_look_up_order()
    pairs = [(pair.one, pair.other) for pair in labelled_pairs()]
    pairs += [(one, other) for apart in (1, 2, 3) for one, other in zip(copies, copies[apart:], strict=False)]
    same = [pair for pair in pairs if judge(*pair).same]
    assert len(same) > 1_000
    assert all(may_be_one(title_letters(one), title_letters(other)) for one, other in same)


def test_the_quick_look_at_titles_rules_out_most_pairs() -> None:
    """Else it would save nothing: copies of different practices look different at once, but where titles are cut."""
    letters = [title_letters(one) for one in copies_in_look_up_order()]
    shuffled = Random(6).sample(letters, k=len(letters))
    kept = sum(may_be_one(one, other) for one, other in zip(letters, shuffled, strict=True))
    assert kept < len(letters) / 2
