"""Since when an address shows a page, and how long it did, by all sightings of the address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pipeline.acquire.warc.captures import Sighting


class Presence(NamedTuple):
    """When (UTC) an address last showed a payload: from the first to the last sighting of the latest unbroken run."""

    since: datetime
    until: datetime


def present_since(sightings: Iterable[Sighting]) -> dict[str, datetime]:
    """For each page id, when its payload was first captured in the latest unbroken run of it under its URL."""
    return {page_id: presence.since for page_id, presence in presences(sightings).items()}


def presences(sightings: Iterable[Sighting], as_of: datetime | None = None) -> dict[str, Presence]:
    """For each page id the latest unbroken run of its payload under its URL, as of a time (UTC) or of all times.

    Captures of one URL are put in order of time. A revisit belongs to the payload of that URL whose digest it names,
    else to the one captured just before it; a revisit of a payload that was never captured here tells nothing. What
    was seen later than ``as_of`` was not seen, but may be what holds the payload of an earlier revisit.
    """
    histories: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        histories.setdefault(sighting.url, []).append(sighting)
    shown: dict[str, Presence] = {}
    for history in histories.values():
        before: str | None = None
        for moment, page_id in _pages_in_time(history, as_of):
            if page_id is not None:
                since = shown[page_id].since if page_id == before else moment
                shown[page_id] = Presence(since, moment)
            before = page_id
    return shown


def _pages_in_time(history: Sequence[Sighting], as_of: datetime | None) -> Iterator[tuple[datetime, str | None]]:
    """When one address showed which page, in order of time, or None if a revisit does not tell which."""
    known = {seen.digest: seen.page_id for seen in history if seen.digest and seen.page_id}
    until_then = [seen for seen in history if as_of is None or seen.seen_at <= as_of]
    page_id: str | None = None
    for seen in sorted(until_then, key=_captures_before_revisits):
        page_id = seen.page_id or known.get(seen.digest or "", page_id)
        yield seen.seen_at, page_id


def _captures_before_revisits(seen: Sighting) -> tuple[datetime, bool, str]:
    """The order of time; at the same moment a capture comes before a revisit, which refers to it."""
    return seen.seen_at, seen.page_id is None, seen.page_id or ""
