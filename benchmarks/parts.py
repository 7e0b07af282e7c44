"""Where the time of the program goes: ``python -m benchmarks.parts PAGES OUT`` prints seconds of processor as JSON.

The extraction of all pages is timed in this process, and by the room of the code that is at work when a timer rings,
each time with the processor time since it last did. Then a run with one worker is timed by its own stages.
"""

from __future__ import annotations

import json
import pickle
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from benchmarks.peers.lines import newest_captures
from benchmarks.peers.tables import Rows
from benchmarks.peers.with_parsel import read_page
from pipeline.acquire.items import Item, snapshot_at, stored_in
from pipeline.acquire.page_files import find_pages
from pipeline.order import Order
from pipeline.run import run
from pipeline.transform.dataset import read_snapshot
from schemas.bounds import DEFAULT_BOUNDS
from schemas.extraction import AnyExtraction

_ROOT = Path(__file__).parent.parent
_EVERY = 0.001
Seconds = dict[str, float]


def extraction(items: Sequence[Item]) -> Seconds:
    """Reading the files, extracting what they say, and pickling it as workers do, in one process."""
    start = time.process_time()
    snapshots = [snapshot_at(item, DEFAULT_BOUNDS.payload_bytes) for item in items]
    read = time.process_time()
    extractions: list[AnyExtraction] = [read_snapshot(snapshot) for snapshot in snapshots]
    extracted = time.process_time()
    for one in extractions:
        pickle.loads(pickle.dumps(one, pickle.HIGHEST_PROTOCOL))  # noqa: S301  our own
    return {"reading": read - start, "extraction": extracted - read, "pickling": time.process_time() - extracted}


def extraction_by_room(items: Sequence[Item]) -> Seconds:
    """The extraction again, by the room of our code that is at work: ``{"extractors.reading.html": 0.8, …}``."""
    snapshots = [snapshot_at(item, DEFAULT_BOUNDS.payload_bytes) for item in items]
    with _sampled() as seconds:
        for snapshot in snapshots:
            read_snapshot(snapshot)
    return seconds


@contextmanager
def _sampled() -> Iterator[Seconds]:
    seconds: Seconds = defaultdict(float)
    last = time.process_time()

    def ring(_signal: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.process_time()
        seconds[_room(frame)] += now - last
        last = now

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        yield seconds
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _room(frame: FrameType | None) -> str:
    """The folder of the innermost function of ours: what libraries do counts for who called them."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_ROOT) and path.parts[len(_ROOT.parts)] in {"extractors", "schemas", "pipeline"}:
            return ".".join(path.parent.relative_to(_ROOT).parts)
        frame = frame.f_back
    return "other"


def stages(pages: Path, out: Path) -> Seconds:
    """What the main process of a run with one worker used in each stage."""
    order = Order(data=out, pages=(pages,), workers=1)
    report = run(order, now=_now, progress=_unwatched, clock=time.process_time)
    return dict(report.seconds)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _unwatched(*_told: object) -> None:
    return


def parsel_extraction(pages: Path) -> float:
    """What reading and extracting the same pages takes with parsel, without the tables."""
    rows: Rows = defaultdict(list)
    start = time.process_time()
    for path in newest_captures(pages):
        read_page(path.read_text(encoding="utf-8"), rows)
    return time.process_time() - start


def main() -> None:
    """Print all parts."""
    pages, out = Path(sys.argv[1]), Path(sys.argv[2])
    stored = stored_in(find_pages((pages,)).files, DEFAULT_BOUNDS.payload_bytes, None)
    items = [history[0] for history in stored.histories]
    read_snapshot(snapshot_at(items[0], DEFAULT_BOUNDS.payload_bytes))  # what is read or compiled once
    print(
        json.dumps(
            {
                "extraction": extraction(items),
                "rooms": extraction_by_room(items),
                "stages": stages(pages, out),
                "parsel": {"extraction": parsel_extraction(pages)},
            }
        )
    )


if __name__ == "__main__":
    main()
