"""From snapshots to a dataset: a pure function of pages, program and reference. No clock, no network, no files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import Any

from extractors.sources import reference_rows, source_named
from pipeline.acquire.sources import canonical_url, source_of
from pipeline.transform.countries import countries_of, evidence_of_countries
from pipeline.transform.present import accounts_of, capture_read
from pipeline.transform.uniting import united_rows
from schemas import records
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.columns import Columns, by_column
from schemas.extraction import AnyExtraction, Claim, Issue
from schemas.snapshot import Snapshot
from schemas.source import Rows
from schemas.tables import Dataset, row_of


def read_snapshot(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> AnyExtraction:
    """All that one snapshot says, by the extractor of its source, and what is not sure of where it is from."""
    source = source_named(snapshot.source)
    extraction = source.resolve(_addressed(source.extract(snapshot, bounds), snapshot))
    doubts = tuple(Issue("warning", doubt.code, doubt.message) for doubt in snapshot.doubts)
    claims = by_column(Claim, extraction.claims)
    return replace(extraction, claims=claims, issues=(*doubts, *extraction.issues))


def _addressed(extraction: AnyExtraction, snapshot: Snapshot) -> AnyExtraction:
    """A page that was saved without its address, under the address of this site that it gives as its own."""
    page = extraction.page
    if page.url is not None or page.canonical is None:
        return extraction
    url = canonical_url(page.canonical)
    if url is None or source_of(url).site.kind_of(url) is None:
        return extraction
    return replace(extraction, page=replace(page, url=url, page_id=replace(snapshot, url=url).page_id))


def dataset_of(snapshots: Iterable[Snapshot]) -> Dataset:
    """The rows of every table that these pages give, in one process."""
    return assemble(read_snapshot(snapshot) for snapshot in snapshots)


def assemble(extractions: Iterable[AnyExtraction]) -> Dataset:
    """The rows of every table, from what single pages say, in any order and in memory.

    Of several captures of one address the newest that can be used counts, as ``transform.present`` has it.
    """
    accounts = sorted(accounts_of(map(capture_read, extractions)), key=lambda account: page_id_of(account.whole))
    rows: dict[str, list[Any]] = defaultdict(list)
    for table, row in chain(reference_rows(), united_rows(accounts)):
        rows[table].append(row)
    of_pages = page_tables([page for account in accounts for page in account.pages])
    rows["issues"] += of_pages["issues"]
    identities = rows["country_identities"]
    evidence = [*rows["evidence"], *evidence_of_countries(identities, rows["evidence"])]
    countries = countries_of(identities)
    return {**rows, **of_pages, "issues": rows["issues"], "evidence": evidence, "countries": countries}


def page_tables(pages: Iterable[AnyExtraction]) -> Dataset:
    """The rows of the tables about pages themselves, in order of the pages."""
    ordered = sorted(pages, key=page_id_of)
    rows: dict[str, list[Any]] = {"pages": [], "repairs": [], "issues": [], "quarantine": []}
    for table, row in chain.from_iterable(map(_page_rows, ordered)):
        rows[table].append(row)
    return {**rows, "page_lines": _page_lines(ordered)}


def page_id_of(extraction: AnyExtraction) -> str:
    """The id of the page that something is said by."""
    return extraction.page.page_id


def _page_rows(extraction: AnyExtraction) -> Rows:
    page_id = extraction.page.page_id
    yield "pages", _page(extraction)
    for repair in extraction.repairs:
        yield "repairs", row_of(records.Repair, repair, page_id=page_id)
    # Several records of one line can have the same doubt.
    for issue in dict.fromkeys(extraction.issues):
        first, last = issue.span or (None, None)
        yield "issues", records.Issue(page_id, issue.severity, issue.code, first, last, issue.message)
    refusal = extraction.refusal
    if refusal:
        page = extraction.page
        yield "quarantine", row_of(records.Quarantine, refusal, page_id=page_id, path=page.path, url=page.url)


def _page_lines(pages: Sequence[AnyExtraction]) -> Columns[records.PageLine]:
    """The lines of all pages, in the order of the pages."""
    page_ids: list[str] = []
    of_claims: tuple[list[Any], ...] = tuple([] for _ in Claim._fields)
    for page in pages:
        page_ids += repeat(page_id_of(page), len(page.claims))
        for column, values in zip(of_claims, by_column(Claim, page.claims).columns, strict=True):
            column.extend(values)
    return Columns(records.PageLine, (page_ids, *of_claims))


def _page(extraction: AnyExtraction) -> records.Page:
    page = extraction.page
    _, owner, *_ = by_column(Claim, extraction.claims).columns
    owners = Counter(owner)
    ignored = sum(number for owner, number in owners.items() if owner.startswith("ignored:"))
    unclaimed = owners["unclaimed"]
    return row_of(
        records.Page,
        page,
        iso3=extraction.identity.iso3 if extraction.identity else None,
        lines=len(extraction.claims),
        lines_claimed=len(extraction.claims) - ignored - unclaimed,
        lines_ignored=ignored,
        lines_unclaimed=unclaimed,
    )
