"""What became of the pages between two releases: by address, and of a changed page line by line."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

import duckdb

from warehouse.diff.model import PageChange
from warehouse.diff.opened import SIDES

_SIDE = """
SELECT '{side}' AS side, page_id, source, coalesce(url, path) AS address, path, fetched_at, reason,
       reason IS NULL AS usable
FROM {side}.pages LEFT JOIN (SELECT page_id, reason FROM {side}.quarantine) USING (page_id)
"""
_ADDRESSES = """
CREATE TABLE addresses AS
SELECT *, CASE
    WHEN old_ids = [] THEN 'added'
    WHEN new_ids = [] THEN 'removed'
    WHEN old_usable <> [] AND new_usable = [] THEN 'quarantined'
    WHEN old_usable = [] AND new_usable <> [] THEN 'usable_again'
    WHEN old_ids <> new_ids OR old_usable <> new_usable THEN 'changed'
    WHEN old_saved <> new_saved THEN 'saved' ELSE 'same' END AS state
FROM (
    SELECT source, address,
        coalesce(list(page_id ORDER BY page_id) FILTER (side = 'old'), []) AS old_ids,
        coalesce(list(page_id ORDER BY page_id) FILTER (side = 'new'), []) AS new_ids,
        coalesce(list(page_id ORDER BY page_id) FILTER (side = 'old' AND usable), []) AS old_usable,
        coalesce(list(page_id ORDER BY page_id) FILTER (side = 'new' AND usable), []) AS new_usable,
        coalesce(list(concat_ws(' ', path, fetched_at) ORDER BY page_id) FILTER (side = 'old'), []) AS old_saved,
        coalesce(list(concat_ws(' ', path, fetched_at) ORDER BY page_id) FILTER (side = 'new'), []) AS new_saved,
        first(reason ORDER BY fetched_at DESC NULLS LAST, page_id) FILTER (side = 'new' AND NOT usable) AS reason
    FROM page_sides GROUP BY source, address
)
"""
# Of several pages of an address the one that counts: the newest that can be used.
_PAIRS = """
CREATE TABLE page_pairs AS
WITH counting AS (
    FROM page_sides
    QUALIFY row_number() OVER (
        PARTITION BY side, source, address ORDER BY NOT usable, fetched_at DESC NULLS LAST, page_id) = 1
)
SELECT old.page_id AS old_id, new.page_id AS new_id
FROM (FROM counting WHERE side = 'old') old JOIN (FROM counting WHERE side = 'new') new USING (source, address)
WHERE old.page_id NOT IN (SELECT page_id FROM page_sides WHERE side = 'new')
  AND new.page_id NOT IN (SELECT page_id FROM page_sides WHERE side = 'old')
"""
# The lines of pages that only one release has, but for those that stand in the other version of the page as well.
_MOVED = """
INSERT INTO moved_lines
SELECT '{side}', page_id, line FROM {side}.page_lines
SEMI JOIN (SELECT page_id FROM page_sides GROUP BY page_id HAVING count(DISTINCT side) = 1) USING (page_id)
ANTI JOIN kept_lines ON {side}_id = page_id AND {side}_line = line
"""
_STATES = frozenset({"added", "removed", "changed", "quarantined", "usable_again"})


class _Kept(NamedTuple):
    """Runs of lines, by their numbers, that both versions of a page have in the same order."""

    old: list[int]
    new: list[int]


def compare_pages(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables ``page_sides``, ``addresses``, ``page_pairs``, ``kept_lines`` and ``moved_lines``.

    ``addresses`` says what became of each address. ``page_pairs`` has the old and the new page of one that changed,
    ``kept_lines`` the lines that both have, and ``moved_lines`` those that only one of them has.
    """
    sides = " UNION ALL ".join(_SIDE.format(side=side) for side in SIDES)
    connection.execute(f"CREATE TABLE page_sides AS {sides}")
    connection.execute(_ADDRESSES)
    connection.execute(_PAIRS)
    connection.execute("CREATE TABLE kept_lines (old_id VARCHAR, old_line INT, new_id VARCHAR, new_line INT)")
    for old_id, new_id in connection.execute("FROM page_pairs ORDER BY ALL").fetchall():
        kept = _kept(_lines(connection, "old", old_id), _lines(connection, "new", new_id))
        columns = [[old_id] * len(kept.old), kept.old, [new_id] * len(kept.new), kept.new]
        connection.execute("INSERT INTO kept_lines SELECT unnest(?), unnest(?), unnest(?), unnest(?)", columns)
    connection.execute("CREATE TABLE moved_lines (side VARCHAR, page_id VARCHAR, line INT)")
    for side in SIDES:
        connection.execute(_MOVED.format(side=side))


def page_changes(connection: duckdb.DuckDBPyConnection) -> tuple[PageChange, ...]:
    """The addresses whose pages came, went, changed or can or can't be used any more, by address."""
    rows = connection.execute(
        "SELECT source, address, state, old_ids, new_ids, reason FROM addresses ORDER BY address, source"
    ).fetchall()
    return tuple(
        PageChange(source, address, state, tuple(old_ids), tuple(new_ids), reason)
        for source, address, state, old_ids, new_ids, reason in rows
        if state in _STATES
    )


def _lines(connection: duckdb.DuckDBPyConnection, side: str, page_id: str) -> list[tuple[int, str]]:
    found = connection.execute(f"SELECT line, text FROM {side}.page_lines WHERE page_id = ? ORDER BY line", [page_id])
    return found.fetchall()


def _kept(old: list[tuple[int, str]], new: list[tuple[int, str]]) -> _Kept:
    matcher = SequenceMatcher(None, [text for _, text in old], [text for _, text in new])
    kept = _Kept([], [])
    for block in matcher.get_matching_blocks():
        kept.old.extend(line for line, _ in old[block.a : block.a + block.size])
        kept.new.extend(line for line, _ in new[block.b : block.b + block.size])
    return kept
