"""Are two copies of a practice one practice? A judgement on two copies alone: no corpus, no order.

Copies of one practice differ by case, white space, quotes, dashes, a cut end, lost list items, a lost title, or a slip
of one letter. Different practices differ by a word: a year, a phase, a country. So copies are compared word by word,
and what a copy shows must be found in the other one but for such slips. A similarity score alone can't tell the two:
"2019" against "2020" scores higher than many a cut copy (tests/labelled_pairs.csv has examples of each).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from extractors.text import DASH, is_clipped
from pipeline.transform.misspelling import MOST_SLIPS, is_roman, slips_between
from pipeline.transform.titles import JOINING, core_of, slips_of_reordered, tells_apart, tells_direction, without_strays

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
WORDS_A_SLIP = 40
"""One slip is allowed in any text, and one more for so many words."""

_WORD = re.compile(r"[^\W_]+")
_BETWEEN_PARTS = re.compile(rf"[:;,|()\[\]]|(?<=\s){DASH}(?=\s)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A title or a text as words: ``starts`` are the words that begin a line, ``flat`` is all of them without spaces,
    but for those that keep numbers apart.

    ``cut`` is true where the end was cut off, by an ellipsis or the end of the page, possibly within the last word.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    flat: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """What is compared of one copy of a practice. A missing title or text is a passage without words.

    ``core`` is the title without what copies add to it, such as an acronym.
    """

    title: Passage
    core: Passage
    text: Passage


class Verdict(NamedTuple):
    """How two copies relate, and the similarity (0 to 1) of the words that both show."""

    relation: Relation
    score: float

    @property
    def same(self) -> bool:
        """Whether the copies are one practice."""
        return self.relation in ("same_key", "cut_short", "similar")


class _Overlap(NamedTuple):
    """What two passages share: its letters, similarity and slips, and the words of the longer one after it.

    ``doubtful`` where the slips are too many or too large to believe, but contradict nothing. ``near`` says that these
    are two titles that differ in what copies add to a title or in the order of words.
    """

    letters: int
    score: float = 1.0
    slips: tuple[tuple[str, str], ...] = ()
    rest: tuple[str, ...] = ()
    doubtful: bool = False
    near: bool = False


class _Step(NamedTuple):
    """How many words agree at a place of the longer and the shorter passage, and the slip in them if there is one."""

    longer: int
    shorter: int
    slip: tuple[str, str] | None = None


class _Place(NamedTuple):
    """A place in both passages (as words), and how many slips and words were seen before it."""

    longer: int
    shorter: int
    slips: int
    taken: int


_DIFFERENT = Verdict("different", 0.0)
_UNKNOWN = Verdict("unknown", 0.0)


def words_of(text: str) -> list[str]:
    """The words of a text in one spelling: case folded, without marks, quotes, dashes and invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return _WORD.findall(folded)


def normalised(text: str) -> str:
    """The words of a text with one space between them."""
    return " ".join(words_of(text))


def is_cut(text: str) -> bool:
    """Whether a text ends in an ellipsis, perhaps within quotation marks or brackets."""
    return is_clipped(text.rstrip(" \"'”’)]"))


def passage(text: str | None, *, truncated: bool = False) -> Passage:
    """The words of a title or text, lines told apart by line feeds; ``truncated`` where its end is known to be lost."""
    if text is None:
        return Passage((), (), "", cut=False)
    words: list[str] = []
    starts: list[int] = []
    for line in text.split("\n"):
        found = words_of(line)
        if found:
            starts.append(len(words))
            words += found
    return Passage(tuple(words), tuple(starts), _flat(words), cut=truncated or is_cut(text))


def _flat(words: Sequence[str]) -> str:
    return "".join(_joint(words, index) + word for index, word in enumerate(words))


def _joint(words: Sequence[str], index: int) -> str:
    """What stands before a word where words are joined: nothing, but numbers stay apart ("1.12" from "11.2")."""
    both = words[index - 1 : index + 1]
    apart = len(both) == 2 and (all(map(is_roman, both)) or (both[0][-1].isdigit() and both[1][0].isdigit()))
    return " " if apart else ""


def copy_of(title: str | None, summary: str | None, *, truncated: bool = False) -> Copy:
    """What is compared of a copy with this title and summary; ``truncated`` where the end of what it shows is lost."""
    whole = passage(title, truncated=truncated and not summary)
    return Copy(whole, _core(title or "", whole), passage(summary, truncated=truncated))


def _core(title: str, whole: Passage) -> Passage:
    """A title without what copies add to it; of a cut one nobody knows what its last words are."""
    if whole.cut:
        words = tuple(without_strays(whole.words))
    else:
        words = core_of([words_of(part) for part in _BETWEEN_PARTS.split(title)])
    return Passage(words, (0,), _flat(words), whole.cut)


def judge(one: Copy, other: Copy) -> Verdict:
    """How two copies relate by title and text; the order of the two makes no difference.

    ``same_key``: the same words. ``cut_short``: one shows less of the same words. ``similar``: the same but for slips.
    ``different``: a word of one contradicts the other. ``unknown``: too little is shown to tell.
    """
    title, text = _titles(one, other), _overlap(one.text, other.text)
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


def _enough(one: Copy, other: Copy, title: _Overlap, text: _Overlap) -> bool:
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


def _titles(one: Copy, other: Copy) -> _Overlap | None:
    """What two titles share, else what they do without what copies add to them, or as the same words reordered."""
    whole = _overlap(one.title, other.title)
    settled = whole and not (whole.rest or whole.doubtful)
    if settled or not (one.title.words and other.title.words):
        return whole
    core = _overlap(one.core, other.core)
    if core and not core.rest:
        return core._replace(near=True)
    if one.title.cut or other.title.cut:
        return core or whole or _cut_reordered(one.core, other.core)
    slips = slips_of_reordered(one.core.words, other.core.words)
    if slips is None:
        return None if whole and tells_apart(whole.rest) else whole
    return _Overlap(len(one.core.flat), slips=slips, doubtful=len(slips) > 1, near=True)


def _cut_reordered(one: Passage, other: Passage) -> _Overlap | None:
    """No proof and no contradiction, where all whole words of a cut title stand in another, in whatever order."""
    shorter, longer = sorted((one, other), key=lambda found: len(found.flat))
    shown = set(shorter.words[:-1])
    fits = shorter.cut and shown <= set(longer.words) and not tells_direction(longer.words)
    return _Overlap(0, doubtful=True) if fits and len(shown) > 1 else None


def _overlap(one: Passage, other: Passage) -> _Overlap | None:
    """What two passages share where the shorter one is the beginning of the longer, else None."""
    shorter, longer = sorted((one, other), key=lambda found: (len(found.flat), found.flat, found.words))
    if longer.flat.startswith(shorter.flat):
        count, letters = _words_within(longer, len(shorter.flat))
        if shorter.cut or letters == len(shorter.flat):
            return _Overlap(len(shorter.flat), rest=longer.words[count:])
    return _aligned(longer, shorter)


def _words_within(found: Passage, letters: int) -> tuple[int, int]:
    """How many words it takes to make so many letters, and how many letters they have."""
    total = 0
    for count, word in enumerate(found.words):
        if total >= letters:
            return count, total
        total += len(_joint(found.words, count)) + len(word)
    return len(found.words), total


def _aligned(longer: Passage, shorter: Passage) -> _Overlap | None:
    """Walk both passages word by word; whole lines of the longer one, but the first, may be lost in the shorter."""
    i = j = 0
    slips: list[tuple[str, str]] = []
    taken: list[str] = []
    next_line = dict(zip(longer.starts, (*longer.starts[1:], None), strict=True))
    line = _Place(0, 0, 0, 0)
    while i < len(longer.words) and j < len(shorter.words):
        if i in next_line:
            line = _Place(i, j, len(slips), len(taken))
        step = _step(longer, i, shorter, j)
        if step is None:
            following = next_line[line.longer]
            if line.longer == 0 or following is None:
                return None
            i, j = following, line.shorter
            del slips[line.slips :], taken[line.taken :]
            continue
        taken += longer.words[i : i + step.longer]
        slips += [step.slip] if step.slip else []
        i, j = i + step.longer, j + step.shorter
    if j < len(shorter.words):
        return None
    score = Indel.normalized_similarity(_flat(taken), shorter.flat)
    doubtful = len(slips) > 1 + len(shorter.words) // WORDS_A_SLIP or any(slips_between(*slip) > 1 for slip in slips)
    return _Overlap(len(shorter.flat), score, tuple(slips), longer.words[i:], doubtful)


def _step(longer: Passage, i: int, shorter: Passage, j: int) -> _Step | None:
    """The words that agree at this place; None where they do not."""
    a, b = longer.words[i : i + 2], shorter.words[j : j + 2]
    stump = shorter.cut and len(b) == 1
    if a[0] == b[0] or (stump and a[0].startswith(b[0])):
        return _Step(1, 1)
    if stump or slips_between(a[0], b[0]) <= MOST_SLIPS:
        return _Step(1, 1, (a[0], b[0]))
    if _flat(a) == b[0]:
        return _Step(2, 1)
    if _flat(b) == a[0]:
        return _Step(1, 2)
    if a[0] in JOINING and a[1:] == b[:1]:
        return _Step(1, 0, (a[0], ""))
    if b[0] in JOINING and b[1:] == a[:1]:
        return _Step(0, 1, ("", b[0]))
    return None
