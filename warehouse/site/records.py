"""The records of a country, whatever tables hold them, and where the evidence of each is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas.tables import Table, record_id
from warehouse.site import links
from warehouse.site.release import ReleaseRows, Row

_OF_PRACTICES = "practice_id"


class Record(NamedTuple):
    """A row of a table with its id, which is its key joined with ``/``."""

    table: str
    id: str
    row: Row


def records_by_country(rows: ReleaseRows) -> Mapping[str, Sequence[Record]]:
    """The records that are read from pages, by country, in the order of their tables; without those of practices."""
    found: dict[str, list[Record]] = defaultdict(list)
    countries = {row["participation_id"]: row["iso3"] for row in rows.of("participations")}
    for table in rows.schema.tables:
        if table.kind == "data" and _OF_PRACTICES not in table.columns:
            for record in records_of(rows, table):
                iso3 = record.row.get("iso3") or countries.get(record.row.get("participation_id"))
                if iso3:
                    found[iso3].append(record)
    return found


def records_of(rows: ReleaseRows, table: Table) -> Iterator[Record]:
    """The records of a table."""
    for row in rows.of(table.name):
        yield Record(table.name, record_id(table.key, row), row)


def evidence_of(iso3: str, table: str, named: str) -> str:
    """Where the evidence of a record of a country is shown."""
    return f"{links.country_evidence(iso3)}#{links.anchor(table, named)}"
