"""For sources whose pages each say all of a country: records that a page prints whole, and of several pages the newest.

The other pages are further evidence of what they say alike. Where they say otherwise, the issue ``pages_differ`` names
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from extractors.uniting.identities import identity_row, identity_spans
from schemas import records
from schemas.extraction import Account, Extraction, Identity, Issue, Span
from schemas.source import Rows
from schemas.tables import Table

_NO_TIME = datetime.min  # noqa: DTZ901  capture times are UTC without a zone
_Key = tuple[str, str]  # name of a table, id of a record


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


def owners_of(found: Sequence[PrintedRecord]) -> dict[int, str]:
    """The owner of each line that a record was read from, by number: the name of the record's table."""
    return {number: one.table.name for one in found for number in range(one.span.first, one.span.last + 1)}


def counts_by_table(tables: Sequence[Table]) -> Callable[[Printed | None], Mapping[str, int | None]]:
    """What counts the records of a page, as ``Source.counts`` asks for: ``{"memberships": 61}`` for a page of 61."""

    def counts(page: Printed | None) -> Mapping[str, int | None]:
        facts = page.facts if page else None
        return {
            table.name: None if facts is None else sum(record.table == table for record in facts) for table in tables
        }

    return counts


class _PrintedPage(NamedTuple):
    """The records of a page by table and id, and the lines of each."""

    page: Printed
    records: dict[_Key, tuple[Any, ...]]
    spans: list[tuple[_Key, Span]]


def newest_rows(_iso3: str, accounts: Sequence[Account]) -> Rows:
    """The rows of what addresses say of one country, with evidence and issues: the step of such a source."""
    pages = [_printed_page(account.whole, account.whole.identity) for account in accounts if account.whole.identity]
    yield from _rows_of_country(sorted(pages, key=_newest_then_by_id))


def _newest_then_by_id(said: _PrintedPage) -> tuple[float, str]:
    """Among equals in order of their ids. A page without a time is the oldest."""
    page = said.page.page
    return -((page.fetched_at or _NO_TIME) - _NO_TIME).total_seconds(), page.page_id


def _printed_page(page: Printed, identity: Identity) -> _PrintedPage:
    about = ("country_identities", f"{page.page.source}/{identity.iso3}")
    facts = page.facts or ()
    records = {about: identity_row(page.page.source, identity)}
    spans = [(about, span) for span in identity_spans(page)]
    return _PrintedPage(
        page,
        {**records, **{(one.table.name, one.record_id): one.record for one in facts}},
        [*spans, *(((one.table.name, one.record_id), one.span) for one in facts)],
    )


def _rows_of_country(pages: Sequence[_PrintedPage]) -> Rows:
    newest, *others = pages
    yield from ((table, record) for (table, _), record in newest.records.items())
    for said in pages:
        yield from (("evidence", row) for row in _evidence_of_page(said, newest))
    for said in others:
        if said.records != newest.records:
            yield "issues", _issue_of_difference(newest.page, said.page)


def _evidence_of_page(said: _PrintedPage, newest: _PrintedPage) -> Iterator[records.Evidence]:
    """The lines of a page for each record that it prints as the newest page does."""
    pointers = {claim.line: claim.pointer for claim in said.page.claims}
    for key, span in said.spans:
        if newest.records.get(key) == said.records[key]:
            yield records.Evidence(*key, said.page.page.page_id, *span, pointers.get(span.first))


def _issue_of_difference(newest: Printed, page: Printed) -> records.Issue:
    message = f"{page.page.path} says otherwise than {newest.page.path}, which counts for that country."
    return records.Issue(page.page.page_id, "warning", "pages_differ", None, None, message)
