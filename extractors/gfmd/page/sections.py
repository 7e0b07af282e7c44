"""The division of a country page into its parts, in the order of the page: a total partition of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.gfmd.identity.country import is_point
from extractors.gfmd.participation.extent import participation_end
from extractors.gfmd.site.page_lines import PageLine, labels_at, without_labels
from extractors.gfmd.site.vocabulary import (
    IDENTITY_LABELS,
    SUBMITTED_BY,
    SUBSCRIPTION,
    Label,
    Labelled,
    begins_answer,
    begins_fixed_words,
    begins_last_words,
    is_bare,
)
from extractors.values.coordinates import read_coordinate
from extractors.values.countries import country_named
from schemas.document import Line

# With these the content of a country page goes on; teasers come behind the last of them.
_OF_CONTENT = IDENTITY_LABELS | {Label.PARTICIPATION, Label.SUMMIT}


class Parts(NamedTuple):
    """The lines of a page by part. ``frame`` are the lines around the content that no part claims by itself."""

    identity: tuple[PageLine, ...]
    participation: tuple[PageLine, ...]
    practices: tuple[PageLine, ...]
    subscription: Line | None
    frame: tuple[Line, ...]


def divide(lines: Sequence[PageLine]) -> Parts:
    """Divide the lines of a country page: every line goes to exactly one part."""
    end = subscription_at(lines)
    content, tail = (lines[:end], lines[end + 1 :]) if end is not None else (lines, lines[:0])
    labels = labels_at(content)
    first_teaser = _first_submission(content, labels)
    labels = [(i, found) for i, found in labels if i < first_teaser]
    body = _participation_start(labels)
    start = next((i for i, found in labels if found.label in IDENTITY_LABELS), body)
    if start is None:
        start = 0
    if body is None:
        body = stop = _identity_end(content, start)
    else:
        start = min(start, body)
        submission = content[first_teaser].line if first_teaser < len(content) else None
        stop = body + participation_end(content[body:first_teaser], submission)
    return Parts(
        identity=tuple(content[start:body]),
        participation=tuple(content[body:stop]),
        practices=tuple(content[stop:]),
        subscription=lines[end].line if end is not None else None,
        frame=tuple(without_labels((*content[:start], *tail))),
    )


def _first_submission(lines: Sequence[PageLine], labels: Sequence[tuple[int, Labelled]]) -> int:
    """Where the first ``Submitted by`` of the practices stands: behind the labels; above may be a side column's."""
    behind = max((i for i, found in labels if found.label in _OF_CONTENT and is_bare(found)), default=-1)
    below = (i for i in range(behind + 1, len(lines)) if SUBMITTED_BY.fullmatch(lines[i].text))
    return next(below, len(lines))


def subscription_at(lines: Sequence[PageLine]) -> int | None:
    """Where ``Subscribe to NAME`` ends the page: at the last one.

    A name that is a country's counts before others; what stands above all labels ends nothing.
    """
    first = next((i for i, one in enumerate(lines) if one.opening), 0)
    found = {i: name[1] for i, one in enumerate(lines) if i >= first and (name := SUBSCRIPTION.fullmatch(one.text))}
    ends = [i for i, name in found.items() if country_named(name)] or list(found)
    return ends[-1] if ends else None


def _participation_start(labels: Sequence[tuple[int, Labelled]]) -> int | None:
    """Where the participation part begins: at its heading, else at the first of its labels behind the identity."""
    for place, (i, found) in enumerate(labels):
        below = labels[place + 1][1].label if place + 1 < len(labels) else None
        if found.label is Label.PARTICIPATION and below not in IDENTITY_LABELS:
            return i
    last_identity = max((i for i, found in labels if found.label in IDENTITY_LABELS), default=-1)
    return next((i for i, found in labels if i > last_identity and found.label not in IDENTITY_LABELS), None)


def _identity_end(lines: Sequence[PageLine], start: int) -> int:
    """Where the identity part ends on a page without a participation part: after its last label or coordinate."""
    places = [i for i, one in enumerate(lines) if i >= start and _is_identity_line(one)]
    if not places:
        return start
    value_follows = lines[places[-1]].opening is not None and places[-1] + 1 < len(lines)
    return places[-1] + 1 + (value_follows and lines[places[-1] + 1].line.gap == 0)


def _is_identity_line(one: PageLine) -> bool:
    found = one.opening
    return (
        (found is not None and found.label in IDENTITY_LABELS) or is_point(one.text) or bool(read_coordinate(one.text))
    )


def without_remnant(parts: Parts) -> Parts:
    """The parts of a cut page without a last line that was, or may have been, cut in the middle of a fixed text.

    That is the beginning of a label, a negative or an answer, or a name: Nigeria's begins with Niger's. So is a lone
    line behind an identity without a participation: the page ends before the practices. It is left to the frame.
    """
    whole = (*parts.identity, *parts.participation, *parts.practices)
    if not whole:
        return parts
    last = whole[-1]
    if parts.practices[1:]:
        is_remnant = begins_last_words(last.text)
    elif parts.practices:
        is_remnant = begins_fixed_words(last.text) or begins_answer(last.text) or not parts.participation
    elif parts.identity and last is parts.identity[-1]:
        is_remnant = not _is_identity_line(last)
    else:
        is_remnant = begins_fixed_words(last.text)
    if not is_remnant:
        return parts
    identity, participation, practices = (
        tuple(one for one in part if one is not last) for part in (parts.identity, parts.participation, parts.practices)
    )
    return Parts(identity, participation, practices, parts.subscription, (*parts.frame, last.line))
