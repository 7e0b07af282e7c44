"""What single pages gave, kept from run to run: a file a page, named after all that decides what the page gives.

A file has a few words of its page, and the encoded extraction.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

from pipeline.acquire.items import Item, snapshot_at
from pipeline.cache.encoding import UnreadableAnswerError, decoded_records, encoded, encoded_records
from pipeline.cache.files import KeptFiles
from pipeline.order import Order
from pipeline.provenance import made_by
from pipeline.transform.dataset import read_snapshot
from pipeline.transform.present import Capture, capture_of
from schemas.bounds import Bounds
from schemas.extraction import AnyExtraction, Page
from schemas.snapshot import Refusal, Snapshot

CACHE = "cache"
_PAGES = "pages"
# The address or path and the payload, which may be long, are in the page id.
_OF_SNAPSHOT = tuple(field.name for field in fields(Snapshot) if field.name != "payload")


class Answer(NamedTuple):
    """A page, with what it gives encoded as its content, and whether that was kept from an earlier run."""

    capture: Capture[bytes]
    kept: bool


@dataclass(slots=True)
class Answers:
    """How many pages gave what was kept of them, and at how many the engine stopped, which may end better next time."""

    from_cache: int = 0
    stopped: int = 0

    def note(self, result: Answer | Refusal) -> None:
        """Count what became of a page."""
        if isinstance(result, Refusal):
            self.stopped += 1
        else:
            self.from_cache += result.kept


def page_key(kept: KeptFiles, snapshot: Snapshot) -> str:
    """The name of what a page gives: another one wherever anything that decides it is another."""
    return kept.key(snapshot.page_id, [getattr(snapshot, name) for name in _OF_SNAPSHOT])


def kept_pages(order: Order) -> KeptFiles:
    """What is kept of pages for the data folder of a run, which may be told to use nothing and to keep nothing."""
    folder = order.data / CACHE / _PAGES if order.cache_mebibytes else None
    return KeptFiles(folder, repr((made_by(), order.page_bounds, order.process_bounds)))


def answer(item: Item, bounds: Bounds, pages: KeptFiles) -> Answer:
    """What one page says: the task of a worker. It is read only where ``pages`` does not have it.

    Raises UnreadableInput.
    """
    snapshot = snapshot_at(item, bounds.payload_bytes)
    key = page_key(pages, snapshot)
    kept = _kept_capture(pages.recall(key))
    if kept is not None:
        return Answer(kept, kept=True)
    capture = encoded_capture(read_snapshot(snapshot, bounds), key)
    pages.keep(key, encoded_records(tuple(capture)))
    return Answer(capture, kept=False)


def encoded_capture(extraction: AnyExtraction, decided_by: str) -> Capture[bytes]:
    """A page with what it gives as its content, encoded, behind the sha256 of all that decides it, given in hex."""
    return capture_of(extraction, encoded(extraction, decided_by))


def _kept_capture(kept: bytes | None) -> Capture[bytes] | None:
    """A page as it was kept; None where nothing was, or what somebody made up: then it is read after all.

    What the page gives is not decoded for that: whoever needs it does.
    """
    if kept is None:
        return None
    try:
        page, refusal, tells, is_whole, content = decoded_records(kept)
    except (UnreadableAnswerError, TypeError, ValueError):
        return None
    is_ours = isinstance(page, Page) and isinstance(content, bytes)
    return Capture(page, refusal, tells, is_whole, content) if is_ours else None
