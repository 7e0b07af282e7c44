"""Rows made of facts: a row takes the fields that are named alike, so that they are named once."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

_Row = TypeVar("_Row", bound=NamedTuple)


def row_of(record: type[_Row], fact: object, **others: object) -> _Row:
    """The row of a table with the fields of a fact, and ``others`` that it does not have, or has otherwise.

    ``row_of(Contribution, fact, participation_id="PER-09", position=1)`` takes the kind, the amount and all else from
    the fact. What the fields hold is validated before publishing. Raises AttributeError for a field that none gives.
    """
    return record._make(others[name] if name in others else getattr(fact, name) for name in record._fields)
