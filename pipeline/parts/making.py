"""All parts of a run, of its shards and then of each step of uniting; what was made before is taken as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from extractors.sources import SOURCES
from pipeline.parts.messages import Messages, messages_in
from pipeline.parts.pages_read import PagesRead
from pipeline.parts.parts import Message, Workshop, message, messages_of
from pipeline.parts.shards import shard_part, shards_of_pages
from pipeline.parts.uniting import range_part
from schemas.source import Source
from schemas.uniting import Given, Step, Survey, Told
from warehouse.parts.store import Part

T = TypeVar("T")


class HandOut(Protocol):
    """Has a task done with every item, and gives the results in the order of the items."""

    def __call__(self, task: Callable[[T], Part], items: Sequence[T]) -> Iterator[Part]:
        """Give the part that the task makes of each item."""


_Making = Callable[[Sequence[Any]], Iterator[Part]]


@dataclass(slots=True)
class Parts:
    """The parts of a run, and the few rows of surveys. Those of ``shards`` are in order of page ids."""

    shards: list[Part] = field(default_factory=list)
    united: list[Part] = field(default_factory=list)
    surveyed: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))


def made_parts(pages: PagesRead, folder: Path, workshop: Workshop, hand_out: HandOut) -> Parts:
    """Make all parts of the pages that were read. What is noted on the way lies in a folder while they are made.

    Raises UnusableStoreError, DamagedPartError where a part was damaged just now, and OSError that names the file.
    """
    parts = Parts()
    with messages_in(folder) as messages:
        with shards_of_pages(pages, folder) as shards:
            for part in hand_out(partial(shard_part, workshop=workshop), shards):
                parts.shards.append(part)
                messages.add(messages_of(part))
        making = partial(hand_out, partial(range_part, workshop=workshop))
        for source in SOURCES:
            for step in source.steps:
                _take_step(source, step, messages, parts, making)
    return parts


def _take_step(source: Source, step: Step | Survey, messages: Messages, parts: Parts, making: _Making) -> None:
    if isinstance(step, Survey):
        messages.add(_surveyed(source.name, step.look(messages.in_order(source.name, step.name)), parts))
        return
    for part in making(messages.ranges(source.name, step.name)):
        parts.united.append(part)
        messages.add(messages_of(part))


def _surveyed(source: str, given: Iterator[Given], parts: Parts) -> Iterator[Message]:
    for one in given:
        if isinstance(one, Told):
            yield message(source, one)
        else:
            table, record = one
            parts.surveyed[table].append(record)
