"""Records that have another id than before, and the rows that only follow them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from warehouse.database import name, text
from warehouse.diff.differing import rows_of
from warehouse.diff.opened import Shared

LINES = frozenset({"line", "first_line", "last_line", "into_first_line"})
"""Columns with places on a page: they move when anything above them does."""
EVIDENCE = "evidence"
_FIRST_OF_KEY = "split_part(old.record_id, '/', 1)"
_SHORTEST = 12
"""Shorter lines, such as a label, tell nothing of which record stands there."""
# Two records are one where they rest, at one address, on more of the same lines than each does with any other.
_SAME_LINES = """
WITH said AS (
    SELECT DISTINCT d.kind, d.number, p.address, p.source, l.text
    FROM differing d
    JOIN (SELECT 'removed' AS kind, * FROM old.evidence UNION ALL SELECT 'added', * FROM new.evidence) e
      ON e.kind = d.kind AND e.table_name = d.table_name AND e.record_id = coalesce(d.old_id, d.new_id)
    JOIN page_sides p ON p.page_id = e.page_id AND p.side = if(d.kind = 'removed', 'old', 'new')
    JOIN (SELECT 'removed' AS kind, * FROM old.page_lines UNION ALL SELECT 'added', * FROM new.page_lines) l
      ON l.kind = d.kind AND l.page_id = e.page_id AND l.line BETWEEN e.first_line AND e.last_line
    WHERE d.table_name = $table AND length(l.text) >= $shortest
), shared AS (
    SELECT gone.number AS old_number, come.number AS new_number, count(*) AS lines
    FROM said gone JOIN said come USING (source, address, text)
    WHERE gone.kind = 'removed' AND come.kind = 'added'
    GROUP BY ALL
)
SELECT old_number, new_number FROM shared
QUALIFY row_number() OVER (PARTITION BY old_number ORDER BY lines DESC, new_number) = 1
    AND row_number() OVER (PARTITION BY new_number ORDER BY lines DESC, old_number) = 1
"""


def find_renamed(connection: duckdb.DuckDBPyConnection, tables: Sequence[Shared]) -> None:
    """Make the table ``renamed`` of the ids that changed, and one row that changed of the two rows of each record.

    Of pages those of one address are the same; of other tables that rows refer to, records that rest on the same lines.
    """
    connection.execute("CREATE TABLE renamed (table_name VARCHAR, old_id VARCHAR, new_id VARCHAR)")
    for table in _referred_to(tables):
        values = {} if table.name == "pages" else {"table": table.name, "shortest": _SHORTEST}
        connection.execute(f"CREATE OR REPLACE TABLE pairs AS {_pairs(table)}", values)
        connection.execute(
            f"INSERT INTO renamed SELECT {text(table.name)}, gone.old_id, come.new_id FROM pairs "
            "JOIN differing gone ON gone.number = old_number JOIN differing come ON come.number = new_number"
        )
        _join_rows(connection, table)


def _referred_to(tables: Sequence[Shared]) -> Iterator[Shared]:
    named = {target for table in tables for _, target in table.references}
    yield from (table for table in tables if table.name in named and len(table.key) == 1 and table.kind != "reference")


def _pairs(table: Shared) -> str:
    if table.name != "pages":
        return _SAME_LINES
    return (
        "SELECT gone.number AS old_number, come.number AS new_number FROM page_pairs pair "
        "JOIN differing gone ON gone.table_name = 'pages' AND gone.kind = 'removed' AND gone.old_id = pair.old_id "
        "JOIN differing come ON come.table_name = 'pages' AND come.kind = 'added' AND come.new_id = pair.new_id"
    )


def _join_rows(connection: duckdb.DuckDBPyConnection, table: Shared) -> None:
    """Make one row that changed of a row that went and the one that came for it."""
    for target in (rows_of(table.name), "differing"):
        new = ", new = come.new" if target != "differing" else ", kind = 'changed'"
        connection.execute(
            f"UPDATE {target} SET new_id = come.new_id{new} FROM pairs, {target} come "
            f"WHERE {target}.number = pairs.old_number AND come.number = pairs.new_number"
        )
        connection.execute(f"DELETE FROM {target} WHERE number IN (SELECT new_number FROM pairs)")


def find_following(connection: duckdb.DuckDBPyConnection, tables: Sequence[Shared]) -> None:
    """Make the table ``following`` of the rows, by number, that differ only in what they refer to, and of which table.

    Those are pairs that are the same but for ids that changed and for places on a page, evidence of records that differ
    themselves, and what there is of pages that came or went.
    """
    connection.execute("CREATE TABLE following (number BIGINT, of VARCHAR)")
    for table in tables:
        references = tuple((column, target) for column, target in table.references if column in table.columns)
        if references:
            connection.execute(f"INSERT INTO following {_pairs_that_follow(table, references)}")
        if table.name == EVIDENCE:
            connection.execute(f"INSERT INTO following {_EVIDENCE_OF_DIFFERING}")
        if table.kind == "trace" and dict(references).get("page_id") == "pages":
            connection.execute(f"INSERT INTO following {_of_pages_that_came_or_went(table)}")


def _pairs_that_follow(table: Shared, references: Sequence[tuple[str, str]]) -> str:
    """Rows that went and came and are the same once ids that changed are put as the new release has them."""
    compared = [column for column in table.columns if column not in LINES]
    gone = ", ".join(_as_new_release_has_it(table, column, dict(references)) for column in compared)
    come = ", ".join(_cell(f"new.{name(column)}") for column in compared)
    rows = rows_of(table.name)
    return f"""
    WITH gone AS (
        SELECT number, new IS NULL AS alone, of, cells, row_number() OVER (PARTITION BY cells ORDER BY number) AS nth
        FROM (SELECT number, new, [{gone}] AS cells, {_what_was_renamed(table, references)} AS of
              FROM {rows} WHERE old IS NOT NULL) WHERE of IS NOT NULL
    ), come AS (
        SELECT number, old IS NULL AS alone, cells, row_number() OVER (PARTITION BY cells ORDER BY number) AS nth
        FROM (SELECT number, old, [{come}] AS cells FROM {rows} WHERE new IS NOT NULL)
    )
    SELECT unnest([gone.number, come.number]), of FROM gone JOIN come USING (cells, nth)
    WHERE gone.number = come.number OR (gone.alone AND come.alone)
    """


def _cell(value: str) -> str:
    return f"coalesce(CAST({value} AS VARCHAR), '\\0')"


def _as_new_release_has_it(table: Shared, column: str, targets: Mapping[str, str]) -> str:
    """A value of the old release as text, with its id as the new release has it."""
    value = f"CAST(old.{name(column)} AS VARCHAR)"
    if column in targets:
        return _cell(f"coalesce({_new_id(value, text(targets[column]))}, {value})")
    if table.name == EVIDENCE and column == "record_id":
        rest = f"substr({value}, length({_FIRST_OF_KEY}) + 1)"
        return _cell(f"coalesce({_new_id(_FIRST_OF_KEY, 'r.table_name')}, {_FIRST_OF_KEY}) || {rest}")
    return _cell(value)


def _what_was_renamed(table: Shared, references: Sequence[tuple[str, str]]) -> str:
    """The table of which a row has an id that changed: of a record before that of its page."""
    found = [
        f"CASE WHEN {_new_id(f'CAST(old.{name(column)} AS VARCHAR)', text(target))} IS NOT NULL THEN {text(target)} END"
        for column, target in references
    ]
    if table.name == EVIDENCE:
        found.insert(0, f"(SELECT any_value(r.table_name) FROM renamed r WHERE r.old_id = {_FIRST_OF_KEY})")
    return f"coalesce({', '.join(found)})"


def _new_id(value: str, of: str) -> str:
    return f"(SELECT any_value(r.new_id) FROM renamed r WHERE r.table_name = {of} AND r.old_id = {value})"


_EVIDENCE_OF_DIFFERING = f"""
SELECT number, any_value(d.table_name) FROM {rows_of(EVIDENCE)} e
JOIN (SELECT table_name, old_id AS id FROM differing UNION SELECT table_name, new_id FROM differing) d
  ON d.table_name = coalesce(e.new, e.old).table_name AND d.id = coalesce(e.new, e.old).record_id
GROUP BY number
"""


def _of_pages_that_came_or_went(table: Shared) -> str:
    return (
        f"SELECT number, 'pages' FROM {rows_of(table.name)} rows WHERE coalesce(rows.new, rows.old).page_id IN "
        "(SELECT page_id FROM page_sides JOIN addresses USING (source, address) WHERE state IN ('added', 'removed'))"
    )
