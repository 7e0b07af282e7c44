"""Questions to a release: what a source may ask of it, and the kinds of answers that it gives to users."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Ask = Callable[[str], Sequence[Mapping[str, object]]]
"""Answers a query in SQL from a release, with its rows by column."""


class Reason(NamedTuple):
    """One sentence of the reasoning behind a record. ``columns`` are what it is about; none where it is all of it."""

    sentence: str
    columns: tuple[str, ...] = ()


Explain = Callable[[Ask, Mapping[str, object]], list[Reason]]
"""What is told about a record of a table, by column: the reasoning that no single line of a page shows."""


def quoted(value: object) -> str:
    """A value as a text of SQL: ``Côte d'Ivoire`` gives ``'Côte d''Ivoire'``."""
    return "'" + str(value).replace("'", "''") + "'"


class Place(NamedTuple):
    """Where a title is printed: the record, the page by its address or else its path, and the line."""

    participation_id: str
    page: str
    line: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title that a catalogue lacks. ``kind`` is that of the reference, such as roundtable, cluster or thematic.

    ``spellings`` are the other titles printed that are like it, ``count`` is how many blocks print it, ``editions`` are
    those of the blocks that are settled, ``nearest`` and ``similarity`` (0 to 1) the catalogued title most like it.
    ``row`` is a row of ``file``: what is not known for certain is empty there.
    """

    kind: str
    title: str
    spellings: tuple[str, ...]
    codes: tuple[str, ...]
    count: int
    editions: tuple[int, ...]
    places: tuple[Place, ...]
    nearest: str | None
    nearest_title: str | None
    similarity: float
    file: str
    row: Mapping[str, str]


class Finding(NamedTuple):
    """What is wrong in a reference file: its name, the line (from 1, the header is line 1), and a sentence."""

    severity: Literal["error", "warning"]
    file: str
    line: int
    sentence: str
