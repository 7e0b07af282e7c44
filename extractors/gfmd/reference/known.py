"""The forum's editions, roundtables and meetings, and the known slugs and terms: reviewed files, a source a row.

Everything here is data of the program, the same for every page. ``window`` gives the dates whose meetings belong to
an edition *for certain*: after ``ends_on`` a window that was only assumed is no evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple, TypeVar

from extractors.data_files import csv_rows
from extractors.gfmd import records
from schemas.source import Rows

_Record = TypeVar("_Record", bound=NamedTuple)
_STATED = ("stated", "see ")
_CELLS: Mapping[str, Callable[[str], object]] = {
    "edition": int,
    "number": int,
    "chair_iso3": lambda codes: tuple(codes.split(";")),
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
    "meetings_from": date.fromisoformat,
    "meetings_until": date.fromisoformat,
}
"""How the cells of a column are read that hold no text."""


@dataclass(frozen=True, slots=True)
class Reference:
    """All reference data of the source. Editions are in order; ``windows`` holds first and last certain day."""

    editions: tuple[records.Edition, ...]
    roundtables: tuple[records.Roundtable, ...]
    meetings: tuple[records.Meeting, ...]
    windows: Mapping[int, tuple[date, date]]
    slugs: Mapping[str, str]
    terms: Mapping[str, frozenset[str]]

    @property
    def years(self) -> tuple[int, ...]:
        """The editions, by the year of their summit, in order."""
        return tuple(edition.edition for edition in self.editions)


@cache
def reference() -> Reference:
    """The reference data that comes with the program."""
    rows = _rows_of("editions")
    meetings = (_record_of(records.Meeting, row) for row in _rows_of("meetings"))
    return Reference(
        editions=tuple(sorted(_record_of(records.Edition, row) for row in rows)),
        roundtables=tuple(_read_roundtables()),
        meetings=tuple(sorted(meetings, key=lambda meeting: meeting.meeting_id)),
        windows={int(row["edition"]): _certain_window(row) for row in rows},
        slugs={row["slug"]: row["iso3"] for row in _rows_of("slugs")},
        terms=_read_terms(),
    )


def reference_rows() -> Rows:
    """The rows of the tables of reference data."""
    known = reference()
    for table in ("editions", "roundtables", "meetings"):
        yield from ((table, row) for row in getattr(known, table))


def _rows_of(name: str) -> list[dict[str, str]]:
    return csv_rows("extractors.gfmd.reference", f"{name}.csv")


def _certain_window(row: Mapping[str, str]) -> tuple[date, date]:
    certain = row["window_basis"].startswith(_STATED) and not row["window_basis"].startswith("start ")
    until = row["meetings_until"] if certain else min(row["meetings_until"], row["ends_on"])
    return date.fromisoformat(row["meetings_from"]), date.fromisoformat(until)


def _record_of(record: type[_Record], row: Mapping[str, str], **others: object) -> _Record:
    """The record of a row, whose columns are named as its fields, and ``others`` that no cell holds as they are.

    An empty cell is None. What the fields hold is checked with all other rows before publishing.
    """
    return record._make(
        others[name] if name in others else _CELLS.get(name, str)(row[name]) if row[name] else None
        for name in record._fields
    )


def _read_roundtables() -> Iterator[records.Roundtable]:
    by_id: dict[str, list[dict[str, str]]] = {}
    for row in _rows_of("roundtables"):
        by_id.setdefault(row["roundtable_id"], []).append(row)
    for _, spellings in sorted(by_id.items()):
        main = next(row for row in spellings if row["spelling"] == "main")
        others = tuple(row["title"] for row in spellings if row is not main)
        yield _record_of(records.Roundtable, main, spellings=others)


def _read_terms() -> Mapping[str, frozenset[str]]:
    by_scheme: dict[str, set[str]] = {}
    for row in _rows_of("terms"):
        by_scheme.setdefault(row["scheme"], set()).add(row["term"])
    return {scheme: frozenset(terms) for scheme, terms in by_scheme.items()}
