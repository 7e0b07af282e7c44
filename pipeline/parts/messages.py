"""What the steps of uniting are told, on disk: in order for a survey, by ranges of keys for a step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from math import log2
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, overload
from zlib import crc32

from pipeline.cache.encoding import decoded_records
from pipeline.parts.parts import Message
from schemas.uniting import Told
from warehouse.passing_database import passing_database

# What surveys are told is short, and much of it the same.
_DECODED_ONCE = 4_096


class KeyRange(NamedTuple):
    """All that a step of a source was told under some keys that follow each other: the item of a task."""

    source: str
    step: str
    told: tuple[tuple[str, tuple[bytes, ...]], ...]


def begins_anew(key: str, one_in: int) -> bool:
    """Whether keys are cut before this one: before one in so many, which are the same in every run."""
    return crc32(key.encode("utf-8", "surrogatepass")) % one_in == 0


class Messages:
    """What was told so far to every step of every source."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables: dict[tuple[str, str], str] = {}

    def add(self, messages: Iterable[Message]) -> None:
        """Note what steps are told."""
        for (source, step), found in groupby(messages, key=itemgetter(0, 1)):
            table = self._table(source, step)
            self._connection.executemany(f"INSERT INTO {table} VALUES (?3, ?4, length(?5), ?5)", found)  # noqa: S608 # our names

    @property
    def bytes(self) -> int:
        """How many bytes all that takes."""
        sizes = (f"SELECT total(size) FROM {table}" for table in self._tables.values())  # noqa: S608 # our names
        return sum(int(self._connection.execute(size).fetchone()[0]) for size in sizes)

    def _table(self, source: str, step: str) -> str:
        table = self._tables.get((source, step))
        if table is None:
            table = self._tables[source, step] = f"told_{len(self._tables)}"
            self._connection.execute(f"CREATE TABLE {table} (key TEXT, place TEXT, size INTEGER, what BLOB)")
        return table

    def in_order(self, source: str, step: str) -> Iterator[Told]:
        """All that a step was told, in order of keys and places."""
        table = self._table(source, step)
        rows = self._connection.execute(f"SELECT key, place, what FROM {table} ORDER BY key, place, rowid")  # noqa: S608 # our names
        decoded = lru_cache(_DECODED_ONCE)(decoded_records)
        return (Told(step, key, place, decoded(what)) for key, place, what in rows)

    def ranges(self, source: str, step: str, size: int) -> KeyRanges:
        """All that a step was told, by ranges of keys that were told so many bytes at most, or by single keys.

        On average they were told half of that. Most begin at the same keys as in a run over almost the same pages.
        """
        table = self._table(source, step)
        self._connection.execute(f"CREATE INDEX {table}_by_key ON {table} (key, place, size)")
        return KeyRanges(self._connection, table, KeyRange(source, step, ()), size)


class KeyRanges(Sequence[KeyRange]):
    """All that a step was told, in order of keys, each range put together when it is asked for."""

    def __init__(self, connection: sqlite3.Connection, table: str, nothing: KeyRange, size: int) -> None:
        self._connection, self._table, self._nothing = connection, table, nothing
        self._ends = list(self._found_ends(size))

    def _found_ends(self, most: int) -> Iterator[tuple[str, str]]:
        """The first and the last key of each range."""
        first, last, size = "", "", 0
        one_in = self._one_in(most // 2)
        keys = self._connection.execute(f"SELECT key, sum(size) FROM {self._table} GROUP BY key ORDER BY key")  # noqa: S608 # our names
        for key, told in keys:
            if size and (size + told > most or begins_anew(key, one_in)):
                yield first, last
                size = 0
            first, last, size = first if size else key, key, size + told
        if size:
            yield first, last

    def _one_in(self, size: int) -> int:
        """One in how many keys is to begin a range, so that ranges were told so many bytes on average.

        A power of two: it is another only where the keys become about twice or half as many.
        """
        ((keys, told),) = self._connection.execute(f"SELECT count(DISTINCT key), sum(size) FROM {self._table}")  # noqa: S608 # our names
        return 2 ** round(log2(max(1, keys * size / told))) if told else 1

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> KeyRange: ...

    @overload
    def __getitem__(self, at: slice) -> list[KeyRange]: ...

    def __getitem__(self, at: int | slice) -> KeyRange | list[KeyRange]:
        found = self._ends[at]
        return [self._range(*ends) for ends in found] if isinstance(found, list) else self._range(*found)

    def _range(self, first: str, last: str) -> KeyRange:
        rows = self._connection.execute(
            f"SELECT key, what FROM {self._table} WHERE key BETWEEN ? AND ? ORDER BY key, place, rowid",  # noqa: S608 # our names
            (first, last),
        )
        told = ((key, tuple(what for _, what in found)) for key, found in groupby(rows, key=itemgetter(0)))
        return self._nothing._replace(told=tuple(told))


@contextmanager
def messages_in(folder: Path) -> Iterator[Messages]:
    """What steps are told, in a file of a folder. Raises OSError that names it."""
    with passing_database(folder / "messages.sqlite") as connection:
        yield Messages(connection)
