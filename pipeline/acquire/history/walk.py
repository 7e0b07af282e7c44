"""Fetching the history of pages out of a web archive: one polite walk over captures, which goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from pipeline.acquire.archive.archive import Archive
from pipeline.acquire.archive.entries import Entry
from pipeline.acquire.fetch.address import loopback_problem, public_problem
from pipeline.acquire.fetch.host import Host
from pipeline.acquire.fetch.page import PageFacts, Verdict, open_reader
from pipeline.acquire.fetch.patience import AskedToWait, Pace
from pipeline.acquire.fetch.report import Account, FetchReport, PageResult, Progress, SiteDown, noted
from pipeline.acquire.fetch.request import NoAnswer, Surroundings, open_asker
from pipeline.acquire.fetch.walk import Visit
from pipeline.acquire.history.cdx import IndexQuery, IndexUnreadable, ListedCapture
from pipeline.acquire.history.plan import HistoryRequest, captures_to_have, is_of_country
from pipeline.acquire.history.replay import WebArchive

# What no later fetch will find to be a page either.
_NEVER_A_PAGE = frozenset({"no_page", "not_found", "forbidden", "redirected", "unexpected"})


@dataclass(slots=True)
class _ArchiveWalk:
    """A walk over captures, and the pages that it has seen links to so far."""

    request: HistoryRequest
    web: WebArchive
    account: Account
    now: datetime
    linked: dict[str, None] = field(default_factory=dict)
    read: set[str | None] = field(default_factory=set)

    def country(self, slug: str) -> None:
        """The captures of a country's page and of its ``?page=N``."""
        url = self.request.source.site.country_url(slug)
        self._captures_of(url, "country", self.request.of_country(url), lambda found: is_of_country(found, url))

    def linked_page(self, url: str) -> None:
        """The captures of a page that captures of countries' pages lead on to."""
        self.account.total += 1
        kind = self.request.source.site.kind_of(url) or ""
        self._captures_of(url, kind, self.request.of_page(url), lambda found: found == url)

    def _captures_of(self, url: str, kind: str, query: IndexQuery, is_wanted: Callable[[str], bool]) -> None:
        try:
            named = self.web.captures(query)
        except (NoAnswer, IndexUnreadable) as error:
            # The index could not be asked, so that the captures of the page are not known.
            verdict = Verdict(error.code, str(error))
            self._add_result(url, kind, None, Visit(verdict))
            self.account.count_failure(verdict)
            return
        wanted = [one for one in named if is_wanted(one.url) and one.captured_at <= self.now]
        if not wanted:
            self._add_result(url, kind, None, Visit(Verdict("no_capture", "the web archive has none of that time")))
            return
        self._have_captures(wanted, kind)

    def _have_captures(self, captures: Sequence[ListedCapture], kind: str) -> None:
        choices = [
            choice
            for _, of_address in groupby(captures, key=lambda one: one.url)
            for choice in captures_to_have(list(of_address), self.request.every)
        ]
        self.account.total += len(choices) - 1
        for choice in choices:
            self._have_capture(choice, kind)

    def _have_capture(self, choice: Sequence[ListedCapture], kind: str) -> None:
        """Have the first of some captures that is a page."""
        for position, capture in enumerate(choice):
            self.account.total += position > 0
            known = self._archived_visit(capture) or self._repeated_visit(capture)
            visit = known or self.web.visit(capture)
            self._add_result(capture.url, kind, capture.captured_at, visit)
            if known is None:
                self.account.count_failure(visit.verdict)
            self._follow(capture, visit.facts)
            if visit.verdict.outcome not in _NEVER_A_PAGE:
                return

    def _archived_visit(self, capture: ListedCapture) -> Visit | None:
        """What became of a capture that the archive of DATA has already, or None if it has not, or can't be read."""
        for entry in self._entries_at(capture):
            if entry.shows is None:
                return Visit(Verdict("no_page", f"as before: {entry.outcome or 'of no use'}"))
            if self._page_of(entry) is not None:
                return Visit(Verdict("held"))
        return None

    def _entries_at(self, capture: ListedCapture) -> Iterator[Entry]:
        """The answers in the archive of DATA that are this capture, or that the web archive served in its place."""
        for entry in self.web.archive.history(capture.url):
            if capture.captured_at in {entry.seen_at.replace(microsecond=0), entry.asked_for}:
                yield entry

    def _repeated_visit(self, capture: ListedCapture) -> Visit | None:
        """What a capture is whose content the index names as one that the archive of DATA has from there; else None."""
        for entry in reversed(self.web.archive.history(capture.url) if capture.digest else ()):
            if entry.source_digest == capture.digest:
                page = self._page_of(entry)
                if page is not None:
                    self.web.note_repeat(capture, page)
                    return Visit(Verdict("repeat"))
                if entry.shows is None:
                    return Visit(Verdict("no_page", f"the same as on {entry.seen_at:%Y-%m-%d}: {entry.outcome}"))
        return None

    def _page_of(self, entry: Entry) -> Entry | None:
        """The record that holds the page that an answer showed; None for no page, and where that is damaged."""
        return self.web.archive.page_with(entry.url, entry.digest) if entry.shows and entry.digest else None

    def _add_result(self, url: str, kind: str, captured_at: datetime | None, visit: Visit) -> None:
        verdict = visit.verdict
        self.account.add(
            PageResult(
                url, kind, verdict.outcome, verdict.detail, visit.changed, resumed=False, captured_at=captured_at
            )
        )

    def _follow(self, capture: ListedCapture, facts: PageFacts | None) -> None:
        """Mind the pages that a capture leads on to, where they are wanted too."""
        for link in self._links_of(capture, facts) if self.request.pages.linked else ():
            if self.request.source.site.kind_of(link) in self.request.source.site.linked:
                self.linked.setdefault(link)

    def _links_of(self, capture: ListedCapture, facts: PageFacts | None) -> Iterator[str]:
        """The links of a capture: as they were just read, else those of the page that the archive of DATA has of it."""
        if facts is not None:
            yield from facts.links
            return
        for entry in self._entries_at(capture):
            page = self._page_of(entry)
            if page is not None and page.digest not in self.read:
                self.read.add(page.digest)
                yield from self.web.read(self.web.archive.snapshot(page)).links


def fetch_history(
    request: HistoryRequest,
    archive: Archive,
    around: Surroundings,
    version: str,
    report: Callable[[Progress], None],
) -> FetchReport:
    """Fetch the captures that a request names into an open archive, and say what became of each.

    What the archive has is not asked for again, so that an interrupted fetch goes on where it stopped. ``version`` is
    the program's, for the User-Agent. Raises WrongRequest if the request can't be followed, ArchiveDamaged where a
    page is not in the archive any more, OSError where the disk refuses.
    """
    source, slugs, origin = request.source, request.slugs(), request.origin()
    agent = request.pages.agent(version)
    check = loopback_problem if request.pages.allow_loopback else public_problem
    pace = Pace(request.pause, around.clock, around.sleep)
    with (
        noted(archive.folder, request.key(), around.now()) as note,
        open_asker(agent, request.bounds, around, check) as asker,
        open_reader(source.site.base) as read,
    ):
        web = WebArchive(source, Host(origin, asker, pace, request.patience, agent), archive, read)
        account = Account(report, around.clock, around.clock(), len(slugs), request.pages.most_failures)
        stopped = _walk_archive(_ArchiveWalk(request, web, account, around.now()), slugs)
        note.finished = stopped is None
    return FetchReport(account.results, (), archive.cut_tails, note.resumed, stopped, archive.lost)


def _walk_archive(walk: _ArchiveWalk, slugs: Sequence[str]) -> str | None:
    """Walk to the end; gives the reason where it stops before."""
    try:
        walk.web.enter()
        if walk.web.host.robots.refusal is not None:
            return walk.web.host.robots.refusal
        for slug in slugs:
            walk.country(slug)
        for url in list(walk.linked):
            walk.linked_page(url)
    except (AskedToWait, SiteDown) as reason:
        return str(reason)
    return None
