"""The tables and their references as an entity relationship diagram of Mermaid.

https://mermaid.js.org/syntax/entityRelationshipDiagram.html
"""

from __future__ import annotations

from collections.abc import Iterator

from schemas.tables import Schema, Table
from warehouse.columns import Column, columns_of


def diagram(schema: Schema) -> str:
    """The ``erDiagram`` of a schema: each table with its columns, then each reference as a line.

    A line ``countries ||--o{ participations : iso3`` reads: a participation has one country, a country any number of
    participations. Where the reference may be NULL it is ``|o--o{``.
    """
    tables = [line for table in schema.tables for line in _entity(table)]
    return "\n".join(["erDiagram", *tables, *(line for table in schema.tables for line in _references(table))])


def _entity(table: Table) -> Iterator[str]:
    yield f"    {table.name} {{"
    references = {column for column, _ in table.references}
    for column in columns_of(table):
        marks = [mark for mark, names in (("PK", table.key), ("FK", references)) if column.name in names]
        yield f"        {_type(column)} {column.name} {', '.join(marks)}".rstrip()
    yield "    }"


def _type(column: Column) -> str:
    return f"{column.kind}[]" if column.many else column.kind


def _references(table: Table) -> Iterator[str]:
    nullable = {column.name: column.nullable for column in columns_of(table)}
    for column, target in table.references:
        one = "|o" if nullable[column] else "||"
        many = "o|" if table.key == (column,) else "o{"
        yield f"    {target} {one}--{many} {table.name} : {column}"
