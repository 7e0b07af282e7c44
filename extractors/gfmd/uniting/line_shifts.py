"""Blocks with their lines numbered on from those of another page, so that the lines of two pages stay apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from extractors.gfmd.facts import Block, GfmdExtraction, facts_of
from extractors.gfmd.uniting.blocks import LISTS, Item
from schemas.extraction import Span


def last_line(page: GfmdExtraction) -> int:
    """The last line that a page, or a block on it, has."""
    return max(
        (*(claim.line for claim in page.claims), *(block.span.last for block in facts_of(page).blocks)), default=0
    )


def with_shifted_blocks(page: GfmdExtraction, by: int) -> GfmdExtraction:
    """The page with each line of its blocks numbered so much higher, or lower where it is negative."""
    facts = facts_of(page)
    return replace(page, facts=replace(facts, blocks=tuple(_shifted_block(block, by) for block in facts.blocks)))


def _shifted_block(block: Block, by: int) -> Block:
    lists: dict[str, Any] = {name: tuple(_shifted(getattr(block, name), by)) for name in LISTS}
    stated = (_shifted_span(block.stated[0], by), block.stated[1]) if block.stated else None
    cut_line = block.cut_line + by if block.cut_line is not None else None
    return block._replace(span=_shifted_span(block.span, by), stated=stated, cut_line=cut_line, **lists)


def _shifted(items: Iterable[Item], by: int) -> Iterable[Item]:
    return (item._replace(span=_shifted_span(item.span, by)) for item in items)


def _shifted_span(span: Span, by: int) -> Span:
    return Span(span.first + by, span.last + by)
