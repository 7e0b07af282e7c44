"""The wire under every request: names resolved once and checked, a deadline for all of it, a bound on its bytes."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore
import httpx

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, by its name and port."""
Check = Callable[[str], str | None]
"""Why an address must not be dialled, or None if it may be."""
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


# To take a status line apart costs some hundred times its length in memory.
_LONGEST_STATUS_LINE = 8 * 1024


class AddressRefused(Exception):
    """A name led to an address that must not be dialled."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it. Raises OSError if it does not."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("it is no name of a host") from error
    return list(dict.fromkeys(str(found[4][0]) for found in answers))


@dataclass(slots=True)
class Allowance:
    """What is left for one request: seconds until ``until`` on ``clock``, and bytes to be received."""

    clock: Callable[[], float]
    until: float = 0.0
    bytes_left: int = 0

    def renew(self, seconds: float, received: int) -> None:
        """Begin a request."""
        self.until = self.clock() + seconds
        self.bytes_left = received

    def seconds(self, asked: float | None) -> float:
        """How long a single step may wait. Raises httpcore.ReadTimeout if no time is left."""
        left = self.until - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole request took too long")
        return left if asked is None else min(left, asked)


class _BoundedStream(httpcore.NetworkStream):
    """A connection that keeps to the allowance, whatever the other side does."""

    def __init__(self, stream: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance
        self._status_line: int | None = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._allowance.seconds(timeout))
        self._allowance.bytes_left -= len(data)
        if self._allowance.bytes_left < 0:
            raise httpcore.RemoteProtocolError("the server sent far more than a page")
        self._bound_status_line(data)
        return data

    def _bound_status_line(self, data: bytes) -> None:
        if self._status_line is None:
            return
        line, end, _ = data.partition(b"\n")
        length = self._status_line + len(line)
        if length > _LONGEST_STATUS_LINE:
            raise httpcore.RemoteProtocolError("its first line is too long")
        self._status_line = None if end else length

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._allowance.seconds(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._allowance.seconds(timeout))
        return _BoundedStream(secured, self._allowance)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses: what was checked is what is dialled, so a name can't change in between."""

    def __init__(self, resolver: Resolve, check: Check, allowance: Allowance) -> None:
        self._resolver = resolver
        self._check = check
        self._allowance = allowance
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _in_time(lambda: self._resolver(host, port), self._allowance.seconds(timeout))
        for address in addresses:
            problem = self._check(address)
            if problem is not None:
                raise AddressRefused(f"{host} leads to the address {address} ({problem}).")
        for position, address in enumerate(addresses):
            try:
                seconds = self._allowance.seconds(timeout)
                stream = self._sockets.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if position + 1 == len(addresses):
                    raise
            else:
                return _BoundedStream(stream, self._allowance)
        raise httpcore.ConnectError(f"{host} has no address")


def _in_time(work: Callable[[], Sequence[str]], seconds: float) -> Sequence[str]:
    """The result of a call that can't be interrupted, waited for no longer than ``seconds``."""
    results: queue.Queue[Sequence[str] | OSError] = queue.Queue(1)

    def run() -> None:
        try:
            results.put(work())
        except OSError as error:
            results.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name was not resolved in time") from None
    if isinstance(result, OSError):
        raise httpcore.ConnectError(f"the name can't be resolved ({result.strerror or result})")
    return result


class CheckedTransport(httpx.BaseTransport):
    """Carries httpx requests over checked, bounded connections; one at a time, without proxies."""

    def __init__(self, resolver: Resolve, check: Check, allowance: Allowance) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=1,
            # What a server sends beyond its answer must not be taken for the next one: no connection is used twice.
            max_keepalive_connections=0,
            network_backend=_CheckedBackend(resolver, check, allowance),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and give its response, the body still to be read. Raises httpx.TransportError."""
        url = request.url
        if url.scheme not in {"http", "https"} or not url.host:
            raise httpx.UnsupportedProtocol("only http and https are spoken")
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=b"",
            extensions=request.extensions,
        )
        with _as_httpx():
            answer = self._pool.handle_request(asked)
        stream = _Body(answer)
        return httpx.Response(answer.status, headers=answer.headers, stream=stream, extensions=answer.extensions)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _as_httpx() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except httpcore.ConnectError as error:
        raise httpx.ConnectError(str(error)) from error
    except httpcore.ProtocolError as error:
        raise httpx.RemoteProtocolError(str(error)) from error
    except httpcore.NetworkError as error:
        raise httpx.NetworkError(str(error)) from error
