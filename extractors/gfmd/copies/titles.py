"""What copies of one practice add to its title, or put in another order: nothing of it makes another practice.

Seen between copies with the same long text: an acronym of the title (``Savings Circles of Tea Pickers (SCTP)``), a
word for what a practice is (``… - project``, ``…: pilot``), a letter of damaged text (``ëLetters Home``), and words in
another order. A numeral, a place or any other word more is no such thing: it tells practices apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, permutations

from extractors.gfmd.copies.misspelling import MOST_SLIPS, is_listed, is_numeral, is_place, looks_alike, slips_between

_JOINING_WORDS = "an and the of el la los las de del et le les des du os as da do dos das"
JOINING = frozenset(_JOINING_WORDS.split())
STOP = JOINING | {"a", "y", "e", "o", "for", "in", "on", "at", "to", "with", "by", "para", "en", "por", "pour", "à"}
_LISTS = "title_words.toml"
_LONGEST_TITLE = 60
"""Words of the longest title that is looked at: longer ones are texts."""
_SHORTEST_PART = 3
"""Letters of an acronym that is made of the last words before it only."""
_SHORTEST_WITH_GAP = 4
"""Letters of an acronym that may leave out a word: the second half of one with a hyphen."""

Slip = tuple[str, str]
"""A word of one title, and what stands for it in the other."""


def core_of(parts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The words of a title, given as what stands between its marks, without what copies add to it.

    ``Savings Circles of Tea Pickers (SCTP) - a pilot`` gives ``savings circles of tea pickers``. It is all words where
    nothing would be left.
    """
    words = tuple(word for part in parts for word in part)
    if len(words) > _LONGEST_TITLE:
        return words
    plain = [without_strays(part) for part in parts]
    telling = [word for part in plain if not _only_says_kind(part) for word in part]
    return tuple(_without_acronym(_without_kind(_without_acronym(telling)))) or words


def without_strays(words: Sequence[str]) -> list[str]:
    """The words without the letters of damaged text at their ends: damaged quotation marks come out as such letters."""
    return [left for word in words if (left := _without_stray(word))]


def _only_says_kind(part: Sequence[str]) -> bool:
    """Whether a part of a title says no more than what every practice is: ``a pilot project``."""
    return any(map(_says_kind, part)) and all(word in STOP or _says_kind(word) for word in part)


def _says_kind(word: str) -> bool:
    return is_listed(_LISTS, "kinds", word)


def _without_kind(words: Sequence[str]) -> Sequence[str]:
    """The words without those at either end that only say what a practice is."""
    behind = list(dropwhile(_says_kind, words))
    return list(dropwhile(_says_kind, behind[::-1]))[::-1]


def _without_stray(word: str) -> str:
    """A word without a letter beyond ASCII at either end, where the one next to it is ASCII.

    A French ``é`` at the beginning is no such letter: it makes ``émigration`` of ``migration``.
    """
    if word.isascii():
        return word
    if len(word) == 1:
        return ""
    if not word[0].isascii() and word[0] != "é" and word[1].isascii():
        word = word[1:]
    return word[:-1] if len(word) > 1 and not word[-1].isascii() and word[-2].isascii() else word


def _without_acronym(words: Sequence[str]) -> Sequence[str]:
    """The words without the first one that is an acronym of those before it or, at the beginning, of those behind.

    ``savings circles of tea pickers sctp`` loses its last word.
    """
    short_enough = (at for at, word in enumerate(words) if 1 < len(word) <= (at or len(words) - 1))
    at = next((at for at in short_enough if _is_acronym_at(words, at)), None)
    return words if at is None else [*words[:at], *words[at + 1 :]]


def _is_acronym_at(words: Sequence[str], at: int) -> bool:
    """Whether a word is made of the first letters of the words before it, perhaps of the last of them only.

    The first word may be made of those behind it.
    """
    word, others = words[at], words[:at] if at else words[1:]
    if not set(word) <= {other[0] for other in others} or not _may_be_acronym(word):
        return False
    starts = range(at - 1) if at and len(word) >= _SHORTEST_PART else range(1)
    return any(_spells(word, others[start:]) for start in starts)


def _may_be_acronym(word: str) -> bool:
    """Whether a word is none that says something by itself: no number, place or word that looks like another one."""
    return word.isalpha() and not (is_numeral(word) or is_place(word) or looks_alike(word))


def _spells(acronym: str, words: Sequence[str]) -> bool:
    """Whether the first letters of words, one of each, make an acronym; joining words may be left out.

    A long acronym may leave out one word more: of ``Second-Hand Shop`` it may take ``SHS`` or ``SS``.
    """
    reached = {(0, len(acronym) < _SHORTEST_WITH_GAP)}
    for word in words:
        taken = {(at + 1, gap) for at, gap in reached if acronym.startswith(word[0], at)}
        left_out = reached if word in STOP or len(word) == 1 else {(at, True) for at, gap in reached if at and not gap}
        reached = taken | left_out
    return any(at == len(acronym) for at, _ in reached)


def slips_of_reordered(one: Sequence[str], other: Sequence[str]) -> tuple[Slip, ...] | None:
    """The slips of the pen, up to two, between two titles that are the same words in another order; else None.

    Numerals and places keep their order, and no word changes its side of one that tells a direction: ``from Nepal to
    Chile`` is not ``from Chile to Nepal``.
    """
    if len(one) != len(other) or len(one) > _LONGEST_TITLE:
        return None
    slips = _slips_among(
        list((Counter(one) - Counter(other)).elements()), list((Counter(other) - Counter(one)).elements())
    )
    if slips is None:
        return None
    correct = dict(slips)
    corrected = [correct.get(word, word) for word in one]
    return slips if _says_the_same(corrected, other) else None


def _slips_among(mine: Sequence[str], theirs: Sequence[str]) -> tuple[Slip, ...] | None:
    """Which of some words are slips of which others, or None if a word is left that is none."""
    if len(mine) > MOST_SLIPS:
        return None
    pairings = (tuple(zip(mine, order, strict=True)) for order in permutations(theirs))
    return next((pairs for pairs in pairings if all(slips_between(*pair) <= MOST_SLIPS for pair in pairs)), None)


def _says_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether titles of the same words say the same although the order of the words differs.

    ``evening ropes`` and ``ropes evening`` do; ``from malta to oman`` and ``from oman to malta`` do not.
    """
    moved = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    between = one[moved[0] : moved[-1] + 1] if moved else ()
    return not tells_direction(between) and list(_telling_words(one)) == list(_telling_words(other))


def tells_direction(words: Iterable[str]) -> bool:
    """Whether one of these words tells a direction, such as ``to``."""
    return any(is_listed(_LISTS, "directions", word) for word in words)


def tells_apart(words: Iterable[str]) -> bool:
    """Whether what a title has more than another tells practices apart: a numeral, a place or a letter that counts."""
    return next(_telling_words(words), None) is not None


def _telling_words(words: Iterable[str]) -> Iterator[str]:
    """The words of a title that tell which of several it is: numerals, places, and letters that count.

    Of ``Plan A for Kenya, phase 2`` these are ``a``, ``kenya`` and ``2``.
    """
    telling = (word for word in words if word not in STOP)
    return (word for word in telling if len(word) == 1 or is_numeral(word) or is_place(word))
