"""Fetching the pages of a source into the archive: one polite walk, which can be interrupted and goes on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.acquire.archive import Archive
from pipeline.acquire.archive_entries import Entry
from pipeline.acquire.fetch_address import loopback_problem, public_problem
from pipeline.acquire.fetch_facts import PageFacts, open_reader
from pipeline.acquire.fetch_page import PAST_END, Verdict
from pipeline.acquire.fetch_patience import AskedToWait, Pace
from pipeline.acquire.fetch_plan import Request, known_slugs, site_of, wanted_slugs
from pipeline.acquire.fetch_request import Surroundings, open_asker
from pipeline.acquire.fetch_resume import noted
from pipeline.acquire.fetch_site import Site, Visit
from pipeline.acquire.page_verdict import page_number
from pipeline.acquire.sources import SOURCES, Source

_GOOD = frozenset({"ok", "not_modified"})
_FINE = _GOOD | {PAST_END}
# What an answer in the archive settles; anything else is asked for again when an interrupted fetch goes on.
_SETTLED = _FINE | {"not_found", "forbidden", "redirected", "login", "empty", "unexpected"}
_DOWN = frozenset({"error", "timeout", "unreachable", "incomplete"})


class SiteDown(Exception):  # noqa: N818  named as what happened
    """The site can't be fetched from now; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch is. ``total`` grows with the pages that are found; ``seconds_left`` is None at first."""

    done: int
    total: int
    changed: int
    errors: int
    seconds_left: float | None
    url: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of one page.

    ``changed`` says that its content is new to the archive, ``resumed`` that an interrupted fetch had done it already.
    """

    url: str
    kind: str
    outcome: str
    detail: str
    changed: bool
    resumed: bool

    @property
    def shown(self) -> bool:
        """Whether the site showed the page, new or as it was."""
        return self.outcome in _GOOD

    @property
    def fine(self) -> bool:
        """Whether all went as it should: the page was shown, or a country has no further page."""
        return self.outcome in _FINE


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch did. ``stopped`` says why it ended before its end; ``new_slugs`` are in links but not known.

    ``lost`` has a sentence for each answer that the archive held once and holds no more.
    """

    results: tuple[PageResult, ...]
    new_slugs: tuple[str, ...]
    cut_tails: tuple[str, ...]
    resumed: bool
    stopped: str | None
    lost: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many pages had each outcome."""
        return dict(sorted(Counter(result.outcome for result in self.results).items()))

    @property
    def changed(self) -> int:
        """How many good pages are new or changed."""
        return sum(result.changed for result in self.results)

    @property
    def complete(self) -> bool:
        """Whether the walk came to its end and no page was missed."""
        return self.stopped is None and all(result.fine for result in self.results)


@dataclass(slots=True)
class _Walk:
    """A walk over the pages, and what it has seen so far."""

    request: Request
    source: Source
    archive: Archive
    site: Site
    started_at: datetime
    clock: Callable[[], float]
    report: Callable[[Progress], None]
    began: float
    total: int
    results: dict[str, PageResult] = field(default_factory=dict)
    practices: dict[str, str] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)
    failures: int = 0

    def country(self, slug: str) -> None:
        """The page of a country and its ``?page=N`` until one brings no new teaser."""
        seen: set[str] = set()
        for number in range(self.request.most_pages):
            url = self.source.country_url(slug, number or None)
            self.total += number > 0
            facts = self.page(url, "country", self.source.country_url(slug) if number else "")
            if facts is None or not facts.teasers - seen:
                return
            seen |= facts.teasers
        left_out = self.source.country_url(slug, self.request.most_pages)
        self.total += 1
        detail = f"not asked for: {slug} still had new teasers after {self.request.most_pages} pages"
        self._tell(PageResult(left_out, "country", "too_many", detail, changed=False, resumed=False))

    def page(self, url: str, kind: str, via: str) -> PageFacts | None:
        """Fetch a page, or take it as done by the fetch that was interrupted; gives what it says if it is good."""
        settled = self._settled(url)
        if settled is not None:
            visit = Visit(Verdict(settled.outcome or "ok", "as before the interruption"), settled.good)
        else:
            visit = self.site.visit(url, via)
        verdict = visit.verdict
        if verdict.outcome == "not_found" and page_number(url):
            verdict = Verdict(PAST_END, verdict.detail)
        self._tell(PageResult(url, kind, verdict.outcome, verdict.detail, visit.changed, settled is not None))
        if settled is None:
            self._count_failure(verdict)
        if verdict.outcome not in _GOOD:
            return None
        facts = visit.facts or self._archived(url)
        if facts is not None:
            self._follow(url, facts)
        return facts

    def _archived(self, url: str) -> PageFacts | None:
        """What the page says that the archive holds, where no new one came."""
        page = self.archive.good_page(url)
        return self.site.read(self.archive.snapshot(page)) if page is not None else None

    def _settled(self, url: str) -> Entry | None:
        history = self.archive.history(url)
        newest = history[-1] if history else None
        if newest is None or newest.seen_at < self.started_at or newest.outcome not in _SETTLED:
            return None
        return newest if newest.outcome not in _GOOD or self.archive.holds(url) else None

    def _follow(self, url: str, facts: PageFacts) -> None:
        for link in facts.links:
            if self.source.kind_of(link) == "country":
                self.countries.add(link.partition("?")[0].rpartition("/")[2])
            elif self.source.kind_of(link) == "practice" and link not in self.practices:
                self.practices[link] = url
                self.total += self.request.practices

    def _count_failure(self, verdict: Verdict) -> None:
        self.failures = self.failures + 1 if verdict.outcome in _DOWN else 0
        if self.failures >= self.request.most_failures:
            raise SiteDown(f"{self.failures} pages in a row failed, the last with: {verdict.detail}")

    def _tell(self, result: PageResult) -> None:
        self.results[result.url] = result
        asked = [done for done in self.results.values() if not done.resumed]
        each = (self.clock() - self.began) / len(asked) if asked else None
        done = len(self.results)
        self.report(
            Progress(
                done,
                self.total,
                sum(page.changed for page in self.results.values()),
                sum(not page.fine for page in self.results.values()),
                None if each is None else each * (self.total - done),
                result.url,
            )
        )


def fetch(
    request: Request,
    archive: Archive,
    around: Surroundings,
    version: str,
    report: Callable[[Progress], None],
    source: Source = SOURCES[0],
) -> FetchReport:
    """Fetch the pages that a request names into an open archive, and say what became of each.

    ``version`` is the program's, for the User-Agent. A fetch that was interrupted within the last day and asked the
    same goes on where it stopped. Raises WrongRequest where the request can't be followed, ArchiveDamaged where a page
    that did not change is not in the archive any more, OSError where the disk refuses.
    """
    known = known_slugs(source)
    slugs = wanted_slugs(request, known, source)
    origin = site_of(request, source)
    pace = Pace(request.pause, around.clock, around.sleep)
    check = loopback_problem if request.allow_loopback else public_problem
    with (
        noted(archive.folder, _key(request, slugs), around.now()) as note,
        open_asker(request.agent(version), request.bounds, around, check) as asker,
        open_reader(origin) as read,
    ):
        site = Site(source, origin, archive, asker, pace, request.patience, request.agent(version), read)
        walk = _Walk(request, source, archive, site, note.started_at, around.clock, report, around.clock(), len(slugs))
        stopped = _go(walk, slugs)
        note.finished = stopped is None
    new = tuple(sorted(walk.countries - set(known) - set(slugs)))
    return FetchReport(tuple(walk.results.values()), new, archive.cut_tails, note.resumed, stopped, archive.lost)


def _go(walk: _Walk, slugs: Sequence[str]) -> str | None:
    """Walk to the end; gives the reason where it stops before."""
    try:
        walk.site.enter()
        if walk.site.robots.refusal is not None:
            return walk.site.robots.refusal
        for slug in slugs:
            walk.country(slug)
        for url, via in list(walk.practices.items()) if walk.request.practices else ():
            walk.page(url, "practice", via)
    except (AskedToWait, SiteDown) as reason:
        return str(reason)
    return None


def _key(request: Request, slugs: Sequence[str]) -> str:
    return json.dumps([list(slugs), request.practices, request.base_url])
