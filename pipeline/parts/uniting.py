"""The steps of all sources over all that they are told, a range of keys at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from extractors.sources import source_named
from pipeline.cache.encoding import decoded_records
from pipeline.cache.files import KeptFiles
from pipeline.parts.messages import KeyRange, begins_anew
from pipeline.parts.packs import Place, made_by_pieces
from pipeline.parts.parts import Done, Made, Workshop, messages_of
from schemas.uniting import Given, Step, Told

_ToldUnderKey = tuple[str, tuple[bytes, ...]]
_ONE_IN = 8
"""So many keys are a piece of a part, on average: single ones would be more to keep and look up than is saved."""


def range_part(found: KeyRange, workshop: Workshop) -> Done:
    """The part that a step makes of a range of keys."""
    return workshop.part(_decided_by(found), lambda: _made(found, workshop.packs))


def _made(found: KeyRange, packs: KeptFiles | None) -> Made:
    if packs is None:
        return _united(found)
    pieces = [found._replace(told=told) for told in _few_at_once(found.told)]
    first, _ = found.told[0]
    return made_by_pieces(pieces, _decided_by, _united, Place(packs, (found.source, found.step, first)))


def _few_at_once(told: Iterable[_ToldUnderKey]) -> Iterator[tuple[_ToldUnderKey, ...]]:
    """A few keys at a time, cut before the same keys in every run."""
    few: list[_ToldUnderKey] = []
    for one in told:
        if few and begins_anew(one[0], _ONE_IN):
            yield tuple(few)
            few = []
        few.append(one)
    yield tuple(few)


def _decided_by(found: KeyRange) -> Iterator[bytes]:
    """All that decides what the keys of a range give, beside the program."""
    yield repr((found.source, found.step, [(key, len(told)) for key, told in found.told])).encode()
    for _, told in found.told:
        yield from told


def _united(found: KeyRange) -> Made:
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
    return Made(rows, list(messages_of(source, told)))
