"""One page of the site: what kind it is, which part owns each of its lines, and what its parts say."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from extractors.claims import unclaimed_lines
from extractors.gfmd.facts import Facts, GfmdExtraction
from extractors.gfmd.identity.country import lines_in_one, marked_labels, read_identity, resolve_country
from extractors.gfmd.page.country_page import claim_teasers, end_missing, read_country_page
from extractors.gfmd.page.kinds import is_listing_page, is_practice_page, page_kind, values_end
from extractors.gfmd.page.saved_form import saved_form
from extractors.gfmd.page.sections import subscription_at
from extractors.gfmd.practices.layout import practice_label, practice_layout
from extractors.gfmd.practices.own_page import read_practice_page
from extractors.gfmd.site.addresses import SITE, practice_url
from extractors.gfmd.site.frame import framed_lines, ignored_lines, is_likes, without_lines
from extractors.gfmd.site.owners import LineOwners
from extractors.gfmd.site.page_lines import PageLine, without_labels
from extractors.gfmd.site.vocabulary import labelled
from extractors.gfmd.teasers.teasers import read_teasers
from extractors.values.addresses import absolute, split_address
from schemas.document import Document, Line
from schemas.extraction import Extraction, Identity, Page
from schemas.snapshot import Refusal


def read_page(page: Page, document: Document) -> GfmdExtraction:
    """What a page says, with every line owned by one part, ignored by name, or unclaimed with an issue."""
    address = page.url or document.canonical
    framed = framed_lines(document.lines)
    beside = absolute(document.base or "", absolute(address or "", SITE.base))
    shown = _with_absolute_links(document.lines, framed, beside)
    owners = LineOwners({number: f"ignored:{name}" for number, name in ignored_lines(shown, framed).items()})
    content = [line for line in shown if line.number not in owners.by_line]
    lines = [PageLine(line, labelled(line.text), practice_label(line.text)) for line in content]
    page = replace(
        page,
        language=document.language,
        canonical=document.canonical,
        fetched_at=page.fetched_at or document.captured_at,
    )
    refusal = _other_site_refusal(page, document) or (_label_refusal(lines) if document.container != "html" else None)
    kind = page_kind(lines, address)
    extraction: GfmdExtraction
    if refusal:
        extraction = Extraction(page, refusal=refusal)
    elif kind is None:
        message = "The page has none of the labels of a country or practice page, and no teaser of a practice."
        extraction = Extraction(page, refusal=Refusal("not_a_profile", message))
    elif kind == "practice":
        extraction = _practice_page(page, document, lines, owners)
    else:
        extraction = _WITH_TEASERS[kind](page, document, _without_likes(lines, owners), owners)
    return _with_claims(extraction, document, owners)


def _label_refusal(page: Sequence[PageLine]) -> Refusal | None:
    lines = without_labels(page)
    return lines_in_one(lines) or marked_labels(lines)


def _without_likes(page: Sequence[PageLine], owners: LineOwners) -> list[PageLine]:
    """The lines of a page of teasers without those that tell how many liked one, which are ignored by name."""
    lines = without_labels(page)
    likes = {line.number for line in lines if is_likes(line.text)}
    if not likes:
        return list(page)
    owners.claim([line for line in lines if line.number in likes], "ignored:likes")
    kept = [one for one in page if one.line.number not in likes]
    return [one._replace(line=line) for one, line in zip(kept, without_lines(lines, likes), strict=True)]


def _with_absolute_links(lines: Sequence[Line], framed: Container[int], beside: str) -> list[Line]:
    """The lines with their links as they are meant, seen from the address ``beside`` them.

    The links of those of the numbers ``framed`` lead nowhere that counts, and stay as printed.
    """
    return [
        _line_with_absolute_links(line, beside) if line.links and line.number not in framed else line for line in lines
    ]


def _line_with_absolute_links(line: Line, beside: str) -> Line:
    """A line with its links as they are meant; its one link is ``href``, too."""
    links = tuple(link if link.startswith("#") else absolute(link, beside) for link in line.links)
    return line._replace(href=links[0] if line.href else None, links=links)


def _other_site_refusal(page: Page, document: Document) -> Refusal | None:
    for address in (page.url, document.canonical):
        parts = split_address(address)
        host = parts.hostname if parts else None
        if host and not any(f".{host}".endswith(f".{own}") for own in SITE.hosts):
            return Refusal("other_site", f"The page is of {host}, which is no host of this source.")
    return None


def _values_page(page: Page, document: Document, content: Sequence[PageLine], owners: LineOwners) -> GfmdExtraction:
    """A page whose labels are lost: its participation can't be read, its teasers can where they can be told."""
    content, subscription = _without_subscription(content, owners)
    lines = without_labels(content)
    shown = lines[values_end(lines) :]
    teasers = read_teasers(shown, cut=subscription is None)
    claim_teasers(owners, shown, teasers)
    country = resolve_country(read_identity((), subscription), page.url or document.canonical, page.path)
    message = "The labels of the page are lost and only values are left: the participation can't be read from it."
    return Extraction(
        replace(page, kind="country", form="values", complete=subscription is not None),
        country if isinstance(country, Identity) else None,
        Facts(practices=teasers.practices),
        issues=teasers.issues,
        refusal=Refusal("values_only", message),
    )


def _practice_page(page: Page, document: Document, content: Sequence[PageLine], owners: LineOwners) -> GfmdExtraction:
    lines, _ = _without_subscription(content, owners)
    found = read_practice_page(lines, practice_url(page.url or document.canonical), document.title)
    owners.by_line.update(found.owners)
    owners.ignore_frame(without_labels(lines))
    form = saved_form(document, practice_layout(lines))
    issues = (*found.issues, *end_missing(document, complete=not found.is_cut))
    page = replace(page, kind="practice", form=form, complete=not found.is_cut)
    return Extraction(page, facts=Facts(practices=(found.practice,)), issues=issues)


def _listing_page(page: Page, document: Document, content: Sequence[PageLine], owners: LineOwners) -> GfmdExtraction:
    content, subscription = _without_subscription(content, owners)
    lines = without_labels(content)
    teasers = read_teasers(lines, cut=subscription is None)
    claim_teasers(owners, lines, teasers)
    form = saved_form(document, "full")
    page = replace(page, kind="listing", form=form)
    return Extraction(page, facts=Facts(practices=teasers.practices), issues=teasers.issues)


def _without_subscription(content: Sequence[PageLine], owners: LineOwners) -> tuple[Sequence[PageLine], Line | None]:
    """The lines before ``Subscribe to …``, and that line; what stands below it is frame.

    Where it stands above the content, as some sites have it, the content is what stands below it.
    """
    end = subscription_at(content)
    if end is None:
        return content, None
    above, last, below = content[:end], content[end].line, content[end + 1 :]
    owners.claim([last], "subscription")
    if not is_practice_page(above) and not is_listing_page(without_labels(above)):
        return below, None
    owners.ignore_frame(without_labels(below))
    return above, last


def _with_claims(extraction: GfmdExtraction, document: Document, owners: LineOwners) -> GfmdExtraction:
    claims = owners.claims(document)
    return replace(extraction, claims=claims, issues=(*extraction.issues, *unclaimed_lines(claims)))


_WITH_TEASERS = {"values": _values_page, "country": read_country_page, "listing": _listing_page}
