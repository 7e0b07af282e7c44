"""Why the copies of a practice belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from extractors.gfmd.copies.grouping import LEVELS
from extractors.gfmd.copies.matching import Wordings
from extractors.gfmd.copies.shown import Shown, page_and_lines
from schemas.extraction import Span

_SUREST_FIRST = ("same_url", *LEVELS)


class Placed(NamedTuple):
    """A copy on its page, with the address of its practice and the number of its wording."""

    shown: Shown
    address: str | None
    wording: int


class Reason(NamedTuple):
    """Why two copies are one: ``same_url``, ``same_key``, ``cut_short`` or ``similar``, and how alike (0 to 1)."""

    code: str
    score: float


class Merge(NamedTuple):
    """The place of a copy (its page and its first line), and of the copy that it belongs to, and why."""

    page_id: str
    first_line: int
    into_page_id: str
    into_first_line: int
    reason: str
    score: float


def reason_of(one: Placed, other: Placed, wordings: Wordings) -> Reason | None:
    """Why two copies are one practice by what they show themselves, or None if that does not make them one."""
    if one.address is not None and one.address == other.address:
        return Reason("same_url", 1.0)
    if one.wording == other.wording:
        return Reason("cut_short" if one.shown.whole or other.shown.whole else "same_key", 1.0)
    verdict = wordings.verdict(one.wording, other.wording)
    apart = one.address is not None and other.address is not None and verdict.relation != "same_key"
    return Reason(verdict.relation, verdict.score) if verdict.same and not apart else None


def merges_of(members: Sequence[Placed], chosen: Shown, wordings: Wordings) -> Iterator[Merge]:
    """For each copy of a practice but the chosen one, the copy that it belongs to.

    That is the chosen one where a reason joins the two, else the one that is surest to be the same.
    """
    if len(members) == 1:
        return
    into = next(one for one in members if one.shown is chosen)
    nearest = _Nearest(members, wordings)
    for one in members:
        if one is into:
            continue
        direct = reason_of(one, into, wordings)
        found, other = (direct, into) if direct else nearest.to(one)
        yield Merge(*_place_of(one.shown), *_place_of(other.shown), *found)


def _place_of(shown: Shown) -> tuple[str, int]:
    return shown.page.page_id, shown.practice.span.first


class _Nearest:
    """The members of a practice, to be asked for the one that is surest to be the practice of another one.

    Of members that compare alike with all others two are kept, for the one that asks may be the first of them.
    """

    def __init__(self, members: Sequence[Placed], wordings: Wordings) -> None:
        self._members, self._wordings = sorted(members, key=_place_of_member), wordings

    def to(self, one: Placed) -> tuple[Reason, Placed]:
        """Why a member is one with another, and that one: of equally sure ones the first."""
        at_its_address = self._by_address[one.address] if one.address is not None else ()
        others = at_its_address if len(at_its_address) > 1 else chain(*self._by_wording.values())
        reasons = ((reason_of(one, other, self._wordings), other) for other in others if other is not one)
        return min(((found, other) for found, other in reasons if found), key=_surest_reason_first)

    @cached_property
    def _by_address(self) -> Mapping[Hashable, Sequence[Placed]]:
        return _first_two(self._members, lambda one: one.address)

    @cached_property
    def _by_wording(self) -> Mapping[Hashable, Sequence[Placed]]:
        return _first_two(self._members, lambda one: (one.wording, one.address is None, one.shown.whole is None))


def _place_of_member(one: Placed) -> tuple[str, Span]:
    return page_and_lines(one.shown)


def _surest_reason_first(found: tuple[Reason, Placed]) -> tuple[int, float, tuple[str, Span]]:
    why, other = found
    return _SUREST_FIRST.index(why.code), -why.score, _place_of_member(other)


def _first_two(members: Iterable[Placed], key: Callable[[Placed], Hashable]) -> Mapping[Hashable, Sequence[Placed]]:
    found: dict[Hashable, list[Placed]] = defaultdict(list)
    for one in members:
        if len(found[key(one)]) < 2:
            found[key(one)].append(one)
    return found
