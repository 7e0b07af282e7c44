"""Checking the archive: every record against its digests, every revisit, and the index against the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.acquire.archive_index import INDEX_NAME, KEEP_BYTES, Entry, entry_of, load, warc_files
from pipeline.acquire.captures import split_http
from pipeline.acquire.warc_records import Record, digest_agrees, read_records


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

    Raises UnreadableInput where the folder or a file of it can't be read.
    """
    records = 0
    damages: list[Damage] = []
    entries: list[Entry] = []
    files = warc_files(folder)
    for file in files:
        for record in read_records(folder / file, KEEP_BYTES):
            records += 1
            problem = record.problem or _payload_problem(record)
            if problem is not None:
                damages.append(Damage(file, record.offset, f"A record is damaged: {problem}."))
            entry = entry_of(record, file)
            entries.extend([] if entry is None else [entry])
    damages.extend(_unresolved(entries))
    if (folder / INDEX_NAME).exists() and set(load(folder)) != set(entries):
        damages.append(Damage(INDEX_NAME, 0, "The index does not fit the WARC files; run with --rebuild-index."))
    return Verification(len(files), records, len(entries), tuple(damages))


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


def _unresolved(entries: Iterable[Entry]) -> Iterator[Damage]:
    held = set()
    revisits = []
    for entry in entries:
        if entry.kind == "revisit":
            revisits.append(entry)
        else:
            held.add((entry.url, entry.digest))
    for entry in revisits:
        # Digests of another algorithm can't be compared with ours.
        if (entry.digest or "").startswith("sha256:") and (entry.url, entry.digest) not in held:
            yield Damage(entry.file, entry.offset, f"The page that {entry.url} is said to repeat is in no record.")
