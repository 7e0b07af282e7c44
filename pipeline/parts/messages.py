"""What the steps of uniting are told, on disk: in order for a survey, by ranges of keys for a step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, overload

from pipeline.cache.encoding import decoded_records
from pipeline.parts.parts import Message
from schemas.uniting import Told
from warehouse.passing_database import passing_database


class KeyRange(NamedTuple):
    """All that a step of a source was told under some keys that follow each other: the item of a task."""

    source: str
    step: str
    told: tuple[tuple[str, tuple[bytes, ...]], ...]


class Messages:
    """What was told so far to every step of every source, and how many ``bytes`` that takes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables: dict[tuple[str, str], str] = {}
        self.bytes = 0

    def add(self, messages: Iterable[Message]) -> None:
        """Note what steps are told."""
        for (source, step), found in groupby(messages, key=itemgetter(0, 1)):
            table = self._table(source, step)
            self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", map(self._row, found))  # noqa: S608 # our names

    def _row(self, told: Message) -> tuple[str, str, int, bytes]:
        self.bytes += len(told.what)
        return told.key, told.place, len(told.what), told.what

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
        return (Told(step, key, place, decoded_records(what)) for key, place, what in rows)

    def ranges(self, source: str, step: str, size: int) -> KeyRanges:
        """All that a step was told, by ranges of keys that were told so many bytes at most, or by single keys."""
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
        keys = self._connection.execute(f"SELECT key, sum(size) FROM {self._table} GROUP BY key ORDER BY key")  # noqa: S608 # our names
        for key, told in keys:
            if size and size + told > most:
                yield first, last
                size = 0
            first, last, size = first if size else key, key, size + told
        if size:
            yield first, last

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
