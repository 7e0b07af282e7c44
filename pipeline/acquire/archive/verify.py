"""Checking the archive: every record against its digests, every revisit, and the index against the records."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.acquire.archive.entries import KEEP_BYTES, Entry, entry_of, scan, warc_files
from pipeline.acquire.archive.index import INDEX_NAME, lost, stored_index
from pipeline.acquire.warc.captures import split_http, url_named, url_of
from pipeline.acquire.warc.warc_records import Record, digest_agrees, read_records


@dataclass(frozen=True, slots=True)
class Damage:
    """Something wrong in the archive, in words; ``offset`` is in bytes from the start of the file."""

    file: str
    offset: int
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading the whole archive gave: counts, and all that is wrong. It is sound where nothing is."""

    files: int
    records: int
    answers: int
    damages: tuple[Damage, ...]


def verify(folder: Path) -> Verification:
    """Read every record of an archive against its digests, and the index against the records. Changes nothing.

    Raises UnreadableInput if the folder or a file of it can't be read.
    """
    records = answers = 0
    damages: list[Damage] = []
    held: set[object] = set()
    repeats: list[tuple[Entry, set[object]]] = []
    files = warc_files(folder)
    for file in files:
        for record in read_records(folder / file, KEEP_BYTES):
            records += 1
            damages.extend(_damages_of(record, file))
            entry = entry_of(record, file)
            if entry is None:
                continue
            answers += 1
            if entry.shows == "repeat":
                repeats.append((entry, _names_repeated(record, entry.url)))
            elif entry.kind != "revisit":
                held |= _names_of_payload(record, entry)
    damages.extend(_unresolved_repeats(repeats, held))
    if (folder / INDEX_NAME).exists():
        known = {(damage.file, damage.offset) for damage in damages}
        damages.extend(_misfits(folder, scan(folder, files), known))
    return Verification(len(files), records, answers, tuple(damages))


def _damages_of(record: Record, file: str) -> Iterator[Damage]:
    problem = record.problem or _payload_problem(record)
    if problem is not None:
        yield Damage(file, record.offset, f"A record is damaged: {problem}.")
    elif record.kind == "response" and url_of(record) is not None and split_http(record.block) is None:
        yield Damage(file, record.offset, "A record is damaged: its HTTP header can't be read.")


def _payload_problem(record: Record) -> str | None:
    stated = record.headers.get("warc-payload-digest", "")
    parsed = split_http(record.block) if record.kind == "response" else None
    if not stated or parsed is None or len(record.block) < record.length:
        return None
    # Others digest the body as sent, also where it is in chunks, before or after taking them apart: only the
    # plain case proves anything.
    _, headers, body = parsed
    plain = not headers.get("transfer-encoding") and not headers.get("content-encoding")
    return "its payload digest is wrong" if plain and not digest_agrees(stated, body) else None


def _names_of_payload(record: Record, entry: Entry) -> set[object]:
    """All that a revisit may call the payload of this record by."""
    declared = record.headers.get("warc-payload-digest", "").lower()
    names: set[object] = {entry.record_id, entry.url, (entry.url, entry.digest), (entry.url, declared)}
    return names - {""}


def _names_repeated(record: Record, url: str) -> set[object]:
    """What a revisit says it repeats: the id of a record, a digest under an address, or at least an address.

    After https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/#revisit: the page repeated may
    be that of another address.
    """
    digest = record.headers.get("warc-payload-digest", "").lower()
    referred = record.headers.get("warc-refers-to", "")
    if not digest and not referred:
        return {url}
    urls = {url, url_named(record, "warc-refers-to-target-uri") or url}
    return {referred} - {""} | {(named, digest) for named in urls if digest}


def _unresolved_repeats(repeats: Iterable[tuple[Entry, set[object]]], held: set[object]) -> Iterator[Damage]:
    for entry, repeated in repeats:
        if not repeated & held:
            yield Damage(entry.file, entry.offset, f"The page that {entry.url} is said to repeat is in no record.")


def _short_files(named: Mapping[str, int], sizes: Mapping[str, int]) -> Iterator[Damage]:
    """Files that are gone or lack bytes, by the sizes that the index names and those that they have."""
    for file, size in named.items():
        if file not in sizes:
            yield Damage(file, 0, "The file is missing.")
        elif sizes[file] < size:
            yield Damage(file, sizes[file], f"The file lacks {size - sizes[file]} bytes at its end.")


def _misfits(folder: Path, entries: Sequence[Entry], known: Container[tuple[str, int]]) -> Iterator[Damage]:
    """Where the index names what is not there any more, or lacks what was there when it was written.

    What came later is no damage: a fetch that is ended by force leaves the index as it was. Nor is what another program
    wrote of the answers. Places that are ``known`` to be damaged are not told twice.
    """
    index = stored_index(folder)
    if index is None:
        yield Damage(INDEX_NAME, 0, "The index can't be read; run with --rebuild-index.")
        return
    sizes = {file: (folder / file).stat().st_size for file in warc_files(folder)}
    yield from _short_files(index.sizes, sizes)
    gone = lost(index, entries)
    for entry in gone:
        if (entry.file, entry.offset) not in known:
            yield Damage(entry.file, entry.offset, f"The answer for {entry.url} that the index names is not there.")
    if not index.current:
        return
    as_written = {file for file, size in sizes.items() if index.sizes.get(file) == size}
    named = {entry for stored in index.entries.values() for entry in stored} - set(gone)
    if {entry for entry in named if entry.file in as_written} != {e for e in entries if e.file in as_written}:
        yield Damage(INDEX_NAME, 0, "The index does not fit the WARC files; run with --rebuild-index.")
