"""The data dictionary: every table, view and column, as data and as Markdown; and the tables as a diagram of Mermaid.

https://mermaid.js.org/syntax/entityRelationshipDiagram.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from schemas.tables import Schema, Table
from warehouse.columns import Column, columns_of, description_of
from warehouse.connection import connect
from warehouse.database import define, sql_type

VIEW_COLUMNS = """
SELECT view.view_name, view.comment, shown.column_name, shown.data_type, shown.comment
FROM duckdb_views() AS view
JOIN duckdb_columns() AS shown ON shown.table_name = view.view_name
WHERE NOT view.internal
ORDER BY view.view_name, shown.column_index
"""


class ColumnEntry(TypedDict):
    """One column. ``allowed`` is empty where any value of the type may stand."""

    name: str
    type: str
    nullable: bool
    allowed: list[str]
    description: str


class TableEntry(TypedDict):
    """One table or view. ``references`` maps a column to the table whose key it holds; views have no key."""

    name: str
    description: str
    key: list[str]
    references: dict[str, str]
    columns: list[ColumnEntry]


class Dictionary(TypedDict):
    """All tables, in the order of their definition, and all views, by name."""

    tables: list[TableEntry]
    views: list[TableEntry]


def dictionary(schema: Schema) -> Dictionary:
    """The data dictionary, ready for JSON."""
    return {"tables": [_table_entry(table) for table in schema.tables], "views": _view_entries(schema)}


def markdown(schema: Schema) -> str:
    """The data dictionary as one Markdown document."""
    entries = dictionary(schema)
    parts = ["# Data dictionary", "## Tables", *map(_section, entries["tables"])]
    return "\n\n".join([*parts, "## Views", *map(_section, entries["views"])])


def _table_entry(table: Table) -> TableEntry:
    return {
        "name": table.name,
        "description": description_of(table),
        "key": list(table.key),
        "references": dict(table.references),
        "columns": [_column_entry(column) for column in columns_of(table)],
    }


def _column_entry(column: Column) -> ColumnEntry:
    return {
        "name": column.name,
        "type": sql_type(column),
        "nullable": column.nullable,
        "allowed": list(column.allowed),
        "description": column.description,
    }


def _view_entries(schema: Schema) -> list[TableEntry]:
    """The views as DuckDB describes them once they are created over empty tables."""
    with connect() as connection:
        define(connection, schema)
        rows = connection.execute(VIEW_COLUMNS).fetchall()
    views: dict[str, TableEntry] = {}
    for view, description, name, kind, comment in rows:
        entry = views.setdefault(
            view, {"name": view, "description": description, "key": [], "references": {}, "columns": []}
        )
        entry["columns"].append(
            {"name": name, "type": kind, "nullable": True, "allowed": [], "description": comment or ""}
        )
    return list(views.values())


def _section(entry: TableEntry) -> str:
    facts = [f"Key: {', '.join(f'`{column}`' for column in entry['key'])}."] if entry["key"] else []
    facts += [f"`{column}` refers to `{target}`." for column, target in entry["references"].items()]
    head = [f"### {entry['name']}", f"{entry['description']}.".replace("..", ".")]
    table = ["| column | type | NULL | description |", "|---|---|---|---|", *map(_row, entry["columns"])]
    return "\n\n".join([*head, *([" ".join(facts)] if facts else []), "\n".join(table)])


def _row(column: ColumnEntry) -> str:
    allowed = ", ".join(f"`{value}`" for value in column["allowed"])
    description = column["description"] + (f" ({allowed})" if allowed else "")
    cells = (f"`{column['name']}`", column["type"], "yes" if column["nullable"] else "no", description)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def diagram(schema: Schema) -> str:
    """The ``erDiagram`` of a schema: each table with its columns, then each reference as a line.

    A line ``countries ||--o{ participations : iso3`` reads: a participation has one country, a country any number of
    participations. Where the reference may be NULL it is ``|o--o{``.
    """
    tables = [line for table in schema.tables for line in _entity(table)]
    return "\n".join(["erDiagram", *tables, *(line for table in schema.tables for line in _lines_of_references(table))])


def _entity(table: Table) -> Iterator[str]:
    yield f"    {table.name} {{"
    references = {column for column, _ in table.references}
    for column in columns_of(table):
        marks = [mark for mark, names in (("PK", table.key), ("FK", references)) if column.name in names]
        kind = f"{column.kind}[]" if column.many else column.kind
        yield f"        {kind} {column.name} {', '.join(marks)}".rstrip()
    yield "    }"


def _lines_of_references(table: Table) -> Iterator[str]:
    nullable = {column.name: column.nullable for column in columns_of(table)}
    for column, target in table.references:
        one = "|o" if nullable[column] else "||"
        many = "o|" if table.key == (column,) else "o{"
        yield f"    {target} {one}--{many} {table.name} : {column}"
