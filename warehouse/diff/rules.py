"""Changes counted by rule: by the codes of findings, the owners of lines, and the columns with few fixed values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
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
