"""One exchange with a server as WARC records: response or revisit, request and metadata, each a gzip member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from urllib.parse import quote

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.acquire.archive_entries import Entry
from pipeline.acquire.captures import OUTCOME_HEADER, payload_digest

# These described the bytes on the wire; the archive keeps the decoded payload, as the Internet Archive's names say.
_WIRE_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_PRINTED = "".join(map(chr, range(0x20, 0x7F)))
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its whole answer. ``url`` is canonical, ``asked`` the address that was really asked for.

    ``sent_at`` is in UTC without a zone, ``payload`` without chunks and decompressed, ``notes`` go into the metadata.
    """

    url: str
    asked: str
    sent_at: datetime
    request_target: str
    request_headers: Sequence[tuple[str, str]]
    status: int
    reason: str
    headers: Sequence[tuple[str, str]]
    payload: bytes
    outcome: str
    notes: Mapping[str, str]


def warcinfo(file_name: str, program: str) -> bytes:
    """The record that opens each file of the archive."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    fields = {"software": program, "format": "WARC File Format 1.1", "robots": "classic"}
    writer.write_record(writer.create_warcinfo_record(file_name, fields))
    return out.getvalue()


def records_of(exchange: Exchange, same_as: Entry | None) -> bytes:
    """The records of one exchange. With ``same_as``, the entry that holds the same payload, the answer is a revisit."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    date = f"{exchange.sent_at.isoformat(timespec='microseconds')}Z"
    response = _revisit(writer, exchange, same_as, date) if same_as else _response(writer, exchange, date)
    concurrent = {"WARC-Date": date, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
    head = StatusAndHeaders(f"GET {exchange.request_target} HTTP/1.1", exchange.request_headers, is_http_request=True)
    request = writer.create_warc_record(exchange.url, "request", http_headers=head, warc_headers_dict=dict(concurrent))
    fields = "".join(f"{name}: {value}\r\n" for name, value in exchange.notes.items()).encode("utf-8")
    metadata = writer.create_warc_record(
        exchange.url, "metadata", payload=BytesIO(fields), length=len(fields), warc_headers_dict=dict(concurrent)
    )
    for record in (response, request, metadata):
        writer.write_record(record)
    return out.getvalue()


def _response(writer: WARCWriter, exchange: Exchange, date: str) -> ArcWarcRecord:
    headers = {"WARC-Date": date, "WARC-Payload-Digest": payload_digest(exchange.payload)}
    return writer.create_warc_record(
        exchange.url,
        "response",
        payload=BytesIO(exchange.payload),
        length=len(exchange.payload),
        http_headers=_http_headers(exchange, len(exchange.payload)),
        warc_headers_dict={**headers, OUTCOME_HEADER: exchange.outcome},
    )


def _revisit(writer: WARCWriter, exchange: Exchange, same_as: Entry, date: str) -> ArcWarcRecord:
    record = writer.create_revisit_record(
        exchange.url,
        # By its own name, since readers look the page of a revisit up by that.
        same_as.declared or same_as.digest,
        same_as.url,
        f"{same_as.seen_at.isoformat(timespec='microseconds')}Z",
        http_headers=_http_headers(exchange, None),
        warc_headers_dict={"WARC-Date": date, OUTCOME_HEADER: exchange.outcome},
    )
    if exchange.status == 304:
        record.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
    record.rec_headers.add_header("WARC-Refers-To", same_as.record_id)
    return record


def _http_headers(exchange: Exchange, length: int | None) -> StatusAndHeaders:
    headers = [
        (name if name.lower() not in _WIRE_HEADERS and value.isascii() else f"X-Archive-Orig-{name}", _in_ascii(value))
        for name, value in exchange.headers
    ]
    if length is not None:
        headers.append(("Content-Length", str(length)))
    return StatusAndHeaders(f"{exchange.status} {exchange.reason}", headers, protocol="HTTP/1.1")


def _in_ascii(value: str) -> str:
    """A header as the WARC writer takes it. One that is changed so is not the server's own any more, nor its name."""
    return value if value.isascii() else quote(value, safe=_PRINTED)
