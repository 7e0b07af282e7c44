"""From snapshots to a dataset: a pure function of pages, program and reference. No clock, no network, no files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from extractors import gfmd
from extractors.document import DEFAULT_BOUNDS, Bounds
from extractors.gfmd.reference import reference
from pipeline.acquire.sources import canonical_url, source_of
from pipeline.transform.agreement import agree
from pipeline.transform.country_rows import Row, country_rows
from pipeline.transform.practices import Shown, merge_practices
from schemas import records
from schemas.extraction import Extraction
from schemas.snapshot import Snapshot
from schemas.tables import Dataset


@dataclass(frozen=True, slots=True)
class Extractor:
    """What a source gives: ``extract`` reads one page, ``resolve`` settles what only the whole page tells."""

    extract: Callable[[Snapshot, Bounds], Extraction]
    resolve: Callable[[Extraction], Extraction]


EXTRACTORS: Mapping[str, Extractor] = {"gfmd": Extractor(gfmd.extract, gfmd.resolve)}


def read_snapshot(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> Extraction:
    """All that one snapshot says, by the extractor of its source."""
    extractor = EXTRACTORS[snapshot.source]
    return extractor.resolve(_addressed(extractor.extract(snapshot, bounds), snapshot))


def _addressed(extraction: Extraction, snapshot: Snapshot) -> Extraction:
    """A page that was saved without its address, under the address of this site that it gives as its own."""
    page = extraction.page
    if page.url is not None or page.canonical is None:
        return extraction
    try:
        url = canonical_url(page.canonical)
    except ValueError:
        return extraction
    if source_of(url).kind_of(url) is None:
        return extraction
    return replace(extraction, page=replace(page, url=url, page_id=replace(snapshot, url=url).page_id))


def dataset_of(snapshots: Iterable[Snapshot]) -> Dataset:
    """The rows of every table that these pages give, in one process."""
    return assemble(read_snapshot(snapshot) for snapshot in snapshots)


def assemble(extractions: Iterable[Extraction]) -> Dataset:
    """The rows of every table, from what single pages say, in any order."""
    pages = _distinct(extractions)
    rows: dict[str, list[Any]] = defaultdict(list)
    for table, row in (*_reference_rows(), *_country_rows(pages)):
        rows[table].append(row)
    for page in pages:
        for table, row in _page_rows(page):
            rows[table].append(row)
    practices = merge_practices(
        [
            Shown(page.page, page.identity.iso3 if page.identity else None, one)
            for page in pages
            for one in page.practices
        ]
    )
    for table in ("practices", "practice_countries", "practice_terms", "evidence", "issues"):
        rows[table].extend(getattr(practices, table))
    rows["practice_merges"].extend(
        records.PracticeMerge(*merge[:5], merge.reason.code, merge.reason.score)  # type: ignore[arg-type]  # as above
        for merge in practices.merges
    )
    return rows


def _distinct(extractions: Iterable[Extraction]) -> list[Extraction]:
    """Each page once, in order of its id, since the time when it was first seen as it is."""
    by_id: dict[str, Extraction] = {}
    for found in extractions:
        other = by_id.setdefault(found.page.page_id, found)
        if other is not found:
            times = [time for time in (other.page.fetched_at, found.page.fetched_at) if time]
            by_id[found.page.page_id] = _seen_since(min((other, found), key=_path), min(times, default=None))
    return [by_id[page_id] for page_id in sorted(by_id)]


def _path(extraction: Extraction) -> str:
    return extraction.page.path


def _seen_since(extraction: Extraction, since: datetime | None) -> Extraction:
    return replace(extraction, page=replace(extraction.page, fetched_at=since))


def _reference_rows() -> Iterator[Row]:
    known = reference()
    for table, rows in (
        ("editions", known.editions),
        ("roundtables", known.roundtables),
        ("meetings", known.meetings),
    ):
        for row in rows:
            yield table, row


def _country_rows(pages: Sequence[Extraction]) -> Iterator[Row]:
    by_country: dict[str, list[Extraction]] = defaultdict(list)
    for page in pages:
        if page.refusal is None and page.page.kind == "country" and page.identity:
            by_country[page.identity.iso3].append(page)
    for iso3 in sorted(by_country):
        yield from country_rows(agree(by_country[iso3]))


def _page_rows(extraction: Extraction) -> Iterator[Row]:
    page_id = extraction.page.page_id
    yield "pages", _page(extraction)
    for claim in extraction.claims:
        yield "page_lines", records.PageLine(page_id, claim.line, claim.owner, claim.text, claim.last_line)
    for repair in extraction.repairs:
        yield "repairs", records.Repair(page_id, repair.line, repair.repair, repair.printed, repair.repaired)
    # Several records of one line can have the same doubt.
    for issue in dict.fromkeys(extraction.issues):
        first, last = issue.span or (None, None)
        yield "issues", records.Issue(page_id, issue.severity, issue.code, first, last, issue.message)
    refusal = extraction.refusal
    if refusal:
        page = extraction.page
        yield "quarantine", records.Quarantine(page_id, page.path, page.url, refusal.reason, refusal.message)


def _page(extraction: Extraction) -> records.Page:
    page = extraction.page
    ignored = sum(claim.owner.startswith("ignored:") for claim in extraction.claims)
    unclaimed = sum(claim.owner == "unclaimed" for claim in extraction.claims)
    return records.Page(
        page_id=page.page_id,
        source=page.source,
        url=page.url,
        path=page.path,
        kind=page.kind,  # type: ignore[arg-type]  # all rows are validated before publishing
        iso3=extraction.identity.iso3 if extraction.identity else None,
        fetched_at=page.fetched_at,
        form=page.form,
        lines=len(extraction.claims),
        lines_claimed=len(extraction.claims) - ignored - unclaimed,
        lines_ignored=ignored,
        lines_unclaimed=unclaimed,
        language=page.language,
    )
