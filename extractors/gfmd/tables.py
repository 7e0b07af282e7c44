"""The tables of GFMD: key and references of each, after those that it refers to."""

from __future__ import annotations

from extractors.gfmd import records
from schemas.tables import Table

_PARTICIPATION = ("participation_id", "participations")
_PRACTICE = ("practice_id", "practices")
_PAGE = ("page_id", "pages")

TABLES = (
    Table("editions", records.Edition, ("edition",), kind="reference"),
    Table("roundtables", records.Roundtable, ("roundtable_id",), (("edition", "editions"),), kind="reference"),
    Table("meetings", records.Meeting, ("meeting_id",), (("edition", "editions"),), kind="reference"),
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
    Table(
        "edition_evidence",
        records.EditionEvidence,
        ("participation_id", "page_id", "line", "basis"),
        (_PARTICIPATION, _PAGE),
        kind="trace",
        of_lines=True,
    ),
    Table(
        "practice_merges",
        records.PracticeMerge,
        ("practice_id", "page_id", "first_line"),
        (_PRACTICE, _PAGE, ("into_page_id", "pages")),
        kind="finding",
        of_lines=True,
    ),
)
