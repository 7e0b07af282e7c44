"""Reading pages in worker processes, within bounds: what each says, or why it could not be used."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from hashlib import sha256

from pipeline.acquire.items import Item, snapshot_at
from pipeline.acquire.page_files import UnreadableInput
from pipeline.cache.encoding import decoded
from pipeline.cache.pages import Answer, Answers, answer, encoded_capture, kept_pages
from pipeline.engine.engine import local_engine
from pipeline.order import Order
from pipeline.stages import Progress
from pipeline.transform.present import Capture
from schemas.bounds import Bounds
from schemas.extraction import AnyExtraction, Extraction, Page
from schemas.snapshot import Refusal


@contextmanager
def reading_inputs() -> Iterator[None]:
    """Tell a file of pages that fails to be read from a disk that fails the run."""
    try:
        yield
    except OSError as error:
        raise UnreadableInput(f"{error.filename} can't be read ({error.strerror}).") from error


def read_items(items: Sequence[Item], order: Order, progress: Progress) -> Generator[AnyExtraction, None, None]:
    """What each page says, in order, as ``read_captures`` reads it."""
    with closing(read_captures(items, order, progress, Answers())) as captures:
        for capture in captures:
            yield decoded(capture.content)


def read_captures(
    items: Sequence[Item], order: Order, progress: Progress, answers: Answers
) -> Generator[Capture[bytes], None, None]:
    """Each page, in order, with what it says encoded, read in worker processes within the bounds of ``order``.

    What the cache has of them is not read; ``answers`` is told how many those are. Close it where it may not come to
    its end: the workers live as long as it does, and the program waits for them.
    """
    task = partial(answer, bounds=order.page_bounds, pages=kept_pages(order))
    engine = order.engine or local_engine(order.workers)
    running = engine(task, items, bounds=order.process_bounds, on_done=lambda done: progress(done, len(items)))
    with closing(running) as results:
        for item, result in results:
            answers.note(result)
            yield _capture_of(item, result, order.page_bounds)


def _capture_of(item: Item, result: Answer | Refusal, bounds: Bounds) -> Capture[bytes]:
    return result.capture if isinstance(result, Answer) else _refused(item, result, bounds)


def _refused(item: Item, refusal: Refusal, bounds: Bounds) -> Capture[bytes]:
    """A page at which the engine stopped, which is all that is known of it."""
    with reading_inputs():
        snapshot = snapshot_at(item, bounds.payload_bytes)
    page = Page(snapshot.page_id, snapshot.source, snapshot.path, snapshot.url, snapshot.fetched_at)
    extraction: AnyExtraction = Extraction(page, refusal=refusal)
    return encoded_capture(extraction, sha256(repr(extraction).encode("utf-8", "surrogatepass")).hexdigest())
