"""All rows that the pages of GFMD give: of each country, and of the practices that its pages show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractors.gfmd import records
from extractors.gfmd.copies.practices import merge_practices
from extractors.gfmd.copies.shown import Shown
from extractors.gfmd.copies.stubs import with_known_stubs
from extractors.gfmd.facts import facts_of
from extractors.gfmd.uniting.agreement import agree
from extractors.gfmd.uniting.country_rows import country_rows
from schemas.account import Account
from schemas.source import Rows


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
        row = records.PracticeMerge(*merge[:5], merge.reason.code, merge.reason.score)  # type: ignore[arg-type]  # rows are validated before publishing
        yield "practice_merges", row
