"""A web archive on 127.0.0.1: an index by the interface of the Wayback Machine's CDX server, and replay of captures."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, quote_plus, urlsplit

from pipeline.acquire.archive.archive import open_archive, read_archive
from pipeline.acquire.fetch.plan import Request
from pipeline.acquire.fetch.report import FetchReport
from pipeline.acquire.history.plan import ARCHIVE_PATIENCE, HistoryRequest
from pipeline.acquire.history.walk import fetch_history
from tests.hostile_server import Handler, Server, around, says, serving

PERU = "https://www.gfmd.org/pfp/ppd/peru"
_REPLAY = re.compile(r"/web/(\d{14})([a-z]{2}_)?/(.+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture in the web archive. ``digest`` is what its index says of it, where that is not the payload's own."""

    time: str
    payload: bytes
    original: str = PERU
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    revisit: bool = False
    digest: str = ""

    @property
    def key(self) -> str:
        """The address as the index sorts it: without scheme, port and ``www.``."""
        return key_of(self.original)

    @property
    def fields(self) -> dict[str, str]:
        """What the index says of it."""
        digest = base64.b32encode(hashlib.sha1(self.payload).digest()).decode()  # noqa: S324  as archives do
        return {
            "urlkey": self.key,
            "timestamp": self.time,
            "original": self.original,
            "mimetype": "warc/revisit" if self.revisit else "text/html",
            "statuscode": "-" if self.revisit else str(self.status),
            "digest": self.digest or digest,
            "length": "1000",
        }

    @property
    def moment(self) -> datetime:
        """When it was captured."""
        return moment(self.time)


def key_of(original: str) -> str:
    """``http://www.gfmd.org:80/pfp/ppd/peru`` is ``org,gfmd)/pfp/ppd/peru``."""
    parts = urlsplit(original if "://" in original else f"http://{original}")
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    return f"{host}){parts.path}" + (f"?{parts.query}" if parts.query else "")


def moment(digits: str) -> datetime:
    """The time that 14 digits name."""
    return datetime.strptime(digits, "%Y%m%d%H%M%S")


@dataclass(slots=True)
class WebArchive:
    """What the archive has, how many lines of its index it gives at most at a time, and the server that it answers on.

    ``unplayable`` are times of captures that the index names and the replay has not.
    """

    server: Server
    captures: list[Kept]
    lines: int = 1000
    unplayable: frozenset[str] = frozenset()

    @property
    def replayed(self) -> list[str]:
        """The times of the captures that were asked for, in order."""
        asked = (_REPLAY.fullmatch(seen.path) for seen in self.server.seen)
        return [one[1] for one in asked if one]

    @property
    def questions(self) -> list[Mapping[str, list[str]]]:
        """The questions for the index, as parameters."""
        return [parse_qs(urlsplit(seen.path).query) for seen in self.server.seen if seen.path.startswith("/cdx/")]

    def find(self, path: str) -> Handler | None:
        """The answer for a path."""
        if path.startswith("/cdx/search/cdx?"):
            return says(200, self.index(parse_qs(urlsplit(path).query)), Content_Type="application/json")
        asked = _REPLAY.fullmatch(path)
        return self.replay(asked[1], asked[2] or "", asked[3]) if asked else None

    def index(self, asked: Mapping[str, list[str]]) -> bytes:
        """The lines of the index for a question, at most as many as asked for, and the key to go on with."""
        lines = sorted((one for one in self.captures if _is_meant(one, asked)), key=lambda one: (one.key, one.time))
        start = int(asked.get("resumeKey", ["0 !"])[0].split(" ")[0])
        limit = min(int(asked["limit"][0]), self.lines)
        names = asked["fl"][0].split(",")
        rows = [names, *([one.fields[name] for name in names] for one in lines[start : start + limit])]
        if start + limit < len(lines):
            rows += [[], [quote_plus(f"{start + limit} !")]]
        return json.dumps(rows if lines else []).encode()

    def replay(self, time: str, form: str, original: str) -> Handler | None:
        """A capture, or a redirect to the nearest one of the address; nothing where there is none."""
        same = [one for one in self.captures if one.key == key_of(original) and one.time not in self.unplayable]
        if not same:
            return None
        nearest = min(same, key=lambda one: abs(one.moment - moment(time)))
        if nearest.time != time:
            return says(302, b"", Location=f"/web/{nearest.time}{form}/{nearest.original}")
        return replayed(nearest, form)


def replayed(capture: Kept, form: str = "id_") -> Handler:
    """A capture as it was, or, without ``id_``, as the archive shows it to its readers."""
    kept = {f"X_Archive_Orig_{name.replace('-', '_')}": value for name, value in capture.headers.items()}
    fields = {
        "Content_Type": "text/html; charset=utf-8",
        "Memento_Datetime": format_datetime(capture.moment.replace(tzinfo=UTC), usegmt=True),
        **kept,
    }
    page = capture.payload if form == "id_" else shown_to_readers(capture)
    return says(capture.status, page, **fields)


def shown_to_readers(capture: Kept) -> bytes:
    """A page with a banner, and with links that lead into the archive."""
    banner = b"<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><div>22 captures</div><!-- END WAYBACK TOOLBAR INSERT -->"
    page = capture.payload.replace(b'href="/', b'href="/web/' + capture.time.encode() + b"/https://www.gfmd.org/")
    return page.replace(b"<body>", banner)


def _is_meant(capture: Kept, asked: Mapping[str, list[str]]) -> bool:
    key, fields = key_of(asked["url"][0]), capture.fields
    near = capture.key.startswith(key) if asked["matchType"] == ["prefix"] else capture.key == key
    since, until = asked.get("from", ["0"])[0], asked.get("to", ["9"])[0]
    filters = (one.partition(":") for one in asked.get("filter", ()))
    return (
        near
        and since <= capture.time <= until
        and all(re.fullmatch(pattern, fields[name]) for name, _, pattern in filters)
    )


@contextmanager
def archiving(captures: Iterable[Kept]) -> Iterator[WebArchive]:
    """A web archive that has these captures, until the end of the block."""
    with serving({"/robots.txt": b""}) as server:
        archive = WebArchive(server, list(captures))
        server.find = archive.find
        yield archive


def asked_of(archive: WebArchive, *slugs: str, **changes: object) -> HistoryRequest:
    """A request to a local archive, without pauses."""
    made = asked_at(archive.server.url, *slugs)
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields are named by each test


def asked_at(url: str, *slugs: str) -> HistoryRequest:
    """A request to a local archive by its address."""
    pages = Request(
        slugs=slugs or ("peru",), delay=0.0, contact="tests@example.org", allow_loopback=True, most_failures=1000
    )
    patience = replace(ARCHIVE_PATIENCE, attempts=3, first_wait=0.01, longest_wait=0.05, rest=0.05)
    return HistoryRequest(pages, url, every="capture", patience=patience)


def fetched(folder: Path, request: HistoryRequest) -> FetchReport:
    """Fetch a history into an archive in ``folder``."""
    with open_archive(folder) as archive:
        return fetch_history(request, archive, around(), "0.1.0", lambda _: None)


def shown(folder: Path) -> list[tuple[str, datetime, str]]:
    """What an archive knows that its pages showed: address, time and payload digest, in order."""
    archive = read_archive(folder)
    seen = [entry for entry in archive.entries() if entry.shows]
    return sorted(
        (entry.url, entry.seen_at, _digest(archive.page_with(entry.url, entry.digest or ""))) for entry in seen
    )


def _digest(page: object) -> str:
    return str(getattr(page, "digest", "lost"))
