"""Rows in the order of their keys, and no key given twice."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from schemas.tables import Table, record_id


class DuplicateKeyError(Exception):
    """Two rows of one table have the same key: the program is wrong. Names the table and the key."""


class UnorderedError(Exception):
    """Pieces that were said to be in order are not: the program is wrong. Names the table and the key."""


def in_key_order(table: Table, content: pa.Table) -> pa.Table:
    """The rows in key order, NULL last. Raises DuplicateKeyError."""
    if table.key and _ascends(content.select(table.key)):
        return content
    ordered = content.take(key_order(table, content))
    if table.key and not _ascends(ordered.select(table.key)):
        raise DuplicateKeyError(_duplicates(table, ordered))
    return ordered


def key_order(table: Table, content: pa.Table) -> pa.Array:
    """The places of the rows in key order, NULL last, also where keys are given twice."""
    return pc.sort_indices(content, sort_keys=[(name, "ascending") for name in table.order])


class Ascent:
    """Holds the parts of a table, one after another, to key order. Of a table without a key any part will do."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._last: pa.Table | None = None

    def require(self, part: pa.Table) -> None:
        """Raise DuplicateKeyError or UnorderedError unless the keys ascend, also from the part before to this one."""
        if not self._table.key:
            return
        keys = part.select(self._table.key)
        joined = keys if self._last is None else pa.concat_tables([self._last, keys])
        if not _ascends(joined):
            raise _refusal(self._table, joined)
        self._last = keys.slice(max(0, len(keys) - 1)).combine_chunks()


def _ascends(keys: pa.Table) -> bool:
    """Whether each row comes after the one before it, which also tells that no two are equal."""
    before, after = keys.slice(0, max(0, len(keys) - 1)), keys.slice(1)
    *first, last = zip(before.columns, after.columns, strict=True)
    later = pc.less(*last)
    for one, next_one in reversed(first):
        later = pc.or_(pc.less(one, next_one), pc.and_(pc.equal(one, next_one), later))
    return bool(pc.all(later, min_count=0).as_py())


def _refusal(table: Table, keys: pa.Table) -> DuplicateKeyError | UnorderedError:
    """What is wrong with keys that do not ascend."""
    ordered = keys.take(key_order(table, keys))
    if not _ascends(ordered):
        return DuplicateKeyError(_duplicates(table, keys))
    first = record_id(table.key, ordered.slice(0, 1).to_pylist()[0])
    return UnorderedError(f"{table.name}: pieces said to be in order are not; the key {first} comes too late")


def _duplicates(table: Table, content: pa.Table) -> str:
    """The sentence for keys that several rows have."""
    counts = content.select(table.key).group_by(list(table.key)).aggregate([([], "count_all")])
    twice = counts.filter(pc.greater(counts["count_all"], 1))
    keys = sorted(record_id(table.key, row) for row in twice.to_pylist())
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    return f"{table.name}: the key {keys[0]}{more} is given twice"
