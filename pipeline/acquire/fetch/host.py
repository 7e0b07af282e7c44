"""A host that is asked politely: what its robots.txt allows (RFC 9309), then one request at a time, hop by hop."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from protego import Protego

from pipeline.acquire.archive.write import Answer
from pipeline.acquire.fetch.page import REDIRECTS
from pipeline.acquire.fetch.patience import Pace, Patience, ask
from pipeline.acquire.fetch.request import Asker, NoAnswer

MOST_HOPS = 5
AGENT_NAME = "country-profiles"
# RFC 9309 has crawlers read at least 500 KiB.
MOST_ROBOTS_BYTES = 512 * 1024
_LONGEST_DELAY = 3600.0
_FOREVER = 10**9
# A group is for the product token that opens its value (RFC 9309, 2.2.1): "Name/2.0" is for Name, "Na" is not.
_GROUP = re.compile(
    r"\s{0,40}user[- ]?agent(?:\s{0,40}:|\s)\s{0,40}(?P<token>[a-z_-]{1,80}|\*(?=\s{0,40}(?:#|$)))?", re.IGNORECASE
)
_NOT_US = "x"


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
    rules = Protego.parse("\n".join(_by_token(line) for line in _text(answer.payload).splitlines()))
    delay = _delay(rules)
    if delay > _LONGEST_DELAY:
        return Robots(rules, "robots.txt asks for more than an hour between requests, too long to fetch anything.")
    return Robots(rules, delay=delay)


def _text(payload: bytes) -> str:
    """The text of a robots.txt, as far as it is read; a rule that the bound would cut is left out whole."""
    text = payload[:MOST_ROBOTS_BYTES].decode("utf-8-sig", "replace").replace("\0", "")
    return text if len(payload) <= MOST_ROBOTS_BYTES else text[: max(text.rfind("\n"), text.rfind("\r")) + 1]


def _by_token(line: str) -> str:
    """A line with the name of its group as the parser is to compare it, which compares beginnings of names."""
    group = _GROUP.match(line)
    if group is None:
        return line
    token = (group["token"] or "").lower()
    return f"User-agent: {token if token in {AGENT_NAME, '*'} else _NOT_US}"


def _delay(rules: Protego) -> float:
    rate = rules.request_rate(AGENT_NAME)
    # The numbers may have thousands of digits, which no float holds.
    each = min(rate.seconds, _FOREVER) / rate.requests if rate else 0.0
    return max(rules.crawl_delay(AGENT_NAME) or 0.0, each)


def _local(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass(slots=True)
class Host:
    """A host, asked at ``origin`` by a program that calls itself ``agent``. Call ``enter`` before anything else."""

    origin: str
    asker: Asker
    pace: Pace
    patience: Patience
    agent: str
    robots: Robots = field(default_factory=lambda: Robots(None, "robots.txt was not read yet."))

    def enter(self, may_follow: Callable[[str, str], bool]) -> None:
        """Read robots.txt, after redirects that ``may_follow`` allows, and keep the pause that it asks for.

        Raises AskedToWait.
        """
        try:
            self.robots = read_robots(follow(lambda hop: self.ask(hop, {}), f"{self.origin}/robots.txt", may_follow))
        except NoAnswer as error:
            self.robots = read_robots(error)
        self.pace.pause = max(self.pace.pause, self.robots.delay)

    def ask(self, address: str, extra: Mapping[str, str]) -> Answer:
        """The answer for an address, with further headers. Raises NoAnswer and AskedToWait."""
        return ask(self.asker, self.pace, self.patience, address, extra)


def follow(ask_for: Callable[[str], Answer], address: str, may_follow: Callable[[str, str], bool]) -> Answer:
    """The answer for an address after redirects; ``may_follow`` is given where each comes from and leads to.

    A redirect that is not followed, or one too many, is the answer. Raises what ``ask_for`` raises.
    """
    answer = ask_for(address)
    for _ in range(MOST_HOPS):
        target = target_of(answer)
        if answer.status not in REDIRECTS or not may_follow(address, target):
            break
        answer = ask_for(target)
    return answer


def target_of(answer: Answer) -> str:
    """Where an answer redirects to, as an absolute address; empty where it does not say, or not sensibly."""
    location = answer.header("Location") or ""
    try:
        return urljoin(answer.asked, location.strip()) if location else ""
    except ValueError:
        return ""
