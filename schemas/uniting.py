"""How a source unites what its pages say: in steps, each of which is shown only what it was told under one key.

So no step ever sees all pages, and the keys of a step can be worked on one by one, by several processes or machines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple

from schemas.extraction import Account

_key = attrgetter("key")
_key_and_place = attrgetter("key", "place")
Row = tuple[str, tuple[Any, ...]]
"""The name of a table, with one of its records."""


class Told(NamedTuple):
    """What a step is told under a key, such as what an address says of ``PER``.

    ``place`` is where it is from, such as a page id: what is told under one key comes in order of their places, and
    where two have one place, nothing may depend on which of them comes first.
    """

    step: str
    key: str
    place: str
    what: Any


Given = Row | Told
"""What a step gives: a row, or something that a later step is to know."""


@dataclass(frozen=True, slots=True)
class Step:
    """Unites what was told under a key: ``unite`` is given the key and all of that, in order. It is a pure function."""

    name: str
    unite: Callable[[str, Sequence[Any]], Iterator[Given]]


@dataclass(frozen=True, slots=True)
class Survey:
    """Looks over all that was told, one after another, in order of keys and then places; it may keep little of it.

    What can only be seen so, such as which of all texts begin alike, is told to later steps.
    """

    name: str
    look: Callable[[Iterator[Told]], Iterator[Given]]


def given_by(step: Step | Survey, told: Iterable[Told]) -> Iterator[Given]:
    """What a step gives for all that it is told, which comes in order of keys and then places."""
    if isinstance(step, Survey):
        return step.look(iter(told))
    groups = groupby(told, key=_key)
    return chain.from_iterable(step.unite(key, [one.what for one in found]) for key, found in groups)


def given_in_memory(steps: Sequence[Step | Survey], told: Iterable[Told]) -> Iterator[Given]:
    """What steps give in the end, one after another, all in memory: rows, and what is told to none of these steps."""
    waiting: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        waiting[one.step].append(one)
    for step in steps:
        for given in given_by(step, sorted(waiting.pop(step.name, ()), key=_key_and_place)):
            if isinstance(given, Told):
                waiting[given.step].append(given)
            else:
                yield given
    yield from chain.from_iterable(waiting.values())


def told_by_country(account: Account) -> Iterator[Told]:
    """What an address says of a country, for a step ``countries``; nothing where it names none or can't be used."""
    page = account.whole
    if page.refusal is None and page.identity:
        yield Told("countries", page.identity.iso3, page.page.page_id, account)
