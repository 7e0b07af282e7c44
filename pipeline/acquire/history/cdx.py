"""The index of a web archive, by the interface of the Wayback Machine's CDX server: its questions and its answers.

After https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server. Of its parameters, ``collapse=digest``
is not used: it drops a capture whose content is that of the line before, also where that line is of another address,
of another part of the answer, or was filtered out. What repeats is told apart here (``captures_to_have``).

The CDXJ interface of pywb is another one (other fields, a line of JSON for each capture, no resume key) and not spoken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import unquote_plus, urlencode

from pipeline.acquire.sources import canonical_url

MOST_LINES = 1000
"""How many lines to ask for at a time. The server may answer less than it has where it is asked for very many."""
# A page that was shown, and a capture that only says that an earlier one's content was shown once more. Two questions,
# since a filter is for one field, and a capture of the second kind has no status.
FILTERS = ("statuscode:200", "mimetype:warc/revisit")
# Without the key of the address, the server gives a resume key that leads nowhere
# (https://github.com/internetarchive/wayback/issues/121).
_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
_ADDRESS = re.compile(r"[!-~]{1,2000}")
_DIGEST = re.compile(r"[A-Za-z0-9:+/=_-]{8,150}")
_NO_CONTENT = "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
"""The SHA-1 of nothing, in base 32."""


class IndexUnreadable(Exception):
    """An answer is not what the index of the Wayback Machine answers; the sentence says so."""

    code = "unexpected"


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """A question for the captures of an address, or of all that begin so. Both times (UTC) are included."""

    address: str
    match: Literal["exact", "prefix"]
    since: datetime | None = None
    until: datetime | None = None

    def url(self, archive: str, lines: str, resume_key: str | None) -> str:
        """The question for some lines, one of ``FILTERS``, to go on at ``resume_key``.

        ``https://web.archive.org/cdx/search/cdx?url=www.gfmd.org%2Fpfp%2Fppd%2Fperu&matchType=prefix&output=json&…``
        """
        asked = {
            "url": self.address,
            "matchType": self.match,
            "output": "json",
            "fl": ",".join(_FIELDS),
            "filter": lines,
            "from": timestamp(self.since) if self.since else "",
            "to": timestamp(self.until) if self.until else "",
            "limit": str(MOST_LINES),
            "showResumeKey": "true",
            # It is printed as it stands in an address, so it is encoded already.
            "resumeKey": unquote_plus(resume_key or ""),
        }
        return f"{archive}/cdx/search/cdx?{urlencode({name: value for name, value in asked.items() if value})}"


class IndexLine(NamedTuple):
    """A line of the index, as it is printed there."""

    timestamp: str
    original: str
    mimetype: str
    statuscode: str
    digest: str


class IndexPart(NamedTuple):
    """A part of the answer to a question, and the key to go on with; None at the end."""

    lines: tuple[IndexLine, ...]
    resume_key: str | None


@dataclass(frozen=True, slots=True)
class ListedCapture:
    """A capture that the index of a web archive names.

    ``url`` is canonical, ``original`` the address as it was captured, ``digest`` what the archive calls its content.
    """

    url: str
    captured_at: datetime
    original: str
    digest: str | None


def read_part(payload: bytes) -> IndexPart:
    """A part of an answer in JSON: the names of fields, a line for each capture, and after an empty one perhaps a key.

    ``[["timestamp", "original"], ["20190501081530", "http://gfmd.org/"], [], ["org%2Cgfmd%29%2F+2020%21"]]``. No
    capture is ``[]`` or nothing at all. Raises IndexUnreadable.
    """
    if not payload.strip():
        return IndexPart((), None)
    rows = _rows_of_answer(payload)
    at_end = rows.index([]) if [] in rows else len(rows)
    after = [row[0] for row in rows[at_end + 1 :] if row]
    header, *lines = rows[:at_end] or [[]]
    return IndexPart(tuple(_index_lines(header, lines)), after[0] if after else None)


def _rows_of_answer(payload: bytes) -> list[list[str]]:
    """The rows of an answer, in texts."""
    try:
        rows = json.loads(payload)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise IndexUnreadable("the answer is not that of a CDX server in JSON, as the Wayback Machine gives it")
    return [[str(cell) for cell in row] for row in rows]


def _index_lines(header: list[str], rows: list[list[str]]) -> Iterator[IndexLine]:
    missing = [name for name in IndexLine._fields if name not in header]
    if header and missing:
        raise IndexUnreadable(f"the answer has no field {missing[0]}, which the index of the Wayback Machine has")
    places = [header.index(name) for name in IndexLine._fields] if header else []
    for row in rows:
        if len(row) != len(header):
            raise IndexUnreadable("a line of the answer has another number of fields than it names")
        yield IndexLine(*(row[place] for place in places))


def captures_in(lines: Iterable[IndexLine]) -> list[ListedCapture]:
    """The captures of pages that lines name, each address and time once, in order of address and time.

    Lines whose time or address can't be read are left out, and so are those of another status than 200 and of answers
    without content. Of two lines of the same second the first counts.
    """
    named: dict[tuple[str, datetime], ListedCapture] = {}
    for line in lines:
        capture = _listed_capture(line)
        if capture is not None:
            named.setdefault((capture.url, capture.captured_at), capture)
    return [named[key] for key in sorted(named)]


def _listed_capture(line: IndexLine) -> ListedCapture | None:
    captured_at = moment_of(line.timestamp)
    url = canonical_url(line.original) if _ADDRESS.fullmatch(line.original) else None
    if captured_at is None or url is None or not _may_show_a_page(line):
        return None
    return ListedCapture(url, captured_at, line.original, line.digest if _DIGEST.fullmatch(line.digest) else None)


def _may_show_a_page(line: IndexLine) -> bool:
    repeats = line.mimetype == "warc/revisit" and line.statuscode in {"-", ""}
    return (line.statuscode == "200" or repeats) and line.digest != _NO_CONTENT


def timestamp(moment: datetime) -> str:
    """A time (UTC) as web archives write it: ``20190501081530``."""
    return f"{moment.year:04}{moment:%m%d%H%M%S}"


def moment_of(text: str) -> datetime | None:
    """The time (UTC) that 14 digits name; None for others."""
    if len(text) != len("20190501081530") or not (text.isascii() and text.isdecimal()):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007  capture times are UTC without a zone
    except ValueError:
        return None
