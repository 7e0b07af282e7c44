"""Where and when a page was captured, by all that says so: the container first, then the page itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    canonical = [(said, _canonical(said.address)) for said in statements]
    addresses = [(said.witness, address) for said, address in canonical if address is not None]
    url = addresses[0][1] if addresses else None
    same = [said for said, address in canonical if address is None or address == url]
    moments = [(said.witness, said.moment) for said in same if said.moment is not None]
    rewritten_to = next((said.rewritten_to for said in statements if said.rewritten_to is not None), None)
    doubts = (
        *(doubt for said in statements for doubt in said.doubts),
        *_address_doubts(addresses),
        *_time_doubts(moments),
    )
    return Origin(url, moments[0][1] if moments else None, rewritten_to, tuple(dict.fromkeys(doubts)))


def _address_doubts(addresses: Sequence[tuple[str, str]]) -> Iterator[Doubt]:
    """A doubt for each address, given with its witness, that is not the first one."""
    for witness, other in addresses[1:]:
        counting, url = addresses[0]
        if other != url:
            yield Doubt("address_differs", f"The address is {url} by {counting}, but {other} by {witness}.")


def _time_doubts(moments: Sequence[tuple[str, datetime]]) -> Iterator[Doubt]:
    """A doubt for each time, given with its witness, that is another second than the first one."""
    for witness, other in moments[1:]:
        counting, moment = moments[0]
        if other.replace(microsecond=0) != moment.replace(microsecond=0):
            message = f"The page was captured at {moment} by {counting}, but at {other} by {witness}."
            yield Doubt("capture_time_differs", message)


def same_address(one: str, other: str) -> bool:
    """Whether two spellings mean the address of one web page."""
    return _canonical(one) is not None and _canonical(one) == _canonical(other)


def _canonical(address: str | None) -> str | None:
    """The canonical form of an address of a web page; None for files, ``cid:`` and what can't be read."""
    if address is None or address.rstrip("/") in _NO_ADDRESSES:
        return None
    return canonical_url(address)
