"""The published tables: name, record, key and references, each table after those that it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas import records

Dataset = Mapping[str, Sequence[Any]]
"""Rows by table name. A table that is not named has no rows; the rows of a table are its records, in any order."""


@dataclass(frozen=True, slots=True)
class Table:
    """One published table. ``references`` maps a column to the table whose single-column key it holds."""

    name: str
    record: type[Any]
    key: tuple[str, ...]
    references: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, in order."""
        fields: tuple[str, ...] = self.record._fields
        return fields

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that rows are ordered by: the key, or every column where there is none."""
        return self.key or self.columns


_PARTICIPATION = ("participation_id", "participations")
_PRACTICE = ("practice_id", "practices")
_PAGE = ("page_id", "pages")

TABLES: tuple[Table, ...] = (
    Table("countries", records.Country, ("iso3",)),
    Table("editions", records.Edition, ("edition",)),
    Table("roundtables", records.Roundtable, ("roundtable_id",), (("edition", "editions"),)),
    Table("meetings", records.Meeting, ("meeting_id",), (("edition", "editions"),)),
    Table(
        "participations",
        records.Participation,
        ("participation_id",),
        (("iso3", "countries"), ("edition", "editions")),
    ),
    Table("contributions", records.Contribution, ("participation_id", "position"), (_PARTICIPATION,)),
    Table(
        "roundtable_roles",
        records.RoundtableRole,
        ("participation_id", "position", "role"),
        (_PARTICIPATION, ("roundtable_id", "roundtables")),
    ),
    Table(
        "meeting_attendances",
        records.MeetingAttendance,
        ("participation_id", "position"),
        (_PARTICIPATION, ("meeting_id", "meetings")),
    ),
    Table("practices", records.Practice, ("practice_id",)),
    Table("practice_countries", records.PracticeCountry, ("practice_id", "iso3"), (_PRACTICE,)),
    Table("practice_terms", records.PracticeTerm, ("practice_id", "scheme", "term"), (_PRACTICE,)),
    Table("pages", records.Page, ("page_id",)),
    Table("evidence", records.Evidence, ("table_name", "record_id", "page_id", "first_line"), (_PAGE,)),
    Table(
        "edition_evidence",
        records.EditionEvidence,
        ("participation_id", "page_id", "line", "basis"),
        (_PARTICIPATION, _PAGE),
    ),
    Table("page_lines", records.PageLine, ("page_id", "line"), (_PAGE,)),
    Table(
        "practice_merges",
        records.PracticeMerge,
        ("practice_id", "page_id", "first_line"),
        (_PRACTICE, _PAGE, ("into_page_id", "pages")),
    ),
    Table("repairs", records.Repair, ("page_id", "line", "repair"), (_PAGE,)),
    Table("issues", records.Issue, (), (_PAGE,)),
    Table("quarantine", records.Quarantine, ("page_id",), (_PAGE,)),
)
