"""Copies that are one practice at once: those at one address, or of one wording where they have no address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import NamedTuple

from extractors.gfmd.copies.matching import Copy, Wordings
from extractors.gfmd.copies.passages import Passage
from extractors.gfmd.copies.shown import Shown, page_and_lines, practice_address
from schemas.extraction import Span

_NAME_BYTES = 16


class Worded(NamedTuple):
    """A copy on its page, with what it is compared by and the address of its practice."""

    shown: Shown
    copy: Copy
    address: str | None


class NamedUnit(NamedTuple):
    """The wordings of a unit. Its name is a number in hexadecimal, the same in every run."""

    name: str
    address: str | None
    wordings: tuple[Copy, ...]


def with_units(shown: Iterable[Shown]) -> Iterator[tuple[str, Shown | Worded]]:
    """Copies, each behind the name of its unit. What they are compared by is found here where that tells the unit.

    Copies without an address that say nothing are together by their pages. Each wording is read once.
    """
    wordings = Wordings()
    for one in shown:
        address = practice_address(one)
        if address is not None:
            yield _name(f"address {address}"), one
        else:
            found = _worded(one, None, wordings)
            yield _name(_content(found.copy)) if found.copy.says_something else one.page.page_id, found


def worded(copies: Iterable[Shown | Worded]) -> Iterator[Worded]:
    """Copies with what they are compared by. Each wording is read once."""
    wordings = Wordings()
    for one in copies:
        yield one if isinstance(one, Worded) else _worded(one, practice_address(one), wordings)


def _worded(shown: Shown, address: str | None, wordings: Wordings) -> Worded:
    return Worded(shown, wordings.copies[wordings.number_of(shown.whole or shown.practice)], address)


def _name(said: str) -> str:
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=_NAME_BYTES).hexdigest()


def _content(copy: Copy) -> str:
    """All that tells a wording from others, as one text."""
    return "\n".join(map(_content_of_passage, (copy.title, copy.core, copy.text)))


def _content_of_passage(found: Passage) -> str:
    return f"{' '.join(found.words)}|{found.starts}|{found.cut}"


def place_of(copy: Worded) -> tuple[str, Span]:
    """Where a copy stands."""
    return page_and_lines(copy.shown)


def each_once(copies: Sequence[Worded]) -> list[Worded]:
    """Each copy once, in order of pages and lines, so that nothing depends on the order in which they were given.

    Equal wordings are made one in memory.
    """
    if len(copies) == 1:
        return list(copies)
    known: dict[Copy, Copy] = {}
    found: list[Worded] = []
    for _, tied in groupby(sorted(copies, key=place_of), key=place_of):
        first, *others = tied
        found += sorted({first, *others}, key=repr) if others else (first,)
    return [one._replace(copy=known.setdefault(one.copy, one.copy)) for one in found]
