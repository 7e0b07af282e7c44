"""A host that is asked politely: its robots.txt first, then one request at a time, no faster than it wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.acquire.fetch.patience import Pace, Patience, ask
from pipeline.acquire.fetch.redirects import follow
from pipeline.acquire.fetch.request import Answer, Asker, NoAnswer
from pipeline.acquire.fetch.robots import Robots, read_robots


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
