"""Fetching the pages of a source into the archive: one polite walk, which can be interrupted and goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.acquire.archive.archive import Archive
from pipeline.acquire.archive.entries import Entry
from pipeline.acquire.fetch.address import loopback_problem, public_problem
from pipeline.acquire.fetch.facts import PageFacts, open_reader
from pipeline.acquire.fetch.host import Host
from pipeline.acquire.fetch.page import PAST_END, Verdict
from pipeline.acquire.fetch.patience import AskedToWait, Pace
from pipeline.acquire.fetch.plan import Request, site_of, wanted_slugs
from pipeline.acquire.fetch.report import GOOD, Account, FetchReport, PageResult, Progress, SiteDown
from pipeline.acquire.fetch.request import Surroundings, open_asker
from pipeline.acquire.fetch.resume import noted
from pipeline.acquire.fetch.site import Site, Visit
from pipeline.acquire.verdict import page_number
from schemas.source import Source

# What an answer in the archive settles; anything else is asked for again when an interrupted fetch goes on.
_SETTLED = GOOD | {PAST_END, "not_found", "forbidden", "redirected", "login", "empty", "unexpected"}


@dataclass(slots=True)
class _SiteWalk:
    """A walk over the pages, and what it has seen so far."""

    request: Request
    source: Source
    archive: Archive
    site: Site
    started_at: datetime
    account: Account
    linked: dict[str, str] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)

    def country(self, slug: str) -> None:
        """The page of a country and its ``?page=N`` until one brings no new teaser."""
        seen: set[str] = set()
        for number in range(self.request.most_pages):
            url = self.source.site.country_url(slug, number or None)
            self.account.total += number > 0
            facts = self.page(url, "country", self.source.site.country_url(slug) if number else "")
            if facts is None or not facts.teasers - seen:
                return
            seen |= facts.teasers
        left_out = self.source.site.country_url(slug, self.request.most_pages)
        self.account.total += 1
        detail = f"not asked for: {slug} still had new teasers after {self.request.most_pages} pages"
        self.account.add(PageResult(left_out, "country", "too_many", detail, changed=False, resumed=False))

    def page(self, url: str, kind: str, via: str) -> PageFacts | None:
        """Fetch a page, or take it as done by the fetch that was interrupted; gives what it says if it is good."""
        settled = self._settled_entry(url)
        if settled is not None:
            visit = Visit(Verdict(settled.outcome or "ok", "as before the interruption"), settled.good)
        else:
            visit = self.site.visit(url, via)
        verdict = visit.verdict
        if verdict.outcome == "not_found" and page_number(url):
            verdict = Verdict(PAST_END, verdict.detail)
        self.account.add(PageResult(url, kind, verdict.outcome, verdict.detail, visit.changed, settled is not None))
        if settled is None:
            self.account.count_failure(verdict)
        if verdict.outcome not in GOOD:
            return None
        facts = visit.facts or self._archived(url)
        if facts is not None:
            self._follow(url, facts)
        return facts

    def _archived(self, url: str) -> PageFacts | None:
        """What the page says that the archive holds, where no new one came."""
        page = self.archive.good_page(url)
        return self.site.read(self.archive.snapshot(page)) if page is not None else None

    def _settled_entry(self, url: str) -> Entry | None:
        own = [entry for entry in self.archive.history(url) if entry.source_uri is None]
        newest = own[-1] if own else None
        if newest is None or newest.seen_at < self.started_at or newest.outcome not in _SETTLED:
            return None
        return newest if newest.outcome not in GOOD or self.archive.holds(url) else None

    def _follow(self, url: str, facts: PageFacts) -> None:
        for link in facts.links:
            slug = self.source.site.slug_of(link)
            if slug is not None:
                self.countries.add(slug)
            elif self.source.site.kind_of(link) in self.source.site.linked and link not in self.linked:
                self.linked[link] = url
                self.account.total += self.request.linked


def fetch(
    request: Request,
    archive: Archive,
    around: Surroundings,
    version: str,
    report: Callable[[Progress], None],
) -> FetchReport:
    """Fetch the pages that a request names into an open archive, and say what became of each.

    ``version`` is the program's, for the User-Agent. A fetch that was interrupted within the last day and asked the
    same goes on where it stopped. Raises WrongRequest if the request can't be followed, ArchiveDamaged where a page
    that did not change is not in the archive any more, OSError where the disk refuses.
    """
    source, slugs, origin = request.source, wanted_slugs(request), site_of(request)
    agent, pace = request.agent(version), Pace(request.pause, around.clock, around.sleep)
    check = loopback_problem if request.allow_loopback else public_problem
    with (
        noted(archive.folder, _key_of_walk(request, slugs), around.now()) as note,
        open_asker(agent, request.bounds, around, check, source.site.media_types) as asker,
        open_reader(origin) as read,
    ):
        site = Site(source, Host(origin, asker, pace, request.patience, agent), archive, read)
        account = Account(report, around.clock, around.clock(), len(slugs), request.most_failures)
        walk = _SiteWalk(request, source, archive, site, note.started_at, account)
        stopped = _walk_site(walk, slugs)
        note.finished = stopped is None
    new = tuple(sorted(walk.countries - set(source.site.slugs()) - set(slugs)))
    return FetchReport(account.results, new, archive.cut_tails, note.resumed, stopped, archive.lost)


def _walk_site(walk: _SiteWalk, slugs: Sequence[str]) -> str | None:
    """Walk to the end; gives the reason where it stops before."""
    try:
        walk.site.enter()
        if walk.site.host.robots.refusal is not None:
            return walk.site.host.robots.refusal
        for slug in slugs:
            walk.country(slug)
        for url, via in list(walk.linked.items()) if walk.request.linked else ():
            walk.page(url, walk.source.site.kind_of(url) or "", via)
    except (AskedToWait, SiteDown) as reason:
        return str(reason)
    return None


def _key_of_walk(request: Request, slugs: Sequence[str]) -> str:
    return json.dumps([request.source.name, list(slugs), request.linked, request.base_url])
