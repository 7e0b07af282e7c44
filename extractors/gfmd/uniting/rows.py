"""All rows that the pages of GFMD give: of each country, with the lines they were read from, and of practices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractors.gfmd import records as gfmd
from extractors.gfmd.copies.practices import merge_practices
from extractors.gfmd.copies.shown import Shown, with_known_stubs
from extractors.gfmd.facts import Block, Contribution, GfmdExtraction, MeetingAttendance, RoundtableRole, facts_of
from extractors.gfmd.uniting.agreement import Agreed, agree
from extractors.gfmd.uniting.blocks import folded
from extractors.uniting.identities import identity_row, identity_spans
from schemas import records
from schemas.account import Account
from schemas.extraction import Span
from schemas.rows import row_of
from schemas.source import Rows

Listed = Contribution | RoundtableRole | MeetingAttendance
_SOURCE = "gfmd"


def united_rows(accounts: Sequence[Account]) -> Rows:
    """The rows of what all addresses say, which are given in order of their page ids."""
    by_country: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        page = account.whole
        if page.refusal is None and page.page.kind == "country" and page.identity:
            by_country[page.identity.iso3].append(account)
    for iso3 in sorted(by_country):
        yield from country_rows(agree(by_country[iso3]))
    yield from _practice_rows([shown for account in accounts for shown in _practices_shown(account)])


def _practices_shown(account: Account) -> Iterator[Shown]:
    """The practices that an address shows, each on its capture."""
    identity = account.whole.identity
    for page in account.pages:
        yield from (
            Shown(page.page, identity.iso3 if identity else None, practice) for practice in facts_of(page).practices
        )


def _practice_rows(shown: Sequence[Shown]) -> Rows:
    merged = merge_practices(with_known_stubs(shown))
    for table in ("practices", "practice_countries", "practice_terms", "evidence", "issues"):
        yield from ((table, row) for row in getattr(merged, table))
    for merge in merged.merges:
        row = gfmd.PracticeMerge(*merge[:5], merge.reason.code, merge.reason.score)  # type: ignore[arg-type]  # rows are validated before publishing
        yield "practice_merges", row


def country_rows(agreed: Agreed) -> Rows:
    """All rows of one country: countries, participations and what hangs on them, evidence and issues."""
    identity = agreed.identity
    record_id = f"{_SOURCE}/{identity.iso3}"
    yield "country_identities", identity_row(_SOURCE, identity)
    for page in agreed.pages:
        if page.identity and _agrees(page, agreed):
            for span in identity_spans(page):
                yield "evidence", _evidence_row("country_identities", record_id, page, span)
    for block, witnesses in zip(agreed.blocks, agreed.witnesses, strict=True):
        yield from _block_rows(f"{identity.iso3}-{block.number:02d}", identity.iso3, block, witnesses)
    first = agreed.pages[0].page.page_id
    for page_id, issue in (*((None, issue) for issue in agreed.issues), *((first, issue) for issue in agreed.left_out)):
        message = f"{identity.name}: {issue.message}"
        yield "issues", records.Issue(page_id, issue.severity, issue.code, None, None, message)


def _agrees(page: GfmdExtraction, agreed: Agreed) -> bool:
    """Whether the page contradicts nothing of the country's row."""
    return page.identity is not None and all(
        None in (mine, theirs) or folded(mine) == folded(theirs)
        for mine, theirs in (
            (agreed.identity.official_name, page.identity.official_name),
            (agreed.identity.latitude, page.identity.latitude),
            (agreed.identity.longitude, page.identity.longitude),
            (agreed.identity.point, page.identity.point),
        )
    )


def _evidence_row(table: str, record_id: str, page: GfmdExtraction, span: Span) -> records.Evidence:
    return records.Evidence(table, record_id, page.page.page_id, span.first, span.last)


def _block_rows(
    participation_id: str, iso3: str, block: Block, witnesses: Sequence[tuple[GfmdExtraction, Block]]
) -> Rows:
    yield "participations", _participation(participation_id, iso3, block)
    for position, contribution in enumerate(block.contributions, 1):
        place: dict[str, object] = {"participation_id": participation_id, "position": position}
        yield "contributions", row_of(gfmd.Contribution, contribution, **place)
    for role in block.roles:
        yield "roundtable_roles", row_of(gfmd.RoundtableRole, role, participation_id=participation_id)
    for position, meeting in enumerate(block.meetings, 1):
        place = {"participation_id": participation_id, "position": position}
        yield "meeting_attendances", row_of(gfmd.MeetingAttendance, meeting, **place)
    for page, said in witnesses:
        yield "evidence", _evidence_row("participations", participation_id, page, said.span)
        for table, record_id, span in _spans_of_lists(participation_id, block, said):
            yield "evidence", _evidence_row(table, record_id, page, span)
        for found in said.dating.evidence:
            place = {"participation_id": participation_id, "page_id": page.page.page_id}
            yield "edition_evidence", row_of(gfmd.EditionEvidence, found, **place)


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


def _spans_of_lists(participation_id: str, block: Block, said: Block) -> Iterator[tuple[str, str, Span]]:
    """Table, record id and lines on one page of everything that is listed in a block."""
    for position, span in _printed_places(block.contributions, said.contributions):
        yield "contributions", f"{participation_id}/{position}", span
    for position, span in _printed_places(block.roles, said.roles):
        role = block.roles[position - 1]
        yield "roundtable_roles", f"{participation_id}/{role.position}/{role.role}", span
    for position, span in _printed_places(block.meetings, said.meetings):
        yield "meeting_attendances", f"{participation_id}/{position}", span


def _printed_places(kept: Sequence[Listed], said: Sequence[Listed]) -> Iterator[tuple[int, Span]]:
    """Position, from 1, of each kept item that a page prints, and the lines where it does."""
    left = list(said)
    for position, item in enumerate(kept, 1):
        same = next((one for one in left if _printed_content(one) == _printed_content(item)), None)
        if same:
            left.remove(same)
            yield position, same.span


def _printed_content(item: Listed) -> tuple[object, str]:
    """What a page prints of an item; a line that names two roles gives two items."""
    return folded(item.text), item.role if isinstance(item, RoundtableRole) else ""
