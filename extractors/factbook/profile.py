"""From a saved profile of the Factbook to what it says, with an owner for each of its values."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import NamedTuple

from extractors.claims import unclaimed_lines
from extractors.factbook.fields import Leaf, is_profile, leaves_of, said
from extractors.factbook.identity import read_identity
from extractors.factbook.indicators import Figure, is_unknown_part, read_indicators
from extractors.factbook.memberships import Body, read_memberships
from extractors.reading.document import read_document
from extractors.reading.repair import repair_document
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.extraction import Claim, Extraction, Identity, Issue, Page, Span
from schemas.snapshot import Refusal, Snapshot

_NO_PROFILE = "The page has none of the sections of a profile of the Factbook."


class Member(NamedTuple):
    """A membership and the leaf that lists it."""

    body: Body
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Facts:
    """What a profile says beside the country that it is about."""

    members: tuple[Member, ...] = ()
    figures: tuple[Figure, ...] = ()


def extract(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> Extraction[Facts]:
    """What one profile says, each value with its line. Pure: no clock, no network."""
    page = Page(snapshot.page_id, snapshot.source, snapshot.path, snapshot.url, snapshot.fetched_at)
    document = read_document(snapshot, bounds)
    if isinstance(document, Refusal):
        return Extraction(page, refusal=document)
    mended, repairs = repair_document(document)
    leaves = leaves_of(mended.lines)
    if mended.container != "json" or not is_profile(leaves):
        return Extraction(page, claims=_claims(leaves, {}), refusal=Refusal("not_a_profile", _NO_PROFILE))
    identity, issues = read_identity(leaves)
    members = tuple(Member(body, leaf) for leaf in _listing(leaves) for body in read_memberships(leaf.text))
    figures = tuple(read_indicators(leaves))
    claims = _claims(leaves, _owners(identity, members, figures))
    issues = (*issues, *_unclear(members), *_unread(figures), *unclaimed_lines(claims))
    known = identity if isinstance(identity, Identity) else None
    refusal = identity if isinstance(identity, Refusal) else None
    page = replace(page, kind="country", form="json")
    return Extraction(
        page, known, facts=Facts(members, figures), claims=claims, issues=issues, repairs=repairs, refusal=refusal
    )


def _listing(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    return said(leaves, "Government", "International organization participation")


def _owners(identity: Identity | Refusal, members: Sequence[Member], figures: Sequence[Figure]) -> Mapping[int, str]:
    """The part that claimed each line, by number."""
    spans = identity.spans if isinstance(identity, Identity) else ()
    return {
        **{span.first: "identity" for span in spans},
        **{member.leaf.line.number: "memberships" for member in members},
        **{figure.leaf.line.number: "indicators" for figure in figures},
    }


def _claims(leaves: Sequence[Leaf], owners: Mapping[int, str]) -> tuple[Claim, ...]:
    lines = ((leaf, leaf.line) for leaf in leaves)
    return tuple(
        Claim(line.number, owners.get(line.number) or _unused(leaf), line.text, line.number, line.pointer)
        for leaf, line in lines
    )


def _unused(leaf: Leaf) -> str:
    """The owner of a leaf that gives no data: ``ignored:`` and its place where ``fields.csv`` lists its field.

    A part of a field with figures is known by its label too.
    """
    if (leaf.section, leaf.field) not in _listed_fields() or is_unknown_part(leaf):
        return "unclaimed"
    return f"ignored:{leaf.section} / {leaf.field}" if leaf.field else f"ignored:{leaf.section}"


@cache
def _listed_fields() -> frozenset[tuple[str, str]]:
    """Section and field of all that is known and not used. A section by itself stands for its own name and number."""
    text = resources.files("extractors.factbook").joinpath("fields.csv").read_text(encoding="utf-8")
    return frozenset((row["section"], row["field"]) for row in csv.DictReader(text.splitlines()))


def _unclear(members: Sequence[Member]) -> Iterator[Issue]:
    for body, leaf in members:
        if not body.is_clear:
            message = f"{body.text[:80]!r} has a bracket without its other half, or no name before it."
            yield Issue("warning", "membership_unclear", message, Span(leaf.line.number, leaf.line.number))


def _unread(figures: Sequence[Figure]) -> Iterator[Issue]:
    for figure in figures:
        if figure.value is None:
            number = figure.leaf.line.number
            message = f"{figure.leaf.text[:80]!r} gives no figure that could be read whole for {figure.name}."
            yield Issue("warning", "figure_unreadable", message, Span(number, number))
