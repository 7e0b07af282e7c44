"""What programs that save pages as Markdown write above them: title, address and times.

Readers that feed language models print ``Title: …``, ``URL Source: https://…`` and last ``Markdown Content:``; others
begin with the same between two lines ``---`` (https://jekyllrb.com/docs/front-matter/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

READER_HEAD = "head of a reader"
"""The region of these lines."""
_FIELD = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}):(?:\s+(.*))?")
_RULE = "---"
_LONGEST = 100
_TITLES = ("title",)
_ADDRESSES = ("url source", "url", "source", "source url", "canonical", "canonical url", "original url", "permalink")
_CAPTURES = ("fetched", "fetched at", "fetched time", "retrieved", "retrieved at", "crawled", "crawled at")
_CAPTURES_ALSO = ("captured", "captured at", "accessed", "accessed at", "saved", "saved at", "clipped", "downloaded")
_LAST = "markdown content"
_OTHERS = frozenset(
    {"published time", "published", "date", "description", "author", "warning", "number of pages", "tags"}
)
_KNOWN = frozenset({*_TITLES, *_ADDRESSES, *_CAPTURES, *_CAPTURES_ALSO, _LAST}) | _OTHERS


class ReaderHead(NamedTuple):
    """How many physical lines the head takes, and what it says.

    ``captured_at`` (UTC, without a zone) is set only where the head calls a time with a zone that of the capture.
    """

    lines: int
    address: str | None
    title: str | None
    captured_at: datetime | None


def reader_head(lines: Sequence[str]) -> ReaderHead | None:
    """The head of a page, or None if its first lines are none: a head names an address, or says where it ends."""
    found = _front_matter(lines) or _fields_above(lines)
    if found is None:
        return None
    count, fields = found
    address = next(
        (url for name in _ADDRESSES if (url := fields.get(name, "")).startswith(("http://", "https://"))), None
    )
    if address is None and _LAST not in fields:
        return None
    title = next((fields[name] for name in _TITLES if fields.get(name)), None)
    times = (_time(fields[name]) for name in (*_CAPTURES, *_CAPTURES_ALSO) if name in fields)
    return ReaderHead(count, address, title, next((time for time in times if time), None))


def _front_matter(lines: Sequence[str]) -> tuple[int, Mapping[str, str]] | None:
    """The fields between two lines ``---`` at the beginning, and the lines that all take."""
    if not lines or lines[0].strip() != _RULE:
        return None
    end = next((i for i, line in enumerate(lines[1:_LONGEST], 1) if line.strip() == _RULE), None)
    return (end + 1, dict(_fields(lines[1:end]))) if end else None


def _fields_above(lines: Sequence[str]) -> tuple[int, Mapping[str, str]] | None:
    """The fields with known names at the beginning, up to the first line that is none."""
    fields: dict[str, str] = {}
    count = 0
    for i, line in enumerate(lines[:_LONGEST], 1):
        found = dict(_fields([line]))
        if line.strip() and not found.keys() & _KNOWN:
            break
        fields |= found
        count = i if found else count
        if _LAST in found:
            break
    return (count, fields) if fields else None


def _fields(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        match = _FIELD.fullmatch(line.strip())
        if match:
            yield match[1].lower().replace("_", " ").replace("-", " "), (match[2] or "").strip().strip("\"'")


def _time(printed: str) -> datetime | None:
    """A time with a zone in UTC, without the zone; a time without one is none."""
    try:
        time = datetime.fromisoformat(printed)
    except ValueError:
        return None
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else None
