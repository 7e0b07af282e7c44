"""Where the time of the program goes: ``python -m benchmarks.parts PART PAGES OUT`` prints processor seconds as JSON.

Each part is timed in a process of its own, so that none finds ready what another looked up. ``extraction`` times the
extraction of all pages in this process. ``rooms`` times it by the room of the code that is at work when a timer rings,
each time with the processor time since it last did. ``stages`` times a run with one worker by its own stages, and
``parsel`` the extraction by a peer.
"""

from __future__ import annotations

import json
import pickle
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from benchmarks.peers.lines import newest_captures
from benchmarks.peers.tables import Rows
from benchmarks.peers.with_parsel import read_page
from pipeline.acquire.items import Item, snapshot_at, stored_in
from pipeline.acquire.page_files import find_pages
from pipeline.libraries import leave_out_unused
from pipeline.order import Order
from pipeline.run import run
from pipeline.transform.dataset import read_snapshot
from schemas.bounds import DEFAULT_BOUNDS
from schemas.extraction import AnyExtraction

_ROOT = Path(__file__).parent.parent
_EVERY = 0.001
Seconds = dict[str, float]


def extraction(pages: Path, _out: Path) -> Seconds:
    """Reading the files, extracting what they say, and pickling it as workers do, in one process."""
    items = _items(pages)
    start = time.process_time()
    snapshots = [snapshot_at(item, DEFAULT_BOUNDS.payload_bytes) for item in items]
    read = time.process_time()
    extractions: list[AnyExtraction] = [read_snapshot(snapshot) for snapshot in snapshots]
    extracted = time.process_time()
    for one in extractions:
        pickle.loads(pickle.dumps(one, pickle.HIGHEST_PROTOCOL))  # noqa: S301  our own
    return {"reading": read - start, "extraction": extracted - read, "pickling": time.process_time() - extracted}


def rooms(pages: Path, _out: Path) -> Seconds:
    """The extraction by the room of our code that is at work: ``{"extractors.reading.html": 0.8, …}``."""
    snapshots = [snapshot_at(item, DEFAULT_BOUNDS.payload_bytes) for item in _items(pages)]
    with _sampled() as seconds:
        for snapshot in snapshots:
            read_snapshot(snapshot)
    return seconds


def _items(pages: Path) -> list[Item]:
    """The newest capture of each address; the first was read once, for what is loaded or compiled once."""
    with stored_in(find_pages((pages,)).files, DEFAULT_BOUNDS.payload_bytes, None) as stored:
        items = [history[0] for history in stored.histories]
    read_snapshot(snapshot_at(items[0], DEFAULT_BOUNDS.payload_bytes))
    return items


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
    leave_out_unused()
    order = Order(data=out, pages=(pages,), workers=1)
    now = datetime.now(UTC).replace(tzinfo=None)
    report = run(order, now=lambda: now, progress=lambda *_told: None, clock=time.process_time)
    return dict(report.seconds)


def parsel(pages: Path, _out: Path) -> Seconds:
    """What reading and extracting the same pages takes with parsel, without the tables."""
    rows: Rows = defaultdict(list)
    start = time.process_time()
    for path in newest_captures(pages):
        read_page(path.read_text(encoding="utf-8"), rows)
    return {"extraction": time.process_time() - start}


PARTS: Mapping[str, Callable[[Path, Path], Seconds]] = {
    "extraction": extraction,
    "rooms": rooms,
    "stages": stages,
    "parsel": parsel,
}


def main() -> None:
    """Print the part that is asked for."""
    part, pages, out = sys.argv[1:]
    print(json.dumps(PARTS[part](Path(pages), Path(out))))


if __name__ == "__main__":
    main()
