"""Pages in shards by the first bits of their ids, so that the tables of one shard after another are those of all pages.

Which shard a page is in depends on its id, and on how many pages there are only where their number doubles.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, overload

from extractors.sources import source_of_page
from pipeline.cache.encoding import decoded, decoded_records, encoded_records, name_of
from pipeline.cache.files import KeptFiles
from pipeline.parts.packs import Place, made_by_pieces
from pipeline.parts.pages_read import PagesRead
from pipeline.parts.parts import Done, Made, Message, Workshop, messages_of
from pipeline.parts.scratch import Stretch
from pipeline.transform.dataset import page_id_of, page_tables
from pipeline.transform.present import Capture, Read, accounts_of_pages, capture_read, each_page_once
from schemas.extraction import Account
from warehouse.passing_database import passing_database

_DIGITS = 8
_BITS = 4 * _DIGITS
_TABLE = "CREATE TABLE shards (shard INTEGER, captures BLOB)"
_BY_SHARD = "CREATE INDEX by_shard ON shards (shard)"


class Kept(NamedTuple):
    """A page, since when (UTC) its address shows it, and all that it says, encoded."""

    since: datetime | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Shard:
    """The addresses, each with its captures, of which a page is in one shard: the item of a task.

    The shard has the pages whose ids begin with so many ``bits``, which make ``number``. An address with pages in
    several shards is in each of them.
    """

    number: int
    bits: int
    addresses: tuple[tuple[Kept, ...], ...]

    def has(self, page_id: str) -> bool:
        """Whether a page is in this shard."""
        return shard_of(page_id, self.bits) == self.number


def shard_of(page_id: str, bits: int) -> int:
    """The number of the shard of a page: for 2 bits ``0`` of ``3f…``, and ``3`` of ``c0…``."""
    return int(page_id[:_DIGITS], 16) >> (_BITS - bits)


def shard_part(shard: Shard, workshop: Workshop) -> Done:
    """The part of a shard: the tables about its pages, and what their addresses tell the steps of uniting."""
    return workshop.part(_decided_by(shard), lambda: _made(shard, workshop.packs))


def _decided_by(shard: Shard) -> Iterator[bytes]:
    """All that decides what a shard gives, beside the program."""
    yield repr((shard.number, shard.bits, [[kept.since for kept in captures] for captures in shard.addresses])).encode()
    for captures in shard.addresses:
        yield from (name_of(kept.content) for kept in captures)


def _made(shard: Shard, packs: KeptFiles | None) -> Made:
    if packs is None:
        return _said(shard)
    pieces = [replace(shard, addresses=(captures,)) for captures in shard.addresses]
    place = Place(packs, ("shard", str(shard.number), str(shard.bits)))
    return made_by_pieces(pieces, _decided_by, _said, place)


def _said(shard: Shard) -> Made:
    """What the addresses of a shard say: the rows about its pages, and what the steps of uniting are told."""
    accounts = [account for captures in shard.addresses for account in accounts_of_pages(map(_read, captures))]
    pages = (page for account in accounts for page in account.pages if shard.has(page_id_of(page)))
    own = sorted((one for one in accounts if shard.has(page_id_of(one.whole))), key=lambda one: page_id_of(one.whole))
    return Made(page_tables(pages), [told for account in own for told in _messages(account)])


def _read(kept: Kept) -> Read:
    extraction = decoded(kept.content)
    return capture_read(replace(extraction, page=replace(extraction.page, fetched_at=kept.since)))


def _messages(account: Account) -> Iterator[Message]:
    source = source_of_page(account.whole.page)
    return messages_of(source.name, source.told(account))


class Shards(Sequence[Shard]):
    """The shards of all pages that were read, in order of the ids, each put together when it is asked for."""

    def __init__(self, connection: sqlite3.Connection, pages: PagesRead, size: int) -> None:
        self._connection, self._pages = connection, pages
        self._bits = (pages.count() // size).bit_length()
        self._connection.execute(_TABLE)
        self._connection.executemany("INSERT INTO shards VALUES (?, ?)", self._rows())
        self._connection.execute(_BY_SHARD)
        self._numbers = [number for (number,) in connection.execute("SELECT DISTINCT shard FROM shards ORDER BY shard")]

    def _rows(self) -> Iterator[tuple[int, bytes]]:
        for found in self._pages.addresses():
            captures = each_page_once(found)
            known = encoded_records([_since_and_stretch(capture) for capture in captures])
            for number in sorted({shard_of(capture.page.page_id, self._bits) for capture in captures}):
                yield number, known

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Shard: ...

    @overload
    def __getitem__(self, at: slice) -> list[Shard]: ...

    def __getitem__(self, at: int | slice) -> Shard | list[Shard]:
        found = self._numbers[at]
        return list(map(self._shard, found)) if isinstance(found, list) else self._shard(found)

    def _shard(self, number: int) -> Shard:
        rows = self._connection.execute("SELECT captures FROM shards WHERE shard = ? ORDER BY rowid", (number,))
        return Shard(number, self._bits, tuple(tuple(map(self._kept, decoded_records(known))) for (known,) in rows))

    def _kept(self, known: tuple[datetime | None, int, int]) -> Kept:
        since, *stretch = known
        return Kept(since, self._pages.content(Stretch(*stretch)))


@contextmanager
def shards_of_pages(pages: PagesRead, size: int, folder: Path) -> Iterator[Shards]:
    """The shards of all pages that were read, each of about so many, by a database in a folder.

    Raises OSError that names its file.
    """
    with passing_database(folder / "shards.sqlite") as connection:
        yield Shards(connection, pages, size)


def _since_and_stretch(capture: Capture[Stretch]) -> tuple[datetime | None, int, int]:
    return capture.page.fetched_at, *capture.content
