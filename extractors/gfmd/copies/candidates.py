"""Which pairs of copies are worth comparing: those that begin alike, and those that slips of the pen hide.

Copies are looked up by rare words of theirs, so that the work grows with the copies and not with their pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.distance import Indel

from extractors.gfmd.copies.matching import Copy
from extractors.gfmd.copies.passages import WORDS_A_SLIP, Passage

HEAD = 40
"""Letters of a text that copies without a title, or with a cut one, are looked up by."""
RUN = 5
"""Words in a row that misspelt copies are looked up by: of three runs, one slip leaves two."""
COMMON = 32
"""A title, head or run that more units than this share is a stock phrase, and no longer used for look-up."""

_LETTERS_OF_FIRST_SLIP = 4
"""Letters that a slip takes and adds together, where it changes two of them."""
_LETTERS_OF_FURTHER_SLIP = 3
"""The same for each slip of several: the longest joining word that a copy may lack has three letters."""

Pair = tuple[int, int]
"""The indexes of two units, the lower one first."""


class Unit(NamedTuple):
    """Copies that are one by their address, or a single copy without one; ``wordings`` are the numbers of theirs."""

    address: str | None
    wordings: frozenset[int]


def candidate_pairs(units: Sequence[Unit], copies: Sequence[Copy]) -> list[Pair]:
    """The pairs of units that may be one practice, each once. ``copies`` has the wordings of the units by number."""
    letters = [title_letters(copy) for copy in copies]
    pairs = {(min(pair), max(pair)) for pair in _alike_at_the_beginning(units, copies)}
    for members in _by_look_up_key(units, copies).values():
        if 1 < len(members) <= COMMON:
            pairs.update(combinations(sorted(members), 2))
    return [
        (i, j)
        for i, j in pairs
        if any(may_be_one(letters[one], letters[other]) for one in units[i].wordings for other in units[j].wordings)
    ]


def _alike_at_the_beginning(units: Sequence[Unit], copies: Sequence[Copy]) -> Iterator[Pair]:
    """Of each text, the longest other text that it begins with (possibly all of it): of all, and of those so titled."""
    texts = sorted(
        (copies[number].text.flat, index, number) for index, unit in enumerate(units) for number in unit.wordings
    )
    titled: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    titles = [title_key(copy) for copy in copies]
    for flat, index, number in texts:
        titled[titles[number]].append((flat, index))
    for some in ([(flat, index) for flat, index, _ in texts], *titled.values()):
        yield from ((one, other) for one, other in _beginnings(some) if one != other)


def _beginnings(texts: Sequence[tuple[str, int]]) -> Iterator[Pair]:
    """For each of these texts, which are in order, the longest one before it that it begins with, if there is one.

    ``[("bus", 7), ("busride", 8), ("busstop", 9)]`` gives ``(7, 8)`` and ``(7, 9)``.
    """
    begun: list[tuple[str, int]] = []
    for text, index in texts:
        while begun and not text.startswith(begun[-1][0]):
            begun.pop()
        if begun:
            yield begun[-1][1], index
        begun.append((text, index))


def _by_look_up_key(units: Sequence[Unit], copies: Sequence[Copy]) -> dict[Hashable, set[int]]:
    """The units by all that their copies are looked up by."""
    keys = [tuple(_look_up_keys(copy)) for copy in copies]
    found: dict[Hashable, set[int]] = defaultdict(set)
    for index, unit in enumerate(units):
        for number in unit.wordings:
            for key in keys[number]:
                found[key].add(index)
    return found


def title_key(copy: Copy) -> tuple[str, ...]:
    """The words of a title, in one order whatever the page's, and without what copies add to it."""
    return tuple(sorted(copy.core.words))


def _look_up_keys(copy: Copy) -> Iterator[Hashable]:
    """What a copy is looked up by. Where a title or a head is common, it is not so together with the other."""
    title, text = title_key(copy), copy.text.flat
    if title:
        yield from (("title", title), ("title and head", title, text[:HEAD]))
    if len(text) >= HEAD:
        yield from (("head", text[:HEAD]), ("text", text))
    for start in (0, RUN, 2 * RUN):
        run = copy.text.words[start : start + RUN]
        if len(run) == RUN:
            yield start, run


class TitleLetters(NamedTuple):
    """The letters of a title and of its core in the order of the alphabet, and how many of them slips may change.

    ``most_apart`` is None where the title is missing, cut or on several lines: then its letters tell nothing.
    """

    title: str
    core: str
    most_apart: int | None


def title_letters(copy: Copy) -> TitleLetters:
    """What ``may_be_one`` looks at; make it once for each copy. ``Night Bus`` gives ``("bghinstu", …, 4)``."""
    title = copy.title
    tells = bool(title.words) and not title.cut and len(title.starts) == 1
    further_slips = len(title.words) // WORDS_A_SLIP
    most_apart = _LETTERS_OF_FIRST_SLIP + _LETTERS_OF_FURTHER_SLIP * further_slips
    return TitleLetters(_sorted_letters(title), _sorted_letters(copy.core), most_apart if tells else None)


def _sorted_letters(found: Passage) -> str:
    return "".join(sorted("".join(found.words)))


def may_be_one(one: TitleLetters, other: TitleLetters) -> bool:
    """Whether ``judge`` may call two copies one practice, as far as the letters of their titles tell.

    Titles of one practice, or their cores, are the same letters but for slips, in whatever order: ``Night Bus`` and
    ``Bus, Night - a pilot`` may be one, ``Night Bus`` and ``Rope Yard`` can't.
    """
    if one.most_apart is None or other.most_apart is None:
        return True
    most = min(one.most_apart, other.most_apart)
    return (
        Indel.distance(one.core, other.core, score_cutoff=most) <= most
        or Indel.distance(one.title, other.title, score_cutoff=most) <= most
    )
