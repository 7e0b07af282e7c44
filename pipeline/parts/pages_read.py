"""The pages that a run has read, on disk: a few words of each, by address, and all that it says."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pipeline.cache.encoding import decoded_records, encoded_records
from pipeline.parts.scratch import Appended, Stretch
from pipeline.transform.present import Capture, with_content
from warehouse.passing_database import passing_database

_TABLE = "CREATE TABLE captures (address BLOB, page_id TEXT, refused INTEGER, known BLOB)"
_BY_ADDRESS = "CREATE INDEX by_address ON captures (address)"
_BY_PAGE = "CREATE INDEX by_page ON captures (page_id, refused)"


class PagesRead:
    """The pages of a run with what each says, which is kept as it comes; then all are noted, and can be asked for."""

    def __init__(self, connection: sqlite3.Connection, content: Appended) -> None:
        self._connection, self._content = connection, content

    def keep(self, captures: Generator[Capture[bytes], None, None]) -> Generator[Capture[Stretch], None, None]:
        """Keep what pages say, which is encoded as their content; they are given with the place of that instead."""
        with closing(captures):
            for capture in captures:
                yield with_content(capture, self._content.add(capture.content))

    def note_all(self, captures: Iterable[Capture[Stretch]]) -> None:
        """Note all pages whose content was kept."""
        self._connection.executemany("INSERT INTO captures VALUES (?, ?, ?, ?)", map(self._row, captures))
        self._connection.execute(_BY_ADDRESS)
        self._connection.execute(_BY_PAGE)

    def _row(self, capture: Capture[Stretch]) -> tuple[object, ...]:
        page = capture.page
        known = encoded_records((page, capture.refusal, capture.tells, capture.is_whole, *capture.content))
        address = page.url or page.page_id
        return address.encode("utf-8", "surrogatepass"), page.page_id, capture.refusal is not None, known

    def addresses(self) -> Iterator[list[Capture[Stretch]]]:
        """The captures of each address, and each page without one by itself, in order of addresses or else page ids.

        Their contents are where ``content`` has them.
        """
        rows = self._connection.execute("SELECT address, known FROM captures ORDER BY address, rowid")
        for _, found in groupby(rows, key=itemgetter(0)):
            yield [_capture(known) for _, known in found]

    def content(self, at: Stretch) -> bytes:
        """What a page says, encoded."""
        return self._content.read(at)

    def page_ids(self) -> Iterator[str]:
        """The ids of all pages, each once and in order."""
        rows = self._connection.execute("SELECT DISTINCT page_id FROM captures ORDER BY page_id")
        yield from (page_id for (page_id,) in rows)

    def count(self) -> int:
        """How many pages there are."""
        ((found,),) = self._select("SELECT count(DISTINCT page_id) FROM captures")
        return int(found)

    def any_usable(self) -> bool:
        """Whether a page could be used."""
        return bool(self._select("SELECT 1 FROM captures WHERE NOT refused LIMIT 1"))

    def is_used(self, page_id: str) -> bool:
        """Whether a page was read and could be used."""
        return self._has(page_id, refused=False)

    def is_refused(self, page_id: str) -> bool:
        """Whether a page was read and could not be used."""
        return self._has(page_id, refused=True)

    def _has(self, page_id: str, *, refused: bool) -> bool:
        return bool(self._select("SELECT 1 FROM captures WHERE page_id = ? AND refused = ? LIMIT 1", page_id, refused))

    def _select(self, sql: str, *values: object) -> list[tuple[str]]:
        return self._connection.execute(sql, values).fetchall()


@contextmanager
def pages_read(folder: Path) -> Iterator[PagesRead]:
    """What a run notes of the pages that it reads, in files of a folder. Raises OSError that names the file."""
    with passing_database(folder / "captures.sqlite") as connection, closing(Appended(folder / "captures")) as content:
        connection.execute(_TABLE)
        yield PagesRead(connection, content)


def _capture(known: bytes) -> Capture[Stretch]:
    page, refusal, tells, is_whole, *stretch = decoded_records(known)
    return Capture(page, refusal, tells, is_whole, Stretch(*stretch))
