"""Records that a page prints whole, so that a source needs no types of its own between its pages and its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from schemas.extraction import Extraction, Issue, Span
from schemas.tables import Table


class PrintedRecord(NamedTuple):
    """A record of a table, the lines that it was read from, and what a reader should know of it."""

    table: Table
    record: tuple[Any, ...]
    span: Span
    issue: Issue | None = None

    @property
    def record_id(self) -> str:
        """The key of the record as evidence names it: ``factbook/PER/3``."""
        return "/".join(str(getattr(self.record, column)) for column in self.table.key)


PrintedRecords = tuple[PrintedRecord, ...]
"""The facts of a page that prints records."""
Printed = Extraction[PrintedRecords]
"""What a page gives that prints records."""


def owners_of(records: Sequence[PrintedRecord]) -> dict[int, str]:
    """The owner of each line that a record was read from, by number: the name of the record's table."""
    return {
        number: record.table.name for record in records for number in range(record.span.first, record.span.last + 1)
    }


def counts_by_table(tables: Sequence[Table]) -> Callable[[Printed | None], Mapping[str, int | None]]:
    """What counts the records of a page, as ``Source.counts`` asks for: ``{"memberships": 61}`` for a page of 61."""

    def counts(page: Printed | None) -> Mapping[str, int | None]:
        facts = page.facts if page else None
        return {
            table.name: None if facts is None else sum(record.table == table for record in facts) for table in tables
        }

    return counts
