"""Addresses as pages print them. One that can't be read is no address."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

from extractors.text import kept_by_text


@kept_by_text
def absolute(address: str, beside: str) -> str:
    """An address as it is meant on the page ``beside`` it; one that can't be read stays as it is."""
    try:
        return urljoin(beside, address.strip())
    except ValueError:
        return address


def split_address(address: str | None, beside: str = "") -> SplitResult | None:
    """The parts of an address, seen from the page ``beside`` it, or None if there is none or it can't be read."""
    if not address:
        return None
    try:
        parts = urlsplit(urljoin(beside, address.strip()))
        host = parts.hostname
    except ValueError:
        return None
    return parts if host else None
