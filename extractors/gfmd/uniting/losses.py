"""What a saved page may have lost: its end, its labels, or the lines of one word."""

from __future__ import annotations

from schemas.extraction import Extraction


def loses_words(page: Extraction) -> bool:
    """Whether the form of a country's page loses lines of one word, among them what says of a delegate."""
    return bool(page.blocks) and all(block.delegate is None for block in page.blocks)


def is_whole(page: Extraction) -> bool:
    """Whether a page can be used and lacks nothing: neither its end nor the lines of one word."""
    return page.refusal is None and page.page.complete and not loses_words(page)


def tells(page: Extraction) -> bool:
    """Whether a page says something: one whose labels are lost is refused, but may still show its practices."""
    return page.refusal is None or bool(page.practices)
