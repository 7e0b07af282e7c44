"""The index of the archive: for every answer in its WARC files, what a fetch needs to know of it.

It holds nothing that the WARC files do not say, and is rebuilt from them where it is missing, does not fit, or was
written by another program, which may judge pages otherwise.
"""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.acquire.archive.entries import Entry, entries_of, scan, warc_files
from pipeline.acquire.sources import source_of
from pipeline.provenance import program_digest
from warehouse.check_views import AskedCountry
from warehouse.disk import replacing

INDEX_NAME = "index.jsonl"
# What names an answer, in the index of any program.
_NAMES = ("file", "offset", "record_id", "url")
_TIMES = ("seen_at", "asked_for")
# The page, or that it was as before; records that others made without a header have no status.
_SHOWN = frozenset({None, 200, 304})

_ENTRY_FIELDS = frozenset(field.name for field in dataclasses.fields(Entry))


class Index(NamedTuple):
    """A stored index: the size in bytes and the entries of each WARC file, by its name relative to the archive.

    Of an index that is not ``current``, since another program wrote it, only the names and times of answers are known.
    """

    current: bool
    sizes: dict[str, int]
    entries: dict[str, list[Entry]]


def load(folder: Path) -> list[Entry]:
    """All entries of an archive, by file and place; a file is scanned where the stored index does not fit its size."""
    index = stored_index(folder)
    usable = index if index is not None and index.current else Index(current=True, sizes={}, entries={})
    files = warc_files(folder)
    unfit = [file for file in files if usable.sizes.get(file) != (folder / file).stat().st_size]
    known = [entry for file in files if file not in unfit for entry in usable.entries.get(file, ())]
    return sorted((*known, *scan(folder, unfit)), key=attrgetter("file"))


def lost(index: Index, entries: Iterable[Entry]) -> list[Entry]:
    """The entries of a stored index whose records are not among ``entries`` any more, wherever they lie now."""
    there = {(entry.url, entry.record_id, entry.seen_at) for entry in entries}
    stored = (entry for named in index.entries.values() for entry in named)
    return [entry for entry in stored if (entry.url, entry.record_id, entry.seen_at) not in there]


def losses(before: Index | None, entries: Iterable[Entry]) -> tuple[str, ...]:
    """A sentence for each answer that the index named before and that is in no file any more."""
    return tuple(
        f"{entry.file}: the answer for {entry.url} of {entry.seen_at:%Y-%m-%d %H:%M:%S} is lost from the archive."
        for entry in (lost(before, entries) if before is not None else ())
    )


def rebuild(folder: Path) -> int:
    """Write the index anew from the WARC files alone; returns how many answers it holds."""
    entries = scan(folder, warc_files(folder))
    store(folder, entries)
    return len(entries)


def store(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the index in one step: a line for the program, then for the size of each file, then for each entry.

    Raises OSError that names the file where the disk refuses; the index is then as it was, and made anew where it does
    not fit.
    """
    files = warc_files(folder)
    lines = [json.dumps({"program": program_digest()})]
    lines += [json.dumps({"file": file, "size": (folder / file).stat().st_size}) for file in files]
    ordered = sorted(entries, key=lambda entry: (entry.file, entry.offset, entry.url, entry.seen_at, entry.record_id))
    lines += [json.dumps(dataclasses.asdict(entry), default=datetime.isoformat) for entry in ordered]
    with replacing(folder / INDEX_NAME) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())


def stored_index(folder: Path) -> Index | None:
    """The index as it was written, or None if it is missing or not what ``store`` writes."""
    try:
        lines = [json.loads(line) for line in (folder / INDEX_NAME).read_text(encoding="utf-8").splitlines()]
        stored = [fields for fields in lines if "size" not in fields and "program" not in fields]
        ours = {"program": program_digest()} in lines and all(fields.keys() == _ENTRY_FIELDS for fields in stored)
        index = Index(ours, {fields["file"]: fields["size"] for fields in lines if "size" in fields}, {})
        for fields in stored:
            entry = _entry_of_fields(fields if ours else _only_named(fields))
            index.entries.setdefault(entry.file, []).append(entry)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return index


def _only_named(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of the fields of an answer in the index of another program, those that name it and its time."""
    return dict.fromkeys(_ENTRY_FIELDS) | {name: fields[name] for name in (*_NAMES, "seen_at")}


def _entry_of_fields(fields: Mapping[str, Any]) -> Entry:
    times = {name: datetime.fromisoformat(fields[name]) for name in _TIMES if fields[name] is not None}
    return Entry(**{**fields, **times})


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
