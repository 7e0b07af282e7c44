"""Which copies are worth comparing: those that begin alike, and those that slips of the pen hide.

Copies are looked up by rare words of theirs, so that the work grows with the copies and not with their pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from rapidfuzz.distance import Indel

from extractors.gfmd.copies.matching import Copy
from extractors.gfmd.copies.passages import WORDS_A_SLIP, Passage

HEAD = 40
"""Letters of a text that copies without a title, or with a cut one, are looked up by."""
RUN = 5
"""Words in a row that misspelt copies are looked up by: of three runs, one slip leaves two."""
COMMON = 32
"""A title, head or run that more units than this share is a stock phrase, and no longer used for look-up."""

_MARK = "\t"
"""Stands between the parts of a key: a character that no word has."""
_KEY_BYTES = 8
"""Bytes of what stands for a title, head or run: where two have one, a few more copies are compared."""
_MOST_TITLES = 8
"""Titles of one unit that are looked at. One that has more may be any practice."""
_LETTERS_OF_FIRST_SLIP = 4
"""Letters that a slip takes and adds together, where it changes two of them."""
_LETTERS_OF_FURTHER_SLIP = 3
"""The same for each slip of several: the longest joining word that a copy may lack has three letters."""


def look_up_keys(copies: Iterable[Copy]) -> list[str]:
    """What copies of one unit are looked up by, each once and as a short digest."""
    keys = dict.fromkeys(key for copy in copies for key in _look_up_keys(copy))
    return [blake2b(key.encode(), digest_size=_KEY_BYTES).hexdigest() for key in keys]


def texts_to_begin_with(copies: Iterable[Copy]) -> list[str]:
    """The texts of copies, each once: by itself, and behind its title, so that it begins only texts so titled.

    A copy without a text begins like all copies of its title, and like no others.
    """
    return list(dict.fromkeys(text for copy in copies for text in _texts_to_begin_with(copy)))


def _texts_to_begin_with(copy: Copy) -> Iterator[str]:
    if copy.text.flat:
        yield copy.text.flat
    yield f"{_MARK}{title_key(copy)}{_MARK}{copy.text.flat}"


def title_key(copy: Copy) -> str:
    """The words of a title, in one order whatever the page's, and without what copies add to it."""
    return " ".join(sorted(copy.core.words))


def _look_up_keys(copy: Copy) -> Iterator[str]:
    """What a copy is looked up by. Where a title or a head is common, it is not so together with the other."""
    title, text = title_key(copy), copy.text.flat
    if title:
        yield f"title{_MARK}{title}"
        yield f"title and head{_MARK}{title}{_MARK}{text[:HEAD]}"
    if len(text) >= HEAD:
        yield f"head{_MARK}{text[:HEAD]}"
        yield f"text{_MARK}{text}"
    for start in (0, RUN, 2 * RUN):
        run = copy.text.words[start : start + RUN]
        if len(run) == RUN:
            yield f"{start}{_MARK}{' '.join(run)}"


TitleLetters = tuple[str, str, int | None]
"""The letters of a title and of its core in the order of the alphabet, and how many of them slips may change.

That is None where the title is missing, cut or on several lines: then its letters tell nothing.
"""


def title_letters(copy: Copy) -> TitleLetters:
    """What ``may_be_one`` looks at; make it once for each copy. ``Night Bus`` gives ``("bghinstu", …, 4)``."""
    title = copy.title
    tells = bool(title.words) and not title.cut and len(title.starts) == 1
    further_slips = len(title.words) // WORDS_A_SLIP
    most_apart = _LETTERS_OF_FIRST_SLIP + _LETTERS_OF_FURTHER_SLIP * further_slips
    letters = _sorted_letters(title)
    core = letters if copy.core.words == title.words else _sorted_letters(copy.core)
    return letters, core, most_apart if tells else None


def _sorted_letters(found: Passage) -> str:
    return "".join(sorted("".join(found.words)))


def may_be_one(one: TitleLetters, other: TitleLetters) -> bool:
    """Whether ``judge`` may call two copies one practice, as far as the letters of their titles tell.

    Titles of one practice, or their cores, are the same letters but for slips, in whatever order: ``Night Bus`` and
    ``Bus, Night - a pilot`` may be one, ``Night Bus`` and ``Rope Yard`` can't.
    """
    (title, core, most), (its_title, its_core, its_most) = one, other
    if most is None or its_most is None:
        return True
    most = min(most, its_most)
    return (
        Indel.distance(core, its_core, score_cutoff=most) <= most
        or Indel.distance(title, its_title, score_cutoff=most) <= most
    )


UnitLetters = tuple[TitleLetters, ...]
"""The letters of the titles of a unit; none where they tell nothing."""


def unit_letters(copies: Sequence[Copy]) -> UnitLetters:
    """What ``units_may_be_one`` looks at, for the wordings of a unit."""
    letters = tuple(dict.fromkeys(map(title_letters, copies)))
    tells = len(letters) <= _MOST_TITLES and all(most is not None for _, _, most in letters)
    return letters if tells else ()


def units_may_be_one(one: UnitLetters, other: UnitLetters) -> bool:
    """Whether copies of two units may be one practice, as far as the letters of their titles tell."""
    if len(one) == len(other) == 1:
        return may_be_one(one[0], other[0])
    return not (one and other) or any(may_be_one(mine, theirs) for mine in one for theirs in other)
