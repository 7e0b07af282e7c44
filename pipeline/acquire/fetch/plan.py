"""What a fetch is asked to do, what it would ask the site for, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from extractors.sources import source_to_fetch
from pipeline.acquire.archive.archive import Archive
from pipeline.acquire.fetch.host import AGENT_NAME
from pipeline.acquire.fetch.page import ReadFacts, open_reader
from pipeline.acquire.fetch.patience import Patience
from pipeline.acquire.fetch.request import Bounds
from schemas.source import Source

SHORTEST_PAUSE = 1.0
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_ORIGIN = re.compile(
    rf"(?P<origin>https?://(?:{_LABEL}(?:\.{_LABEL}){{0,20}}|\[[0-9a-f:.]{{2,45}}\])(?::(?P<port>[0-9]{{1,5}}))?)/?",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"[\x21-\x7e]{3,200}")


class WrongRequest(Exception):
    """What was asked of a fetch makes no sense: the sentence is for the user (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch. ``delay`` is in seconds; ``contact`` an e-mail address or a URL; ``base_url`` where a copy lies.

    ``source`` is the one whose pages are wanted. ``all_known`` adds every slug of the reference to ``slugs``, and
    ``linked`` the pages that those of the countries lead on to, such as those of practices.
    ``most_pages`` bounds the ``?page=N`` of one country, ``most_failures`` how many pages in a row may fail before the
    site counts as down.
    """

    source: Source = field(default_factory=source_to_fetch)
    slugs: tuple[str, ...] = ()
    all_known: bool = False
    linked: bool = False
    base_url: str | None = None
    delay: float = 2.0
    contact: str | None = None
    allow_loopback: bool = False
    bounds: Bounds = field(default_factory=Bounds)
    patience: Patience = field(default_factory=Patience)
    most_pages: int = 200
    most_failures: int = 5

    @property
    def pause(self) -> float:
        """The least pause between two requests, in seconds."""
        return self.delay if self.allow_loopback else max(self.delay, SHORTEST_PAUSE)

    def agent(self, version: str) -> str:
        """The User-Agent that the site sees."""
        return f"{AGENT_NAME}/{version}" + (f" (+{self.contact})" if self.contact else "")


@dataclass(frozen=True, slots=True)
class Planned:
    """One page that would be asked for, and why."""

    url: str
    why: str
    seen_at: datetime | None


def wanted_slugs(request: Request) -> tuple[str, ...]:
    """The slugs to fetch, each once, in order. Raises WrongRequest if the request can't be followed."""
    site = request.source.site
    if site.country_path is None:
        raise WrongRequest(f"{request.source.title} has no pages that can be fetched: give saved ones to a run.")
    if request.all_known and not request.contact:
        raise WrongRequest("Set PROFILES_CONTACT to an e-mail address or a web page, so that the site can reach you.")
    if request.contact and not _CONTACT.fullmatch(request.contact):
        raise WrongRequest("PROFILES_CONTACT must be an e-mail address or a web page, without spaces.")
    if not 0 <= request.delay < 86_400:
        raise WrongRequest("The delay must be a number of seconds from 0 to a day.")
    slugs = tuple(dict.fromkeys((*request.slugs, *(site.slugs() if request.all_known else ()))))
    if not slugs:
        raise WrongRequest("Name the countries to fetch by their slugs (like peru), or use --all.")
    for slug in slugs:
        if site.kind_of(site.country_url(slug)) != "country":
            raise WrongRequest(f"{slug[:80]!r} is no slug: use lower-case letters, digits and hyphens, like sri-lanka.")
    return slugs


def site_of(request: Request) -> str:
    """The origin to ask, without a slash at its end. Raises WrongRequest for what is no http(s) origin."""
    return request.source.site.base if request.base_url is None else origin_of(request.base_url)


def origin_of(address: str) -> str:
    """The origin that an address consists of, without a slash at its end. Raises WrongRequest for any other address."""
    origin = _ORIGIN.fullmatch(address)
    if origin is None or not 0 < int(origin["port"] or 1) < 65_536:
        raise WrongRequest(f"{address[:200]!r} is no base URL: give one like https://www.example.org.")
    return origin["origin"].lower()


def plan(request: Request, archive: Archive) -> tuple[Planned, ...]:
    """The pages that a fetch would ask for, as far as the archive tells where they lead; sends nothing.

    Raises WrongRequest if the request can't be followed.
    """
    origin, source = site_of(request), request.source
    planned: list[Planned] = []
    for slug in wanted_slugs(request):
        start = source.site.country_url(slug)
        planned.append(_planned_page(archive, start, "start page"))
        paged = {entry.url for entry in archive.entries() if entry.url.startswith(f"{start}?page=")}
        numbered = sorted(paged, key=lambda url: (len(url), url))
        planned.extend(_planned_page(archive, url, "its teasers went on here") for url in numbered)
    if request.linked:
        with open_reader(origin) as read:
            linked = {url for page in planned for url in _linked_pages(archive, page.url, source, read)}
        planned.extend(_planned_page(archive, url, "linked from a teaser") for url in sorted(linked))
    return tuple(planned)


def _linked_pages(archive: Archive, url: str, source: Source, read: ReadFacts) -> Iterator[str]:
    """The pages that the archived page of a country leads on to, such as those of practices."""
    page = archive.good_page(url)
    if page is not None and archive.holds(url):
        links = read(archive.snapshot(page)).links
        yield from (link for link in links if source.site.kind_of(link) in source.site.linked)


def _planned_page(archive: Archive, url: str, role: str) -> Planned:
    history = [entry for entry in archive.history(url) if entry.source_uri is None]
    if not history:
        return Planned(url, f"{role}, never fetched", None)
    how = "asked only for changes" if archive.validators(url) else "asked for whole"
    return Planned(url, f"{role}, {how}", history[-1].seen_at)


def page_ages(archive: Archive, source: Source, now: datetime) -> dict[str, timedelta]:
    """For each good page of a source in the archive, how long ago its site last showed it.

    ``now`` is in UTC without a zone.
    """
    shown = sorted((entry.url, entry.seen_at) for entry in archive.entries() if entry.shows)
    return {url: now - seen_at for url, seen_at in shown if source.site.kind_of(url) is not None}
