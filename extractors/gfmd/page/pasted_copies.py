"""A file that holds a country page more than once.

It was pasted twice, a cut copy stands before the whole page, ``?page=0`` and ``?page=1`` are in one file, or two copies
are glued together without a line break.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.gfmd.site.page_lines import PageLine, page_lines
from extractors.gfmd.site.vocabulary import BLOCK_LABELS, IDENTITY_LABELS, Label, is_bare

_FIRST_LABEL = "Official Name"
_SEEN_BELOW = 6
"""Lines below the first label of a page within which the next one stands."""


def copies_of_page(lines: Sequence[PageLine]) -> tuple[tuple[PageLine, ...], ...]:
    """The lines of each copy of a country page, in order; one copy where the page stands once.

    A copy begins at the official name, or at the heading of the participation, where blocks stand both above and below.
    A heading that stands again above other blocks than the first ones begins none.
    """
    lines = [part for one in lines for part in _split_glued_label(one)]
    starts = [0]
    labels = [one.opening.label if one.opening else None for one in lines]
    for i in range(len(lines)):
        if _opens_copy(lines, labels, i) and _holds_blocks(labels[starts[-1] : i]) and _holds_blocks(labels[i:]):
            starts.append(i)
    ends = [*starts[1:], len(lines)]
    return tuple(tuple(one for one in lines[a:b] if one.text) for a, b in zip(starts, ends, strict=True))


def _opens_copy(lines: Sequence[PageLine], labels: Sequence[Label | None], i: int) -> bool:
    """Whether a line is printed like the first one of a copy, whatever stands above and below it."""
    if labels[i] is Label.PARTICIPATION:
        return _repeats_first_block(lines, labels, i)
    return labels[i] is Label.OFFICIAL_NAME and _opens_identity(lines, i)


def _holds_blocks(labels: Sequence[Label | None]) -> bool:
    return any(label in BLOCK_LABELS for label in labels)


def _repeats_first_block(lines: Sequence[PageLine], labels: Sequence[Label | None], i: int) -> bool:
    """Whether the block below a heading is the one below the first heading, as far as both go: a line may be cut."""
    first = next(at for at, label in enumerate(labels) if label is Label.PARTICIPATION)
    pairs = zip(_first_block(lines, labels, first), _first_block(lines, labels, i), strict=False)
    return i == first or all(one.startswith(other) or other.startswith(one) for one, other in pairs)


def _first_block(lines: Sequence[PageLine], labels: Sequence[Label | None], heading: int) -> list[str]:
    """The lines below a heading up to the label that closes the block."""
    below = range(heading + 1, len(lines))
    end = next((at for at in below if labels[at] in (Label.SUMMIT, Label.PARTICIPATION)), len(lines))
    return [one.text for one in lines[heading + 1 : end]]


def _opens_identity(lines: Sequence[PageLine], i: int) -> bool:
    """Whether the words "Official Name" of a line are the first label of a page, and not the beginning of a text."""
    found = lines[i].opening
    below = (one.opening for one in lines[i + 1 : i + _SEEN_BELOW])
    next_is_identity = any(other is not None and other.label in IDENTITY_LABELS for other in below)
    return found is not None and (is_bare(found) or next_is_identity)


def _split_glued_label(one: PageLine) -> Sequence[PageLine]:
    """The two lines that one is where the first label of a copy hangs on the last line of the copy above.

    ``Subscribe to PeruOfficial Name`` gives ``Subscribe to Peru`` and ``Official Name``, both with the line's number.
    """
    line = one.line
    text = line.text.rstrip(": ")
    above = text.removesuffix(_FIRST_LABEL)
    if line.path or above == text or not above or above[-1].isspace():
        return (one,)
    return page_lines([line._replace(text=above), line._replace(text=_FIRST_LABEL, gap=0)])
