"""The model of a diff: what changed between two releases, each change with its cause, apart from how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

Cause = Literal["page", "page_added", "page_removed", "program", "reference"]
"""Why a value or a row differs. A page that can't be used any more because its bytes changed is a ``page``."""
Kind = Literal["added", "removed", "changed"]
PageState = Literal["added", "removed", "changed", "quarantined", "usable_again"]
Tier = Literal["lost", "revised", "added", "reference", "finding", "trace"]
TIERS: tuple[Tier, ...] = ("lost", "revised", "added", "reference", "finding", "trace")
"""Groups of changes, those first that matter most: coverage lost, values revised, additions."""


class Attribution(NamedTuple):
    """The cause of a change, and ``others`` that changed too and can't be excluded from having had a part in it."""

    cause: Cause
    others: tuple[Cause, ...] = ()


class Change(NamedTuple):
    """One value that differs, or one row that one of the releases has not: then ``column`` is None.

    ``old`` and ``new`` are the values, or the row by its columns, or None. ``id`` is the record's in the new release,
    of a row removed in the old one, and ``old_id`` what it was called there. ``part`` is the part of the page that the
    row is read from, and ``pages`` are the addresses that changed and that it rests on.
    """

    tier: Tier
    kind: Kind
    table: str
    id: str
    old_id: str | None
    column: str | None
    old: Any
    new: Any
    cause: Cause
    others: tuple[Cause, ...]
    part: str | None
    pages: tuple[str, ...]


class Row(NamedTuple):
    """One row that differs, whole. ``follows`` names the table whose ids changed, where nothing else did."""

    kind: Kind
    table: str
    id: str
    old_id: str | None
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    why: Attribution
    follows: str | None
    part: str | None
    pages: tuple[str, ...]


class PageChange(NamedTuple):
    """An address whose page is not what it was. ``reason`` is that of the quarantine."""

    source: str
    address: str
    state: PageState
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind in one column (None: whole rows), with the causes counted, and some of them."""

    tier: Tier
    kind: Kind
    table: str
    column: str | None
    count: int
    causes: Mapping[Cause, int]
    parts: Mapping[str, int]
    samples: Sequence[Change]


class RuleChange(NamedTuple):
    """How often the value of a column that tells a rule changed, came (``old`` is None) or went (``new`` is None)."""

    table: str
    column: str
    old: str | None
    new: str | None
    rows: int


class Following(NamedTuple):
    """Rows of a table that differ only because the ids of another one, or its rows, came, went or changed."""

    table: str
    of: str
    rows: int


@dataclass(frozen=True, slots=True)
class Made:
    """What a release was made of: its id, and the digests of its pages, program and reference."""

    release: str
    inputs: str
    program: str
    reference: str


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs between two releases.

    ``identical`` and ``differing`` are the tables, with the number of rows that differ. ``remarks`` are sentences about
    columns that only one release has, and keys that are none. While the comparison is open, ``changes`` and ``rows``
    read all that differs, and ``copy`` writes the rows of a table to a Parquet file.
    """

    old: Made
    new: Made
    identical: tuple[str, ...]
    differing: Mapping[str, Mapping[Kind, int]]
    pages: tuple[PageChange, ...]
    groups: tuple[Group, ...]
    rules: tuple[RuleChange, ...]
    following: tuple[Following, ...]
    remarks: tuple[str, ...]
    changes: Callable[[], Iterator[Change]]
    rows: Callable[[], Iterator[Row]]
    copy: Callable[[str, Path], None]

    @property
    def empty(self) -> bool:
        """Whether the two releases have the same content."""
        return not (self.differing or self.remarks)

    @property
    def changed(self) -> tuple[str, ...]:
        """What the releases were made of that changed: ``inputs``, ``program``, ``reference``."""
        parts = ("inputs", "program", "reference")
        return tuple(part for part in parts if getattr(self.old, part) != getattr(self.new, part))
