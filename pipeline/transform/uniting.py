"""From what each address says to rows: the steps of each source, one after another, over what they are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import attrgetter

from extractors.sources import SOURCES, source_of_page
from schemas.extraction import Account
from schemas.source import Rows
from schemas.uniting import Given, Step, Survey, Told

_key = attrgetter("key")
_key_and_place = attrgetter("key", "place")


def united_rows(accounts: Iterable[Account]) -> Rows:
    """The rows of what all addresses say, in memory.

    The pages of each source are united by themselves: pages of two sources are never copies of each other.
    """
    by_source: dict[str, list[Told]] = defaultdict(list)
    for account in accounts:
        source = source_of_page(account.whole.page)
        by_source[source.name] += source.told(account)
    for source in SOURCES:
        yield from _rows_of_steps(source.steps, by_source[source.name])


def _rows_of_steps(steps: Sequence[Step | Survey], told: Iterable[Told]) -> Rows:
    by_step: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_step[one.step].append(one)
    for step in steps:
        for given in given_by(step, sorted(by_step.pop(step.name, ()), key=_key_and_place)):
            if isinstance(given, Told):
                by_step[given.step].append(given)
            else:
                yield given


def given_by(step: Step | Survey, told: Iterable[Told]) -> Iterator[Given]:
    """What a step gives for all that it is told, which comes in order of keys and then places."""
    if isinstance(step, Survey):
        return step.look(iter(told))
    groups = groupby(told, key=_key)
    return chain.from_iterable(step.unite(key, [one.what for one in found]) for key, found in groups)
