"""One exchange with a server as WARC records: response or revisit, request and metadata, each a gzip member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from urllib.parse import quote

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.acquire.archive.entries import Entry
from pipeline.acquire.warc.captures import ASKED_FOR_HEADER, OUTCOME_HEADER, SOURCE_DIGEST_HEADER, payload_digest

# These described the bytes on the wire; the archive keeps the decoded payload, as the Internet Archive's names say.
_WIRE_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_PRINTED = "".join(map(chr, range(0x20, 0x7F)))
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Replayed:
    """That an answer is a web archive's capture: at which ``address`` and when (UTC) it was fetched from there.

    ``digest`` is what the archive's index calls its content. ``asked_for`` is the time of the capture that was asked
    for, where the archive served this one instead.
    """

    address: str
    fetched_at: datetime
    digest: str | None = None
    asked_for: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: what was asked and when (UTC, no zone), and what came, without chunks and decompressed.

    ``asked`` is the address that was really asked for, and ``request_target`` how the request named it.
    """

    asked: str
    sent_at: datetime
    request_headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    request_target: str = ""

    def header(self, name: str) -> str | None:
        """The first header of that name, in whatever case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its whole answer. ``url`` is canonical, ``notes`` go into the metadata, without the empty ones.

    The answer of a capture ``replayed`` by a web archive is the one that was captured, sent at the time of the capture.
    """

    url: str
    answer: Answer
    outcome: str
    notes: Mapping[str, str]
    replayed: Replayed | None = None


def warcinfo(file_name: str, program: str) -> bytes:
    """The record that opens each file of the archive."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    fields = {"software": program, "format": "WARC File Format 1.1", "robots": "classic"}
    writer.write_record(writer.create_warcinfo_record(file_name, fields))
    return out.getvalue()


def records_of(exchange: Exchange, same_as: Entry | None) -> bytes:
    """The records of one exchange. With ``same_as``, the entry that holds the same payload, the answer is a revisit.

    The request for a web archive's capture is no part of that capture, and so has no record; the metadata tell of it.
    """
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    response = _revisit(writer, exchange, same_as) if same_as else _response(writer, exchange)
    own = [] if exchange.replayed else [_request(writer, exchange, response)]
    for record in (response, *own, _metadata(writer, exchange, response)):
        writer.write_record(record)
    return out.getvalue()


def repeat_records(same_as: Entry, seen_at: datetime, replayed: Replayed, notes: Mapping[str, str]) -> bytes:
    """The records of a capture that nobody asked for, since the web archive's index names its content as one held.

    It is a revisit without an HTTP header, which is not known.
    """
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    unasked = Answer("", seen_at, (), 200, "", (), b"")
    exchange = Exchange(same_as.url, unasked, "ok", notes, replayed)
    repeat = _revisit_record(writer, exchange, same_as, None)
    for record in (repeat, _metadata(writer, exchange, repeat)):
        writer.write_record(record)
    return out.getvalue()


def _request(writer: WARCWriter, exchange: Exchange, response: ArcWarcRecord) -> ArcWarcRecord:
    answer = exchange.answer
    head = StatusAndHeaders(f"GET {answer.request_target} HTTP/1.1", answer.request_headers, is_http_request=True)
    fields = _fields_of_related(response, answer.sent_at)
    return writer.create_warc_record(exchange.url, "request", http_headers=head, warc_headers_dict=fields)


def _metadata(writer: WARCWriter, exchange: Exchange, response: ArcWarcRecord) -> ArcWarcRecord:
    """The notes on an exchange. Those on a web archive's capture are as old as its fetching."""
    text = "".join(f"{name}: {value}\r\n" for name, value in exchange.notes.items() if value).encode("utf-8")
    taken = exchange.replayed.fetched_at if exchange.replayed else exchange.answer.sent_at
    return writer.create_warc_record(
        exchange.url,
        "metadata",
        payload=BytesIO(text),
        length=len(text),
        warc_headers_dict=_fields_of_related(response, taken),
    )


def _fields_of_related(response: ArcWarcRecord, taken: datetime) -> dict[str, str]:
    return {"WARC-Date": _date(taken), "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}


def _date(moment: datetime) -> str:
    """A time as records have it, as exact as it is known: of a web archive's capture, to the second."""
    return f"{moment.isoformat(timespec='microseconds' if moment.microsecond else 'seconds')}Z"


def _response(writer: WARCWriter, exchange: Exchange) -> ArcWarcRecord:
    payload = exchange.answer.payload
    return writer.create_warc_record(
        exchange.url,
        "response",
        payload=BytesIO(payload),
        length=len(payload),
        http_headers=_http_headers(exchange.answer, len(payload)),
        warc_headers_dict={**_fields_of_response(exchange), "WARC-Payload-Digest": payload_digest(payload)},
    )


def _fields_of_response(exchange: Exchange) -> dict[str, str]:
    """What the head of the record of an answer says: when, what became of it, and where a web archive's came from."""
    said = {"WARC-Date": _date(exchange.answer.sent_at), OUTCOME_HEADER: exchange.outcome}
    replayed = exchange.replayed
    if replayed is None:
        return said
    said |= {"WARC-Source-URI": replayed.address, "WARC-Creation-Date": _date(replayed.fetched_at)}
    if replayed.digest is not None:
        said[SOURCE_DIGEST_HEADER] = replayed.digest
    if replayed.asked_for is not None:
        said[ASKED_FOR_HEADER] = _date(replayed.asked_for)
    return said


def _revisit(writer: WARCWriter, exchange: Exchange, same_as: Entry) -> ArcWarcRecord:
    record = _revisit_record(writer, exchange, same_as, _http_headers(exchange.answer, None))
    if exchange.answer.status == 304:
        record.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
    return record


def _revisit_record(
    writer: WARCWriter, exchange: Exchange, same_as: Entry, head: StatusAndHeaders | None
) -> ArcWarcRecord:
    record = writer.create_revisit_record(
        exchange.url,
        # By its own name, since readers look the page of a revisit up by that.
        same_as.declared or same_as.digest,
        same_as.url,
        _date(same_as.seen_at),
        http_headers=head,
        warc_headers_dict=_fields_of_response(exchange),
    )
    record.rec_headers.add_header("WARC-Refers-To", same_as.record_id)
    return record


def _http_headers(answer: Answer, length: int | None) -> StatusAndHeaders:
    headers = [
        (name if name.lower() not in _WIRE_HEADERS and value.isascii() else f"X-Archive-Orig-{name}", _in_ascii(value))
        for name, value in answer.headers
    ]
    if length is not None:
        headers.append(("Content-Length", str(length)))
    return StatusAndHeaders(f"{answer.status} {answer.reason}", headers, protocol="HTTP/1.1")


def _in_ascii(value: str) -> str:
    """A header as the WARC writer takes it. One that is changed so is not the server's own any more, nor its name."""
    return value if value.isascii() else quote(value, safe=_PRINTED)
