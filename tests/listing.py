"""The pages that files hold, all at once: for tests, whose pages are few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from pipeline.acquire.items import History, Item, stored_in
from pipeline.acquire.page_files import PageFile
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES


class Listed(NamedTuple):
    """The pages of files, by address, and what was passed over."""

    histories: list[History]
    passed_over: Mapping[str, int]

    @property
    def items(self) -> list[Item]:
        """The pages of all addresses."""
        return [item for history in self.histories for item in history]


def listed(files: Iterable[PageFile], limit: int = MAX_PAGE_BYTES, as_of: datetime | None = None) -> Listed:
    """The pages that files hold, as of a time (UTC) or of all times."""
    with stored_in(files, limit, as_of) as stored:
        return Listed(list(stored.histories), stored.passed_over)
