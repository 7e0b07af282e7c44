"""What of an address is heard where the pages of a country are united: its blocks, and no lines or practices.

So a country with hundreds of pages takes little memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.gfmd.facts import GfmdExtraction, Practice, facts_of
from schemas.extraction import Account, Claim


def account_heard(account: Account) -> Account:
    """An address with what ``agree`` and the rows of its country need.

    Of the lines that is where they begin and end, of the practices whether one has a text: then its page was not cut
    among the blocks.
    """
    pages = tuple(map(_heard, account.pages))
    is_one_page = account.pages[0] is account.whole
    return Account(pages[0] if is_one_page else _heard(account.whole), pages)


def _heard(page: GfmdExtraction) -> GfmdExtraction:
    facts = replace(facts_of(page), practices=tuple(_first_with_text(page)))
    return replace(page, facts=facts, claims=_ends(page), issues=(), repairs=())


def _first_with_text(page: GfmdExtraction) -> Iterator[Practice]:
    practice = next((one for one in facts_of(page).practices if one.summary), None)
    if practice is not None:
        yield Practice(practice.span, None, practice.summary[:1] if practice.summary else None)


def _ends(page: GfmdExtraction) -> tuple[Claim, ...]:
    """The first and the last line of a page without their texts, where they have to tell its country."""
    if not page.claims or (page.identity and page.identity.spans):
        return ()
    return tuple(page.claims[at]._replace(text="") for at in (0, -1))
