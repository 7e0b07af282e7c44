"""What is asked of a web archive: of which pages, of what time, and which of all captures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Literal

from pipeline.acquire.archive.archive import Archive
from pipeline.acquire.archive.write import Answer
from pipeline.acquire.fetch.patience import Patience, is_passing_fault
from pipeline.acquire.fetch.plan import Planned, Request, WrongRequest, origin_of, wanted_slugs
from pipeline.acquire.fetch.request import Bounds
from pipeline.acquire.history.cdx import IndexQuery, ListedCapture
from pipeline.acquire.history.memento import is_archived
from schemas.source import Source

Every = Literal["capture", "change", "year"]
Choice = tuple[ListedCapture, ...]
"""Captures of which one page is enough, in the order in which to try them."""
WAYBACK_MACHINE = "https://web.archive.org"
SHORTEST_ARCHIVE_PAUSE = 5.0
_ASKED_FOR: Mapping[Every, str] = {
    "capture": "each of them",
    "change": "each whose content is another",
    "year": "the last page of each year",
}
_PAGE = re.compile(r"\?page=[0-9]{1,9}")


def is_fault_of_archive(answer: Answer) -> bool:
    """Whether an answer is a passing fault of the archive itself; what it captured is never asked for again."""
    return not is_archived(answer) and is_passing_fault(answer)


# The Wayback Machine shuts out who asks on: an hour's silence after a minute of requests that it answers with 429
# (https://github.com/edgi-govdata-archiving/wayback/issues/137). Three rests make a quarter of an hour.
ARCHIVE_PATIENCE = Patience(longest_rest=1800.0, rest=300.0, is_fault=is_fault_of_archive)
# Its index may search for more than a minute.
_ARCHIVE_BOUNDS = Bounds(seconds=120.0)


@dataclass(frozen=True, slots=True)
class HistoryRequest:
    """Which captures to fetch. ``pages`` says of which countries and how, ``since`` and ``until`` are in UTC, included.

    ``archive_url`` is where a web archive lies that has the interface of the Wayback Machine.
    """

    pages: Request
    archive_url: str = WAYBACK_MACHINE
    since: datetime | None = None
    until: datetime | None = None
    every: Every = "change"
    bounds: Bounds = _ARCHIVE_BOUNDS
    patience: Patience = field(default_factory=lambda: ARCHIVE_PATIENCE)

    @property
    def pause(self) -> float:
        """The least pause between two requests, in seconds."""
        return self.pages.delay if self.pages.allow_loopback else max(self.pages.delay, SHORTEST_ARCHIVE_PAUSE)

    @property
    def source(self) -> Source:
        """The source whose pages are wanted."""
        return self.pages.source

    def slugs(self) -> tuple[str, ...]:
        """The countries whose history is wanted. Raises WrongRequest if the request can't be followed."""
        if self.pages.base_url is not None:
            raise WrongRequest("--base-url is for a copy of the site; a web archive is named with --archive-url.")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise WrongRequest("--since is later than --until, so that no capture can be meant.")
        self.origin()
        return wanted_slugs(self.pages)

    def origin(self) -> str:
        """Where the archive lies, without a slash at its end. Raises WrongRequest if it may not be asked there."""
        origin = origin_of(self.archive_url)
        if not origin.startswith("https://") and not self.pages.allow_loopback:
            raise WrongRequest(f"{origin} is no address of a web archive: it must begin with https://.")
        return origin

    @property
    def span(self) -> str:
        """The times that are meant, in words: `` from 2013-01-01 00:00:00 to 2016-12-31 23:59:59``."""
        since = f" from {self.since:%Y-%m-%d %H:%M:%S}" if self.since else ""
        return since + (f" to {self.until:%Y-%m-%d %H:%M:%S}" if self.until else "")

    def is_meant(self, moment: datetime) -> bool:
        """Whether a time is among those that are meant."""
        return (self.since is None or self.since <= moment) and (self.until is None or moment <= self.until)

    def key(self) -> str:
        """What is asked, in a text that is the same for the same request."""
        times = [moment.isoformat() if moment else None for moment in (self.since, self.until)]
        asked = [self.source.name, self.origin(), list(self.slugs()), self.pages.linked, self.every, *times]
        return json.dumps(["history", *asked])

    def of_country(self, url: str) -> IndexQuery:
        """The question for all captures of a country's page and of its ``?page=N``; also of what else begins so."""
        return IndexQuery(_without_scheme(url), "prefix", self.since, self.until)

    def of_page(self, url: str) -> IndexQuery:
        """The question for all captures of one page."""
        return IndexQuery(_without_scheme(url), "exact", self.since, self.until)


def _without_scheme(url: str) -> str:
    """An address as an index has it, which knows no scheme."""
    return url.partition("://")[2]


def is_of_country(url: str, country_url: str) -> bool:
    """Whether a canonical address is that of a country's page, or of a further page of its teasers.

    The captures whose address begins with ``…/pfp/ppd/niger`` are also those of ``…/pfp/ppd/nigeria``.
    """
    return url == country_url or (
        url.startswith(country_url) and _PAGE.fullmatch(url.removeprefix(country_url)) is not None
    )


def plan_history(request: HistoryRequest, archive: Archive) -> tuple[Planned, ...]:
    """The countries whose captures the index would be asked for; sends nothing, so the captures are not known yet.

    Raises WrongRequest if the request can't be followed.
    """
    return tuple(_planned_captures(request, archive, request.source.site.country_url(slug)) for slug in request.slugs())


def _planned_captures(request: HistoryRequest, archive: Archive, url: str) -> Planned:
    held = [
        entry.seen_at
        for entry in archive.entries()
        if entry.source_uri is not None and is_of_country(entry.url, url) and request.is_meant(entry.seen_at)
    ]
    asked = f"{request.origin()} is asked for the list of captures{request.span}, then for {_ASKED_FOR[request.every]}"
    kinds = ", ".join(sorted(request.source.site.linked))
    linked = f", and for the {kinds} pages that they link to" if request.pages.linked else ""
    return Planned(url, f"{asked}{linked}; {len(held)} captures are here already", max(held, default=None))


def captures_to_have(captures: Sequence[ListedCapture], every: Every) -> list[Choice]:
    """The choices among the captures of one address, which are given in order of time.

    Every ``capture``; every ``change``, which is each capture whose content the archive names otherwise than that of
    the one before it; or of every ``year`` the last one, so that a year is what a release as of its end is made of. Of
    a year whose last capture is no page, the one before that will do.
    """
    return _CHOICES[every](captures)


def _every_capture(captures: Sequence[ListedCapture]) -> list[Choice]:
    return [(capture,) for capture in captures]


def _every_change(captures: Sequence[ListedCapture]) -> list[Choice]:
    before: list[ListedCapture | None] = [None, *captures]
    followed = zip(captures, before, strict=False)
    return [(one,) for one, last in followed if last is None or one.digest is None or one.digest != last.digest]


def _every_year(captures: Sequence[ListedCapture]) -> list[Choice]:
    years = groupby(captures, key=lambda capture: capture.captured_at.year)
    return [tuple(reversed(list(of_year))) for _, of_year in years]


_CHOICES: Mapping[Every, Callable[[Sequence[ListedCapture]], list[Choice]]] = {
    "capture": _every_capture,
    "change": _every_change,
    "year": _every_year,
}
