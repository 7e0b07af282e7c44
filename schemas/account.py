"""What an address says: one capture of it, or a cut one with what an older one goes on with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from schemas.extraction import AnyExtraction, Issue


@dataclass(frozen=True, slots=True)
class Account:
    """``whole`` is all that the address says, as if one page said it.

    ``pages`` are the captures that it rests on, the newest first, each with what of it counts.
    """

    whole: AnyExtraction
    pages: tuple[AnyExtraction, ...]

    def with_issue(self, issue: Issue) -> Account:
        """The same with an issue about the newest of its captures."""
        newest, *older = self.pages
        return replace(self, pages=(replace(newest, issues=(*newest.issues, issue)), *older))


def account_of(page: AnyExtraction) -> Account:
    """What a page says by itself."""
    return Account(page, (page,))
