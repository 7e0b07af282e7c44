"""A title or a text of a practice as words, in one spelling for all that copies write differently, and what two share.

Two passages share something where the shorter one is the beginning of the longer, but for slips of the pen and lost
lines.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from extractors.gfmd.copies.misspelling import MOST_SLIPS, is_roman, roman_numerals, slips_between
from extractors.gfmd.copies.titles import JOINING, Slip
from extractors.text import is_clipped

_WORD = re.compile(r"[^\W_]+")
WORDS_A_SLIP = 40
"""One slip is allowed in any text, and one more for so many words."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A title or a text as words.

    ``starts`` are the words that begin a line, ``flat`` is all words without spaces, but for those that keep numbers
    apart. ``cut`` is true where the end was cut off, by an ellipsis or the end of the page, possibly within the last
    word.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    flat: str
    cut: bool

    def __getstate__(self) -> tuple[str, tuple[int, ...], bool]:
        """A passage is sent on as a line of its words, none of which has a space within it: that takes half as much."""
        return " ".join(self.words), self.starts, self.cut

    def __setstate__(self, state: tuple[str, tuple[int, ...], bool]) -> None:
        """The passage of such a line."""
        line, starts, cut = state
        words = tuple(line.split(" ")) if line else ()
        for name, value in (("words", words), ("starts", starts), ("flat", flat_of(words)), ("cut", cut)):
            object.__setattr__(self, name, value)  # it is made here


NO_PASSAGE = Passage((), (), "", cut=False)
"""A title or text that a copy does not show."""


def words_of(text: str) -> list[str]:
    """The words of a text in one spelling: case folded, without marks, quotes, dashes and invisible characters.

    ``“Night Buses” – a pilot`` gives ``["night", "buses", "a", "pilot"]``.
    """
    spelt = unicodedata.normalize("NFKC", text).casefold()
    if not spelt.isascii():
        for character in set(spelt):
            if unicodedata.category(character) == "Cf":
                spelt = spelt.replace(character, "")
    return _WORD.findall(spelt)


def normalised(text: str) -> str:
    """The words of a text with one space between them: ``night buses`` for ``Night  Buses!``."""
    return " ".join(words_of(text))


def ends_in_ellipsis(text: str) -> bool:
    """Whether a text ends in an ellipsis, perhaps within quotation marks or brackets: ``“Night buses …”``."""
    return is_clipped(text.rstrip(" \"'”’)]"))


def passage(text: str | None, *, truncated: bool = False) -> Passage:
    """The words of a title or text, with a line feed between lines; ``truncated`` where its end is known to be lost.

    A line ``Night buses`` and a line ``For cooks …`` give four words, of which the first and the third begin a line;
    the passage is cut.
    """
    if text is None:
        return NO_PASSAGE
    words: list[str] = []
    starts: list[int] = []
    for line in text.split("\n"):
        found = words_of(line)
        if found:
            starts.append(len(words))
            words += found
    return Passage(tuple(words), tuple(starts), flat_of(words), cut=truncated or ends_in_ellipsis(text))


def flat_of(words: Sequence[str]) -> str:
    """Words without spaces, but for those that keep numbers apart.

    ``["night", "bus", "1", "12"]`` gives ``nightbus1 12``.
    """
    return "".join(flat_parts(words))


def flat_parts(words: Sequence[str]) -> Sequence[str]:
    """The words with a space before each that must stay apart from the one before it: ``["bus", "1", " 12"]``."""
    if roman_numerals().isdisjoint(words) and all(map(str.isalpha, words)):
        return words
    return [f" {word}" if _stay_apart(before, word) else word for before, word in pairwise(("", *words))]


def _stay_apart(one: str, other: str) -> bool:
    """Whether two words in a row keep their space, as numbers do: ``1`` and ``12`` are not ``11`` and ``2``."""
    return (one[-1:].isdigit() and other[0].isdigit()) or (is_roman(one) and is_roman(other))


class Overlap(NamedTuple):
    """What two passages share: its letters, similarity and slips, and the words of the longer one after it.

    ``doubtful`` where the slips are too many or too large to believe, but contradict nothing. ``near`` says that these
    are two titles that differ in what copies add to a title or in the order of words.
    """

    letters: int
    score: float = 1.0
    slips: tuple[Slip, ...] = ()
    rest: tuple[str, ...] = ()
    doubtful: bool = False
    near: bool = False


class _Step(NamedTuple):
    """How many words agree at a place of the longer and the shorter passage, and the slip in them if there is one."""

    longer: int
    shorter: int
    slip: Slip | None = None


_SAME_WORD = _Step(1, 1)


class _Place(NamedTuple):
    """A place in both passages (as words), and how many slips and words were seen before it."""

    longer: int
    shorter: int
    slips: int
    taken: int


def overlap(one: Passage, other: Passage) -> Overlap | None:
    """What two passages share where the shorter one is the beginning of the longer, else None.

    ``Night bus for cooks`` and ``Night bus fro …`` share twelve letters with one slip, and ``cooks`` is the rest.
    """
    if one.flat == other.flat:
        return Overlap(len(one.flat))
    shorter, longer = sorted((one, other), key=lambda found: (len(found.flat), found.flat))
    if longer.flat.startswith(shorter.flat):
        count, letters = _words_within(longer, len(shorter.flat))
        if shorter.cut or letters == len(shorter.flat):
            return Overlap(len(shorter.flat), rest=longer.words[count:])
    return _aligned(longer, shorter)


def _words_within(found: Passage, letters: int) -> tuple[int, int]:
    """How many words it takes to make so many letters, and how many letters they have.

    Of ``night bus for cooks``, 6 letters take 2 words, which have 8.
    """
    ends = list(accumulate(map(len, flat_parts(found.words)), initial=0))
    count = bisect_left(ends, letters)
    return count, ends[count]


def _aligned(longer: Passage, shorter: Passage) -> Overlap | None:
    """Walk both passages word by word; whole lines of the longer one, but the first, may be lost in the shorter."""
    i = j = 0
    slips: list[Slip] = []
    taken: list[str] = []
    next_line = dict(zip(longer.starts, (*longer.starts[1:], None), strict=True))
    line = _Place(0, 0, 0, 0)
    while i < len(longer.words) and j < len(shorter.words):
        if i in next_line:
            line = _Place(i, j, len(slips), len(taken))
        step = _SAME_WORD if longer.words[i] == shorter.words[j] else _step(longer, i, shorter, j)
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
    score = Indel.normalized_similarity(flat_of(taken), shorter.flat)
    return Overlap(len(shorter.flat), score, tuple(slips), longer.words[i:], _too_much(slips, len(shorter.words)))


def _too_much(slips: Sequence[Slip], words: int) -> bool:
    """Whether slips in so many words are too many, or one of them too large, to believe that they are slips."""
    return len(slips) > 1 + words // WORDS_A_SLIP or any(slips_between(*slip) > 1 for slip in slips)


def _step(longer: Passage, i: int, shorter: Passage, j: int) -> _Step | None:
    """The words that agree at this place, where the next two differ; None if none do.

    ``bus fro cooks`` at ``bus for cooks`` gives one word of each with the slip ``("for", "fro")``.
    """
    a, b = longer.words[i : i + 2], shorter.words[j : j + 2]
    if shorter.cut and len(b) == 1:
        return _Step(1, 1, None if a[0].startswith(b[0]) else (a[0], b[0]))
    if slips_between(a[0], b[0]) <= MOST_SLIPS:
        return _Step(1, 1, (a[0], b[0]))
    if b[0].startswith(a[0]) and flat_of(a) == b[0]:
        return _Step(2, 1)
    if a[0].startswith(b[0]) and flat_of(b) == a[0]:
        return _Step(1, 2)
    if a[0] in JOINING and a[1:] == b[:1]:
        return _Step(1, 0, (a[0], ""))
    if b[0] in JOINING and b[1:] == a[:1]:
        return _Step(0, 1, ("", b[0]))
    return None
