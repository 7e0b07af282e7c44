"""When to ask: the pause between requests, and how often and how late to ask again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import tenacity

from pipeline.acquire.fetch_page import is_cut
from pipeline.acquire.fetch_request import Answer, Asker, NoAnswer

LONGEST_WAIT = 600.0


class AskedToWait(Exception):  # noqa: N818  named as what happened
    """The site asked to be left alone for longer than a fetch waits; the sentence says for how long."""


class _AskAgain(Exception):  # noqa: N818  a signal to tenacity
    """The answer, or its absence, that is worth another try."""

    def __init__(self, outcome: Answer | NoAnswer) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to ask for one page, and the first of the waits in between, which double each time."""

    attempts: int = 4
    first_wait: float = 2.0
    longest_wait: float = 60.0


@dataclass(slots=True)
class Pace:
    """At most one request at a time, and ``pause`` seconds from the end of one to the start of the next.

    Where the site asked for a rest, the next request waits for the end of that, whichever page it is for.
    """

    pause: float
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    _ended_at: float = -math.inf
    _rests_until: float = -math.inf

    def wait(self) -> None:
        """Sleep until the next request may be sent."""
        # A sleep can end early by the grain of the clock, and the pause is a promise.
        while (left := max(self._ended_at + self.pause, self._rests_until) - self.clock()) > 0:
            self.sleep(left)

    def rest(self, seconds: float) -> None:
        """The site asked to be left alone for so long from now."""
        self._rests_until = self.clock() + seconds

    def done(self) -> None:
        """A request has ended."""
        self._ended_at = self.clock()


def ask(asker: Asker, pace: Pace, patience: Patience, url: str, extra: Mapping[str, str]) -> Answer:
    """The answer for an address, asked for again on 429, 5xx and what broke off, with growing, jittered waits.

    ``Retry-After`` is honoured; after the last try by the next request to the site. The answer of the last try is
    given as it is. Raises NoAnswer where the last try had none, and AskedToWait where the site asks for a longer wait
    than ``LONGEST_WAIT`` seconds.
    """
    growing = tenacity.wait_exponential(multiplier=patience.first_wait, max=patience.longest_wait)
    again = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(patience.attempts),
        wait=growing + tenacity.wait_random(0, patience.first_wait),
        retry=tenacity.retry_if_exception_type(_AskAgain),
        sleep=pace.sleep,
        reraise=True,
    )
    try:
        return again(lambda: _once(asker, pace, url, extra))
    except _AskAgain as last:
        if isinstance(last.outcome, NoAnswer):
            raise last.outcome from None
        return last.outcome


def _once(asker: Asker, pace: Pace, url: str, extra: Mapping[str, str]) -> Answer:
    pace.wait()
    try:
        answer = asker.get(url, extra)
    except NoAnswer as error:
        if error.again:
            raise _AskAgain(error) from error
        raise
    finally:
        pace.done()
    if answer.status == 429 or answer.status >= 500:
        wait = retry_after(answer.header("Retry-After"), asker.now())
        if wait is not None and wait > LONGEST_WAIT:
            raise AskedToWait(f"The site asks to come back in {wait:,.0f} seconds.")
        pace.rest(wait or 0.0)
        raise _AskAgain(answer)
    if is_cut(answer):
        raise _AskAgain(answer)
    return answer


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a ``Retry-After`` header asks for, given as seconds or as a date; None where it says nothing.

    ``now`` is in UTC without a zone.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
        utc = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return max(0.0, (utc - now).total_seconds())
