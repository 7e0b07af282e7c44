"""Are two copies of a practice one practice? A judgement on two copies alone: no corpus, no order.

Copies of one practice differ by case, white space, quotes, dashes, a cut end, lost list items, a lost title, or a slip
of one letter. Different practices differ by a word: a year, a phase, a country. So copies are compared word by word,
and what a copy shows must be found in the other one but for such slips. A similarity score alone can't tell the two:
"2019" against "2020" scores higher than many a cut copy (tests/labelled_pairs.csv has examples of each).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from extractors.gfmd.copies.passages import Overlap, Passage, flat_of, normalised, overlap, passage, words_of
from extractors.gfmd.copies.titles import core_of, slips_of_reordered, tells_apart, tells_direction, without_strays
from extractors.gfmd.facts import Practice
from extractors.text import DASH

__all__ = ["Copy", "Relation", "Verdict", "copy_of", "judge", "normalised"]
Relation = Literal["same_key", "cut_short", "similar", "different", "unknown"]
MIN_SCORE = 0.95
"""Least similarity of copies that differ by slips: the labelled pairs that are one have 0.985 or more."""
MIN_CUT = 30
"""Letters that a cut text must share with the whole one when the titles agree: about five words."""
MIN_UNTITLED = 40
"""Letters that two texts must share when a title is missing or cut: about eight words, no stock phrase."""
MIN_LONG = 80
"""Characters of text, spaces included, beyond which copies with near titles are one. Placeholders are shorter."""
MIN_TITLE_ALONE = (5, 30)
"""Words and letters of a title that says enough without any text."""
_BETWEEN_PARTS = re.compile(rf"[:;,|()\[\]]|(?<=\s){DASH}(?=\s)")


@dataclass(frozen=True, slots=True)
class Copy:
    """What is compared of one copy of a practice. A missing title or text is a passage without words.

    ``core`` is the title without what copies add to it, such as an acronym.
    """

    title: Passage
    core: Passage
    text: Passage

    @property
    def says_something(self) -> bool:
        """Whether it has a title or a text."""
        return bool(self.title.flat or self.text.flat)


class Verdict(NamedTuple):
    """How two copies relate, and the similarity (0 to 1) of the words that both show."""

    relation: Relation
    score: float

    @property
    def same(self) -> bool:
        """Whether the copies are one practice."""
        return self.relation in ("same_key", "cut_short", "similar")


SAME_WORDS = Verdict("same_key", 1.0)
_DIFFERENT = Verdict("different", 0.0)
_UNKNOWN = Verdict("unknown", 0.0)


def copy_of(title: str | None, summary: str | None, *, truncated: bool = False) -> Copy:
    """What is compared of a copy with this title and summary; ``truncated`` where the end of what it shows is lost.

    The title ``Savings Circles (SC) - a pilot`` has five words, and the core ``savings circles``.
    """
    whole = passage(title, truncated=truncated and not summary)
    return Copy(whole, _core_passage(title or "", whole), passage(summary, truncated=truncated))


def _core_passage(title: str, whole: Passage) -> Passage:
    """A title without what copies add to it; of a cut one nobody knows what its last words are."""
    if whole.cut:
        words = tuple(without_strays(whole.words))
    else:
        parts = _BETWEEN_PARTS.split(title)
        words = core_of([words_of(part) for part in parts] if len(parts) > 1 else [whole.words])
    return Passage(words, (0,), flat_of(words), whole.cut)


def judge(one: Copy, other: Copy) -> Verdict:
    """How two copies relate by title and text; the order of the two makes no difference.

    ``same_key``: the same words. ``cut_short``: one shows less of the same words. ``similar``: the same but for slips.
    ``different``: a word of one contradicts the other. ``unknown``: too little is shown to tell. So one text under
    ``Ropes for the Fleet`` and ``Ropes for the Fleet - project`` is ``similar`` if it is long, and under ``Ropes 2019``
    and ``Ropes 2020`` it is ``different``.
    """
    title, text = _shared_title(one, other), overlap(one.text, other.text)
    if title is None or text is None:
        return _DIFFERENT
    slips = title.slips + text.slips
    score = (title.score * title.letters + text.score * text.letters) / max(title.letters + text.letters, 1)
    if len(set(slips)) < len(slips):
        return _DIFFERENT  # who puts another word twice means another word
    if score < MIN_SCORE or title.doubtful or text.doubtful or not _enough(one, other, title, text):
        return _UNKNOWN
    if slips or title.near:
        return Verdict("similar", score)
    whole = one.title.flat == other.title.flat and one.text.flat == other.text.flat
    return Verdict("same_key" if whole else "cut_short", score)


def _enough(one: Copy, other: Copy, title: Overlap, text: Overlap) -> bool:
    """Whether what two copies share is enough to call them one practice."""
    same_text = one.text.flat == other.text.flat
    if not one.title.flat or not other.title.flat:
        return text.letters >= MIN_UNTITLED or (same_text and one.title.flat == other.title.flat)
    if title.near:
        return min(map(_length, (one.text, other.text))) > MIN_LONG
    if title.rest:
        shorter = min(one.title, other.title, key=lambda found: len(found.flat))
        return shorter.cut and text.letters >= MIN_UNTITLED
    if text.letters and (same_text or text.letters >= MIN_CUT):
        return True
    words, letters = MIN_TITLE_ALONE
    telling = len(one.title.words) >= words and title.letters >= letters
    half_a_text = text.letters and text.rest
    return not title.slips and (same_text or (telling and not half_a_text))


def _length(found: Passage) -> int:
    """Characters of a passage, with one space between words."""
    return sum(map(len, found.words)) + len(found.words) - 1


def _shared_title(one: Copy, other: Copy) -> Overlap | None:
    """What two titles share, else what they do without what copies add to them, or as the same words reordered."""
    whole = overlap(one.title, other.title)
    settled = whole and not (whole.rest or whole.doubtful)
    if settled or not (one.title.words and other.title.words):
        return whole
    core = overlap(one.core, other.core)
    if core and not core.rest:
        return core._replace(near=True)
    if one.title.cut or other.title.cut:
        return core or whole or _cut_reordered(one.core, other.core)
    slips = slips_of_reordered(one.core.words, other.core.words)
    if slips is None:
        return None if whole and tells_apart(whole.rest) else whole
    return Overlap(len(one.core.flat), slips=slips, doubtful=len(slips) > 1, near=True)


def _cut_reordered(one: Passage, other: Passage) -> Overlap | None:
    """No proof and no contradiction, where all whole words of a cut title stand in another, in whatever order."""
    shorter, longer = sorted((one, other), key=lambda found: len(found.flat))
    shown = set(shorter.words[:-1])
    fits = shorter.cut and shown <= set(longer.words) and not tells_direction(longer.words)
    return Overlap(0, doubtful=True) if fits and len(shown) > 1 else None


class Wordings:
    """What copies are compared by. A number stands for each wording; copies of one wording have one number."""

    def __init__(self) -> None:
        self.copies: list[Copy] = []
        self._by_print: dict[tuple[str | None, str | None, bool], int] = {}
        self._by_words: dict[Copy, int] = {}
        self._verdicts: dict[tuple[int, int], Verdict] = {}

    def number_of(self, practice: Practice) -> int:
        """The number of the wording of a practice. A text that may have been cut is compared as one that was."""
        printed = (practice.title, practice.summary, practice.truncated is not False)
        number = self._by_print.get(printed)
        if number is None:
            number = self.number_of_copy(copy_of(practice.title, practice.summary, truncated=printed[-1]))
            self._by_print[printed] = number
        return number

    def number_of_copy(self, copy: Copy) -> int:
        """The number of a wording."""
        number = self._by_words.setdefault(copy, len(self.copies))
        if number == len(self.copies):
            self.copies.append(copy)
        return number

    def verdict(self, one: int, other: int) -> Verdict:
        """How two wordings relate, as ``matching.judge`` has it: the score counts the letters of the first one."""
        if one == other:
            return SAME_WORDS
        found = self._verdicts.get((one, other))
        if found is None:
            turned = self._verdicts.get((other, one))
            settled = turned is not None and turned.relation != "similar"
            found = turned if turned and settled else judge(self.copies[one], self.copies[other])
            self._verdicts[one, other] = found
        return found

    def learn(self, one: int, other: int, verdict: Verdict) -> None:
        """Take as judged how two wordings relate."""
        self._verdicts[one, other] = verdict
