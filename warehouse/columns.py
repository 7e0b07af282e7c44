"""What the record definitions say of a table's columns.

The records in ``schemas`` are the only place that lists columns. Everything here is read off their annotations, so
that Arrow, DuckDB, the data package and the data dictionary cannot differ.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from schemas.tables import Table

Kind = Literal["boolean", "integer", "float", "decimal", "date", "timestamp", "string"]

KINDS: dict[type[Any], Kind] = {
    bool: "boolean",
    int: "integer",
    float: "float",
    Decimal: "decimal",
    date: "date",
    datetime: "timestamp",
    str: "string",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``many`` means a list of ``kind``; ``allowed`` holds the only values, where they are few.

    Numbers lie between ``lowest`` and ``highest``, texts match ``pattern``, where these are given.
    """

    name: str
    kind: Kind
    many: bool
    nullable: bool
    description: str
    allowed: tuple[str, ...] = ()
    lowest: Any = None
    highest: Any = None
    pattern: str | None = None


@cache
def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table, in the order of its record."""
    hints = get_type_hints(table.record, include_extras=True)
    return tuple(_column(name, hints[name]) for name in table.columns)


def description_of(table: Table) -> str:
    """What the table holds, in a sentence or two."""
    return " ".join((table.record.__doc__ or "").split())


def _column(name: str, annotation: object) -> Column:
    plain = _plain(annotation)
    options = [_plain(option) for option in get_args(plain)] if _is_union(plain) else [plain]
    (inner,) = (option for option in options if option is not types.NoneType)
    many = get_origin(inner) is tuple
    item = _plain(get_args(inner)[0]) if many else inner
    allowed = get_args(item) if get_origin(item) is Literal else ()
    notes = list(_notes(annotation))
    rules = [rule for note in notes for rule in note.metadata]
    return Column(
        name=name,
        kind="string" if allowed else KINDS[item],
        many=many,
        nullable=types.NoneType in options,
        description=next((note.description for note in reversed(notes) if note.description), ""),
        allowed=allowed,
        lowest=next((rule.ge for rule in rules if isinstance(rule, Ge)), None),
        highest=next((rule.le for rule in rules if isinstance(rule, Le)), None),
        pattern=next((rule.pattern for rule in rules if hasattr(rule, "pattern")), None),
    )


def _is_union(annotation: object) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)


def _plain(annotation: Any) -> Any:  # noqa: ANN401  annotations are of any type
    """The annotation without what is noted of it."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _notes(annotation: object) -> Iterator[FieldInfo]:
    """All that is noted of an annotation and of those within it, what is noted of itself last."""
    for part in get_args(annotation):
        if isinstance(part, FieldInfo):
            yield part
        else:
            yield from _notes(part)
