"""The rows that the profiles of a country give, each with the leaves that it was read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from extractors.factbook.profile import Facts
from extractors.factbook.records import Indicator, Membership
from schemas.account import Account
from schemas.extraction import Extraction, Identity
from schemas.records import CountryIdentity, Evidence, Issue
from schemas.source import Rows

_SOURCE = "factbook"
_NO_TIME = datetime.min  # noqa: DTZ901  capture times are UTC without a zone
_Row = tuple[str, str, tuple[object, ...], Extraction[Facts], int]
"""Table, record id and record, and the page and line that say so."""


def united_rows(accounts: Sequence[Account]) -> Rows:
    """The rows of what all addresses say. Of several profiles of a country the newest counts.

    The two forms of a profile say the same, so the others are further evidence of what they say alike; where they say
    otherwise, the issue ``pages_differ`` names them.
    """
    by_country: dict[str, list[Extraction[Facts]]] = defaultdict(list)
    for account in accounts:
        page = account.whole
        if page.refusal is None and page.identity:
            by_country[page.identity.iso3].append(page)
    for iso3 in sorted(by_country):
        yield from _country_rows(sorted(by_country[iso3], key=_rank))


def _rank(page: Extraction[Facts]) -> tuple[float, str]:
    """The newest first; among equals in order of their ids."""
    return -((page.page.fetched_at or _NO_TIME) - _NO_TIME).total_seconds(), page.page.page_id


def _country_rows(pages: Sequence[Extraction[Facts]]) -> Rows:
    counting, *others = (list(_rows_of(page)) for page in pages)
    said = {(table, record_id): record for table, record_id, record, _, _ in counting}
    yield from ((table, record) for (table, _), record in said.items())
    for rows in (counting, *others):
        for table, record_id, record, page, line in rows:
            if said.get((table, record_id)) == record:
                yield "evidence", _evidence(table, record_id, page, line)
    for page, rows in zip(pages[1:], others, strict=True):
        if {(table, record_id): record for table, record_id, record, _, _ in rows} != said:
            yield "issues", _differs(pages[0], page)


def _rows_of(page: Extraction[Facts]) -> Iterator[_Row]:
    """What one profile says, a row for each record and line that it rests on."""
    identity, facts = page.identity, page.facts
    if identity is None or not isinstance(facts, Facts):
        return
    iso3, about = identity.iso3, f"{_SOURCE}/{identity.iso3}"
    for span in identity.spans:
        yield "country_identities", about, _printed(identity), page, span.first
    for position, (body, leaf) in enumerate(facts.members, 1):
        entry = Membership(_SOURCE, iso3, position, body.organization, body.qualifier, body.is_state, body.text)
        yield "memberships", f"{about}/{position}", entry, page, leaf.line.number
    for name, figures in groupby(facts.figures, key=lambda figure: figure.name):
        for position, figure in enumerate(figures, 1):
            said = (figure.value, figure.unit, figure.year, figure.estimated, figure.leaf.text)
            record_id = f"{about}/{name}/{position}"
            yield (
                "indicators",
                record_id,
                Indicator(_SOURCE, iso3, name, position, *said),
                page,
                figure.leaf.line.number,
            )


def _printed(identity: Identity) -> CountryIdentity:
    return CountryIdentity(
        source=_SOURCE,
        iso3=identity.iso3,
        name=identity.printed_name,
        official_name=identity.official_name,
        code_basis=identity.code_basis,  # type: ignore[arg-type]  # all rows are validated before publishing
        latitude=identity.latitude,
        longitude=identity.longitude,
        point=None,
    )


def _evidence(table: str, record_id: str, page: Extraction[Facts], line: int) -> Evidence:
    pointer = next(claim.pointer for claim in page.claims if claim.line == line)
    return Evidence(table, record_id, page.page.page_id, line, line, pointer)


def _differs(counting: Extraction[Facts], page: Extraction[Facts]) -> Issue:
    message = f"{page.page.path} says otherwise than {counting.page.path}, which counts for that country."
    return Issue(page.page.page_id, "warning", "pages_differ", None, None, message)
