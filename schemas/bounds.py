"""What a page may be at most, so that the same page always meets the same fate."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """``payload_bytes`` is the size of a page; ``lines`` counts lines that are not blank.

    ``depth`` is how deep elements of HTML and values of JSON may nest (browsers stop at about 512 too), ``nodes`` how
    many elements and pieces of text, or values, there may be.
    """

    payload_bytes: int = 5 * 2**20
    lines: int = 100_000
    depth: int = 512
    nodes: int = 500_000


DEFAULT_BOUNDS = Bounds()
