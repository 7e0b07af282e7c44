"""Which captures of an address to have, of all that a web archive has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Literal

from pipeline.acquire.history.cdx import ListedCapture

Every = Literal["capture", "change", "year"]
Choice = tuple[ListedCapture, ...]
"""Captures of which one page is enough, in the order in which to try them."""


def captures_to_have(captures: Sequence[ListedCapture], every: Every) -> list[Choice]:
    """The choices among the captures of one address, which are given in order of time.

    Every ``capture``; every ``change``, which is each capture whose content the archive names otherwise than that of
    the one before it; or of every ``year`` the last one, so that a year is what a release as of its end is made of. Of
    a year whose last capture is no page, the one before that will do.
    """
    return _CHOICES[every](captures)


def _every_capture(captures: Sequence[ListedCapture]) -> list[Choice]:
    return [(capture,) for capture in captures]


def _every_change(captures: Sequence[ListedCapture]) -> list[Choice]:
    before: list[ListedCapture | None] = [None, *captures]
    return [(one,) for one, last in zip(captures, before, strict=False) if last is None or _differs(one, last)]


def _differs(one: ListedCapture, other: ListedCapture) -> bool:
    return one.digest is None or one.digest != other.digest


def _every_year(captures: Sequence[ListedCapture]) -> list[Choice]:
    years = groupby(captures, key=lambda capture: capture.captured_at.year)
    return [tuple(reversed(list(of_year))) for _, of_year in years]


_CHOICES: Mapping[Every, Callable[[Sequence[ListedCapture]], list[Choice]]] = {
    "capture": _every_capture,
    "change": _every_change,
    "year": _every_year,
}
