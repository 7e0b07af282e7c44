"""Records beside what they should be: every difference as a sentence that names table, row and column."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from extractors.sources import SCHEMA, source_recognising
from schemas.extraction import AnyExtraction
from schemas.snapshot import Snapshot
from schemas.tables import Dataset
from tests.truth import Row

COLUMNS = {table.name: table.columns for table in SCHEMA.tables}
ORDER = ("participation_id", "position", "role", "title", "summary", "iso3", "line", "path", "practice_id")


def snapshot(payload: bytes, path: str = "saved/page.txt") -> Snapshot:
    """A saved page whose path tells nothing of its country."""
    return Snapshot(source=source_recognising(path, payload).name, path=path, payload=payload)


def refused(page: Snapshot | AnyExtraction) -> str | None:
    """Why a page is refused, or None if it is not."""
    return page.refusal.reason if page.refusal else None


def rows(dataset: Dataset, table: str) -> list[dict[str, object]]:
    """The records of a table as dictionaries, in the order that comparisons use."""
    found = [dict(zip(COLUMNS[table], record, strict=True)) for record in dataset.get(table, ())]
    return sorted(found, key=_place)


def all_rows(dataset: Dataset) -> dict[str, list[str]]:
    """The records of all tables, each as one text, in an order of their own."""
    return {name: sorted(map(repr, dataset.get(name, ()))) for name in COLUMNS}


def _place(row: Row) -> tuple[tuple[bool, str, int], ...]:
    return tuple(_sortable(row.get(column)) for column in ORDER)


def _sortable(value: object) -> tuple[bool, str, int]:
    return (value is not None, value if isinstance(value, str) else "", value if isinstance(value, int) else 0)


def differences(dataset: Dataset, expected: Mapping[str, Iterable[Row]]) -> list[str]:
    """What differs in the tables and columns that ``expected`` names."""
    return [
        difference
        for table, wanted in expected.items()
        for difference in _in_table(table, rows(dataset, table), sorted(wanted, key=_place))
    ]


def _in_table(table: str, found: Sequence[Row], wanted: Sequence[Row]) -> list[str]:
    if len(found) != len(wanted):
        return [f"{table}: {len(found)} rows for {len(wanted)}: found {found} for {wanted}"]
    return [
        f"{table} {_name(right)}: {column} is {left.get(column)!r}, should be {value!r}"
        for left, right in zip(found, wanted, strict=True)
        for column, value in right.items()
        if not _same(left.get(column), value)
    ]


def _same(found: object, wanted: object) -> bool:
    if isinstance(found, float) and isinstance(wanted, float):
        return abs(found - wanted) < 1e-9
    return found == wanted


def _name(row: Row) -> str:
    shown = (str(row[column]) for column in ("participation_id", "position", "title", "iso3", "line") if column in row)
    return "/".join(shown)


def accounting(dataset: Dataset) -> list[str]:
    """Pages whose lines do not add up or were not all owned, issues of severity error, and quarantined pages."""
    faults = []
    for page in rows(dataset, "pages"):
        owned = [page[name] for name in ("lines_claimed", "lines_ignored", "lines_unclaimed")]
        counted = [count for count in owned if isinstance(count, int)]
        if sum(counted) != page["lines"] or page["lines_unclaimed"] != 0:
            faults.append(f"pages {page['path']}: {page['lines']} lines, claimed, ignored, unclaimed {owned}")
    faults += [
        f"issues: {issue['code']} at {issue['first_line']}: {issue['message']}"
        for issue in rows(dataset, "issues")
        if issue["severity"] == "error"
    ]
    return faults + [f"quarantine: {page['reason']}: {page['message']}" for page in rows(dataset, "quarantine")]


def key_of(extraction: AnyExtraction) -> str:
    """A sha256 in hex that stands for all that decides what a page gives."""
    return hashlib.sha256(repr(extraction.page).encode("utf-8", "surrogatepass")).hexdigest()
