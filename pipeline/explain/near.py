"""Names that are nearly what was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

_MOST = 3
_NEAREST = 60


def near_misses(asked: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names most like what was asked for, at most three: ``PER-09`` for ``per-9``."""
    found = process.extract(
        asked[:200], list(known), scorer=fuzz.ratio, processor=str.casefold, limit=_MOST, score_cutoff=_NEAREST
    )
    return tuple(str(name) for name, *_ in found)


def did_you_mean(asked: str, known: Iterable[str]) -> str:
    """A sentence with the names that are nearly it, after a space; nothing where none is."""
    near = near_misses(asked, known)
    return f" Did you mean {' or '.join(near)}?" if near else ""
