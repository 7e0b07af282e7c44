"""A country's page: identity, participation and practices. A file that holds the page more than once is one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from extractors.gfmd.facts import Block, Facts, GfmdExtraction
from extractors.gfmd.identity.country import IdentityLines, read_identity, resolve_country
from extractors.gfmd.page.pasted_copies import copies_of_page
from extractors.gfmd.page.saved_form import saved_form
from extractors.gfmd.page.sections import Parts, divide, without_remnant
from extractors.gfmd.participation.extent import without_row_of_labels
from extractors.gfmd.participation.participation import Participation, read_participation
from extractors.gfmd.site.owners import LineOwners
from extractors.gfmd.site.page_lines import PageLine, without_labels
from extractors.gfmd.site.vocabulary import COORDINATE_LABELS, ONE_WORD_LABELS, Labelled
from extractors.gfmd.teasers.teasers import Teasers, read_teasers
from schemas.document import Document, Line, span_of
from schemas.extraction import Extraction, Identity, Issue, Page
from schemas.snapshot import Refusal

# The further pages of a country, and the captures of a page, print the same participation at the same place.
_participation_of = lru_cache(maxsize=64)(read_participation)


class _Copy(NamedTuple):
    """One copy of the page within the file, read by its parts. ``complete`` says that its last line is there."""

    lines: tuple[PageLine, ...]
    parts: Parts
    identity: IdentityLines
    participation: Participation
    teasers: Teasers
    complete: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """What the copy prints of the participation."""
        return tuple(one.text for one in self.parts.participation)


def read_country_page(page: Page, document: Document, lines: Sequence[PageLine], owners: LineOwners) -> GfmdExtraction:
    """What a country's page says; ``lines`` are those that are not ignored by name.

    The refusal's reason is ``unknown_country`` or ``country_conflict``.
    """
    copies = copies_of_page(lines)
    read = [_read_copy(copy, cut=document.ends_in_line or copy is not copies[-1]) for copy in copies]
    main = max(read, key=lambda copy: (copy.complete, len(copy.participation.blocks)))
    others = [copy for copy in read if copy is not main]
    country = _country_of_copies([main, *others], page.url or document.canonical, page.path)
    identity = country if isinstance(country, Identity) else None
    _claim_copy(owners, main, identity)
    for copy in others:
        _claim_other_copy(owners, copy, main)
    page = replace(page, kind="country", form=saved_form(document, _text_form(main.parts)), complete=main.complete)
    blocks = main.participation.blocks
    if not _keeps_one_word_lines(main.parts):
        blocks = tuple(block._replace(delegate=block.delegate or None) for block in blocks)
    missing = (*_missing_participation(blocks, page, document), *end_missing(document, complete=page.complete))
    teasers = [copy.teasers for copy in read]
    doubts = (issue for one in teasers for issue in one.issues)
    issues = (
        *main.identity.issues,
        *main.participation.issues,
        *doubts,
        *missing,
        *_repeated_copy_issues(main, others),
    )
    if isinstance(country, Refusal):
        return Extraction(page, issues=issues, refusal=country)
    facts = Facts(
        blocks,
        tuple(practice for one in teasers for practice in one.practices),
        uncertain_blocks=main.participation.uncertain or any(copy.texts != main.texts for copy in others),
    )
    return Extraction(page, identity, facts, issues=issues)


def _read_copy(lines: tuple[PageLine, ...], *, cut: bool) -> _Copy:
    """Read one copy by its parts. ``cut`` says that its last line may be half a line, where the page has no end."""
    parts = divide(lines)
    complete = parts.subscription is not None
    if cut and not complete:
        last = lines[-1]._replace(line=lines[-1].line._replace(is_cut=True))
        parts = without_remnant(divide([*lines[:-1], last]))
    return _Copy(
        lines,
        parts,
        read_identity(parts.identity, parts.subscription, ends_page=cut and lines[-1].line is parts.subscription),
        without_row_of_labels(
            _participation_of(parts.participation, cut=not complete and not parts.practices),
            without_labels(parts.practices),
        ),
        read_teasers(_practice_lines(parts), cut=not complete),
        complete,
    )


def _practice_lines(parts: Parts) -> tuple[Line, ...]:
    """The lines of the practices; an article that holds other parts of the page too is no teaser's."""
    around = {one.line.article for one in (*parts.identity, *parts.participation)}
    return tuple(
        line._replace(article=None) if line.article in around else line for line in without_labels(parts.practices)
    )


def _country_of_copies(copies: Sequence[_Copy], url: str | None, path: str) -> Identity | Refusal:
    """The country of the first copy that tells one; a refusal where copies speak of different countries."""
    if len(copies) > 1:
        stated = [
            country for copy in copies if isinstance(country := resolve_country(copy.identity, None, ""), Identity)
        ]
        countries = sorted({country.iso3 for country in stated})
        if len(countries) > 1:
            message = f"The file holds pages of several countries ({', '.join(countries)}): save each by itself."
            return Refusal("country_conflict", message)
    found = [resolve_country(copy.identity, url, path) for copy in copies]
    return next((country for country in found if isinstance(country, Identity)), found[0])


def _claim_copy(owners: LineOwners, copy: _Copy, identity: Identity | None) -> None:
    parts, found = copy.parts, copy.identity
    owners.claim([line for line in without_labels(parts.identity) if line.number not in found.unclaimed], "identity")
    owners.by_line.update(copy.participation.owners)
    owners.claim([parts.subscription] if parts.subscription else [], "subscription")
    names = (identity.name, identity.official_name, found.subscription) if identity else ()
    printed = {name.casefold() for name in names if name}
    owners.claim([line for line in parts.frame if line.text.casefold() in printed], "identity")
    owners.ignore_frame(parts.frame)
    claim_teasers(owners, without_labels(parts.practices), copy.teasers)


def _claim_other_copy(owners: LineOwners, copy: _Copy, main: _Copy) -> None:
    """Claim the practices of a further copy, and ignore what it prints as the main one does; the rest is unclaimed."""
    claim_teasers(owners, without_labels(copy.parts.practices), copy.teasers)
    known = {one.text for one in main.lines}
    owners.claim([one.line for one in copy.lines if one.text in known], "ignored:repeated copy")


def claim_teasers(owners: LineOwners, lines: Sequence[Line], teasers: Teasers) -> None:
    """Claim the lines of teasers, and ignore links of the site, rules and listed texts among them."""
    for line in lines:
        if line.number in teasers.ignored:
            owners.claim([line], f"ignored:{teasers.ignored[line.number]}")
    owners.ignore_frame([line for line in lines if line.number in teasers.others])
    owners.claim([line for line in lines if line.number not in teasers.others], "practices")


def _repeated_copy_issues(main: _Copy, others: Sequence[_Copy]) -> Iterator[Issue]:
    for copy in others:
        if copy.texts == main.texts:
            message = "The page stands in the file again; its participation is taken once."
        else:
            message = (
                "The page stands in the file again with other lines; its longer copy is taken, and no order counts."
            )
        yield Issue("warning", "page_repeated", message, span_of(without_labels(copy.lines)))


def _text_form(parts: Parts) -> str:
    found = _labels_of_parts(parts)
    old = sum(one.colon for one in found) * 2 > len(found)
    if _keeps_one_word_lines(parts):
        return "old" if old else "full"
    return "old_short" if old else "short"


def _keeps_one_word_lines(parts: Parts) -> bool:
    """Whether the page prints some label of one word. The short forms lose every line of one word."""
    return any(
        found.label in COORDINATE_LABELS or (found.label in ONE_WORD_LABELS and not found.rest)
        for found in _labels_of_parts(parts)
    )


def _labels_of_parts(parts: Parts) -> list[Labelled]:
    return [one.opening for one in (*parts.identity, *parts.participation) if one.opening]


def _missing_participation(blocks: Sequence[Block], page: Page, document: Document) -> Iterator[Issue]:
    if page.complete and not blocks:
        message = "The page ends as a country's page does, but no edition that the country took part in is on it."
        yield Issue("warning", "participation_missing", message, span_of(document.lines))


def end_missing(document: Document, *, complete: bool) -> Iterator[Issue]:
    """The issue that a page has no end, where it is not complete."""
    if not complete and document.lines:
        message = "The last line of a whole page is missing: the page is cut, and what came after is unknown."
        yield Issue("warning", "end_missing", message, document.lines[-1].span)
