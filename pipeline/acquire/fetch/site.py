"""Visits to the pages of one site: robots.txt first, each hop checked, each answer judged and archived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from pipeline.acquire.archive.archive import Archive
from pipeline.acquire.archive.write import Exchange
from pipeline.acquire.fetch.facts import PageFacts, ReadFacts
from pipeline.acquire.fetch.host import Host
from pipeline.acquire.fetch.page import REDIRECTS, Verdict, judge_head, judge_page, judge_redirect, page_of
from pipeline.acquire.fetch.redirects import follow, target_of
from pipeline.acquire.fetch.request import Answer, NoAnswer
from pipeline.acquire.sources import canonical_url
from pipeline.acquire.warc.captures import page_types
from schemas.source import Source


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
        return Exchange(
            url=url,
            asked=answer.asked,
            sent_at=answer.sent_at,
            request_target=httpx.URL(answer.asked).raw_path.decode("ascii"),
            request_headers=answer.request_headers,
            status=answer.status,
            reason=answer.reason,
            headers=answer.headers,
            payload=answer.payload,
            outcome=verdict.outcome,
            notes={
                name: value
                for name, value in (
                    ("program", self.host.agent),
                    ("asked", answer.asked),
                    ("via", via),
                    ("outcome", verdict.outcome),
                    ("detail", verdict.detail),
                )
                if value
            },
        )
