"""The division of a country page into its parts, in the order of the page: a total partition of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.gfmd.contributions import is_amount_only
from extractors.gfmd.identity import is_point, read_coordinate
from extractors.gfmd.participation import participation_end
from extractors.gfmd.vocabulary import (
    BLOCK_LABELS,
    IDENTITY_LABELS,
    SUBMITTED_BY,
    SUBSCRIPTION,
    YES,
    Label,
    begins_fixed_words,
    is_negative,
    labelled,
)
from schemas.document import Line

_OF_COUNTRIES_ALONE = {Label.OFFICIAL_NAME, Label.ISO2, Label.ISO3, Label.PARTICIPATION, Label.SUMMIT}


class Parts(NamedTuple):
    """The lines of a page by part. ``frame`` are the lines around the content that no part claims by itself."""

    identity: tuple[Line, ...]
    participation: tuple[Line, ...]
    practices: tuple[Line, ...]
    subscription: Line | None
    frame: tuple[Line, ...]


def is_country_page(lines: Sequence[Line]) -> bool:
    """Whether a page is a country's: it has identity labels, or the labels or values of the participation part."""
    labels = _labels(lines)
    return bool(labels & _OF_COUNTRIES_ALONE) or len(labels & {*BLOCK_LABELS}) > 1 or is_values_only(lines)


def is_values_only(lines: Sequence[Line]) -> bool:
    """Whether labels are lost and values are left: ``Yes``, negatives and amounts in a row, bare coordinates."""
    labels = _labels(lines)
    if labels & {*BLOCK_LABELS}:
        return False
    answers = sum(_is_bare_value(line.text) for line in lines)
    placed = any(read_coordinate(line.text) or is_point(line.text) for line in lines)
    return answers > 1 or (not labels & IDENTITY_LABELS and (placed or answers > 0))


def values_end(lines: Sequence[Line]) -> int:
    """How many lines of a values-only page come before its teasers: up to the last bare value."""
    first = next((i for i, line in enumerate(lines) if SUBMITTED_BY.fullmatch(line.text)), len(lines))
    bare = [
        i
        for i, line in enumerate(lines[:first])
        if _is_bare_value(line.text) or read_coordinate(line.text) or is_point(line.text)
    ]
    return bare[-1] + 1 if bare else max(first - 1, 0)


def _is_bare_value(text: str) -> bool:
    words = text.casefold().split(" ")
    return all(word in YES for word in words) or is_negative(text) or is_amount_only(text)


def _labels(lines: Sequence[Line]) -> set[Label]:
    return {found.label for line in lines if (found := labelled(line.text))}


def divide(lines: Sequence[Line]) -> Parts:
    """Divide the lines of a country page: every line goes to exactly one part."""
    end = subscription_at(lines)
    content, tail = (lines[:end], lines[end + 1 :]) if end is not None else (lines, lines[:0])
    first_teaser = next((i for i, line in enumerate(content) if SUBMITTED_BY.fullmatch(line.text)), len(content))
    labels = [(i, found.label) for i, line in enumerate(content[:first_teaser]) if (found := labelled(line.text))]
    body = _opening(labels)
    start = next((i for i, label in labels if label in IDENTITY_LABELS), body)
    if start is None:
        start = 0
    if body is None:
        body = stop = _identity_end(content, start)
    else:
        start = min(start, body)
        stop = body + participation_end(content[body:first_teaser], before_teaser=first_teaser < len(content))
    return Parts(
        identity=tuple(content[start:body]),
        participation=tuple(content[body:stop]),
        practices=tuple(content[stop:]),
        subscription=lines[end] if end is not None else None,
        frame=(*content[:start], *tail),
    )


def subscription_at(lines: Sequence[Line]) -> int | None:
    """Where ``Subscribe to NAME`` stands: the last one, or the first after which a second copy of the page begins."""
    found = [i for i, line in enumerate(lines) if SUBSCRIPTION.fullmatch(line.text)]
    starts = [i for i, line in enumerate(lines) if (one := labelled(line.text)) and one.label is Label.OFFICIAL_NAME]
    return next((i for i in found if any(start > i for start in starts)), found[-1] if found else None)


def _opening(labels: Sequence[tuple[int, Label]]) -> int | None:
    """Where the participation part begins: at its heading, else at the first of its labels behind the identity."""
    for place, (i, label) in enumerate(labels):
        below = labels[place + 1][1] if place + 1 < len(labels) else None
        if label is Label.PARTICIPATION and below not in IDENTITY_LABELS:
            return i
    last_identity = max((i for i, label in labels if label in IDENTITY_LABELS), default=-1)
    return next((i for i, label in labels if i > last_identity and label not in IDENTITY_LABELS), None)


def _identity_end(lines: Sequence[Line], start: int) -> int:
    """Where the identity part ends on a page without a participation part: after its last label or coordinate."""
    mine = [i for i, line in enumerate(lines) if i >= start and _is_of_identity(line)]
    if not mine:
        return start
    value_follows = labelled(lines[mine[-1]].text) is not None and mine[-1] + 1 < len(lines)
    return mine[-1] + 1 + (value_follows and lines[mine[-1] + 1].gap == 0)


def _is_of_identity(line: Line) -> bool:
    found = labelled(line.text)
    return (
        (found is not None and found.label in IDENTITY_LABELS)
        or is_point(line.text)
        or bool(read_coordinate(line.text))
    )


def without_remnant(parts: Parts) -> Parts:
    """The parts of a cut page without a last line that was, or may have been, cut in the middle of a fixed text.

    That is the beginning of a label or a negative, or a name: Nigeria's begins with Niger's. It is left to the frame.
    """
    whole = (*parts.identity, *parts.participation, *parts.practices)
    if parts.practices[1:] or not whole:
        return parts
    last = whole[-1]
    in_identity = bool(parts.identity) and last is parts.identity[-1]
    if not (not _is_of_identity(last) if in_identity else begins_fixed_words(last.text)):
        return parts
    identity, participation, practices = (
        tuple(one for one in part if one is not last) for part in (parts.identity, parts.participation, parts.practices)
    )
    return Parts(identity, participation, practices, parts.subscription, (*parts.frame, last))
