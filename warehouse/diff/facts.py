"""What is known of each row that differs: the pages and lines that it rests on, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from warehouse.database import name, text
from warehouse.diff.differing import rows_of
from warehouse.diff.opened import SIDES, Shared

_OF_EVIDENCE = """
INSERT INTO row_lines
SELECT number, '{side}', page_id, first_line, last_line FROM differing d
JOIN {side}.evidence e ON e.table_name = d.table_name AND e.record_id = d.{side}_id
"""
_LINES_THAT_MOVED = """
CREATE TABLE rows_on_moved_lines AS
SELECT DISTINCT number, side, page_id FROM row_lines JOIN moved_lines USING (side, page_id)
WHERE line BETWEEN first_line AND last_line
"""
# Where the lines of a row are in the other release: on the same page, or on the other version of it.
_OTHER_PLACES = """
INSERT INTO other_places
SELECT DISTINCT l.number, l.side, l.page_id, kept.{other}_id, kept.{other}_line
FROM row_lines l JOIN kept_lines kept
  ON kept.{side}_id = l.page_id AND kept.{side}_line BETWEEN l.first_line AND l.last_line
WHERE l.side = '{side}'
UNION ALL
SELECT DISTINCT l.number, l.side, l.page_id, l.page_id, l.first_line
FROM row_lines l SEMI JOIN (FROM page_sides WHERE side = '{other}') USING (page_id)
WHERE l.side = '{side}' AND l.first_line IS NOT NULL
"""
# Rows whose lines in the other release are those of another record alone.
_ON_LINES_OF_OTHERS = """
INSERT INTO rows_on_lines_of_others
SELECT p.number, p.side, p.page_id FROM other_places p
JOIN differing d USING (number)
JOIN {other}.evidence e ON e.table_name = d.table_name AND e.page_id = p.other_id
 AND p.other_line BETWEEN e.first_line AND e.last_line
WHERE p.side = '{side}'
GROUP BY ALL HAVING NOT bool_or(coalesce(e.record_id = d.{other}_id, false))
"""
_OWNERS = """
CREATE TABLE row_owners AS
SELECT DISTINCT number, side, page_id, owner FROM row_lines l
JOIN (SELECT 'old' AS side, * FROM old.page_lines UNION ALL SELECT 'new', * FROM new.page_lines) lines
USING (side, page_id) WHERE lines.line = l.first_line
"""
_ROW_STATES = """
CREATE TABLE row_states AS
SELECT DISTINCT l.number, l.side, address, CASE
    WHEN state IN ('added', 'removed', 'same') THEN state
    WHEN state = 'saved' THEN if(d.table_name = 'pages', 'touched', 'saved')
    WHEN old_ids = new_ids THEN if(state = 'usable_again', 'taken', 'refused')
    WHEN l.first_line IS NULL OR moved.number IS NOT NULL OR others.number IS NOT NULL THEN 'touched'
    ELSE 'near' END AS state
FROM row_lines l JOIN differing d USING (number)
JOIN page_sides USING (side, page_id) JOIN addresses USING (source, address)
LEFT JOIN rows_on_moved_lines moved ON moved.number = l.number AND moved.page_id = l.page_id AND moved.side = l.side
LEFT JOIN rows_on_lines_of_others others
  ON others.number = l.number AND others.page_id = l.page_id AND others.side = l.side
"""
# The pages of records that rest on the same lines in the other release: of copies that were, or are, united.
_BESIDE = """
INSERT INTO row_states
SELECT DISTINCT p.number, 'beside', address, CASE
    WHEN state IN ('added', 'removed') THEN state
    WHEN old_ids = new_ids THEN 'same'
    WHEN EXISTS (
        FROM moved_lines m WHERE m.side = '{other}' AND m.page_id = copy.page_id
        AND m.line BETWEEN copy.first_line AND copy.last_line
    ) THEN 'touched' ELSE 'near' END
FROM other_places p JOIN differing d USING (number)
JOIN {other}.evidence here ON here.table_name = d.table_name AND here.page_id = p.other_id
 AND p.other_line BETWEEN here.first_line AND here.last_line AND here.record_id IS DISTINCT FROM d.{other}_id
JOIN {other}.evidence copy ON copy.table_name = here.table_name AND copy.record_id = here.record_id
JOIN page_sides s ON s.side = '{other}' AND s.page_id = copy.page_id JOIN addresses USING (source, address)
WHERE p.side = '{side}'
"""
_FACTS = """
CREATE TABLE facts AS
SELECT d.number, d.kind, d.table_name IN (SELECT unnest($references)) AS is_reference,
    coalesce(old_states, []) AS old_states, coalesce(new_states, []) AS new_states, coalesce(beside, []) AS beside,
    d.number IN (FROM rows_that_refer) AS refers, part, coalesce(pages, []) AS pages
FROM differing d
LEFT JOIN (
    SELECT number, list(DISTINCT state ORDER BY state) FILTER (side = 'old') AS old_states,
        list(DISTINCT state ORDER BY state) FILTER (side = 'new') AS new_states,
        list(DISTINCT state ORDER BY state) FILTER (side = 'beside') AS beside,
        list(DISTINCT address ORDER BY address) FILTER (state NOT IN ('same', 'saved')) AS pages
    FROM row_states GROUP BY number
) USING (number)
LEFT JOIN (SELECT number, arg_min(owner, (side = 'old', owner)) AS part FROM row_owners GROUP BY number) USING (number)
"""


def gather_facts(connection: duckdb.DuckDBPyConnection, tables: Sequence[Shared]) -> None:
    """Make the table ``facts`` of all rows that differ."""
    connection.execute(
        "CREATE TABLE row_lines (number BIGINT, side VARCHAR, page_id VARCHAR, first_line INT, last_line INT)"
    )
    for side in SIDES:
        connection.execute(_OF_EVIDENCE.format(side=side))
        for statement in _own_lines(tables, side):
            connection.execute(statement)
    connection.execute(
        "CREATE TABLE other_places (number BIGINT, side VARCHAR, page_id VARCHAR, other_id VARCHAR, other_line INT)"
    )
    connection.execute("CREATE TABLE rows_on_lines_of_others (number BIGINT, side VARCHAR, page_id VARCHAR)")
    for statement in (
        _LINES_THAT_MOVED,
        *_for_each_side(_OTHER_PLACES),
        *_for_each_side(_ON_LINES_OF_OTHERS),
        *(_OWNERS, _ROW_STATES),
        *_for_each_side(_BESIDE),
    ):
        connection.execute(statement)
    connection.execute("CREATE TABLE rows_that_refer (number BIGINT)")
    kinds = {table.name: table.kind for table in tables}
    for table in tables:
        for column, target in table.references:
            if kinds.get(target) in _BY_KIND_OF_TARGET:
                connection.execute(_BY_KIND_OF_TARGET[kinds[target]](table, column, target))
    references = [table for table, kind in kinds.items() if kind == "reference"]
    connection.execute(_FACTS, {"references": references})


def _for_each_side(statement: str) -> Iterator[str]:
    for side, other in (SIDES, SIDES[::-1]):
        yield statement.format(side=side, other=other)


def _own_lines(tables: Sequence[Shared], side: str) -> Iterator[str]:
    """The places of rows that name their page themselves."""
    for table in tables:
        for column in _columns_of_pages(table):
            places = ", ".join(f"{side}.{name(place)}" if place else "NULL" for place in _places(table, column))
            yield (
                f"INSERT INTO row_lines SELECT number, {text(side)}, {side}.{name(column)}, {places} "
                f"FROM {rows_of(table.name)} WHERE {side}.{name(column)} IS NOT NULL"
            )


def _columns_of_pages(table: Shared) -> list[str]:
    if table.name == "pages":
        return ["page_id"]
    return [column for column, target in table.references if target == "pages" and column in table.columns]


def _places(table: Shared, column: str) -> tuple[str | None, str | None]:
    """The columns with the first and the last line on a page: ``first_line`` and ``last_line`` for ``page_id``."""
    prefix = column.removesuffix("page_id")
    found = [place for place in (f"{prefix}first_line", f"{prefix}line") if place in table.columns]
    first = found[0] if found else None
    last = f"{prefix}last_line"
    return first, last if last in table.columns else first


def _refers(table: Shared, column: str, target: str) -> str:
    return (
        f"INSERT INTO rows_that_refer SELECT number FROM {rows_of(table.name)} WHERE EXISTS (FROM differing d WHERE "
        f"d.table_name = {text(target)} AND coalesce(d.new_id, d.old_id) IN "
        f"(CAST(old.{name(column)} AS VARCHAR), CAST(new.{name(column)} AS VARCHAR)))"
    )


def _beside_what_it_belongs_to(table: Shared, column: str, target: str) -> str:
    """What came or went with the record that it belongs to has the pages of that record beside it."""
    value = f"CAST(coalesce(rows.new, rows.old).{name(column)} AS VARCHAR)"
    return (
        f"INSERT INTO row_states SELECT DISTINCT rows.number, 'beside', address, state FROM {rows_of(table.name)} rows "
        f"JOIN differing d ON d.table_name = {text(target)} AND {value} = coalesce(d.new_id, d.old_id) "
        "JOIN row_states states ON states.number = d.number "
        "WHERE (rows.old IS NULL OR rows.new IS NULL) AND d.old_id IS DISTINCT FROM d.new_id "
        "UNION ALL SELECT DISTINCT rows.number, 'beside', address, state "
        f"FROM {rows_of(table.name)} rows JOIN differing d ON d.table_name = {text(target)} AND {value} = d.old_id "
        "JOIN row_states states ON states.number = d.number WHERE rows.new IS NULL AND d.old_id <> d.new_id"
    )


_BY_KIND_OF_TARGET = {"reference": _refers, "data": _beside_what_it_belongs_to}
