"""Reading of each address what counts now: its newest capture, and older ones only where that one does not do."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Generic, TypeVar

from pipeline.acquire.items import History, Item
from pipeline.acquire.page_files import SizedIterable
from pipeline.stages import Progress
from pipeline.transform.present import Capture, counting, is_settled

Content = TypeVar("Content")
ReadItems = Callable[[Sequence[Item], Progress], Generator[Capture[Content], None, None]]
"""Reads pages and gives each as a capture of its address, in order."""

_ADDRESSES_AT_ONCE = 5_000
"""What was read of so many addresses is kept in memory."""


def read_newest(
    histories: SizedIterable[History], read: ReadItems[Content], progress: Progress
) -> Iterator[tuple[Item, Capture[Content]]]:
    """The captures of each address that count, and those newer ones that can't be used.

    Pages are read in rounds: the newest capture of every address, then older ones of those that are not settled, each
    time as many again as were tried. So most addresses cost one page, however many captures there are of them.
    """
    left, done = len(histories), 0
    following = iter(histories)
    while some := list(islice(following, _ADDRESSES_AT_ONCE)):
        left -= len(some)
        rounds = _Rounds(some, read, progress, done, left)
        yield from rounds.counting_captures()
        done = rounds.done


class _Rounds(Generic[Content]):
    """The rounds of some addresses. ``done`` pages were read so far, ``left`` addresses come later."""

    def __init__(
        self, histories: Sequence[History], read: ReadItems[Content], progress: Progress, done: int, left: int
    ) -> None:
        self.done = done
        self._histories, self._read, self._progress, self._left = histories, read, progress, left
        self._tried: list[list[tuple[Item, Capture[Content]]]] = [[] for _ in histories]

    def counting_captures(self) -> Iterator[tuple[Item, Capture[Content]]]:
        """Read what has to be read; the captures that count, address by address."""
        unsettled = list(range(len(self._histories)))
        while unsettled:
            self._read_round(unsettled)
            unsettled = [at for at in unsettled if not self._is_done(at)]
        for tried in self._tried:
            kept = {capture.page.page_id for capture in counting([capture for _, capture in tried])}
            yield from (pair for pair in tried if pair[1].page.page_id in kept)

    def _read_round(self, addresses: Sequence[int]) -> None:
        batch = [(at, item) for at in addresses for item in _next(self._histories[at], len(self._tried[at]))]
        with closing(self._read([item for _, item in batch], self._tell)) as captures:
            for (at, item), capture in zip(batch, captures, strict=True):
                self._tried[at].append((item, capture))
        self.done += len(batch)

    def _tell(self, done: int, total: int) -> None:
        self._progress(self.done + done, self.done + total + self._left)

    def _is_done(self, at: int) -> bool:
        tried = [capture for _, capture in self._tried[at]]
        return len(tried) == len(self._histories[at]) or is_settled(tried)


def _next(history: History, tried: int) -> History:
    """The captures to read next: as many as were tried, at least one, and all of the moment of the last of them."""
    end = min(max(1, 2 * tried), len(history))
    while end < len(history) and history[end].captured_at == history[end - 1].captured_at:
        end += 1
    return history[tried:end]
