"""One request and its whole answer, within bounds, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx

from pipeline.acquire.archive.write import Answer
from pipeline.acquire.fetch.network import AddressRefused, Allowance, Check, CheckedTransport, Resolve
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES, gunzip
from schemas.snapshot import Refusal

_HEADROOM = 1024 * 1024
# Those of a page take some hundred bytes; the archive's own spelling of them can be some six times as long.
MOST_HEADER_BYTES = 32 * 1024


class NoAnswer(Exception):
    """A request without a whole answer: a stable code, a sentence, and whether it makes sense to ask again."""

    def __init__(self, code: str, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.code = code
        self.again = again


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of a single request: seconds for all of it, bytes of a page before and after decompression."""

    seconds: float = 60.0
    page_bytes: int = MAX_PAGE_BYTES


@dataclass(slots=True)
class Asker:
    """Sends GET requests, one at a time. Make it with :func:`open_asker`.

    The transport is used without httpx's client, which would keep cookies, read the environment, and stumble over
    the ``Location`` of a redirect that nobody follows.
    """

    transport: CheckedTransport
    headers: Mapping[str, str]
    allowance: Allowance
    bounds: Bounds
    now: Callable[[], datetime]

    def get(self, url: str, extra: Mapping[str, str]) -> Answer:
        """The answer to a GET request for ``url``, redirects not followed. Raises NoAnswer.

        A success is whole. Of any other answer the status is enough: where its body is cut, the payload is empty.
        """
        self.allowance.renew(self.bounds.seconds, self.bounds.page_bytes + _HEADROOM)
        sent_at = self.now()
        with self._reasons(url):
            request = httpx.Request("GET", url, headers={**self.headers, **extra})
            response = self.transport.handle_request(request)
            try:
                payload = _body(response, self.bounds.page_bytes)
            finally:
                response.close()
        sent = tuple((name, value) for name, value in request.headers.multi_items())
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
        target = request.url.raw_path.decode("ascii")
        return Answer(url, sent_at, sent, response.status_code, response.reason_phrase, headers, payload, target)

    @contextmanager
    def _reasons(self, url: str) -> Iterator[None]:
        """Say why there is no answer."""
        try:
            yield
        except AddressRefused as error:
            raise NoAnswer("unsafe", str(error), again=False) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise NoAnswer("unsafe", f"The address {url[:200]!r} can't be asked ({error}).", again=False) from error
        except httpx.TimeoutException as error:
            raise NoAnswer("timeout", f"No whole answer in {self.bounds.seconds:g} s.", again=True) from error
        except httpx.ConnectError as error:
            raise NoAnswer("unreachable", f"The site can't be reached ({error}).", again=True) from error
        except httpx.TransportError as error:
            raise NoAnswer("incomplete", f"The answer broke off or is malformed ({error}).", again=True) from error


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a fetch takes from outside: the time (UTC, no zone), a monotonic clock, sleep, and name resolution."""

    now: Callable[[], datetime]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    resolve: Resolve


@contextmanager
def open_asker(
    agent: str, bounds: Bounds, around: Surroundings, check: Check, media_types: frozenset[str] = frozenset()
) -> Iterator[Asker]:
    """An asker that says ``agent`` of itself and dials only what ``check`` allows.

    ``media_types`` are those that it would rather have than HTML. It keeps no cookies and takes nothing from the
    environment.
    """
    allowance = Allowance(around.clock)
    headers = {
        "User-Agent": agent,
        "Accept": ",".join((*sorted(media_types), "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5")),
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    with CheckedTransport(around.resolve, check, allowance) as transport:
        yield Asker(transport, headers, allowance, bounds, around.now)


def _head_bytes(response: httpx.Response) -> int:
    """How long the head of an answer is: its reason, and each header with colon, space and line end."""
    return len(response.reason_phrase) + sum(len(name) + len(value) + 4 for name, value in response.headers.raw)


def _body(response: httpx.Response, limit: int) -> bytes:
    if _head_bytes(response) > MOST_HEADER_BYTES:
        message = f"The headers of the answer are longer than {MOST_HEADER_BYTES:,} bytes."
        raise NoAnswer("too_large", message, again=False)
    try:
        return _payload(response, limit)
    except (httpx.TransportError, NoAnswer):
        if response.status_code < 300:
            raise
        return b""


def _payload(response: httpx.Response, limit: int) -> bytes:
    """The body, decompressed. Raises NoAnswer if it is too large, cut, or in an encoding not asked for."""
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise _too_large(limit)
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_raw():
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        pieces.append(piece)
    return _decode(response, b"".join(pieces), limit)


def _decode(response: httpx.Response, raw: bytes, limit: int) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"gzip", "x-gzip"} and raw:
        payload = gunzip(raw, limit)
        if isinstance(payload, Refusal):
            if payload.reason == "too_large":
                raise _too_large(limit)
            raise NoAnswer("incomplete", payload.message, again=True)
        return payload
    if encoding not in {"identity", "", "gzip", "x-gzip"}:
        message = f"The answer is encoded as {encoding[:40]!r}, which was not asked for."
        raise NoAnswer("unexpected", message, again=False)
    # Without a declared length or chunks, an answer that broke off looks like a whole one.
    declared = "content-length" in response.headers or "transfer-encoding" in response.headers
    if raw and not declared:
        raise NoAnswer("incomplete", "The answer does not say where it ends, so it may be cut.", again=False)
    return raw


def _too_large(limit: int) -> NoAnswer:
    return NoAnswer("too_large", f"The answer is longer than {limit:,} bytes.", again=False)
