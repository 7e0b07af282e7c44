"""One page of the site: what kind it is, which part owns each of its lines, and what its parts say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from extractors.gfmd.identity import IdentityLines, read_coordinate, read_identity, resolve_country
from extractors.gfmd.participation import Participation, participation_end, read_participation
from extractors.gfmd.practice_pages import is_practice_page, practice_layout, read_practice_page
from extractors.gfmd.teasers import Teasers, practice_url, read_teasers
from extractors.gfmd.vocabulary import (
    BLOCK_LABELS,
    COORDINATE_LABELS,
    IDENTITY_LABELS,
    ONE_WORD_LABELS,
    SUBMITTED_BY,
    SUBSCRIPTION,
    Label,
    begins_fixed_words,
    ignored_name,
    is_negative,
    labelled,
)
from schemas.document import Document, Line
from schemas.extraction import Claim, Extraction, Identity, Issue, Page, Span
from schemas.snapshot import Refusal

_HOSTS = ("gfmd.org", "www.gfmd.org")


class Parts(NamedTuple):
    """The lines of a page by part. ``frame`` are the lines around the content that no part claims by itself."""

    identity: tuple[Line, ...]
    participation: tuple[Line, ...]
    practices: tuple[Line, ...]
    subscription: Line | None
    frame: tuple[Line, ...]


@dataclass(slots=True)
class _Owners:
    """The owner of each line, by number."""

    by_line: dict[int, str] = field(default_factory=dict)

    def claim(self, lines: Sequence[Line], owner: str) -> None:
        for line in lines:
            self.by_line.setdefault(line.number, owner)


def read_page(page: Page, document: Document) -> Extraction:
    """What a page says, with every line owned by one part, ignored by name, or unclaimed with an issue."""
    owners = _Owners()
    for line in document.lines:
        if line.region:
            owners.claim([line], f"ignored:{line.region}")
        elif (name := ignored_name(line.text)) and not line.item:
            owners.claim([line], f"ignored:{name}")
    lines = [line for line in document.lines if line.number not in owners.by_line]
    other = _other_site(page, document)
    if other:
        extraction = Extraction(page, refusal=other)
    elif is_country_page(lines):
        extraction = _country_page(page, document, lines, owners)
    elif is_practice_page(lines):
        extraction = _practice_page(page, document, lines, owners)
    elif any(SUBMITTED_BY.fullmatch(line.text) for line in lines):
        extraction = _listing_page(page, document, lines, owners)
    else:
        message = "The page has none of the labels of a country or practice page, and no teaser of a practice."
        extraction = Extraction(page, refusal=Refusal("not_a_profile", message))
    return _with_claims(extraction, document, owners)


def _other_site(page: Page, document: Document) -> Refusal | None:
    for address in (page.url, document.canonical):
        host = urlsplit(address).hostname if address else None
        if host and host not in _HOSTS:
            return Refusal("other_site", f"The page is of {host}, which is none of the hosts of this source.")
    return None


def is_country_page(lines: Sequence[Line]) -> bool:
    """Whether a page is a country's: it has identity labels, or the labels or values of the participation part."""
    labels = {found.label for line in lines if (found := labelled(line.text))}
    if labels & {Label.OFFICIAL_NAME, Label.ISO2, Label.ISO3, Label.PARTICIPATION, Label.SUMMIT}:
        return True
    return len(labels & {*BLOCK_LABELS}) > 1 or _is_values_only(lines)


def _is_values_only(lines: Sequence[Line]) -> bool:
    """Whether labels are lost and values are left: ``Yes``, negatives and coordinates in a row."""
    if any((found := labelled(line.text)) and found.label in BLOCK_LABELS for line in lines):
        return False
    values = sum(line.text.casefold() == "yes" or is_negative(line.text) for line in lines)
    return values > 1 or (values > 0 and any(read_coordinate(line.text) for line in lines))


def divide(lines: Sequence[Line]) -> Parts:
    """Divide the lines of a country page: every line goes to exactly one part."""
    end = next((i for i in reversed(range(len(lines))) if SUBSCRIPTION.fullmatch(lines[i].text)), None)
    content, tail = (lines[:end], lines[end + 1 :]) if end is not None else (lines, lines[:0])
    first_teaser = next((i for i, line in enumerate(content) if SUBMITTED_BY.fullmatch(line.text)), len(content))
    labels = [(i, found.label) for i, line in enumerate(content[:first_teaser]) if (found := labelled(line.text))]
    start = next((i for i, label in labels if label in IDENTITY_LABELS or label is Label.PARTICIPATION), None)
    opening = next((i for i, label in labels if label not in IDENTITY_LABELS), None)
    if start is None or (opening is not None and opening < start):
        start = opening if opening is not None else 0
    body = opening if opening is not None else _identity_end(content, start)
    stop = body + participation_end(content[body:first_teaser]) if opening is not None else body
    return Parts(
        identity=tuple(content[start:body]),
        participation=tuple(content[body:stop]),
        practices=tuple(content[stop:]),
        subscription=lines[end] if end is not None else None,
        frame=(*content[:start], *tail),
    )


def _identity_end(lines: Sequence[Line], start: int) -> int:
    """Where the identity part ends on a page without a participation part: after its last label or coordinate."""
    mine = [
        i
        for i, line in enumerate(lines)
        if i >= start
        and (
            ((found := labelled(line.text)) and found.label in IDENTITY_LABELS)
            or read_coordinate(line.text)
            or line.text.upper().startswith("POINT")
        )
    ]
    if not mine:
        return start
    value_follows = labelled(lines[mine[-1]].text) is not None and mine[-1] + 1 < len(lines)
    return mine[-1] + 1 + (value_follows and lines[mine[-1] + 1].gap == 0)


def _country_page(page: Page, document: Document, lines: Sequence[Line], owners: _Owners) -> Extraction:
    if _is_values_only(lines):
        return _values_page(page, lines, owners)
    parts = divide(lines)
    complete = parts.subscription is not None
    remnant = None if complete else _remnant(parts)
    parts = parts if remnant is None else _without(parts, remnant)
    cut_in_blocks = not complete and not parts.practices
    found = read_identity(parts.identity, parts.subscription)
    participation = read_participation(parts.participation, cut=cut_in_blocks)
    teasers = read_teasers(parts.practices, cut=not complete)
    country = resolve_country(found, page.url or document.canonical, page.path)
    identity = country if isinstance(country, Identity) else None
    _claim_parts(owners, parts, found, participation, identity)
    page = replace(page, kind="country", form=_form(document, parts), complete=complete)
    blocks = participation.blocks
    if not _keeps_one_word_lines(parts):
        blocks = tuple(replace(block, delegate=block.delegate or None) for block in blocks)
    issues = (*found.issues, *participation.issues, *teasers.issues, *_end_missing(complete, document))
    if isinstance(country, Refusal):
        return Extraction(page, issues=issues, refusal=country)
    return Extraction(page, identity, blocks, teasers.practices, (), issues, (), None, participation.uncertain)


def _remnant(parts: Parts) -> Line | None:
    """On a cut page the last line, where it is or may be the beginning of a label, of a negative or of a name.

    A name that is cut can be that of another country: Nigeria's begins with Niger's.
    """
    if parts.practices[1:] or not (parts.practices or parts.participation or parts.identity):
        return None
    last = (*parts.identity, *parts.participation, *parts.practices)[-1]
    if parts.identity and last is parts.identity[-1]:
        return last if labelled(last.text) is None and read_coordinate(last.text) is None else None
    return last if begins_fixed_words(last.text) else None


def _without(parts: Parts, line: Line) -> Parts:
    """The parts without a line, which is left to the frame."""
    identity, participation, practices = (
        tuple(one for one in part if one is not line) for part in (parts.identity, parts.participation, parts.practices)
    )
    return Parts(identity, participation, practices, parts.subscription, (*parts.frame, line))


def _claim_parts(
    owners: _Owners, parts: Parts, found: IdentityLines, participation: Participation, identity: Identity | None
) -> None:
    owners.claim([line for line in parts.identity if line.number not in found.unclaimed], "identity")
    owners.by_line.update(participation.owners)
    owners.claim(parts.practices, "practices")
    owners.claim([parts.subscription] if parts.subscription else [], "subscription")
    names = (
        {name.casefold() for name in (identity.name, identity.official_name, found.subscription) if name}
        if identity
        else set()
    )
    owners.claim([line for line in parts.frame if line.text.casefold() in names], "identity")
    owners.claim([line for line in parts.frame if line.href], "ignored:link outside the content")


def _form(document: Document, parts: Parts) -> str:
    if document.container == "html":
        return "html"
    found = [f for line in (*parts.identity, *parts.participation) if (f := labelled(line.text))]
    old = sum(f.colon for f in found) * 2 > len(found)
    if _keeps_one_word_lines(parts):
        return "old" if old else "full"
    return "old_short" if old else "short"


def _keeps_one_word_lines(parts: Parts) -> bool:
    """Whether the page prints some label of one word. The short forms lose every line of one word."""
    return any(
        ((found := labelled(line.text)) and found.label in ONE_WORD_LABELS and not found.rest)
        or (found and found.label in COORDINATE_LABELS)
        for line in (*parts.identity, *parts.participation)
    )


def _end_missing(complete: bool, document: Document) -> Iterator[Issue]:
    if not complete and document.lines:
        last = document.lines[-1].number
        message = "The page has no line 'Subscribe to …', which ends every whole page: its end is missing."
        yield Issue("warning", "end_missing", message, Span(last, last))


def _values_page(page: Page, lines: Sequence[Line], owners: _Owners) -> Extraction:
    """A page whose labels are lost: its participation can't be read, its teasers can where they can be told."""
    parts = divide(lines)
    first = next((i for i, line in enumerate(lines) if SUBMITTED_BY.fullmatch(line.text)), len(lines))
    start = max(first - 1, 0) if first < len(lines) else len(lines)
    shown = [line for line in lines[start:] if line is not parts.subscription and line not in parts.frame]
    teasers = read_teasers(shown, cut=False) if shown else Teasers((), ())
    owners.claim(shown, "practices")
    owners.claim([parts.subscription] if parts.subscription else [], "subscription")
    country = resolve_country(read_identity((), parts.subscription), page.url, page.path)
    message = "The labels of the page are lost and only values are left: the participation can't be read from it."
    return Extraction(
        replace(page, kind="country", form="values", complete=parts.subscription is not None),
        country if isinstance(country, Identity) else None,
        practices=teasers.practices,
        issues=teasers.issues,
        refusal=Refusal("values_only", message),
    )


def _practice_page(page: Page, document: Document, lines: Sequence[Line], owners: _Owners) -> Extraction:
    url = practice_url(page.url or document.canonical)
    practice, owned = read_practice_page(lines, url, cut=False)
    owners.by_line.update(owned)
    form = "html" if document.container == "html" else practice_layout(lines)
    return Extraction(replace(page, kind="practice", form=form), practices=(practice,))


def _listing_page(page: Page, document: Document, lines: Sequence[Line], owners: _Owners) -> Extraction:
    teasers = read_teasers(lines, cut=False)
    owners.claim(lines, "practices")
    form = "html" if document.container == "html" else "full"
    return Extraction(replace(page, kind="listing", form=form), practices=teasers.practices, issues=teasers.issues)


def _with_claims(extraction: Extraction, document: Document, owners: _Owners) -> Extraction:
    claims = tuple(
        Claim(line.number, owners.by_line.get(line.number, "unclaimed"), line.text) for line in document.lines
    )
    issues = (*extraction.issues, *_unclaimed(claims))
    return replace(extraction, claims=claims, issues=issues)


def _unclaimed(claims: Sequence[Claim]) -> Iterator[Issue]:
    """One issue for each run of lines that nobody claimed."""
    run: list[Claim] = []
    for claim in (*claims, None):
        if claim and claim.owner == "unclaimed":
            run.append(claim)
        elif run:
            message = f"Nobody claimed {len(run)} line(s), beginning with {run[0].text[:80]!r}."
            yield Issue("warning", "unclaimed_lines", message, Span(run[0].line, run[-1].line))
            run = []
