"""Reading of each address what counts now: its newest capture, and older ones only where that one does not do."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing

from pipeline.acquire.items import History, Item
from pipeline.stages import Progress
from pipeline.transform.present import counting, is_settled
from schemas.extraction import AnyExtraction

ReadItems = Callable[[Sequence[Item], Progress], Generator[AnyExtraction, None, None]]
"""Reads pages and gives what each says, in order."""

_Read = tuple[Item, AnyExtraction]


def read_newest(histories: Sequence[History], read: ReadItems, progress: Progress) -> Iterator[_Read]:
    """The captures of each address that count, and those newer ones that can't be used, with what each says.

    Pages are read in rounds: the newest capture of every address, then older ones of those that are not settled, each
    time as many again as were tried. So most addresses cost one page, however many captures there are of them.
    """
    tried: list[list[_Read]] = [[] for _ in histories]
    unsettled = list(range(len(histories)))
    done = 0
    while unsettled:
        batch = [(at, item) for at in unsettled for item in _next(histories[at], len(tried[at]))]
        with closing(read([item for _, item in batch], _going_on(progress, done))) as extractions:
            for (at, item), extraction in zip(batch, extractions, strict=True):
                tried[at].append((item, extraction))
        done += len(batch)
        unsettled = [at for at in unsettled if not _is_done(histories[at], tried[at])]
    for found in tried:
        yield from _captures_that_count(found)


def _next(history: History, tried: int) -> History:
    """The captures to read next: as many as were tried, at least one, and all of the moment of the last of them."""
    end = min(max(1, 2 * tried), len(history))
    while end < len(history) and history[end].captured_at == history[end - 1].captured_at:
        end += 1
    return history[tried:end]


def _is_done(history: History, tried: Sequence[_Read]) -> bool:
    return len(tried) == len(history) or is_settled([extraction for _, extraction in tried])


def _going_on(progress: Progress, before: int) -> Progress:
    return lambda done, total: progress(before + done, before + total)


def _captures_that_count(tried: Sequence[_Read]) -> Iterator[_Read]:
    kept = {extraction.page.page_id for extraction in counting([extraction for _, extraction in tried])}
    return (pair for pair in tried if pair[1].page.page_id in kept)
