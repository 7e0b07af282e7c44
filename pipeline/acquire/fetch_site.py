"""Visits to the pages of one site: robots.txt first, each hop checked, each answer judged and archived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from pipeline.acquire.archive import Archive
from pipeline.acquire.archive_write import Exchange
from pipeline.acquire.fetch_facts import PageFacts, ReadFacts
from pipeline.acquire.fetch_page import REDIRECTS, Verdict, judge_head, judge_page, judge_redirect, page_of
from pipeline.acquire.fetch_patience import Pace, Patience, ask
from pipeline.acquire.fetch_request import Answer, Asker, NoAnswer
from pipeline.acquire.fetch_robots import Robots, read_robots
from pipeline.acquire.sources import Source, canonical_url

MOST_HOPS = 5


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one page, and whether the archive now holds a content of it that it did not hold before.

    ``facts`` has what was read of the page, where the answer brought one.
    """

    verdict: Verdict
    changed: bool = False
    facts: PageFacts | None = None


@dataclass(slots=True)
class Site:
    """A site, asked at ``origin``, which is its own base or that of a copy. Call ``enter`` before any visit."""

    source: Source
    origin: str
    archive: Archive
    asker: Asker
    pace: Pace
    patience: Patience
    agent: str
    read: ReadFacts
    robots: Robots = field(default_factory=lambda: Robots(None, "robots.txt was not read yet."))

    def enter(self) -> None:
        """Read robots.txt and keep the pause that it asks for. Raises AskedToWait."""
        try:
            self.robots = read_robots(self._hops(f"{self.origin}/robots.txt", {}, stay=False))
        except NoAnswer as error:
            self.robots = read_robots(error)
        self.pace.pause = max(self.pace.pause, self.robots.delay)

    def visit(self, url: str, via: str) -> Visit:
        """Ask for a canonical address, only for changes where the archive has it, and archive the answer.

        Raises AskedToWait where the site wants to be left alone, OSError where the disk refuses.
        """
        if not self.robots.allows(url):
            return Visit(Verdict("robots", self.robots.refusal or "robots.txt does not allow this page"))
        validators = self.archive.validators(url)
        try:
            answer = self._hops(self.origin + url.removeprefix(self.source.base), validators, stay=True)
        except NoAnswer as error:
            return Visit(Verdict(error.code, str(error)))
        verdict, facts = self._judge(url, answer, conditional=bool(validators))
        before = self.archive.good_page(url)
        entry = self.archive.append(self._exchange(url, answer, verdict, via))
        return Visit(verdict, entry.good and (before is None or before.digest != entry.digest), facts)

    def _judge(self, url: str, answer: Answer, *, conditional: bool) -> tuple[Verdict, PageFacts | None]:
        if answer.status in REDIRECTS:
            target = _target(answer)
            return judge_redirect(url, target, self._canonical(target)), None
        if answer.status == 304 and not conditional:
            return Verdict("unexpected", "status 304 without having asked for changes"), None
        by_head = judge_head(answer)
        if by_head is not None:
            return by_head, None
        facts = self.read(page_of(answer, url, self.source.name))
        return judge_page(answer, facts), facts

    def _hops(self, address: str, extra: Mapping[str, str], *, stay: bool) -> Answer:
        """The answer after redirects on this site; with ``stay`` only those to the same page, where robots.txt agrees.

        A redirect that is not followed, or one too many, is the answer. Raises NoAnswer and AskedToWait.
        """
        answer = ask(self.asker, self.pace, self.patience, address, extra)
        for _ in range(MOST_HOPS):
            target = _target(answer)
            if answer.status not in REDIRECTS or not self._may_follow(address, target, stay=stay):
                break
            answer = ask(self.asker, self.pace, self.patience, target, extra)
        return answer

    def _may_follow(self, address: str, target: str, *, stay: bool) -> bool:
        asked, led = self._canonical(address), self._canonical(target)
        if asked is None or led is None:
            return False
        return not stay or (asked == led and self.robots.allows(target))

    def _canonical(self, address: str) -> str | None:
        """The canonical form of an address on this site; None off it, and for what is no web address."""
        try:
            own, parts = urlsplit(self.origin), urlsplit(address)
            if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
                return canonical_url(self.source.base + address.removeprefix(self.origin))
            on_site = own.hostname in self.source.hosts and parts.hostname in self.source.hosts
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
                    ("program", self.agent),
                    ("asked", answer.asked),
                    ("via", via),
                    ("outcome", verdict.outcome),
                    ("detail", verdict.detail),
                )
                if value
            },
        )


def _target(answer: Answer) -> str:
    """Where an answer redirects to, as an absolute address; empty where it does not say, or not sensibly."""
    location = answer.header("Location") or ""
    try:
        return urljoin(answer.asked, location.strip()) if location else ""
    except ValueError:
        return ""
