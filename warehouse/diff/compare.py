"""From two releases to the model of their diff, with its changes counted by rule.

Rules are told by the codes of findings, the owners of lines, and the columns with few fixed values.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from schemas.tables import Schema
from warehouse.columns import columns_of
from warehouse.diff.causes import Changed, attributions
from warehouse.diff.differing import copy_rows, find_differing, rows_of
from warehouse.diff.facts import gather_facts
from warehouse.diff.model import (
    TIERS,
    Attribution,
    Cause,
    Change,
    Diff,
    Following,
    Group,
    Kind,
    Made,
    Row,
    RuleChange,
    Tier,
)
from warehouse.diff.opened import Opened, Shared, opened
from warehouse.diff.pages import compare_pages, page_changes
from warehouse.diff.renamed import find_following, find_renamed
from warehouse.manifest import Manifest

SAMPLES = 100
"""How many changes of a group are kept as samples."""
_BATCH = 1000
_TIER_OF_KIND: Mapping[str, Tier] = {"reference": "reference", "finding": "finding", "trace": "trace"}
_NAMES = frozenset({"code", "repair", "owner"})


@contextmanager
def compared(schema: Schema, old: Path, new: Path) -> Iterator[Diff]:
    """The diff of two release folders, whose ``changes`` and ``rows`` can be read while it is open.

    Raises DamagedError if one of them can't be read.
    """
    with opened(schema, old, new) as both:
        yield _diff(both, rule_columns(schema))


def _diff(both: Opened, rules: Mapping[str, Collection[str]]) -> Diff:
    connection, tables = both.connection, both.tables
    compare_pages(connection)
    find_differing(connection, tables)
    counts = _counts(connection)
    find_renamed(connection, tables)
    find_following(connection, tables)
    gather_facts(connection, tables)
    attributions(connection, _changed(both))

    def rows() -> Iterator[Row]:
        for table in tables:
            yield from _rows(connection, table)

    def changes() -> Iterator[Change]:
        return (change for row in rows() if row.follows is None for change in _changes_of(row, kinds[row.table]))

    kinds = {table.name: table.kind for table in tables}
    counts_of_rules = RuleCounts(rules)
    groups = _groups(changes(), counts_of_rules)
    return Diff(
        old=_made(both.old),
        new=_made(both.new),
        identical=(*both.identical, *(table.name for table in tables if table.name not in counts and not table.alone)),
        differing=counts,
        pages=page_changes(connection),
        groups=groups,
        rules=counts_of_rules.counted(),
        following=_following(connection),
        remarks=both.remarks,
        changes=changes,
        rows=rows,
        copy=partial(copy_rows, connection),
    )


def _made(manifest: Manifest) -> Made:
    made = manifest.provenance
    return Made(manifest.release, made.inputs, made.program, made.reference)


def _changed(both: Opened) -> Changed:
    old, new = both.old.provenance, both.new.provenance
    states = both.connection.execute("SELECT DISTINCT state FROM addresses").fetchall()
    return Changed(old.program != new.program, old.reference != new.reference, frozenset(state for (state,) in states))


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[Kind, int]]:
    """How many rows of each table differ, by the kind of difference."""
    counts: dict[str, dict[Kind, int]] = defaultdict(dict)
    for table, kind, number in connection.execute(
        "SELECT table_name, kind, count(*) FROM differing GROUP BY ALL ORDER BY min(number), kind"
    ).fetchall():
        counts[table][kind] = number
    return dict(counts)


def _following(connection: duckdb.DuckDBPyConnection) -> tuple[Following, ...]:
    rows = connection.execute(
        "SELECT table_name, of, count(*) FROM (SELECT number, min(of) AS of FROM following GROUP BY number) "
        "JOIN differing USING (number) GROUP BY ALL ORDER BY min(number), of"
    ).fetchall()
    return tuple(Following(*row) for row in rows)


def _rows(connection: duckdb.DuckDBPyConnection, table: Shared) -> Iterator[Row]:
    found = connection.cursor().execute(
        "SELECT d.kind, coalesce(d.new_id, d.old_id), d.old_id, old, new, cause, others, part, pages, of "
        f"FROM {rows_of(table.name)} JOIN differing d USING (number) JOIN attributed USING (number) "
        "LEFT JOIN (SELECT number, min(of) AS of FROM following GROUP BY number) USING (number) ORDER BY number"
    )
    while batch := found.fetchmany(_BATCH):
        for kind, new_id, old_id, old, new, cause, others, part, pages, of in batch:
            why = Attribution(cause, tuple(others))
            yield Row(kind, table.name, new_id, old_id, old, new, why, of, part, tuple(pages))


def _changes_of(row: Row, table_kind: str) -> Iterator[Change]:
    """The changes of a row: itself where only one release has it, else each of its columns that differs."""
    if row.old is None or row.new is None:
        yield _change(row, table_kind, None, row.old, row.new)
        return
    for column in row.new:
        if row.old[column] != row.new[column]:
            yield _change(row, table_kind, column, row.old[column], row.new[column])


def _change(row: Row, table_kind: str, column: str | None, old: object, new: object) -> Change:
    tier = _TIER_OF_KIND.get(table_kind) or _tier(old, new)
    return Change(
        tier, row.kind, row.table, row.id, row.old_id, column, old, new, *row.why, part=row.part, pages=row.pages
    )


def _tier(old: object, new: object) -> Tier:
    if new is None:
        return "lost"
    return "added" if old is None else "revised"


@dataclass(slots=True)
class _Gathered:
    """What is counted of a group while changes are read."""

    samples: list[Change] = field(default_factory=list)
    causes: Counter[Cause] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)

    def add(self, change: Change) -> None:
        self.causes[change.cause] += 1
        self.parts[change.part or ""] += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(change)


def _groups(changes: Iterable[Change], rules: RuleCounts) -> tuple[Group, ...]:
    """The changes by tier, table and column, those first that matter most; they are counted by rule on the way."""
    gathered: dict[tuple[Tier, str, Kind, str | None], _Gathered] = defaultdict(_Gathered)
    for change in changes:
        gathered[change.tier, change.table, change.kind, change.column].add(change)
        rules.add(change)
    groups = [
        Group(tier, kind, table, column, found.causes.total(), dict(found.causes), dict(found.parts), found.samples)
        for (tier, table, kind, column), found in gathered.items()
    ]
    return tuple(sorted(groups, key=_place))


def _place(group: Group) -> tuple[int, bool]:
    """Groups of a tier stay in the order of their tables; whole rows come before single columns."""
    return TIERS.index(group.tier), group.column is not None


def rule_columns(schema: Schema) -> dict[str, frozenset[str]]:
    """By table, the columns whose values tell which rule gave a row, such as ``edition_basis`` of participations."""
    return {
        table.name: frozenset(
            column.name
            for column in columns_of(table)
            if column.allowed or column.name in _NAMES or (table.kind == "finding" and column.name == "reason")
        )
        for table in schema.tables
    }


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """Counts, change by change, how often each rule gives way to another one, and how many findings came and went.

    ``columns`` are those that tell a rule, by table.
    """

    columns: Mapping[str, Collection[str]]
    counts: Counter[tuple[str, str, Any, Any]] = field(default_factory=Counter)

    def add(self, change: Change) -> None:
        """Count one change."""
        rules = self.columns.get(change.table, ())
        if change.column is not None and change.column in rules:
            self.counts[change.table, change.column, change.old, change.new] += 1
        elif change.column is None and change.tier in {"finding", "trace"}:
            for column in rules:
                old, new = ((row or {}).get(column) for row in (change.old, change.new))
                self.counts[change.table, column, old, new] += 1

    def counted(self) -> tuple[RuleChange, ...]:
        """What was counted, by table and column."""
        ordered = sorted(self.counts.items(), key=lambda item: [str(part) for part in item[0]])
        return tuple(RuleChange(*rule, number) for rule, number in ordered)
