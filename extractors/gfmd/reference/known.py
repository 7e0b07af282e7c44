"""The forum's editions, roundtables and meetings, and the known slugs and terms: reviewed files, a source a row.

Everything here is data of the program, the same for every page. ``window`` gives the dates whose meetings belong to
an edition *for certain*: after ``ends_on`` a window that was only assumed is no evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.data_files import csv_rows
from extractors.gfmd import records
from schemas.source import Rows

_STATED = ("stated", "see ")


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
    return Reference(
        editions=tuple(sorted(_read_edition(row) for row in rows)),
        roundtables=tuple(_read_roundtables()),
        meetings=tuple(sorted((_read_meeting(row) for row in _rows_of("meetings")), key=lambda m: m.meeting_id)),
        windows={int(row["edition"]): _certain_window(row) for row in rows},
        slugs={row["slug"]: row["iso3"] for row in _rows_of("slugs")},
        terms=_read_terms(),
    )


def reference_rows() -> Rows:
    """The rows of the tables of reference data."""
    known = reference()
    yield from (("editions", row) for row in known.editions)
    yield from (("roundtables", row) for row in known.roundtables)
    yield from (("meetings", row) for row in known.meetings)


def _rows_of(name: str) -> list[dict[str, str]]:
    return csv_rows("extractors.gfmd.reference", f"{name}.csv")


def _day_or_none(printed: str) -> date | None:
    return date.fromisoformat(printed) if printed else None


def _certain_window(row: Mapping[str, str]) -> tuple[date, date]:
    certain = row["window_basis"].startswith(_STATED) and not row["window_basis"].startswith("start ")
    until = row["meetings_until"] if certain else min(row["meetings_until"], row["ends_on"])
    return date.fromisoformat(row["meetings_from"]), date.fromisoformat(until)


def _read_edition(row: Mapping[str, str]) -> records.Edition:
    return records.Edition(
        edition=int(row["edition"]),
        number=int(row["number"]),
        label=row["label"],
        chair_iso3=tuple(row["chair_iso3"].split(";")),
        host_city=row["host_city"] or None,
        host_iso3=row["host_iso3"],
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["ends_on"]),
        meetings_from=date.fromisoformat(row["meetings_from"]),
        meetings_until=date.fromisoformat(row["meetings_until"]),
        source=row["source"],
    )


def _read_meeting(row: Mapping[str, str]) -> records.Meeting:
    return records.Meeting(
        meeting_id=row["meeting_id"],
        edition=int(row["edition"]) if row["edition"] else None,
        kind=row["kind"],  # type: ignore[arg-type]  # checked with all other rows before publishing
        title=row["title"],
        starts_on=_day_or_none(row["starts_on"]),
        ends_on=_day_or_none(row["ends_on"]),
        city=row["city"] or None,
        country_iso3=row["country_iso3"] or None,
        source=row["source"],
    )


def _read_roundtables() -> Iterator[records.Roundtable]:
    by_id: dict[str, list[dict[str, str]]] = {}
    for row in _rows_of("roundtables"):
        by_id.setdefault(row["roundtable_id"], []).append(row)
    for roundtable_id, spellings in sorted(by_id.items()):
        main = next(row for row in spellings if row["spelling"] == "main")
        yield records.Roundtable(
            roundtable_id=roundtable_id,
            edition=int(main["edition"]),
            kind=main["kind"],  # type: ignore[arg-type]  # checked with all other rows before publishing
            code=main["code"],
            title=main["title"],
            spellings=tuple(row["title"] for row in spellings if row is not main),
            source=main["source"],
        )


def _read_terms() -> Mapping[str, frozenset[str]]:
    by_scheme: dict[str, set[str]] = {}
    for row in _rows_of("terms"):
        by_scheme.setdefault(row["scheme"], set()).add(row["term"])
    return {scheme: frozenset(terms) for scheme, terms in by_scheme.items()}
