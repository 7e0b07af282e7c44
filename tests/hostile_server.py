"""A web server on 127.0.0.1 that can misbehave in every way that bytes allow, and that notes what it was asked."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import math
import queue
import random
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET, socket
from ssl import SSLContext

from pipeline.acquire.archive.archive import open_archive, read_archive
from pipeline.acquire.fetch.network import Resolve, resolve
from pipeline.acquire.fetch.patience import Patience
from pipeline.acquire.fetch.plan import Request
from pipeline.acquire.fetch.report import FetchReport
from pipeline.acquire.fetch.request import Bounds, Surroundings
from pipeline.acquire.fetch.walk import fetch


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the server saw it: when it came and when it was answered, in seconds on the monotonic clock."""

    path: str
    headers: Mapping[str, str]
    status: int
    came: float
    answered: float


Handler = Callable[[asyncio.StreamWriter, int], Awaitable[int]]


def _nowhere(_path: str) -> Handler | None:
    return None


@dataclass(slots=True)
class Server:
    """What is served, and what was asked for, in the order of the answers.

    Handlers and pages are served by path, and what ``find`` has for one. Each answer takes ``seconds``, and what
    is asked beyond ``most_requests`` waits until that is raised.
    """

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)
    find: Callable[[str], Handler | None] = _nowhere
    answered: list[Seen] = field(default_factory=list)
    answering: int = 0
    asked: dict[str, int] = field(default_factory=dict)
    connections: int = 0
    seconds: float = 0.0
    most_requests: float = math.inf

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def seen(self) -> list[Seen]:
        """The requests that were answered. A client has its answer a moment before the server has noted it."""
        deadline = time.monotonic() + 10
        while self.answering and time.monotonic() < deadline:
            time.sleep(0.001)
        return self.answered

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.transport.abort()
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            came = answered = time.monotonic()
            path, headers = _parse(head)
            self.asked[path] = self.asked.get(path, 0) + 1
            self.answering += 1
            status = 0
            try:
                await asyncio.sleep(self.seconds)
                while sum(self.asked.values()) > self.most_requests:  # noqa: ASYNC110  raised from another thread
                    await asyncio.sleep(0.001)
                answered = time.monotonic()
                status = await self._answer(writer, path, headers)
            finally:
                self.answering -= 1
                self.answered.append(Seen(path, headers, abs(status), came, answered))
            if status <= 0:
                return

    async def _answer(self, writer: asyncio.StreamWriter, path: str, headers: Mapping[str, str]) -> int:
        handler = self.handlers.get(path) or self.find(path)
        if handler is not None:
            return await handler(writer, self.asked[path])
        body = self.pages.get(path)
        if body is None:
            return await send(writer, 404, {}, b"<html>no such page</html>")
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == etag:
            return await send(writer, 304, {"ETag": etag}, b"")
        fields = {"ETag": etag, "Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
        return await send(writer, 200, fields, gzip.compress(body, mtime=int(time.time())))

    def gaps(self) -> list[float]:
        """The seconds from each answer to the next request, as the server measured them."""
        ordered = sorted(self.seen, key=lambda seen: seen.came)
        return [later.came - earlier.answered for earlier, later in pairwise(ordered)]


def _parse(head: bytes) -> tuple[str, dict[str, str]]:
    request, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return request.split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs}


async def send(writer: asyncio.StreamWriter, status: int, headers: Mapping[str, str], body: bytes) -> int:
    """A sound answer with its length; returns the status, which keeps the connection open."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    length = "" if status in {204, 304} else f"Content-Length: {len(body)}\r\n"
    writer.write(f"HTTP/1.1 {status} Said\r\n{fields}{length}\r\n".encode("latin-1") + body)
    await writer.drain()
    return status


def noisy(rng: random.Random, data: bytes) -> bytes:
    """The same bytes with a few changed, cut out, put in or repeated."""
    for _ in range(rng.randint(1, 3)):
        at, length = rng.randrange(len(data)), rng.randint(1, 8)
        piece = rng.choice([rng.randbytes(length), b"", data[at : at + length] * 2, b"\r\n", b"\xe9"])
        data = data[:at] + piece + data[at + length :]
    return data


def says(status: int, body: bytes = b"", **headers: str) -> Handler:
    """Always this answer. Header names are written with underscores."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}

    async def handle(writer: asyncio.StreamWriter, _: int) -> int:
        return await send(writer, status, fields, body)

    return handle


def raw(*pieces: bytes, pause: float = 0.0) -> Handler:
    """These bytes, then the end of the connection."""

    async def handle(writer: asyncio.StreamWriter, _: int) -> int:
        for piece in pieces:
            await _write(writer, piece, pause)
        return 0

    return handle


def endless(first: bytes, again: bytes, pause: float = 0.0) -> Handler:
    """Some bytes, then others again and again for as long as anybody listens."""

    async def handle(writer: asyncio.StreamWriter, _: int) -> int:
        await _write(writer, first, pause)
        while True:
            await _write(writer, again, pause)

    return handle


async def _write(writer: asyncio.StreamWriter, piece: bytes, pause: float) -> None:
    writer.write(piece)
    await writer.drain()
    await asyncio.sleep(pause)


def in_turn(*handlers: Handler) -> Handler:
    """Another answer at each request; the last one stays."""

    async def handle(writer: asyncio.StreamWriter, asked: int) -> int:
        return await handlers[min(asked, len(handlers)) - 1](writer, asked)

    return handle


def reset_after(*pieces: bytes) -> Handler:
    """These bytes, then a reset of the connection."""

    async def handle(writer: asyncio.StreamWriter, _: int) -> int:
        for piece in pieces:
            writer.write(piece)
        await writer.drain()
        connection: socket = writer.get_extra_info("socket")
        connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return 0

    return handle


async def silent(_writer: asyncio.StreamWriter, _: int) -> int:
    """No answer at all."""
    await asyncio.sleep(10)
    return 0


def chunked(*pieces: bytes, last: bool = True) -> bytes:
    """A body in chunks, with or without the last one."""
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return framed + (b"0\r\n\r\n" if last else b"")


@contextmanager
def serving(
    pages: Mapping[str, bytes] | None = None,
    handlers: Mapping[str, Handler] | None = None,
    tls: SSLContext | None = None,
) -> Iterator[Server]:
    """A server in a thread of its own, until the end of the block."""
    server = Server(pages=dict(pages or {}), handlers=dict(handlers or {}))
    started: queue.Queue[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = queue.Queue()

    async def run() -> None:
        ended = asyncio.Event()
        listener = await asyncio.start_server(server.talk, "127.0.0.1", 0, limit=1 << 20, ssl=tls)
        server.port = listener.sockets[0].getsockname()[1]
        started.put((asyncio.get_running_loop(), ended))
        await ended.wait()
        listener.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    loop, ended = started.get()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()


def country_page(slug: str, numbers: Iterable[int] = (), note: str = "") -> bytes:
    """A page of Peru, whatever its address, with a teaser for each practice number."""
    teasers = "".join(
        f'<h3><a href="/pfp/ppd/{number}">Practice {number} &amp; more</a></h3><p>Submitted by Somebody on</p>'
        for number in numbers
    )
    return (
        f"<!doctype html><html><body><p>Official Name</p><p>Republic of {slug}{note}</p>"
        f"<p>ISO3 Code</p><p>PER</p>"
        f"<p>Attended Summit</p>{teasers}<p>Subscribe to {slug}</p></body></html>"
    ).encode()


def site(countries: int, pages: int) -> dict[str, bytes]:
    """Country pages with paging: ``pages`` pages with two teasers each, and one without."""
    served = {}
    for country in range(countries):
        slug = f"land-{chr(97 + country // 26)}{chr(97 + country % 26)}"
        for page in range(pages + 1):
            first = 1000 * (country + 1) + 2 * page
            shown = () if page == pages else (first, first + 1)
            served[f"/pfp/ppd/{slug}" + (f"?page={page}" if page else "")] = country_page(slug, shown)
            served |= {f"/pfp/ppd/{number}": practice_page(number) for number in shown}
    return served


def practice_page(number: int) -> bytes:
    """A practice page."""
    return f"<html><p>Practice {number}</p><p>Date Shared</p><p>Countries and areas</p></html>".encode()


def slugs_of(pages: Iterable[str]) -> tuple[str, ...]:
    """The slugs of the country pages among paths."""
    return tuple(sorted({path.removeprefix("/pfp/ppd/") for path in pages if "-" in path and "?" not in path}))


def around(resolver: Resolve = resolve) -> Surroundings:
    """The true time, clock, sleep and name resolution of this machine."""
    return Surroundings(lambda: datetime.now(UTC).replace(tzinfo=None), time.monotonic, time.sleep, resolver)


def quick(base_url: str, slugs: Iterable[str], **changes: object) -> Request:
    """A request to a local server, with bounds that make tests short."""
    asked = Request(
        slugs=tuple(slugs),
        base_url=base_url,
        delay=0.0,
        contact="tests@example.org",
        allow_loopback=True,
        bounds=Bounds(seconds=60.0),
        patience=Patience(attempts=2, first_wait=0.01, longest_wait=0.05),
        most_failures=1000,
    )
    return replace(asked, **changes)  # type: ignore[arg-type]  # the fields are named by each test


def run_fetch(folder: Path, request: Request, resolver: Resolve = resolve) -> FetchReport:
    """Fetch into an archive in ``folder``."""
    with open_archive(folder) as archive:
        return fetch(request, archive, around(resolver), "0.1.0", lambda _: None)


def held(folder: Path) -> set[tuple[str, str | None]]:
    """The good pages of an archive: their URLs and payload digests."""
    return {(entry.url, entry.digest) for entry in read_archive(folder).entries() if entry.good}
