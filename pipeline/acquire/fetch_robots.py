"""What a site's robots.txt allows us, after RFC 9309."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from pipeline.acquire.fetch_request import Answer, NoAnswer

AGENT_NAME = "country-profiles"
# RFC 9309 has crawlers read at least 500 KiB.
_MAX_BYTES = 512 * 1024
_LONGEST_DELAY = 3600.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site. ``refusal`` is set where nothing at all may be fetched; ``delay`` is in seconds."""

    rules: Protego | None
    refusal: str | None = None
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether a page may be fetched, by its path and query."""
        return self.refusal is None and (self.rules is None or self.rules.can_fetch(_local(url), AGENT_NAME))


def read_robots(answer: Answer | NoAnswer) -> Robots:
    """The rules that an answer for /robots.txt gives.

    No file (4xx) means no rules. A server error, too many requests, a redirect that leads nowhere, or no answer at all
    means that nothing may be fetched.
    """
    if isinstance(answer, NoAnswer):
        return Robots(None, f"robots.txt can't be read: {answer}")
    if answer.status == 429 or not 200 <= answer.status < 500 or 300 <= answer.status < 400:
        return Robots(None, f"robots.txt can't be read: the site answers with status {answer.status}.")
    if answer.status >= 400:
        return Robots(None)
    rules = Protego.parse(answer.payload[:_MAX_BYTES].decode("utf-8-sig", "replace").replace("\0", ""))
    delay = _delay(rules)
    if delay > _LONGEST_DELAY:
        return Robots(rules, f"robots.txt asks for {delay:,.0f} seconds between requests, too long to fetch anything.")
    return Robots(rules, delay=delay)


def _delay(rules: Protego) -> float:
    rate = rules.request_rate(AGENT_NAME)
    return max(rules.crawl_delay(AGENT_NAME) or 0.0, rate.seconds / rate.requests if rate else 0.0)


def _local(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
