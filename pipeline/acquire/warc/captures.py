"""What the records of a WARC file say: pages, sightings of a page seen before, and what is passed over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO

from warcio.statusandheaders import StatusAndHeadersParser

from extractors.sources import source_recognising
from pipeline.acquire.origins.saving_tools import opening_comments, stated_by_browser, stated_by_mirror
from pipeline.acquire.origins.statements import Origin, Statement, origin_of
from pipeline.acquire.origins.web_archives import archived_status, stated_by_answer, stated_by_archive
from pipeline.acquire.sources import canonical_url, source_of
from pipeline.acquire.warc.payloads import decode_body, too_large
from pipeline.acquire.warc.warc_records import Record
from schemas.snapshot import Refusal, Snapshot

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
# A WARC header of this project's own archive: what the fetch made of the answer. Only "ok" is a good page.
OUTCOME_HEADER = "x-profiles-outcome"
# And, of what came out of a web archive: what its index calls the content, and the time of the capture that was asked
# for where it served another. WARC-Source-URI and WARC-Creation-Date, which others write too, say where and when.
SOURCE_DIGEST_HEADER = "x-profiles-source-digest"
ASKED_FOR_HEADER = "x-profiles-asked-for"
# Servers say little, but what lies beyond ASCII is archived percent-encoded, six bytes for one.
_MAX_HEAD = 256 * 1024
_STATUS = re.compile("[1-9][0-9]{2}")
# Encodings that pages are written in. Python knows many more by name, some of which are no text encodings at all.
CHARSETS = frozenset(
    {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "latin-1", "iso-8859-15", "windows-1252", "cp1252"}
    | {"utf-16", "utf-16le", "utf-16be", "windows-1250", "windows-1251", "iso-8859-2", "iso-8859-9", "windows-1254"}
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is no page, with a stable reason."""

    reason: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A URL was asked for at a time (UTC), and this was there. ``page_id`` is None if only the digest is known.

    ``digest`` is the archive's own name of the payload (``sha1:…``), where it says one.
    """

    url: str
    seen_at: datetime
    page_id: str | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as one record holds it, with the payload digest that the record declares, or else the archive's own.

    It is None for files that are no WARC files, and for what is refused.
    """

    snapshot: Snapshot
    digest: str | None

    @property
    def sighting(self) -> Sighting | None:
        """When and where the page was seen, if the record says both and is whole."""
        snapshot = self.snapshot
        if snapshot.url is None or snapshot.fetched_at is None or snapshot.refusal is not None:
            return None
        return Sighting(snapshot.url, snapshot.fetched_at, snapshot.page_id, self.digest)


def interpret(record: Record, path: str, limit: int) -> Capture | Sighting | Skipped:
    """What one record says. ``path`` names the file; a payload of more than ``limit`` bytes is refused.

    A web archive's copy is a capture of the page that it shows, by address and time.
    """
    url = url_of(record)
    if record.problem is not None:
        message = f"A record of this WARC file is damaged: {record.problem}. Every whole record is used."
        return _refused_capture(record, path, _origin(record), Refusal("damaged_warc", message))
    if record.kind not in {"response", "resource", "revisit"}:
        return Skipped(f"{record.kind or 'unknown'}_record", url)
    if url is None:
        return Skipped("no_web_address", None)
    if record.kind == "revisit":
        return _sighting_of_revisit(record, url)
    if record.kind == "resource":
        headers = {"content-type": record.headers.get("content-type", "")}
        return _capture_of_page(record, path, headers, record.block, limit)
    return _capture_of_response(record, path, url, limit)


def _origin(record: Record, headers: Mapping[str, str] | None = None, within: Sequence[Statement] = ()) -> Origin:
    """Where and when the page of a record was captured: by the record, its HTTP headers, and what it says within."""
    by_answer = stated_by_answer(record.headers.get("warc-target-uri", "").strip("<>"), headers or {}, seen_at(record))
    return origin_of((*by_answer, *within))


def _sighting_of_revisit(record: Record, url: str) -> Sighting | Skipped:
    """A revisit may come without the answer's header; where it has one, only a page that was shown is seen again."""
    parsed = split_http(record.block)
    status, headers, _ = parsed if parsed is not None else ("304", {}, b"")
    outcome = record.headers.get(OUTCOME_HEADER, "ok")
    if status not in {"200", "304"}:
        return Skipped(f"status_{status}", url)
    if outcome not in {"ok", "not_modified"}:
        return Skipped(f"outcome_{outcome}", url)
    origin = _origin(record, headers)
    if origin.fetched_at is None or origin.url is None:
        return Skipped("no_date", url)
    return Sighting(origin.url, origin.fetched_at, None, record.headers.get("warc-payload-digest"))


def _capture_of_response(record: Record, path: str, url: str, limit: int) -> Capture | Skipped:
    parsed = split_http(record.block)
    if parsed is None:
        message = "A record of this WARC file is damaged: its HTTP header can't be read."
        return _refused_capture(record, path, _origin(record), Refusal("damaged_warc", message))
    status, headers, body = parsed
    outcome = record.headers.get(OUTCOME_HEADER, "ok")
    if status != "200":
        return Skipped(f"status_{status}", _origin(record, headers).url)
    if outcome != "ok":
        return Skipped(f"outcome_{outcome}", url)
    return _capture_of_page(record, path, headers, body, limit)


def split_http(block: bytes) -> tuple[str, dict[str, str], bytes] | None:
    """Status code, headers with lower-case names, and body of an HTTP response, or None if it is none."""
    stream = BytesIO(block[:_MAX_HEAD])
    head = StatusAndHeadersParser([], verify=False).parse(stream) if block else None
    if head is None or not head.protocol.upper().startswith("HTTP/") or stream.tell() == _MAX_HEAD:
        return None
    status = head.statusline.partition(" ")[0]
    headers = {name.lower(): value for name, value in head.headers}
    return (status, headers, block[stream.tell() :]) if _STATUS.fullmatch(status) else None


def _capture_of_page(
    record: Record, path: str, headers: Mapping[str, str], body: bytes, limit: int
) -> Capture | Skipped:
    media_type, charset = content_type(headers.get("content-type", ""))
    origin = _origin(record, headers)
    url = origin.url or ""
    if url.endswith("/robots.txt") or (media_type is not None and media_type not in page_types(url)):
        return Skipped("not_a_page", url)
    if len(record.block) < record.length:
        return _refused_capture(record, path, origin, too_large(limit))
    payload = decode_body(body, headers, limit)
    if isinstance(payload, Refusal):
        return _refused_capture(record, path, origin, payload)
    status = archived_status(payload) if origin.rewritten_to else None
    if status is not None:
        return Skipped(f"status_{status}", url)
    comments = opening_comments(payload)
    within = (*stated_by_mirror(comments), *stated_by_browser(comments), *stated_by_archive(payload))
    origin = _origin(record, headers, within) if within else origin
    digest = record.headers.get("warc-payload-digest") or payload_digest(payload)
    return Capture(snapshot_from(origin, path, payload, charset, media_type), digest)


def page_types(url: str) -> frozenset[str]:
    """The media types of pages at a canonical address: some sources have pages of their own kind."""
    return PAGE_TYPES | source_of(url).site.media_types


def snapshot_from(
    origin: Origin, path: str, payload: bytes, charset: str | None = None, media_type: str | None = None
) -> Snapshot:
    """The snapshot of a page of this origin, as one of the source that its address, or else its content, tells."""
    return Snapshot(
        source_of(origin.url).name if origin.url else source_recognising(path, payload).name,
        path,
        payload,
        origin.url,
        origin.fetched_at,
        charset,
        media_type,
        rewritten_to=origin.rewritten_to,
        doubts=origin.doubts,
    )


def _refused_capture(record: Record, path: str, origin: Origin, refusal: Refusal) -> Capture:
    return Capture(replace(snapshot_from(origin, path, record.block), refusal=refusal), None)


def content_type(value: str) -> tuple[str | None, str | None]:
    """Media type and charset of a ``Content-Type`` header, in lower case; None for what it does not say.

    A charset that is not one of ``CHARSETS`` says nothing.
    """
    media_type, *parameters = (part.strip() for part in value.split(";"))
    charset = None
    for parameter in parameters:
        name, _, said = parameter.partition("=")
        if name.strip().lower() == "charset":
            label = said.strip().strip("\"'").lower()
            charset = label if label in CHARSETS else None
    return media_type.lower() or None, charset


def url_of(record: Record) -> str | None:
    """The canonical address that a record is about, or None if it is about no web page."""
    return url_named(record, "warc-target-uri")


def url_named(record: Record, header: str) -> str | None:
    """The canonical form of the address in a header of a record, or None if there is none of a web page."""
    return canonical_url(record.headers.get(header, "").strip("<>"))


def seen_at(record: Record) -> datetime | None:
    """The capture time of a record, in UTC without a zone, or None if it says none."""
    return moment_named(record, "warc-date")


def moment_named(record: Record, header: str) -> datetime | None:
    """The time in a header of a record, in UTC without a zone, or None if it says none."""
    try:
        moment = datetime.fromisoformat(record.headers.get(header, "").strip())
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        # In another time zone, the first and the last day of the calendar have no time in UTC.
        return None


def payload_digest(payload: bytes) -> str:
    """The name that this project's archive gives a payload: ``sha256:`` and the hex digest."""
    return "sha256:" + hashlib.sha256(payload).hexdigest()
