"""One page of the site: what kind it is, which part owns each of its lines, and what its parts say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.addresses import absolute, split_address
from extractors.gfmd.frame import ignored_lines, is_frame_text, is_likes, without_lines
from extractors.gfmd.identity import IdentityLines, read_identity, resolve_country
from extractors.gfmd.kinds import is_listing_page, is_practice_page, page_kind, values_end
from extractors.gfmd.participation import Participation, read_participation
from extractors.gfmd.practice_layout import practice_layout
from extractors.gfmd.practice_links import SITE, practice_url
from extractors.gfmd.practice_pages import read_practice_page
from extractors.gfmd.sections import Parts, divide, subscription_at, without_remnant
from extractors.gfmd.teasers import Teasers, read_teasers
from extractors.gfmd.vocabulary import COORDINATE_LABELS, ONE_WORD_LABELS, labelled
from schemas.document import Document, Line
from schemas.extraction import Block, Claim, Extraction, Identity, Issue, Page, Span
from schemas.snapshot import Refusal

_HOST = "gfmd.org"


@dataclass(slots=True)
class _Owners:
    """The owner of each line, by number."""

    by_line: dict[int, str] = field(default_factory=dict)

    def claim(self, lines: Sequence[Line], owner: str) -> None:
        for line in lines:
            self.by_line.setdefault(line.number, owner)


def read_page(page: Page, document: Document) -> Extraction:
    """What a page says, with every line owned by one part, ignored by name, or unclaimed with an issue."""
    address = page.url or document.canonical
    shown = _with_absolute_links(document, address)
    owners = _Owners({number: f"ignored:{name}" for number, name in ignored_lines(shown).items()})
    lines = [line for line in shown if line.number not in owners.by_line]
    page = replace(page, language=document.language, canonical=document.canonical)
    refusal = _other_site(page, document)
    kind = page_kind(lines, address)
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


def _without_likes(lines: Sequence[Line], owners: _Owners) -> list[Line]:
    """The lines of a page of teasers without those that tell how many liked one, which are ignored by name."""
    likes = [line for line in lines if is_likes(line.text)]
    owners.claim(likes, "ignored:likes")
    return without_lines(lines, {line.number for line in likes})


def _with_absolute_links(document: Document, address: str | None) -> tuple[Line, ...]:
    """The lines with their links as they are meant: seen from the page's own address, or from its ``<base>``."""
    beside = absolute(document.base or "", absolute(address or "", SITE))

    def meant(link: str) -> str:
        return link if link.startswith("#") else absolute(link, beside)

    return tuple(
        replace(line, href=meant(line.href) if line.href else None, links=tuple(map(meant, line.links)))
        if line.links
        else line
        for line in document.lines
    )


def _other_site(page: Page, document: Document) -> Refusal | None:
    for address in (page.url, document.canonical):
        parts = split_address(address)
        host = parts.hostname if parts else None
        if host and host != _HOST and not host.endswith(f".{_HOST}"):
            return Refusal("other_site", f"The page is of {host}, which is no host of this source.")
    return None


def _country_page(page: Page, document: Document, lines: Sequence[Line], owners: _Owners) -> Extraction:
    parts = divide(lines)
    complete = parts.subscription is not None
    if document.ends_in_line and not complete:
        parts = without_remnant(divide(_with_cut_end(lines, document)))
    found = read_identity(parts.identity, parts.subscription)
    participation = read_participation(parts.participation, cut=not complete and not parts.practices)
    teasers = read_teasers(_own_articles(parts), cut=not complete)
    country = resolve_country(found, page.url or document.canonical, page.path)
    identity = country if isinstance(country, Identity) else None
    _claim_parts(owners, parts, found, participation, identity)
    _claim_teasers(owners, parts.practices, teasers)
    page = replace(page, kind="country", form=_form(document, parts), complete=complete)
    blocks = participation.blocks
    if not _keeps_one_word_lines(parts):
        blocks = tuple(replace(block, delegate=block.delegate or None) for block in blocks)
    missing = (*_participation_missing(blocks, complete, document), *_end_missing(complete, document))
    issues = (*found.issues, *participation.issues, *teasers.issues, *missing)
    if isinstance(country, Refusal):
        return Extraction(page, issues=issues, refusal=country)
    return Extraction(page, identity, blocks, teasers.practices, (), issues, (), None, participation.uncertain)


def _with_cut_end(lines: Sequence[Line], document: Document) -> list[Line]:
    last = document.lines[-1].number
    return [replace(line, is_cut=True) if line.number == last else line for line in lines]


def _claim_parts(
    owners: _Owners, parts: Parts, found: IdentityLines, participation: Participation, identity: Identity | None
) -> None:
    owners.claim([line for line in parts.identity if line.number not in found.unclaimed], "identity")
    owners.by_line.update(participation.owners)
    owners.claim([parts.subscription] if parts.subscription else [], "subscription")
    names = (identity.name, identity.official_name, found.subscription) if identity else ()
    printed = {name.casefold() for name in names if name}
    owners.claim([line for line in parts.frame if line.text.casefold() in printed], "identity")
    _ignore_frame(owners, parts.frame)


def _own_articles(parts: Parts) -> tuple[Line, ...]:
    """The lines of the practices; an article that holds other parts of the page too is no teaser's."""
    around = {line.article for line in (*parts.identity, *parts.participation)}
    return tuple(replace(line, article=None) if line.article in around else line for line in parts.practices)


def _claim_teasers(owners: _Owners, lines: Sequence[Line], teasers: Teasers) -> None:
    for line in lines:
        if line.number in teasers.ignored:
            owners.claim([line], f"ignored:{teasers.ignored[line.number]}")
    _ignore_frame(owners, [line for line in lines if line.number in teasers.others])
    owners.claim([line for line in lines if line.number not in teasers.others], "practices")


def _ignore_frame(owners: _Owners, frame: Sequence[Line]) -> None:
    """Ignore the lines around the content that are links or listed texts; the rest stays unclaimed."""
    owners.claim([line for line in frame if line.href], "ignored:link outside the content")
    owners.claim([line for line in frame if is_frame_text(line.text)], "ignored:frame")


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
        found.label in COORDINATE_LABELS or (found.label in ONE_WORD_LABELS and not found.rest)
        for line in (*parts.identity, *parts.participation)
        if (found := labelled(line.text))
    )


def _participation_missing(blocks: Sequence[Block], complete: bool, document: Document) -> Iterator[Issue]:
    if complete and not blocks:
        message = "The page ends as a country's page does, but no edition that the country took part in is on it."
        yield Issue(
            "warning", "participation_missing", message, Span(document.lines[0].number, document.lines[-1].number)
        )


def _end_missing(complete: bool, document: Document) -> Iterator[Issue]:
    if not complete and document.lines:
        last = document.lines[-1].number
        message = "The last line of a whole page is missing: the page is cut, and what came after is unknown."
        yield Issue("warning", "end_missing", message, Span(last, last))


def _values_page(page: Page, document: Document, lines: Sequence[Line], owners: _Owners) -> Extraction:
    """A page whose labels are lost: its participation can't be read, its teasers can where they can be told."""
    lines, subscription = _without_subscription(lines, owners)
    shown = lines[values_end(lines) :]
    teasers = read_teasers(shown, cut=subscription is None)
    _claim_teasers(owners, shown, teasers)
    country = resolve_country(read_identity((), subscription), page.url or document.canonical, page.path)
    message = "The labels of the page are lost and only values are left: the participation can't be read from it."
    return Extraction(
        replace(page, kind="country", form="values", complete=subscription is not None),
        country if isinstance(country, Identity) else None,
        practices=teasers.practices,
        issues=teasers.issues,
        refusal=Refusal("values_only", message),
    )


def _practice_page(page: Page, document: Document, lines: Sequence[Line], owners: _Owners) -> Extraction:
    lines, _ = _without_subscription(lines, owners)
    found = read_practice_page(lines, practice_url(page.url or document.canonical), document.title)
    owners.by_line.update(found.owners)
    _ignore_frame(owners, lines)
    form = "html" if document.container == "html" else practice_layout(lines)
    issues = (*found.issues, *_end_missing(not found.is_cut, document))
    return Extraction(replace(page, kind="practice", form=form), practices=(found.practice,), issues=issues)


def _listing_page(page: Page, document: Document, lines: Sequence[Line], owners: _Owners) -> Extraction:
    lines, subscription = _without_subscription(lines, owners)
    teasers = read_teasers(lines, cut=subscription is None)
    _claim_teasers(owners, lines, teasers)
    form = "html" if document.container == "html" else "full"
    return Extraction(replace(page, kind="listing", form=form), practices=teasers.practices, issues=teasers.issues)


def _without_subscription(lines: Sequence[Line], owners: _Owners) -> tuple[Sequence[Line], Line | None]:
    """The lines before ``Subscribe to …``, and that line; what stands below it is frame.

    Where it stands above the content, as some sites have it, the content is what stands below it.
    """
    end = subscription_at(lines)
    if end is None:
        return lines, None
    owners.claim([lines[end]], "subscription")
    above, below = lines[:end], lines[end + 1 :]
    if not is_practice_page(above) and not is_listing_page(above):
        return below, None
    _ignore_frame(owners, below)
    return above, lines[end]


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


_WITH_TEASERS = {"values": _values_page, "country": _country_page, "listing": _listing_page}
