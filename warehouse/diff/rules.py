"""Changes counted by rule: by the codes of findings, the owners of lines, and the columns with few fixed values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from schemas.tables import Schema
from warehouse.columns import columns_of
from warehouse.diff.model import Change, RuleChange

_NAMES = frozenset({"code", "repair", "owner"})


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


def rule_changes(changes: Iterable[Change], columns: Mapping[str, Collection[str]]) -> tuple[RuleChange, ...]:
    """How often each rule gives way to another one, and how many findings of each came and went, by table."""
    counts: Counter[tuple[str, str, Any, Any]] = Counter()
    for change in changes:
        rules = columns.get(change.table, ())
        if change.column is not None and change.column in rules:
            counts[change.table, change.column, change.old, change.new] += 1
        elif change.column is None and change.tier in {"finding", "trace"}:
            for column in rules:
                counts[change.table, column, (change.old or {}).get(column), (change.new or {}).get(column)] += 1
    ordered = sorted(counts.items(), key=lambda item: [str(part) for part in item[0]])
    return tuple(RuleChange(*rule, number) for rule, number in ordered)
