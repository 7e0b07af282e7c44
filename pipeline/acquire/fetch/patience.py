"""When to ask: the pause between requests, and how often and how late to ask again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import tenacity

from pipeline.acquire.archive.write import Answer
from pipeline.acquire.fetch.page import is_cut
from pipeline.acquire.fetch.request import Asker, NoAnswer

LONGEST_WAIT = 600.0
_TOO_MANY = 429


class AskedToWait(Exception):
    """The site asked to be left alone for longer than a fetch waits; the sentence says for how long."""


def is_passing_fault(answer: Answer) -> bool:
    """Whether an answer may be another one if asked for again: the site is busy or broken, or sent half a page."""
    return _is_busy(answer) or is_cut(answer)


def _is_busy(answer: Answer) -> bool:
    return answer.status == _TOO_MANY or answer.status >= 500


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to ask for one page, and the first of the waits in between, which double each time.

    ``longest_rest`` is how long to wait where the site asks for it, and ``rest`` how long where it says no more than
    that there were too many requests. ``is_fault`` tells which answers are worth another try.
    """

    attempts: int = 4
    first_wait: float = 2.0
    longest_wait: float = 60.0
    longest_rest: float = LONGEST_WAIT
    rest: float = 0.0
    is_fault: Callable[[Answer], bool] = is_passing_fault


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
    given as it is. Raises NoAnswer if the last try had none, and AskedToWait where the site asks for a longer wait
    than ``patience.longest_rest`` seconds.
    """
    growing = tenacity.wait_exponential(multiplier=patience.first_wait, max=patience.longest_wait)
    again = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(patience.attempts),
        wait=growing + tenacity.wait_random(0, patience.first_wait),
        retry=tenacity.retry_if_result(lambda outcome: _is_worth_another_try(outcome, patience)),
        retry_error_callback=lambda last: last.outcome and last.outcome.result(),
        sleep=pace.sleep,
    )
    outcome: Answer | NoAnswer = again(lambda: _once(asker, pace, patience, url, extra))
    if isinstance(outcome, NoAnswer):
        raise outcome
    return outcome


def _is_worth_another_try(outcome: Answer | NoAnswer, patience: Patience) -> bool:
    return outcome.again if isinstance(outcome, NoAnswer) else patience.is_fault(outcome)


def _once(asker: Asker, pace: Pace, patience: Patience, url: str, extra: Mapping[str, str]) -> Answer | NoAnswer:
    pace.wait()
    try:
        answer = asker.get(url, extra)
    except NoAnswer as error:
        return error
    finally:
        pace.done()
    if patience.is_fault(answer) and _is_busy(answer):
        pace.rest(_rest_asked(answer, patience, asker.now()))
    return answer


def _rest_asked(answer: Answer, patience: Patience, now: datetime) -> float:
    """How many seconds to leave a busy site alone. Raises AskedToWait if they are too many."""
    wait = retry_after(answer.header("Retry-After"), now)
    if wait is not None and wait > patience.longest_rest:
        raise AskedToWait(f"The site asks to come back in {wait:,.0f} seconds.")
    return wait or (patience.rest if answer.status == _TOO_MANY else 0.0)


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a ``Retry-After`` header asks for, given as seconds or as a date, or None if it says nothing.

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
