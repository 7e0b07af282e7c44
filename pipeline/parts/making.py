"""All parts of a run, of its shards and then of each step of uniting; what was made before is taken as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeVar

from extractors.sources import SOURCES
from pipeline.parts.messages import KeyRange, Messages, messages_in
from pipeline.parts.pages_read import PagesRead
from pipeline.parts.parts import DEFAULT_SIZES, Done, Sizes, Workshop, messages_of
from pipeline.parts.shards import shard_part, shards_of_pages
from pipeline.parts.uniting import range_part
from pipeline.transform.uniting import rows_of_steps
from schemas.uniting import Given, Step, Survey, Told
from warehouse.parts.store import Part

T = TypeVar("T")


class HandOut(Protocol):
    """Has a task done with every item, and gives the results in the order of the items."""

    def __call__(self, task: Callable[[T], Done], items: Sequence[T]) -> Iterator[Done]:
        """Give the part that the task makes of each item."""


@dataclass(slots=True)
class Parts:
    """The parts of a run, those of ``shards`` in order of page ids; ``rows`` are those that no part has, by table."""

    shards: list[Part] = field(default_factory=list)
    united: list[Part] = field(default_factory=list)
    rows: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))


def made_parts(
    pages: PagesRead, folder: Path, workshop: Workshop, hand_out: HandOut, sizes: Sizes = DEFAULT_SIZES
) -> Parts:
    """Make all parts of the pages that were read. What is noted on the way lies in a folder while they are made.

    Raises UnusableStoreError, DamagedPartError where a part was damaged just now, and OSError that names the file.
    """
    parts = Parts()
    with messages_in(folder) as messages:
        with shards_of_pages(pages, sizes.pages, folder) as shards:
            for done in hand_out(partial(shard_part, workshop=workshop), shards):
                parts.shards.append(done.part)
                messages.add(done.messages())
        if messages.bytes <= sizes.together:
            _unite_together(messages, parts)
        else:
            make = partial(hand_out, partial(range_part, workshop=workshop))
            _unite_in_parts(_Uniting(messages, parts, make, sizes.told))
    return parts


def _unite_together(messages: Messages, parts: Parts) -> None:
    """Take all steps in memory, which is less work than parts where there is little to unite."""
    for source in SOURCES:
        told = chain.from_iterable(messages.in_order(source.name, step.name) for step in source.steps)
        for table, record in rows_of_steps(source, told):
            parts.rows[table].append(record)


def _unite_in_parts(uniting: _Uniting) -> None:
    for source in SOURCES:
        for step in source.steps:
            uniting.take(source.name, step)


@dataclass(frozen=True, slots=True)
class _Uniting:
    """The steps so far: what later ones are told, the parts made, and how more are made of ranges of so many bytes."""

    messages: Messages
    parts: Parts
    make: Callable[[Sequence[KeyRange]], Iterator[Done]]
    size: int

    def take(self, source: str, step: Step | Survey) -> None:
        """Take a step of a source over all that it was told."""
        if isinstance(step, Survey):
            given = step.look(self.messages.in_order(source, step.name))
            self.messages.add(messages_of(source, self._told_by(given)))
            return
        for done in self.make(self.messages.ranges(source, step.name, self.size)):
            self.parts.united.append(done.part)
            self.messages.add(done.messages())

    def _told_by(self, given: Iterable[Given]) -> Iterator[Told]:
        """What a survey tells later steps; its rows are kept."""
        for one in given:
            if isinstance(one, Told):
                yield one
            else:
                table, record = one
                self.parts.rows[table].append(record)
