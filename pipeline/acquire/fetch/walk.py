"""Fetching the pages of a source into the archive: one polite walk of visits, which can be interrupted and goes on.

Each hop of a visit is checked, and each answer judged and archived.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from pipeline.acquire.archive.archive import Archive
from pipeline.acquire.archive.entries import Entry
from pipeline.acquire.archive.write import Answer, Exchange
from pipeline.acquire.fetch.address import loopback_problem, public_problem
from pipeline.acquire.fetch.host import Host, follow, target_of
from pipeline.acquire.fetch.page import (
    PAST_END,
    REDIRECTS,
    PageFacts,
    ReadFacts,
    Verdict,
    judge_head,
    judge_page,
    judge_redirect,
    open_reader,
    page_of,
)
from pipeline.acquire.fetch.patience import AskedToWait, Pace
from pipeline.acquire.fetch.plan import Request, site_of, wanted_slugs
from pipeline.acquire.fetch.report import GOOD, Account, FetchReport, PageResult, Progress, SiteDown, noted
from pipeline.acquire.fetch.request import NoAnswer, Surroundings, open_asker
from pipeline.acquire.sources import canonical_url
from pipeline.acquire.verdict import page_number
from pipeline.acquire.warc.captures import page_types
from schemas.source import Source

# What an answer in the archive settles; anything else is asked for again when an interrupted fetch goes on.
_SETTLED = GOOD | {PAST_END, "not_found", "forbidden", "redirected", "login", "empty", "unexpected"}


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one page, and whether it shows another content than the archive knew of it before.

    ``facts`` has what was read of the page, where the answer brought one.
    """

    verdict: Verdict
    changed: bool = False
    facts: PageFacts | None = None


@dataclass(slots=True)
class Site:
    """A site, which ``host`` answers for: itself, or a copy of it. Call ``enter`` before any visit."""

    source: Source
    host: Host
    archive: Archive
    read: ReadFacts

    def enter(self) -> None:
        """Read robots.txt and keep the pause that it asks for. Raises AskedToWait."""
        self.host.enter(lambda came_from, target: self._may_follow(came_from, target, stay=False))

    def visit(self, url: str, via: str) -> Visit:
        """Ask for a canonical address, only for changes where the archive has it, and archive the answer.

        Raises AskedToWait if the site wants to be left alone, OSError where the disk refuses.
        """
        robots = self.host.robots
        if not robots.allows(url):
            return Visit(Verdict("robots", robots.refusal or "robots.txt does not allow this page"))
        validators = self.archive.validators(url)
        try:
            answer = self._answer_of_page(url, validators)
        except NoAnswer as error:
            return Visit(Verdict(error.code, str(error)))
        verdict, facts = self._judge(url, answer, conditional=bool(validators))
        before = self.archive.good_page(url)
        self.archive.append(self._exchange(url, answer, verdict, via))
        shown = self.archive.good_page(url)
        return Visit(verdict, shown is not None and (before is None or before.digest != shown.digest), facts)

    def _judge(self, url: str, answer: Answer, *, conditional: bool) -> tuple[Verdict, PageFacts | None]:
        if answer.status in REDIRECTS:
            target = target_of(answer)
            return judge_redirect(url, target, self._canonical(target)), None
        if answer.status == 304 and not conditional:
            return Verdict("unexpected", "status 304 without having asked for changes"), None
        by_head = judge_head(answer, page_types(url))
        if by_head is not None:
            return by_head, None
        facts = self.read(page_of(answer, url, self.source.name))
        return judge_page(answer, facts), facts

    def _answer_of_page(self, url: str, extra: Mapping[str, str]) -> Answer:
        """The answer for a canonical address after redirects to the same page, where robots.txt agrees.

        A redirect that is not followed, or one too many, is the answer. Raises NoAnswer and AskedToWait.
        """
        return follow(
            lambda hop: self.host.ask(hop, extra),
            self.host.origin + url.removeprefix(self.source.site.base),
            lambda came_from, target: self._may_follow(came_from, target, stay=True),
        )

    def _may_follow(self, address: str, target: str, *, stay: bool) -> bool:
        asked, led = self._canonical(address), self._canonical(target)
        if asked is None or led is None:
            return False
        return not stay or (asked == led and self.host.robots.allows(target))

    def _canonical(self, address: str) -> str | None:
        """The canonical form of an address on this site; None off it, and for what is no web address."""
        try:
            own, parts = urlsplit(self.host.origin), urlsplit(address)
            if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
                return canonical_url(self.source.site.base + address.removeprefix(self.host.origin))
            on_site = own.hostname in self.source.site.hosts and parts.hostname in self.source.site.hosts
            # Never from https down to http, nor to another port.
            plain = parts.scheme in {"https", own.scheme} and parts.netloc == parts.hostname
            return canonical_url(address) if on_site and plain else None
        except ValueError:
            return None

    def _exchange(self, url: str, answer: Answer, verdict: Verdict, via: str) -> Exchange:
        notes = {
            "program": self.host.agent,
            "asked": answer.asked,
            "via": via,
            "outcome": verdict.outcome,
            "detail": verdict.detail,
        }
        return Exchange(url, answer, verdict.outcome, notes)


@dataclass(slots=True)
class _SiteWalk:
    """A walk over the pages, and what it has seen so far."""

    request: Request
    site: Site
    started_at: datetime
    account: Account
    linked: dict[str, str] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)

    def country(self, slug: str) -> None:
        """The page of a country and its ``?page=N`` until one brings no new teaser."""
        seen: set[str] = set()
        for number in range(self.request.most_pages):
            url = self.request.source.site.country_url(slug, number or None)
            self.account.total += number > 0
            facts = self.page(url, "country", self.request.source.site.country_url(slug) if number else "")
            if facts is None or not facts.teasers - seen:
                return
            seen |= facts.teasers
        left_out = self.request.source.site.country_url(slug, self.request.most_pages)
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
        page = self.site.archive.good_page(url)
        return self.site.read(self.site.archive.snapshot(page)) if page is not None else None

    def _settled_entry(self, url: str) -> Entry | None:
        own = [entry for entry in self.site.archive.history(url) if entry.source_uri is None]
        newest = own[-1] if own else None
        if newest is None or newest.seen_at < self.started_at or newest.outcome not in _SETTLED:
            return None
        return newest if newest.outcome not in GOOD or self.site.archive.holds(url) else None

    def _follow(self, url: str, facts: PageFacts) -> None:
        for link in facts.links:
            slug = self.request.source.site.slug_of(link)
            if slug is not None:
                self.countries.add(slug)
            elif self.request.source.site.kind_of(link) in self.request.source.site.linked and link not in self.linked:
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
        walk = _SiteWalk(request, site, note.started_at, account)
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
            walk.page(url, walk.request.source.site.kind_of(url) or "", via)
    except (AskedToWait, SiteDown) as reason:
        return str(reason)
    return None


def _key_of_walk(request: Request, slugs: Sequence[str]) -> str:
    return json.dumps([request.source.name, list(slugs), request.linked, request.base_url])
