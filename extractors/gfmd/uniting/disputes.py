"""Where pages of one country contradict each other: what is left of a block, and an issue for each contradiction.

Where pages of equal standing differ the value is NULL, the list is what all of them print, and the edition is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from extractors.gfmd.facts import Block, Dating, GfmdExtraction, facts_of
from extractors.gfmd.uniting.blocks import (
    FIELDS,
    LISTS,
    STATUS_OF,
    Item,
    ListLine,
    Said,
    contradicted,
    filled,
    fits,
    folded,
    joined_list,
    line_texts,
    same_lists,
    together,
    without,
)
from schemas.extraction import Identity, Issue


class Heard(NamedTuple):
    """What a page says of a block: surely, and as it is read from the page alone."""

    page: GfmdExtraction
    said: Said
    read: Block

    @property
    def page_id(self) -> str:
        """The id of the page."""
        return self.page.page.page_id


@dataclass(frozen=True, slots=True)
class Standing:
    """The page that counts most, the ids of all that count as much, and of those that may be copies of one page."""

    lead: GfmdExtraction
    equals: frozenset[str]
    copies: frozenset[str]

    def is_rival(self, page: GfmdExtraction) -> bool:
        """Whether a page counts as much as the first one and contradicts it."""
        return page.page.page_id in self.equals - self.copies


def agreed(known: Said, heard: Sequence[Heard], standing: Standing, issues: list[Issue]) -> Block:
    """A block with all that fits it, and without what pages of equal standing contradict.

    A page that contradicts other blocks fills values of one that it prints alike, and adds no line to a list.
    """
    for one in heard:
        is_copy = one.page_id in standing.copies or same_lists(known.block, one.read)
        known = together(known, one.said) if is_copy and fits(known, one.said) else known
    fitting = [one for one in heard if fits(known, one.said)]
    rivals = [one for one in heard if standing.is_rival(one.page) and one not in fitting]
    block = _undisputed_values(known.block, fitting, rivals, issues)
    block = _undisputed_lists(known, block, standing.lead, rivals, issues)
    # A cut page shows too little to know the edition as well as the one that goes on where it ends.
    whole = [one for one in fitting if one.page_id in standing.equals and one.page.page.complete]
    return _dated_together(block, standing.lead, [*whole, *rivals], issues)


def _undisputed_values(block: Block, fitting: Sequence[Heard], rivals: Sequence[Heard], issues: list[Issue]) -> Block:
    """The block with the values of which rivals say the same or nothing; what nobody surely says as it is printed."""
    said = [(one.page, one.said.block) for one in (*fitting, *rivals)]
    disputed = {name: pages for name in FIELDS if (pages := differing(name, said))}
    for name, pages in disputed.items():
        issues.append(disagree(f"{name} of block {block.number}", pages))
    sure = filled(block, [one.said.block for one in rivals], FIELDS)
    printed = filled(sure, [one.read for one in fitting], FIELDS)
    return without(printed, disputed)


def _undisputed_lists(
    known: Said, block: Block, lead: GfmdExtraction, rivals: Sequence[Heard], issues: list[Issue]
) -> Block:
    """The block with what all print of lists that rivals print otherwise."""
    for name in LISTS:
        against = [one for one in rivals if joined_list(known, one.said, name) is None]
        if against:
            common = set.intersection(*(set(line_texts(one.read, name)) for one in against))
            kept = tuple(item for item in getattr(block, name) if folded(item.text) in common)
            block = _with_list(block, name, kept)
            what = f"{name} of block {block.number}; what all of them print is kept"
            issues.append(disagree(what, [lead, *(one.page for one in against)]))
    return block


def _with_list(block: Block, name: str, items: tuple[Item, ...]) -> Block:
    """The block with these items in a list; a list that has lost all of them is not called listed any more."""
    changes: dict[str, Any] = {name: items}
    status = STATUS_OF.get(name)
    if status and not items and getattr(block, status) == "listed":
        changes[status] = None
    return block._replace(**changes)


def _dated_together(block: Block, lead: GfmdExtraction, heard: Sequence[Heard], issues: list[Issue]) -> Block:
    """The block's dating, open as far as the pages differ in it."""
    ranges = {(one.read.dating.first, one.read.dating.last): one.page for one in reversed(heard)}
    ranges[block.dating.first, block.dating.last] = lead
    if len(ranges) <= 1:
        return block
    issues.append(disagree(f"edition of block {block.number}", list(ranges.values())))
    bounds = [year for first, last in ranges for year in (first, last) if year is not None]
    return block._replace(dating=Dating(first=min(bounds, default=None), last=max(bounds, default=None)))


def left_out(
    ranked: Sequence[GfmdExtraction], blocks: Sequence[Block], heard: Sequence[Sequence[Heard]], standing: Standing
) -> Iterator[Issue]:
    """An issue for each page that counts less and says otherwise or more than the blocks that were agreed."""
    heard_of: dict[str, list[tuple[Said, Said]]] = defaultdict(list)
    for block, among in zip(map(Said, blocks), heard, strict=True):
        for one in among:
            heard_of[one.page_id].append((block, one.said))
    for page in (one for one in ranked if one.page.page_id not in standing.equals):
        what = _what_differs(page, heard_of[page.page.page_id])
        if what:
            message = f"A page that counts less says otherwise in the {', '.join(what)}, which is left out: "
            yield Issue("warning", "pages_differ", message + _addresses_of((standing.lead, page)) + ".")


def _what_differs(page: GfmdExtraction, pairs: Sequence[tuple[Said, Said]]) -> list[str]:
    """What a page says otherwise or more than was agreed, in words; each block as it was agreed, with the page's."""
    what = [f"{name} of block {agreed.block.number}" for agreed, said in pairs for name in _says_more(said, agreed)]
    return [*what, "number of blocks"] if len(pairs) < len(facts_of(page).blocks) else what


def _says_more(said: Said, agreed: Said) -> Iterator[str]:
    """The values in which a page contradicts what was agreed, and the lists of which it prints a line more."""
    yield from contradicted(said, agreed)
    for name in LISTS:
        kept = agreed.texts[name]
        if said.texts[name] != kept and any(_is_more(line, kept) for line in said.lines[name]):
            yield name


def _is_more(line: ListLine, kept: Sequence[str]) -> bool:
    """Whether a line is none of these, nor half of one."""
    return line.text not in kept and not (line.is_half and any(text.startswith(line.text) for text in kept))


def of_lengths(lead: GfmdExtraction, rivals: Sequence[GfmdExtraction]) -> Iterator[Issue]:
    """The issue about pages of equal standing with other numbers of blocks, if there are any."""
    lengths = {len(facts_of(page).blocks): page for page in (*reversed(rivals), lead)}
    if len(lengths) > 1:
        by_length = [lengths[length] for length in sorted(lengths, reverse=True)]
        yield disagree("number of blocks; the longest list is kept", by_length)


def differing(name: str, said: Iterable[tuple[GfmdExtraction, Block | Identity | None]]) -> list[GfmdExtraction]:
    """One page for each value that the pages give, where they give more than one; else none."""
    by_value: dict[object, GfmdExtraction] = {}
    for page, part in said:
        value = getattr(part, name) if part else None
        if value is not None:
            by_value.setdefault(folded(value), page)
    return list(by_value.values()) if len(by_value) > 1 else []


def disagree(what: str, pages: Sequence[GfmdExtraction]) -> Issue:
    """The issue about pages of equal standing that differ."""
    return Issue("warning", "pages_differ", f"Pages of equal standing differ in the {what}: {_addresses_of(pages)}.")


def _addresses_of(pages: Sequence[GfmdExtraction]) -> str:
    return " and ".join(page.page.url or page.page.path for page in pages)
