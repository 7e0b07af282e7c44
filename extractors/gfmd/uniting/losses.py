"""What a saved page may have lost: its end, its labels, or the lines of one word."""

from __future__ import annotations

from extractors.gfmd.facts import GfmdExtraction, facts_of


def loses_words(page: GfmdExtraction) -> bool:
    """Whether the form of a country's page loses lines of one word, among them what says of a delegate."""
    return bool(facts_of(page).blocks) and all(block.delegate is None for block in facts_of(page).blocks)


def is_whole(page: GfmdExtraction) -> bool:
    """Whether a page can be used and lacks nothing: neither its end nor the lines of one word."""
    return page.refusal is None and page.page.complete and not loses_words(page)


def tells(page: GfmdExtraction) -> bool:
    """Whether a page says something: one whose labels are lost is refused, but may still show its practices."""
    return page.refusal is None or bool(facts_of(page).practices)
