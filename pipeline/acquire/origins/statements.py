"""Where and when a page was captured, by all that says so: the container first, then the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from extractors.reading.web_archives import copy_at
from pipeline.acquire.sources import canonical_url
from schemas.snapshot import Doubt

# What browsers write for pages that have no address on the web.
_NO_ADDRESSES = frozenset({"about:internet", "http://internet.e-mail"})


class Statement(NamedTuple):
    """What one witness says of a page; ``witness`` is named as in "by the comment of SingleFile".

    ``address`` is as printed, ``moment`` in UTC. ``rewritten_to`` is where an archive rewrote the page's links to.
    """

    witness: str
    address: str | None = None
    moment: datetime | None = None
    rewritten_to: str | None = None
    doubts: tuple[Doubt, ...] = ()


class Origin(NamedTuple):
    """Address (canonical) and time (UTC) of a capture; None for what nobody says."""

    url: str | None
    fetched_at: datetime | None
    rewritten_to: str | None
    doubts: tuple[Doubt, ...]


def statement_at(
    witness: str, address: str | None, moment: datetime | None = None, doubts: tuple[Doubt, ...] = ()
) -> Statement:
    """What a tool says that saved the page ``address`` shows at a moment.

    At the address of a web archive's copy it saved the page of another address and time: those of the copy, whose time
    is unknown where the address has fewer than 14 digits.
    """
    copy = copy_at(address) if address else None
    if copy is None:
        return Statement(witness, address, moment, None, doubts)
    return Statement(witness, copy.original, copy.captured_at, copy.prefix if copy.rewritten else None, doubts)


def origin_of(statements: Sequence[Statement]) -> Origin:
    """Unite what witnesses say; the first one counts, and another that differs is a doubt.

    The time of a witness that speaks of another address tells nothing of this page.
    """
    told = [(statement, _canonical(statement.address)) for statement in statements]
    url, by_address = next(((url, said.witness) for said, url in told if url is not None), (None, ""))
    same = [said for said, other in told if other is None or other == url]
    timed = [(said.moment, said.witness) for said in same if said.moment is not None]
    moment, by_moment = timed[0] if timed else (None, "")
    doubts = [doubt for said in statements for doubt in said.doubts]
    doubts += [
        Doubt("address_differs", f"The address is {url} by {by_address}, but {other} by {said.witness}.")
        for said, other in told
        if other is not None and other != url
    ]
    doubts += [
        Doubt("capture_time_differs", f"The page was captured at {moment} by {by_moment}, but at {other} by {witness}.")
        for other, witness in timed
        if moment is not None and other.replace(microsecond=0) != moment.replace(microsecond=0)
    ]
    rewritten_to = next((said.rewritten_to for said in statements if said.rewritten_to is not None), None)
    return Origin(url, moment, rewritten_to, tuple(dict.fromkeys(doubts)))


def same_address(one: str, other: str) -> bool:
    """Whether two spellings mean the address of one web page."""
    return _canonical(one) is not None and _canonical(one) == _canonical(other)


def _canonical(address: str | None) -> str | None:
    """The canonical form of an address of a web page; None for files, ``cid:`` and what can't be read."""
    if address is None or address.rstrip("/") in _NO_ADDRESSES:
        return None
    try:
        return canonical_url(address)
    except ValueError:
        return None
