"""Today's program and reference against the current release: the same pages, read again; nothing is published."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import dropwhile
from pathlib import Path

from extractors.sources import SCHEMA
from pipeline.acquire.archive.archive import ARCHIVE, archived_files
from pipeline.acquire.items import History, snapshot_at, stored_in
from pipeline.acquire.page_files import find_pages
from pipeline.cache.encoding import decoded
from pipeline.cache.pages import Answers
from pipeline.explain.explain import NotFoundError, current_release, rows
from pipeline.order import Order
from pipeline.parts.reading import read_captures
from pipeline.provenance import provenance
from pipeline.stages import Progress
from pipeline.transform.dataset import assemble
from pipeline.transform.newest import read_newest
from schemas.extraction import AnyExtraction
from warehouse import ledger
from warehouse.diff.compare import compared
from warehouse.diff.model import Diff
from warehouse.release import stage


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A release, and what its pages say when they are read by today's program."""

    release: Path
    extractions: tuple[AnyExtraction, ...]


def read_again(order: Order, progress: Progress) -> ReadAgain:
    """Read the pages of the current release again: those of ``order``, or else of the archive.

    Captures that the release does not know are left out. Raises NotFoundError if there is no release, or none of its
    pages, and UnreadableInput.
    """
    release = current_release(order.data)
    histories = _histories_of(release, order)
    read = read_newest(histories, lambda items, tell: read_captures(items, order, tell, Answers()), progress)
    return ReadAgain(release, tuple(decoded(capture.content) for _, capture in read))


@contextmanager
def compared_with_release(again: ReadAgain) -> Iterator[Diff]:
    """What would change in the release; what is built for it lies in a temporary folder while the diff is open.

    Raises DamagedError if the release can't be read, and OSError where the disk refuses.
    """
    made = provenance(sorted({extraction.page.page_id for extraction in again.extractions}))
    with tempfile.TemporaryDirectory(prefix="profiles-") as folder:
        staged = stage(SCHEMA, assemble(again.extractions), Path(folder), made)
        with compared(SCHEMA, again.release, staged.folder) as found:
            yield found


def _histories_of(release: Path, order: Order) -> Sequence[History]:
    """The captures of each address up to the newest one that a release knows."""
    files = find_pages(order.pages).files if order.pages else archived_files(order.data / ARCHIVE)
    limit = order.page_bounds.payload_bytes
    known = {str(page["page_id"]) for page in rows(release, "SELECT page_id FROM pages")}
    with stored_in(files, limit, _as_of(order.data, release.name)) as stored:
        histories = [
            tuple(dropwhile(lambda item: snapshot_at(item, limit).page_id not in known, history))
            for history in stored.histories
        ]
    found = [history for history in histories if history]
    if not found:
        raise NotFoundError(
            f"None of the pages of release {release.name} is there; name the files or folders that it was made of."
        )
    return found


def _as_of(data: Path, release: str) -> datetime | None:
    """The time as of which a release was last made, None for now."""
    times = [entry.as_of for entry in ledger.read(data) if entry.release == release]
    last = times[-1] if times else None
    return datetime.fromisoformat(last).astimezone(UTC).replace(tzinfo=None) if last else None
