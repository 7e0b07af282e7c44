"""All rows that the pages of GFMD give: of each country, with the lines they were read from, and of practices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extractors.gfmd import records as gfmd
from extractors.gfmd.copies.shown import Shown
from extractors.gfmd.copies.steps import PRACTICE_STEPS, practices_told
from extractors.gfmd.facts import Block, GfmdExtraction, RoundtableRole, facts_of
from extractors.gfmd.uniting.agreement import Agreed, agree
from extractors.gfmd.uniting.blocks import Item, folded
from extractors.gfmd.uniting.trimming import trimmed_account
from extractors.uniting.identities import identity_row, identity_spans
from schemas import records
from schemas.extraction import Account, Identity, Span
from schemas.source import Rows
from schemas.tables import row_of
from schemas.uniting import Step, Told

_SOURCE = "gfmd"
_IDENTITY_FIELDS = ("official_name", "latitude", "longitude", "point")
_TABLES: Mapping[str, tuple[str, type[Any]]] = {
    "contributions": ("contributions", gfmd.Contribution),
    "roles": ("roundtable_roles", gfmd.RoundtableRole),
    "meetings": ("meeting_attendances", gfmd.MeetingAttendance),
}
"""The table and the record of each list of a block. Sessions give roles their positions; else items are counted."""


def told(account: Account) -> Iterator[Told]:
    """What an address tells the steps: what it says of a country, and the practices that it shows."""
    page = account.whole
    if page.refusal is None and page.page.kind == "country" and page.identity:
        yield Told("countries", page.identity.iso3, page.page.page_id, trimmed_account(account))
    iso3 = page.identity.iso3 if page.identity else None
    yield from practices_told(iso3, page.page.page_id, list(_practices_shown(account)))


def _practices_shown(account: Account) -> Iterator[Shown]:
    """The practices that an address shows, each on its capture, of which their rows need no more than this."""
    identity = account.whole.identity
    iso3 = identity.iso3 if identity else None
    for capture in account.pages:
        page = replace(capture.page, fetched_at=None, form=None, language=None, canonical=None)
        yield from (Shown(page, iso3, practice) for practice in facts_of(capture).practices)


def _united_countries(_iso3: str, accounts: Sequence[Account]) -> Rows:
    return country_rows(agree(accounts))


STEPS = (Step("countries", _united_countries), *PRACTICE_STEPS)


def country_rows(agreed: Agreed) -> Rows:
    """All rows of one country: countries, participations and what hangs on them, evidence and issues."""
    identity = agreed.identity
    record_id = f"{_SOURCE}/{identity.iso3}"
    yield "country_identities", identity_row(_SOURCE, identity)
    for page in agreed.pages:
        if page.identity and _agrees(page.identity, identity):
            for span in identity_spans(page):
                yield "evidence", records.Evidence("country_identities", record_id, page.page.page_id, *span)
    for block, witnesses in zip(agreed.blocks, agreed.witnesses, strict=True):
        yield from _block_rows(f"{identity.iso3}-{block.number:02d}", identity.iso3, block, witnesses)
    first = agreed.pages[0].page.page_id
    for page_id, issue in (*((None, issue) for issue in agreed.issues), *((first, issue) for issue in agreed.left_out)):
        message = f"{identity.name}: {issue.message}"
        yield "issues", records.Issue(page_id, issue.severity, issue.code, None, None, message)


def _agrees(printed: Identity, agreed: Identity) -> bool:
    """Whether what a page prints contradicts nothing of the country's row."""
    pairs = ((getattr(printed, name), getattr(agreed, name)) for name in _IDENTITY_FIELDS)
    return all(None in pair or folded(pair[0]) == folded(pair[1]) for pair in pairs)


def _block_rows(
    participation_id: str, iso3: str, block: Block, witnesses: Sequence[tuple[GfmdExtraction, Block]]
) -> Rows:
    yield "participations", _participation(participation_id, iso3, block)
    for name, (table, record) in _TABLES.items():
        for number, item in enumerate(getattr(block, name), 1):
            position = item.position if isinstance(item, RoundtableRole) else number
            yield table, row_of(record, item, participation_id=participation_id, position=position)
    for page, said in witnesses:
        page_id = page.page.page_id
        yield "evidence", records.Evidence("participations", participation_id, page_id, *said.span)
        for name, (table, _) in _TABLES.items():
            for key, span in _printed_places(getattr(block, name), getattr(said, name)):
                yield "evidence", records.Evidence(table, f"{participation_id}/{key}", page_id, *span)
        for found in said.dating.evidence:
            row = row_of(gfmd.EditionEvidence, found, participation_id=participation_id, page_id=page_id)
            yield "edition_evidence", row


def _participation(participation_id: str, iso3: str, block: Block) -> gfmd.Participation:
    dating = block.dating
    return row_of(
        gfmd.Participation,
        block,
        participation_id=participation_id,
        iso3=iso3,
        block=block.number,
        edition=dating.edition,
        edition_basis=dating.basis,
        edition_first=dating.first,
        edition_last=dating.last,
    )


def _printed_places(kept: Sequence[Item], said: Sequence[Item]) -> Iterator[tuple[str, Span]]:
    """The key within its block of each kept item that a page prints, and the lines where it does."""
    left = list(said)
    for number, item in enumerate(kept, 1):
        same = next((one for one in left if _printed_content(one) == _printed_content(item)), None)
        if same:
            left.remove(same)
            yield f"{item.position}/{item.role}" if isinstance(item, RoundtableRole) else str(number), same.span


def _printed_content(item: Item) -> tuple[object, str]:
    """What a page prints of an item; a line that names two roles gives two items."""
    return folded(item.text), item.role if isinstance(item, RoundtableRole) else ""
