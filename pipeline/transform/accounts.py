"""What an address says: one capture of it, or a cut one with what an older one goes on with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from schemas.extraction import Extraction, Issue


@dataclass(frozen=True, slots=True)
class Account:
    """``whole`` is all that the address says, as if one page said it.

    ``pages`` are the captures that it rests on, the newest first, each with what of it counts.
    """

    whole: Extraction
    pages: tuple[Extraction, ...]

    def with_issue(self, issue: Issue) -> Account:
        """The same with an issue about the newest of its captures."""
        newest, *older = self.pages
        return replace(self, pages=(replace(newest, issues=(*newest.issues, issue)), *older))


def account_of(page: Extraction) -> Account:
    """What a page says by itself."""
    return Account(page, (page,))


def loses_words(page: Extraction) -> bool:
    """Whether the form of a country's page loses lines of one word, among them what says of a delegate."""
    return bool(page.blocks) and all(block.delegate is None for block in page.blocks)


def is_whole(page: Extraction) -> bool:
    """Whether a page can be used and lacks nothing: neither its end nor the lines of one word."""
    return page.refusal is None and page.page.complete and not loses_words(page)
