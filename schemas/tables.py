"""The published tables: name, record, key and references, each after those that it refers to; and rows of facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any, Literal, NamedTuple, TypeVar

from schemas import records

Dataset = Mapping[str, Sequence[Any]]
"""Rows by table name. A table that is not named has no rows; the rows of a table are its records, in any order.

Where there are many, they may be ``schemas.columns.Columns``.
"""
TableKind = Literal["data", "reference", "trace", "finding"]
"""``data`` is read from pages, each row with evidence; ``reference`` comes with the program; ``trace`` tells how data
came about; a ``finding`` is something odd: there may be none."""
_Row = TypeVar("_Row", bound=NamedTuple)


@dataclass(frozen=True, slots=True)
class Table:
    """One published table. ``references`` maps a column to the table whose single-column key it holds.

    ``of_lines`` says that it has rows for single lines of pages, and so very many: its keys are checked before
    publishing, and not declared in the database, which would need indexes larger than the table.
    """

    name: str
    record: type[Any]
    key: tuple[str, ...]
    references: tuple[tuple[str, str], ...] = ()
    kind: TableKind = "data"
    of_lines: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, in order."""
        fields: tuple[str, ...] = self.record._fields
        return fields

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that rows are ordered by: the key, or every column where there is none."""
        return self.key or self.columns


class Origin(NamedTuple):
    """Where the pages of a release are from: a body, its address, and what may be done with the content of its pages.

    ``licence`` says it in words, ``licence_id`` by an identifier of the Open Definition, such as ``other-pd``.
    """

    name: str
    title: str
    home: str
    licence: str
    licence_id: str


@dataclass(frozen=True, slots=True)
class Schema:
    """What a release holds and must satisfy. Each table stands after those that it refers to.

    ``views`` are files of SQL that each create the view they are named after; ``checks`` are files of checks as
    ``warehouse/checks.toml`` explains them, beside that one. ``origins`` are where the pages are from.
    """

    tables: tuple[Table, ...]
    views: tuple[Traversable, ...] = ()
    checks: tuple[Traversable, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The key of each table, by its name."""
        return {table.name: table.key for table in self.tables}


_PAGE = ("page_id", "pages")

FIRST_TABLES = (
    Table("countries", records.Country, ("iso3",)),
    Table("country_identities", records.CountryIdentity, ("source", "iso3")),
    Table("pages", records.Page, ("page_id",), kind="trace"),
)
"""The tables of every release that those of sources may refer to."""

LAST_TABLES = (
    Table(
        "evidence",
        records.Evidence,
        ("table_name", "record_id", "page_id", "first_line"),
        (_PAGE,),
        kind="trace",
        of_lines=True,
    ),
    Table("page_lines", records.PageLine, ("page_id", "line"), (_PAGE,), kind="trace", of_lines=True),
    Table("repairs", records.Repair, ("page_id", "line", "repair"), (_PAGE,), kind="finding", of_lines=True),
    Table("issues", records.Issue, (), (_PAGE,), kind="finding"),
    Table("quarantine", records.Quarantine, ("page_id",), (_PAGE,), kind="finding"),
)
"""The tables of every release about pages and what was read from them."""


def record_id(key: Sequence[str], row: Mapping[str, object]) -> str:
    """The id of a row, by which evidence and users name it: the values of its key, ``SWE-02/1`` for two of them."""
    return "/".join(str(row[column]) for column in key)


def row_of(record: type[_Row], fact: object, **others: object) -> _Row:
    """The row of a table with the fields of a fact, and ``others`` that it does not have, or has otherwise.

    ``row_of(Contribution, fact, participation_id="PER-09", position=1)`` takes the kind, the amount and all else from
    the fact. What the fields hold is validated before publishing. Raises AttributeError for a field that none gives.
    """
    return record._make(others[name] if name in others else getattr(fact, name) for name in record._fields)
