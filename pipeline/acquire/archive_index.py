"""The index of the archive: for every answer in its WARC files, what a fetch needs to know of it.

It holds nothing that the WARC files do not say, and is rebuilt from them where it is missing, does not fit, or was
written by another program, which may judge pages otherwise.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.acquire.captures import (
    OUTCOME_HEADER,
    Capture,
    Sighting,
    content_type,
    interpret,
    payload_digest,
    seen_at,
    split_http,
    url_of,
)
from pipeline.acquire.fetch_marks import shows_kind
from pipeline.acquire.fetch_markup import page_text, shown_lines
from pipeline.acquire.payloads import MAX_PAGE_BYTES, decode_body
from pipeline.acquire.saved import FRAMING, find_pages, is_warc
from pipeline.acquire.sources import source_of
from pipeline.acquire.warc_records import Record, read_records
from pipeline.provenance import program_digest
from schemas.snapshot import Snapshot

INDEX_NAME = "index.jsonl"
KEEP_BYTES = MAX_PAGE_BYTES + FRAMING
# What names an answer, in the index of any program.
_NAMES = ("file", "offset", "record_id", "url")


@dataclass(frozen=True, slots=True)
class Entry:
    """One archived answer. ``file`` is relative to the archive, ``offset`` in bytes, ``seen_at`` in UTC.

    ``digest`` (``sha256:`` and hex) is that of the decoded payload; a revisit has the one that it declares.
    ``declared`` is the record's own name of its payload, which in files made by others is another.
    ``outcome`` is what the fetch made of the answer, None in files made by others. ``shows`` says whether a reader of
    the archive takes the record for a ``page``, for a ``repeat`` of one, or passes it over (None).
    """

    file: str
    offset: int
    record_id: str
    kind: str
    url: str
    seen_at: datetime
    status: int | None
    outcome: str | None
    digest: str | None
    declared: str | None
    shows: Literal["page", "repeat"] | None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None

    @property
    def good(self) -> bool:
        """Whether the record holds a page that a reader of the archive uses."""
        return self.shows == "page"

    @property
    def names(self) -> frozenset[str]:
        """What the payload is called by this record, or by a revisit of it."""
        return frozenset(name for name in (self.digest, self.declared) if name)


_ENTRY_FIELDS = frozenset(field.name for field in dataclasses.fields(Entry))


class Index(NamedTuple):
    """A stored index: the size in bytes and the entries of each WARC file, by its name relative to the archive.

    Of an index that is not ``current``, since another program wrote it, only the names and times of answers are known.
    """

    current: bool
    sizes: dict[str, int]
    entries: dict[str, list[Entry]]


def entry_of(record: Record, file: str) -> Entry | None:
    """The index entry of a WARC record; None for records that are no answer, or are damaged."""
    url, moment = url_of(record), seen_at(record)
    if record.problem is not None or url is None or moment is None:
        return None
    if record.kind not in {"response", "revisit", "resource"}:
        return None
    parsed = split_http(record.block) if record.kind != "resource" else None
    status, headers, body = parsed if parsed is not None else (None, {}, record.block)
    payload = decode_body(body, headers) if record.kind != "revisit" else None
    declared = record.headers.get("warc-payload-digest")
    said = record.headers.get("content-type", "") if record.kind == "resource" else headers.get("content-type", "")
    return Entry(
        file=file,
        offset=record.offset,
        record_id=record.headers.get("warc-record-id", ""),
        kind=record.kind,
        url=url,
        seen_at=moment,
        status=int(status) if status is not None else None,
        outcome=record.headers.get(OUTCOME_HEADER),
        digest=payload_digest(payload) if isinstance(payload, bytes) else declared,
        declared=declared,
        shows=_shown(record, file),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        media_type=content_type(said)[0],
    )


def _shown(record: Record, file: str) -> Literal["page", "repeat"] | None:
    match interpret(record, file, MAX_PAGE_BYTES):
        case Capture(snapshot) if snapshot.refusal is None:
            judged = OUTCOME_HEADER in record.headers
            return "page" if judged or _is_what_it_should_be(snapshot) else None
        case Sighting():
            return "repeat"
    return None


def _is_what_it_should_be(snapshot: Snapshot) -> bool:
    """Whether a page shows what pages at its address do: a login page that others captured is no page to keep."""
    address = snapshot.url or ""
    kind = source_of(address).kind_of(address)
    text = page_text(snapshot.payload, snapshot.charset)
    return kind is None or (text is not None and shows_kind(kind, shown_lines(text), address))


def warc_files(folder: Path) -> list[str]:
    """The WARC files of an archive, also those made by others, by name relative to it, in order."""
    return [file.name for file in find_pages([folder]).files if is_warc(file)]


def scan(folder: Path, file: str) -> Iterator[Entry]:
    """The entries of one WARC file of the archive, in its order."""
    for record in read_records(folder / file, KEEP_BYTES):
        entry = entry_of(record, file)
        if entry is not None:
            yield entry


def load(folder: Path) -> list[Entry]:
    """All entries of an archive, by file and place; a file is scanned where the stored index does not fit its size."""
    index = stored_index(folder)
    usable = index if index is not None and index.current else Index(True, {}, {})
    entries: list[Entry] = []
    for file in warc_files(folder):
        fits = usable.sizes.get(file) == (folder / file).stat().st_size
        entries.extend(usable.entries.get(file, ()) if fits else scan(folder, file))
    return entries


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
    entries = [entry for file in warc_files(folder) for entry in scan(folder, file)]
    store(folder, entries)
    return len(entries)


def store(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the index in one step: a line for the program, then for the size of each file, then for each entry."""
    files = warc_files(folder)
    lines = [json.dumps({"program": program_digest()})]
    lines += [json.dumps({"file": file, "size": (folder / file).stat().st_size}) for file in files]
    ordered = sorted(entries, key=lambda entry: (entry.file, entry.offset, entry.url, entry.seen_at, entry.record_id))
    lines += [json.dumps(dataclasses.asdict(entry), default=datetime.isoformat) for entry in ordered]
    fresh = folder / f".{INDEX_NAME}.new"
    fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    fresh.replace(folder / INDEX_NAME)


def stored_index(folder: Path) -> Index | None:
    """The index as it was written; None where it is missing or not what ``store`` writes."""
    try:
        lines = [json.loads(line) for line in (folder / INDEX_NAME).read_text(encoding="utf-8").splitlines()]
        stored = [fields for fields in lines if "size" not in fields and "program" not in fields]
        ours = {"program": program_digest()} in lines and all(fields.keys() == _ENTRY_FIELDS for fields in stored)
        index = Index(ours, {fields["file"]: fields["size"] for fields in lines if "size" in fields}, {})
        for fields in stored:
            known = fields if ours else dict.fromkeys(_ENTRY_FIELDS) | {name: fields[name] for name in _NAMES}
            entry = Entry(**{**known, "seen_at": datetime.fromisoformat(fields["seen_at"])})
            index.entries.setdefault(entry.file, []).append(entry)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return index
