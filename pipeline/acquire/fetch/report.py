"""What a fetch did, page by page: its account while it is under way, its report, and notes for one that goes on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.acquire.fetch.page import PAST_END, Verdict
from warehouse.disk import replacing

GOOD = frozenset({"ok", "not_modified"})
"""The outcomes of a page that was shown, new or as it was."""
# Of a web archive's captures: the archive of DATA has it already, or its content under another time.
_NOT_ASKED = frozenset({"held", "repeat"})
# And these: it is no page, or there is none.
_FINE = GOOD | _NOT_ASKED | {PAST_END, "no_page", "no_capture"}
_DOWN = frozenset({"error", "timeout", "unreachable", "incomplete"})
_NOTES = ".fetch.json"
_RESUMABLE = timedelta(hours=24)


class SiteDown(Exception):
    """The site can't be fetched from now; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch is. ``total`` grows with the pages that are found; ``seconds_left`` is None at first."""

    done: int
    total: int
    changed: int
    errors: int
    seconds_left: float | None
    url: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of one page.

    ``changed`` says that its content is new to the archive, ``resumed`` that an interrupted fetch had done it already.
    ``captured_at`` (UTC) is the time of a web archive's capture, None for the page as it is now.
    """

    url: str
    kind: str
    outcome: str
    detail: str
    changed: bool
    resumed: bool
    captured_at: datetime | None = None

    @property
    def shown(self) -> bool:
        """Whether the page was shown, new or as it was."""
        return self.outcome in GOOD | _NOT_ASKED

    @property
    def fine(self) -> bool:
        """Whether all went as it should: the page was shown, or there is none to be had, as at a country's end."""
        return self.outcome in _FINE


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch did. ``stopped`` says why it ended before its end; ``new_slugs`` are in links but not known.

    ``lost`` has a sentence for each answer that the archive held once and holds no more.
    """

    results: tuple[PageResult, ...]
    new_slugs: tuple[str, ...]
    cut_tails: tuple[str, ...]
    resumed: bool
    stopped: str | None
    lost: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many pages had each outcome."""
        return dict(sorted(Counter(result.outcome for result in self.results).items()))

    @property
    def changed(self) -> int:
        """How many good pages are new or changed."""
        return sum(result.changed for result in self.results)

    @property
    def complete(self) -> bool:
        """Whether the walk came to its end and no page was missed."""
        return self.stopped is None and all(result.fine for result in self.results)


@dataclass(slots=True)
class Account:
    """The account of a fetch under way, told to whoever watches it. ``clock`` gives seconds.

    ``total`` is how many pages there are to fetch, as far as is known; whoever finds more raises it.
    """

    watch: Callable[[Progress], None]
    clock: Callable[[], float]
    began: float
    total: int
    most_failures: int
    _results: dict[tuple[str, datetime | None], PageResult] = field(default_factory=dict)
    _failures: int = 0

    @property
    def results(self) -> tuple[PageResult, ...]:
        """What became of the pages so far, in order."""
        return tuple(self._results.values())

    def add(self, result: PageResult) -> None:
        """Enter what became of a page."""
        self._results[result.url, result.captured_at] = result
        done, results = len(self._results), self.results
        asked = [one for one in results if not one.resumed and one.outcome not in _NOT_ASKED]
        left = (self.clock() - self.began) / len(asked) * (self.total - done) if asked else None
        changed, errors = sum(one.changed for one in results), sum(not one.fine for one in results)
        self.watch(Progress(done, self.total, changed, errors, left, result.url))

    def count_failure(self, verdict: Verdict) -> None:
        """Mind how many requests in a row failed. Raises SiteDown if they are too many."""
        self._failures = self._failures + 1 if verdict.outcome in _DOWN else 0
        if self._failures >= self.most_failures:
            raise SiteDown(f"{self._failures} pages in a row failed, the last with: {verdict.detail}")


@dataclass(slots=True)
class Note:
    """When a fetch began (UTC, without a zone), whether it was interrupted since, and whether it is at its end."""

    started_at: datetime
    resumed: bool
    finished: bool = False


@contextmanager
def noted(folder: Path, request: str, now: datetime) -> Iterator[Note]:
    """The note of a fetch, which stays in the archive's ``folder`` until the fetch says that it is finished.

    ``request`` tells what is asked for: a fetch goes on with one that asked the same within the last day.
    Raises OSError that names the file where the disk refuses.
    """
    path = folder / _NOTES
    under_way = {asked: began for asked, began in _read_notes(path).items() if timedelta() <= now - began < _RESUMABLE}
    note = Note(under_way.get(request, now), request in under_way)
    _write_notes(path, {**under_way, request: note.started_at})
    yield note
    if note.finished:
        _write_notes(path, {asked: began for asked, began in under_way.items() if asked != request})


def _read_notes(path: Path) -> dict[str, datetime]:
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))["fetches"]
        return {str(asked): datetime.fromisoformat(began) for asked, began in notes.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_notes(path: Path, notes: Mapping[str, datetime]) -> None:
    if not notes:
        path.unlink(missing_ok=True)
        return
    shown = {asked: began.isoformat() for asked, began in notes.items()}
    with replacing(path) as file:
        file.write(json.dumps({"fetches": shown}).encode())
