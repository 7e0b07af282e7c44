"""A diff as a document of JSON, as ``docs/diff.schema.json`` describes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from warehouse.diff.model import Diff, Group

FORMAT = 1


def document(diff: Diff) -> dict[str, Any]:
    """All of a diff but the rows that only follow, which are counted."""
    return {
        "format": FORMAT,
        "old": asdict(diff.old),
        "new": asdict(diff.new),
        "changed": list(diff.changed),
        "identical": list(diff.identical),
        "tables": [
            {"table": table, **{kind: counts.get(kind, 0) for kind in ("added", "removed", "changed")}}
            for table, counts in diff.differing.items()
        ],
        "pages": [page._asdict() for page in diff.pages],
        "remarks": list(diff.remarks),
        "groups": [_group(group) for group in diff.groups],
        "rules": [rule._asdict() for rule in diff.rules],
        "following": [one._asdict() for one in diff.following],
        "changes": [change._asdict() for change in diff.changes()],
    }


def _group(group: Group) -> dict[str, Any]:
    """The counts of a group; its changes are among all changes."""
    parts = {part: number for part, number in group.parts.items() if part}
    return {
        "tier": group.tier,
        "kind": group.kind,
        "table": group.table,
        "column": group.column,
        "count": group.count,
        "causes": group.causes,
        "parts": parts,
    }
