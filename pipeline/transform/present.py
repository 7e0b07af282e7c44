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
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from extractors.sources import source_of_page
from schemas.extraction import Account, AnyExtraction, Issue, account_of

_NO_TIME = datetime.min  # noqa: DTZ901  capture times are UTC without a zone


class Choice(NamedTuple):
    """Of the captures of one address those that count, those that may fill them, and newer ones that can't be used.

    Several count only where they are of one moment and whole.
    """

    newest: Sequence[AnyExtraction]
    older: Sequence[AnyExtraction]
    refused: Sequence[AnyExtraction]


def choose(captures: Sequence[AnyExtraction]) -> Choice:
    """What counts of the captures of one address, which are given the newest first."""
    refused = list(takewhile(lambda capture: not tells(capture), captures))
    told = captures[len(refused) :]
    newest = [one for one in told if one.page.fetched_at == told[0].page.fetched_at and is_whole(one)]
    if newest or not told:
        return Choice(newest, (), refused)
    usable = [one for one in told[1:] if one.refusal is None]
    whole = next((one for one in usable if is_whole(one)), None)
    return Choice(told[:1], usable if whole is None else [whole], refused)


def is_settled(captures: Sequence[AnyExtraction]) -> bool:
    """Whether no further, older capture of an address can change what counts of these, the newest first."""
    return any(map(is_whole, captures))


def counting(captures: Sequence[AnyExtraction]) -> list[AnyExtraction]:
    """The captures of one address, given the newest first, that a release rests on or holds in quarantine."""
    choice = choose(captures)
    return [*choice.refused, *choice.newest, *choice.older]


def tells(capture: AnyExtraction) -> bool:
    """Whether a capture says something, by the rule of its source: even a refused one may."""
    return source_of_page(capture.page).tells(capture)


def is_whole(capture: AnyExtraction) -> bool:
    """Whether a capture can be used and lacks nothing, by the rule of its source."""
    return source_of_page(capture.page).is_whole(capture)


def accounts_of(captures: Iterable[AnyExtraction]) -> list[Account]:
    """What each address says now, by its captures in any order; every page that stands by itself is one account."""
    by_address: dict[tuple[str, str], list[AnyExtraction]] = defaultdict(list)
    for capture in captures:
        page = capture.page
        alone = page.url is None or page.fetched_at is None
        by_address["page" if alone else "address", page.page_id if alone else str(page.url)].append(capture)
    return [account for found in by_address.values() for account in _of_address(_newest_first(found))]


def _newest_first(captures: Sequence[AnyExtraction]) -> list[AnyExtraction]:
    """The captures of an address in order; of those of one moment the whole ones first."""
    ordered = sorted(captures, key=lambda capture: (not is_whole(capture), capture.page.page_id))
    return sorted(ordered, key=lambda capture: capture.page.fetched_at or _NO_TIME, reverse=True)


def _of_address(captures: Sequence[AnyExtraction]) -> Iterator[Account]:
    choice = choose(captures)
    for refused in choice.refused:
        yield account_of(refused)
    for newest in choice.newest:
        account = source_of_page(newest.page).fill(newest, choice.older)
        yield account.with_issue(_older_shown(newest, choice.refused)) if choice.refused else account


def _older_shown(shown: AnyExtraction, refused: Sequence[AnyExtraction]) -> Issue:
    first = refused[0]
    reason = first.refusal.reason if first.refusal else ""
    message = (
        f"The newest capture of {shown.page.url}, of {first.page.fetched_at:%Y-%m-%d %H:%M:%S}, can't be used "
        f"({reason}); the one of {shown.page.fetched_at:%Y-%m-%d %H:%M:%S} is the newest that can, and counts."
    )
    return Issue("warning", "older_capture_used", message)
