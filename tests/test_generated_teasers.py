"""Thousands of generated teasers in text: copies of one practice become one, and practices that look alike never do."""

from __future__ import annotations

from random import Random

import pytest

from tests.generated_teasers import generated_teasers
from tests.measured_uniting import measured
from tests.telling import say

COUNT = 2_000


@pytest.mark.parametrize("seed", [1, 2])
def test_copies_are_united_and_practices_kept_apart(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    found = measured(COUNT, seed)
    say(capsys, f"uniting: {COUNT} teasers, precision {found.precision:.4f}, recall {found.recall:.4f}")
    assert found.wrong == ()
    assert found.precision == 1.0
    assert found.recall >= 0.98


def test_the_generator_makes_what_it_says() -> None:
    """Else a high recall would say nothing: each change occurs, alone and with another one, beside practices alike."""
    made = generated_teasers(Random(1), COUNT)
    alone = {one.kind for one in made if " and " not in one.kind}
    assert alone >= {
        "", "other_case", "other_spaces", "other_marks", "cut_text", "cut_title", "lost_items", "lost_title",
        "slip_in_title", "slip_in_text", "acronym", "suffix", "stray_character", "swapped_words",
    }  # fmt: skip
    assert sum(" and " in one.kind for one in made) > COUNT / 20
    by_text: dict[tuple[str, ...], set[int]] = {}
    by_title: dict[str | None, set[int]] = {}
    for one in made:
        by_text.setdefault(one.teaser.paragraphs, set()).add(one.practice)
        by_title.setdefault(one.teaser.title, set()).add(one.practice)
    for practices in (by_text, by_title):
        assert sum(len(numbers) > 1 for numbers in practices.values()) > COUNT / 100
