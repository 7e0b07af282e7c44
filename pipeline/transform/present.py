"""What each address says now: of several captures of one address the newest that can be used counts.

An answer that shows no page says nothing about a profile: another status than 200 is passed over when a file is read,
and a capture that is refused, a login page among them, stands back for the newest one before it that can be used. So a
profile stays as it was last shown until its address shows another one. The captures that stand back are in quarantine,
and an issue of the one that counts says that it is not the newest. Older captures give nothing, except where the newest
one is cut or damaged: then the newest whole one fills what it lacks. Pages without an address or a time stand by
themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Any, Generic, NamedTuple, TypeVar

from extractors.sources import source_of_page
from pipeline.acquire.warc.captures import Sighting
from pipeline.acquire.warc.presences import present_since
from schemas.extraction import Account, AnyExtraction, Issue, Page, account_of
from schemas.snapshot import Refusal

_NO_TIME = datetime.min  # noqa: DTZ901  capture times are UTC without a zone
Content = TypeVar("Content")


class Capture(NamedTuple, Generic[Content]):
    """A page that was read, as far as it matters for which captures of an address count.

    ``tells`` says whether it says something, by the rule of its source: even a refused one may. ``is_whole`` says
    whether it can be used and lacks nothing. ``content`` is its extraction, or where that is kept.
    """

    page: Page
    refusal: Refusal | None
    tells: bool
    is_whole: bool
    content: Content


Read = Capture[AnyExtraction]
"""A page with all that it says."""


class Choice(NamedTuple, Generic[Content]):
    """Of the captures of one address those that count, those that may fill them, and newer ones that can't be used.

    Several count only where they are of one moment and whole.
    """

    newest: Sequence[Capture[Content]]
    older: Sequence[Capture[Content]]
    refused: Sequence[Capture[Content]]


def capture_of(extraction: AnyExtraction, content: Content) -> Capture[Content]:
    """A page as a capture of its address, with what stands for all that it says."""
    source = source_of_page(extraction.page)
    return Capture(extraction.page, extraction.refusal, source.tells(extraction), source.is_whole(extraction), content)


def capture_read(extraction: AnyExtraction) -> Read:
    """A page as a capture of its address, with all that it says."""
    return capture_of(extraction, extraction)


def with_content(capture: Capture[Any], content: Content) -> Capture[Content]:
    """The same page, with something else that stands for what it says."""
    return Capture(capture.page, capture.refusal, capture.tells, capture.is_whole, content)


def choose(captures: Sequence[Capture[Content]]) -> Choice[Content]:
    """What counts of the captures of one address, which are given the newest first."""
    refused = list(takewhile(lambda capture: not capture.tells, captures))
    told = captures[len(refused) :]
    newest = [one for one in told if one.page.fetched_at == told[0].page.fetched_at and one.is_whole]
    if newest or not told:
        return Choice(newest, (), refused)
    usable = [one for one in told[1:] if one.refusal is None]
    whole = next((one for one in usable if one.is_whole), None)
    return Choice(told[:1], usable if whole is None else [whole], refused)


def is_settled(captures: Sequence[Capture[Content]]) -> bool:
    """Whether no further, older capture of an address can change what counts of these, the newest first."""
    return any(capture.is_whole for capture in captures)


def counting(captures: Sequence[Capture[Content]]) -> list[Capture[Content]]:
    """The captures of one address, given the newest first, that a release rests on or holds in quarantine."""
    choice = choose(captures)
    return [*choice.refused, *choice.newest, *choice.older]


def each_page_once(captures: Iterable[Capture[Content]]) -> list[Capture[Content]]:
    """Each page once, in order of its id, since the time when its address shows it as it is.

    All pages of an address must be among these.
    """
    by_id: dict[str, Capture[Content]] = {}
    seen: list[Sighting] = []
    for found in sorted(captures, key=lambda capture: capture.page.path):
        page = by_id.setdefault(found.page.page_id, found).page
        if page.url and found.page.fetched_at:
            seen.append(Sighting(page.url, found.page.fetched_at, page.page_id, None))
    since = present_since(seen)
    return [_seen_since(by_id[page_id], since.get(page_id)) for page_id in sorted(by_id)]


def _seen_since(capture: Capture[Content], since: datetime | None) -> Capture[Content]:
    known = since or capture.page.fetched_at
    return capture._replace(page=replace(capture.page, fetched_at=known))


def accounts_of(captures: Iterable[Read]) -> list[Account]:
    """What each address says now, by its captures in any order; every page that stands by itself is one account."""
    return accounts_of_pages(each_page_once(captures))


def accounts_of_pages(captures: Iterable[Read]) -> list[Account]:
    """The same, by captures as ``each_page_once`` gives them."""
    by_address: dict[tuple[str, str], list[Read]] = defaultdict(list)
    for capture in captures:
        page = capture.page
        alone = page.url is None or page.fetched_at is None
        by_address["page" if alone else "address", page.page_id if alone else str(page.url)].append(capture)
    return [account for found in by_address.values() for account in _of_address(_newest_first(found))]


def _newest_first(captures: Sequence[Read]) -> list[Read]:
    """The captures of an address in order; of those of one moment the whole ones first."""
    ordered = sorted(captures, key=lambda capture: (not capture.is_whole, capture.page.page_id))
    return sorted(ordered, key=lambda capture: capture.page.fetched_at or _NO_TIME, reverse=True)


def _of_address(captures: Sequence[Read]) -> Iterator[Account]:
    choice = choose(captures)
    for refused in choice.refused:
        yield account_of(_extraction_of(refused))
    for newest in choice.newest:
        older = [_extraction_of(capture) for capture in choice.older]
        account = source_of_page(newest.page).fill(_extraction_of(newest), older)
        yield account.with_issue(_older_shown(newest, choice.refused)) if choice.refused else account


def _extraction_of(capture: Read) -> AnyExtraction:
    """What a page says, since the time when its address shows it."""
    return replace(capture.content, page=capture.page)


def _older_shown(shown: Read, refused: Sequence[Read]) -> Issue:
    first = refused[0]
    reason = first.refusal.reason if first.refusal else ""
    message = (
        f"The newest capture of {shown.page.url}, of {first.page.fetched_at:%Y-%m-%d %H:%M:%S}, can't be used "
        f"({reason}); the one of {shown.page.fetched_at:%Y-%m-%d %H:%M:%S} is the newest that can, and counts."
    )
    return Issue("warning", "older_capture_used", message)
