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

from extractors.text import is_clipped
from pipeline.transform.misspelling import MOST_SLIPS, is_roman, slips_between

Relation = Literal["same_key", "cut_short", "similar", "different", "unknown"]

MIN_SCORE = 0.95
"""Least similarity of copies that differ by slips: the labelled pairs that are one have 0.985 or more."""
MIN_CUT = 30
"""Letters that a cut text must share with the whole one when the titles agree: about five words."""
MIN_UNTITLED = 40
"""Letters that two texts must share when a title is missing or cut: about eight words, no stock phrase."""
MIN_TITLE_ALONE = (5, 30)
"""Words and letters of a title that says enough without any text."""
WORDS_A_SLIP = 40
"""One slip is allowed in any text, and one more for so many words."""

_WORD = re.compile(r"[^\W_]+")
_JOINING_WORDS = "an and the of el la los las de del et le les des du os as da do dos das"
_JOINING = frozenset(_JOINING_WORDS.split())
_STOP = _JOINING | {"a", "y", "e", "o", "for", "in", "on", "to", "with", "by", "para", "en", "por", "pour", "à"}


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
    """What is compared of one copy of a practice. A missing title or text is a passage without words."""

    title: Passage
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

    ``doubtful`` where the slips are too many or too large to believe, but contradict nothing.
    """

    letters: int
    score: float = 1.0
    slips: tuple[tuple[str, str], ...] = ()
    rest: tuple[str, ...] = ()
    doubtful: bool = False


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
    return Copy(passage(title, truncated=truncated and not summary), passage(summary, truncated=truncated))


def judge(one: Copy, other: Copy) -> Verdict:
    """How two copies relate by title and text; the order of the two makes no difference.

    ``same_key``: the same words. ``cut_short``: one shows less of the same words. ``similar``: the same but for slips.
    ``different``: a word of one contradicts the other. ``unknown``: too little is shown to tell.
    """
    title, text = _overlap(one.title, other.title), _overlap(one.text, other.text)
    if title is None or text is None:
        return _DIFFERENT
    slips = title.slips + text.slips
    score = (title.score * title.letters + text.score * text.letters) / max(title.letters + text.letters, 1)
    if len(set(slips)) < len(slips):
        return _DIFFERENT  # who puts another word twice means another word
    if score < MIN_SCORE or title.doubtful or text.doubtful or not _enough(one, other, title, text):
        return _UNKNOWN
    if slips:
        return Verdict("similar", score)
    whole = one.title.flat == other.title.flat and one.text.flat == other.text.flat
    return Verdict("same_key" if whole else "cut_short", score)


def _enough(one: Copy, other: Copy, title: _Overlap, text: _Overlap) -> bool:
    """Whether what two copies share is enough to call them one practice."""
    same_text = one.text.flat == other.text.flat
    if not one.title.flat or not other.title.flat:
        return text.letters >= MIN_UNTITLED or (same_text and one.title.flat == other.title.flat)
    if title.rest:
        shorter = min(one.title, other.title, key=lambda found: len(found.flat))
        cut = shorter.cut or (same_text and _is_acronym(title.rest, shorter.words))
        return cut and text.letters >= MIN_UNTITLED
    if not text.letters:
        words, letters = MIN_TITLE_ALONE
        telling = len(one.title.words) >= words and title.letters >= letters
        return not title.slips and (telling or same_text)
    return same_text or text.letters >= MIN_CUT


def _is_acronym(rest: Sequence[str], title: Sequence[str]) -> bool:
    """Whether the end of a title, missing from another title, is an acronym of its other words: it adds nothing."""
    initials = "".join(word[0] for word in title)
    joined = "".join(word[0] for word in title if word not in _STOP)
    return len(rest) == 1 and len(rest[0]) > 1 and rest[0] in (initials, joined)


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
    if a[0] in _JOINING and a[1:] == b[:1]:
        return _Step(1, 0, (a[0], ""))
    if b[0] in _JOINING and b[1:] == a[:1]:
        return _Step(0, 1, ("", b[0]))
    return None
