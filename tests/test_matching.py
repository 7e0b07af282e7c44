"""Copies of one practice are told from different practices: labelled pairs, slips, and hostile texts."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from rapidfuzz.fuzz import ratio

from extractors.gfmd.copies.matching import Copy, copy_of, judge, normalised
from extractors.gfmd.copies.misspelling import slips_between
from tests.telling import say

PAIRS = Path(__file__).with_name("labelled_pairs.csv")


class Pair(NamedTuple):
    same: bool
    kind: str
    one: Copy
    other: Copy


def labelled_pairs() -> list[Pair]:
    def text(value: str) -> str | None:
        return value.replace("\\n", "\n") or None

    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            Pair(
                row["label"] == "same",
                row["kind"],
                copy_of(text(row["title_a"]), text(row["text_a"])),
                copy_of(text(row["title_b"]), text(row["text_b"])),
            )
            for row in csv.DictReader(file)
        ]


def test_labelled_pairs_are_told_apart_with_full_precision(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = labelled_pairs()
    called_same = [pair for pair in pairs if judge(pair.one, pair.other).same]
    right = sum(pair.same for pair in called_same)
    precision, recall = right / len(called_same), right / sum(pair.same for pair in pairs)
    say(capsys, f"practice matching: {len(pairs)} labelled pairs, precision {precision:.3f}, recall {recall:.3f}")
    assert len(pairs) >= 200
    assert [pair.kind for pair in called_same if not pair.same] == []
    assert recall >= 0.97


def test_no_score_alone_would_tell_the_labelled_pairs_apart() -> None:
    """Why words are compared one by one: the likest texts of different practices differ less than a cut copy."""

    def score(pair: Pair) -> float:
        return ratio(pair.one.title.flat + pair.one.text.flat, pair.other.title.flat + pair.other.text.flat)

    pairs = labelled_pairs()
    highest_different = max(score(pair) for pair in pairs if not pair.same)
    assert sum(score(pair) <= highest_different for pair in pairs if pair.same) > len(pairs) / 3


def test_the_order_of_two_copies_makes_no_difference() -> None:
    for pair in labelled_pairs():
        assert judge(pair.one, pair.other) == judge(pair.other, pair.one), pair.kind


def test_slips_keep_a_high_score() -> None:
    verdicts = [judge(pair.one, pair.other) for pair in labelled_pairs() if pair.same]
    assert min(verdict.score for verdict in verdicts if verdict.relation == "similar") >= 0.985


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("destination", "desitnation"),
        ("responsibility", "responsibiltiy"),
        ("interface", "intergace"),
        ("skilled", "skilles"),
        ("consultative", "consulatative"),
        ("keay", "key"),
        ("form", "from"),
        ("workers", "worker"),
    ],
)
def test_slips_of_the_pen(one: str, other: str) -> None:
    assert slips_between(one, other) == 1
    assert slips_between(other, one) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2019", "2018"), ("migration", "emigration"), ("gambia", "zambia"), ("iran", "iraq"), ("ireland", "iceland"),
        ("niger", "nigeria"), ("employers", "employees"), ("trainer", "trainee"), ("ii", "iii"), ("no", "not"),
        ("men", "man"), ("migrants", "migrants"),
    ],
)  # fmt: skip
def test_words_of_their_own_are_no_slips(one: str, other: str) -> None:
    assert slips_between(one, other) != 1


def test_normalised_text_has_one_spelling() -> None:
    assert normalised("  “Co\u00adoperation”\u00a0–  CAFE\u0301 & more… ") == "cooperation café more"


def relation(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> str:
    return judge(copy_of(*one), copy_of(*other)).relation


def test_a_short_beginning_tells_nothing() -> None:
    full = "The fund pays for tools and seeds in the first year after return."
    assert relation(("Return Fund", full), ("Return Fund", "The fund …")) == "unknown"
    assert relation(("Return Fund", full), (None, "The fund pays for tools …")) == "unknown"
    assert relation(("Return Fund", full), ("Return Fund", None)) == "unknown"


def test_a_cut_may_fall_within_a_word_only_where_it_is_marked() -> None:
    whole = ("Border Clinic", "Nurses of both sides share a tent and travel on market days to Nigeria.")
    assert relation(
        whole, ("Border Clinic", "Nurses of both sides share a tent and travel on market days to Niger…")
    ) == ("cut_short")
    assert relation(
        whole, ("Border Clinic", "Nurses of both sides share a tent and travel on market days to Niger.")
    ) == ("different")


def test_what_is_no_proof_is_no_contradiction_either() -> None:
    text = "Nurses of both sides share a tent and travel on market days to the harbour."
    assert relation(("Border Clinic", text), ("Border Clinic", text.replace("harbour.", "h…"))) == "cut_short"
    assert relation(("Border Clinic", text), ("Border Clinic", text.replace("harbour.", "v…"))) == "unknown"
    assert relation(("Border Clinic", text), ("Border Clinnci", text)) == "unknown"
    assert relation(("Border Clinic", text), ("Border Nursery", text)) == "different"


@pytest.mark.parametrize("piece", ["a", "a ", "…", "\n", "\u00ad", "e\u0301", "a\n", "1", "-", "_", "ﷺ", "x\u00a0"])
def test_hostile_text_is_judged_in_bounded_time(piece: str) -> None:
    hostile = piece * (50_000 // len(piece))
    started = time.process_time()
    judge(copy_of(hostile, hostile + " end"), copy_of(hostile[:-9] + "z", "begin " + hostile))
    judge(copy_of("Title", hostile + "\nq"), copy_of("Title", hostile + "\nr\ns"))
    assert time.process_time() - started < 5


def test_many_lines_that_begin_alike_are_compared_in_bounded_time() -> None:
    lines = "\n".join("the same words again" for _ in range(10_000))
    started = time.process_time()
    judge(copy_of("Title", "first\n" + lines), copy_of("Title", "first\n" + "the same words " * 10_000))
    assert time.process_time() - started < 5


def test_a_text_known_to_be_cut_may_end_within_a_word_without_an_ellipsis() -> None:
    text = "Nurses of both sides share a tent and travel on market days to Nigeria."
    whole = copy_of("Border Clinic", text)
    assert judge(whole, copy_of("Border Clinic", text[:-4], truncated=True)).relation == "cut_short"
    assert judge(whole, copy_of("Border Clinic", text[:-4])).relation == "different"
    assert judge(whole, copy_of("Border Nursery", text[:-4], truncated=True)).relation == "different"


def test_the_same_words_are_one_practice_though_one_copy_is_known_to_be_cut() -> None:
    assert judge(copy_of(None, "A short text"), copy_of(None, "A short text", truncated=True)).relation == "same_key"
