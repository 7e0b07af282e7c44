"""The index of the archive: for every answer in its WARC files, what a fetch needs to know of it.

It holds nothing that the WARC files do not say, and is rebuilt from them where it is missing or does not fit.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.acquire.captures import OUTCOME_HEADER, content_type, payload_digest, seen_at, split_http, url_of
from pipeline.acquire.payloads import MAX_PAGE_BYTES, decode_body
from pipeline.acquire.saved import find_pages, is_warc
from pipeline.acquire.warc_records import Record, read_records

INDEX_NAME = "index.jsonl"
# A block is longer than its payload by the HTTP header and the chunk framing.
KEEP_BYTES = MAX_PAGE_BYTES + 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One archived answer. ``file`` is relative to the archive, ``offset`` in bytes, ``seen_at`` in UTC.

    ``digest`` (``sha256:`` and hex) is that of the decoded payload; a revisit has the one that it declares.
    ``outcome`` is what the fetch made of the answer, None in files made by others.
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
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None

    @property
    def good(self) -> bool:
        """Whether the record holds a page that a reader of the archive uses."""
        return self.kind != "revisit" and self.status in {200, None} and self.outcome in {"ok", None}


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
        digest=payload_digest(payload) if isinstance(payload, bytes) else record.headers.get("warc-payload-digest"),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        media_type=content_type(said)[0],
    )


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
    sizes, stored = _read(folder / INDEX_NAME)
    entries: list[Entry] = []
    for file in warc_files(folder):
        fits = sizes.get(file) == (folder / file).stat().st_size
        entries.extend(stored.get(file, ()) if fits else scan(folder, file))
    return entries


def rebuild(folder: Path) -> int:
    """Write the index anew from the WARC files alone; returns how many answers it holds."""
    entries = [entry for file in warc_files(folder) for entry in scan(folder, file)]
    store(folder, entries)
    return len(entries)


def store(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the index in one step: a line for the size of each file, then a line for each entry."""
    files = warc_files(folder)
    lines = [json.dumps({"file": file, "size": (folder / file).stat().st_size}) for file in files]
    lines += [json.dumps(dataclasses.asdict(entry), default=datetime.isoformat) for entry in entries]
    fresh = folder / f".{INDEX_NAME}.new"
    fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    fresh.replace(folder / INDEX_NAME)


def _read(path: Path) -> tuple[dict[str, int], dict[str, list[Entry]]]:
    """The sizes and entries of a stored index; nothing where it is missing or not what ``store`` writes."""
    sizes: dict[str, int] = {}
    entries: dict[str, list[Entry]] = {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = json.loads(line)
            if "size" in fields:
                sizes[fields["file"]] = fields["size"]
            else:
                fields["seen_at"] = datetime.fromisoformat(fields["seen_at"])
                entries.setdefault(fields["file"], []).append(Entry(**fields))
    except (OSError, ValueError, TypeError, KeyError):
        return {}, {}
    return sizes, entries
