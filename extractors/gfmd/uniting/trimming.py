"""Leaving out what uniting a country does not need, so that a country of hundreds of pages takes little memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.gfmd.facts import GfmdExtraction, Practice, facts_of
from schemas.extraction import Account, Claim


def trimmed_account(account: Account) -> Account:
    """An address without what uniting a country does not need.

    These stay: the page, its identity and its blocks; one letter of the first practice that has a text, which tells
    that the page was not cut among its blocks; where no line names the country, the places of the first and the last
    line. All else goes: the other practices and lines, the issues and the repairs.
    """
    pages = tuple(map(_trimmed, account.pages))
    is_one_page = account.pages[0] is account.whole
    return Account(pages[0] if is_one_page else _trimmed(account.whole), pages)


def _trimmed(page: GfmdExtraction) -> GfmdExtraction:
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
