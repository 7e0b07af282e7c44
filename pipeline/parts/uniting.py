"""The steps of all sources over all that they are told, a range of keys at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from extractors.sources import source_named
from pipeline.cache.encoding import decoded_records
from pipeline.parts.messages import KeyRange
from pipeline.parts.parts import Done, Made, Workshop, messages_of
from schemas.uniting import Given, Step, Told


def range_part(found: KeyRange, workshop: Workshop) -> Done:
    """The part that a step makes of a range of keys."""
    known = repr((found.source, found.step, [(key, len(told)) for key, told in found.told]))
    contents = (what for _, told in found.told for what in told)
    return workshop.part((known.encode(), *contents), lambda: _made(found))


def _made(found: KeyRange) -> Made:
    step = next(step for step in source_named(found.source).steps if step.name == found.step)
    if not isinstance(step, Step):
        raise TypeError(f"{step.name} looks over all keys at once")
    given = (one for key, told in found.told for one in step.unite(key, [decoded_records(what) for what in told]))
    return sorted_out(found.source, given)


def sorted_out(source: str, given: Iterable[Given]) -> Made:
    """What a step gives, rows and messages apart."""
    rows: dict[str, list[Any]] = defaultdict(list)
    told: list[Told] = []
    for one in given:
        if isinstance(one, Told):
            told.append(one)
        else:
            rows[one[0]].append(one[1])
    return Made(rows, messages_of(source, told))
