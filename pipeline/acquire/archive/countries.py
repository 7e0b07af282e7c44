"""Which country pages an archive was asked for, and which of them the site showed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pipeline.acquire.archive.entries import Entry, entries_of, warc_files
from pipeline.acquire.archive.index import stored_index
from pipeline.acquire.sources import source_of
from warehouse.check_views import AskedCountry

# The page, or that it was as before; records that others made without a header have no status.
_SHOWN = frozenset({None, 200, 304})


def asked_countries(folder: Path, as_of: datetime | None = None) -> tuple[AskedCountry, ...]:
    """The address of each country page that an archive has any answer for, in order; none where there is no folder.

    ``?page=N`` is a page of the same address. Whether a page that was shown is a good one is not asked here. Answers
    later than ``as_of`` (UTC) do not count.
    """
    shown: dict[tuple[str, str], bool] = defaultdict(bool)
    for entry in _answers(folder) if folder.is_dir() else ():
        source, url = source_of(entry.url), entry.url.partition("?")[0]
        if source.site.kind_of(url) == "country" and (as_of is None or entry.seen_at <= as_of):
            shown[source.name, url] |= entry.status in _SHOWN
    return tuple(AskedCountry(source, url, shown[source, url]) for source, url in sorted(shown))


def _answers(folder: Path) -> Iterator[Entry]:
    """The answers of an archive: by its index where that fits, else from the files, without judging any page."""
    index = stored_index(folder)
    for file in warc_files(folder):
        if index is not None and index.current and index.sizes.get(file) == (folder / file).stat().st_size:
            yield from index.entries.get(file, ())
        else:
            yield from entries_of(folder, file)
