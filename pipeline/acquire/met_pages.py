"""What was met in files: pages, and when which address showed what. It lies on disk, for there may be millions.

What a page is read by is kept as the bytes that the caller gives.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pipeline.acquire.warc.captures import Sighting
from pipeline.acquire.warc.presences import presences
from warehouse.passing_database import passing_database

_FILE = "pages.sqlite"
# ``since`` and ``until`` are those of all sightings; a page without sightings has its own time only. Times are texts in
# ISO 8601, which sort as they follow each other.
_DEFINITIONS = (
    """
    CREATE TABLE pages (
        nth INTEGER PRIMARY KEY, page_id TEXT NOT NULL UNIQUE, address TEXT, captured_at TEXT,
        since TEXT, until TEXT, item BLOB NOT NULL
    )
    """,
    "CREATE INDEX pages_of_address ON pages (address)",
    """
    CREATE TABLE sightings (
        nth INTEGER PRIMARY KEY, address TEXT NOT NULL, seen_at TEXT NOT NULL, page_id TEXT, digest TEXT
    )
    """,
    "CREATE INDEX sightings_of_address ON sightings (address)",
    "CREATE TABLE histories (first INTEGER PRIMARY KEY, address TEXT)",
)
_NOTE_PAGE = "INSERT OR IGNORE INTO pages (page_id, address, captured_at, item) VALUES (?, ?, ?, ?)"
_NOTE_SIGHTING = "INSERT INTO sightings (address, seen_at, page_id, digest) VALUES (?, ?, ?, ?)"
_SIGHTINGS = "SELECT address, seen_at, page_id, digest FROM sightings ORDER BY address, nth"
_REVISITS_WITHOUT_PAGE = """
    SELECT count(*) FROM (SELECT address FROM sightings WHERE page_id IS NULL GROUP BY address)
    WHERE address NOT IN (SELECT address FROM pages WHERE address IS NOT NULL)
"""
_NOT_THERE = "since IS NULL AND (captured_at IS NULL OR captured_at > ?)"
_COUNT_NOT_THERE = f"""
    SELECT iif(captured_at IS NULL, 'no_capture_time', 'captured_later') AS reason, count(*)
    FROM pages WHERE {_NOT_THERE} GROUP BY reason
"""  # noqa: S608  made of constants
_SINCE = "coalesce(since, captured_at)"
# A page whose address or time is not known stands by itself.
_GROUP = (
    f"UPDATE pages SET address = NULL WHERE {_SINCE} IS NULL",  # noqa: S608  made of constants
    "INSERT INTO histories SELECT nth, NULL FROM pages WHERE address IS NULL",
    "INSERT INTO histories SELECT min(nth), address FROM pages WHERE address IS NOT NULL GROUP BY address",
)
_PAGES = f"SELECT item, {_SINCE} FROM pages ORDER BY nth"  # noqa: S608  made of constants
_ALONE = f"SELECT item, {_SINCE} FROM pages WHERE nth = ?"  # noqa: S608  made of constants
_CAPTURES = f"""
    SELECT item, {_SINCE} FROM pages WHERE address = ? ORDER BY coalesce(until, captured_at) DESC, page_id DESC
"""  # noqa: S608  made of constants


class MetPage(NamedTuple):
    """A page, by the bytes that were given for it, and since when (UTC) its address shows it, where that is known."""

    item: bytes
    since: datetime | None


class MetPages:
    """The pages and sightings of some files. First all are noted, then settled, and then read as often as wanted."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        for statement in _DEFINITIONS:  # one by one: a script would end the transaction of the database
            self._database.execute(statement)

    def note_page(self, page_id: str, address: str | None, captured_at: datetime | None, item: bytes) -> None:
        """Note a page, unless one of its id was noted before. ``item`` is what it is read by."""
        self._database.execute(_NOTE_PAGE, (page_id, address, _text_of(captured_at), item))

    def note_sighting(self, sighting: Sighting) -> None:
        """Note what an address showed when."""
        row = (sighting.url, _text_of(sighting.seen_at), sighting.page_id, sighting.digest)
        self._database.execute(_NOTE_SIGHTING, row)

    def settle(self, as_of: datetime | None) -> Counter[str]:
        """Work out since when each address shows what, and leave out what was not there yet; how much, by reason.

        A revisit of an address that has no page at all is left out too.
        """
        left_out = Counter(revisit_without_page=self._count(_REVISITS_WITHOUT_PAGE))
        for shown in self._presences(as_of):
            self._database.executemany("UPDATE pages SET since = ?, until = ? WHERE page_id = ?", shown)
        if as_of is not None:
            moment = (_text_of(as_of),)
            left_out.update(dict(self._database.execute(_COUNT_NOT_THERE, moment)))
            self._database.execute(f"DELETE FROM pages WHERE {_NOT_THERE}", moment)  # noqa: S608  made of constants
        for statement in _GROUP:
            self._database.execute(statement)
        return +left_out

    def _presences(self, as_of: datetime | None) -> Iterator[list[tuple[str | None, str | None, str]]]:
        """For each address the pages that it showed: since when, until when, and the page id."""
        rows = self._database.execute(_SIGHTINGS)
        sightings = (Sighting(url, datetime.fromisoformat(seen), page_id, name) for url, seen, page_id, name in rows)
        for _, of_address in groupby(sightings, key=lambda seen: seen.url):
            shown = presences(of_address, as_of)
            yield [(_text_of(one.since), _text_of(one.until), page_id) for page_id, one in shown.items()]

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return self._count("SELECT count(*) FROM pages")

    @property
    def history_count(self) -> int:
        """How many addresses have pages; a page that stands by itself counts as one."""
        return self._count("SELECT count(*) FROM histories")

    def _count(self, query: str) -> int:
        return int(self._database.execute(query).fetchone()[0])

    def pages(self) -> Iterator[MetPage]:
        """The pages in the order in which they were noted."""
        return map(_met_page, self._database.execute(_PAGES))

    def histories(self) -> Iterator[list[MetPage]]:
        """The pages of each address, the one that it showed last first; in the order in which addresses were met."""
        for first, address in self._database.execute("SELECT first, address FROM histories ORDER BY first"):
            query, key = (_ALONE, first) if address is None else (_CAPTURES, address)
            yield [_met_page(row) for row in self._database.execute(query, (key,))]


def _met_page(row: tuple[bytes, str | None]) -> MetPage:
    item, since = row
    return MetPage(item, datetime.fromisoformat(since) if since else None)


def _text_of(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@contextmanager
def met_pages(scratch: Path | None) -> Iterator[MetPages]:
    """Room for pages in a folder, which is made where it is not there; without one, in memory as far as they fit.

    All is deleted at the end. Raises OSError that names the file where the disk refuses.
    """
    if scratch is None:
        with passing_database(None) as database:
            yield MetPages(database)
        return
    scratch.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="finding-", dir=scratch) as folder,
        passing_database(Path(folder, _FILE)) as database,
    ):
        yield MetPages(database)
