"""The rows of one practice: what its copies say together, with all its countries, terms and lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from extractors.gfmd import records as gfmd
from extractors.gfmd.copies.passages import normalised
from extractors.gfmd.copies.practice_values import author_of, day_of, period_of, title_of
from extractors.gfmd.copies.shown import Shown, own_page_url
from extractors.values.language import language_of
from schemas import records
from schemas.extraction import Span

_TermKey = tuple[str, str]
"""The scheme of a term, and the term as it is compared."""


class _CountryLine(NamedTuple):
    """A country of a practice, whether it is stated with the practice, and the lines of a page that say so."""

    iso3: str
    is_stated: bool
    page_id: str
    span: Span


class PracticeRows(NamedTuple):
    """The rows of one practice."""

    practice: gfmd.Practice
    countries: Sequence[gfmd.PracticeCountry]
    terms: Sequence[gfmd.PracticeTerm]
    evidence: Sequence[records.Evidence]


def rows_of_practice(practice_id: str, copies: Sequence[Shown], chosen: Shown) -> PracticeRows:
    """The rows of a practice out of its copies, of which the text of the chosen one is printed."""
    countries = list(_country_lines(copies))
    spellings = _term_spellings(copies)
    evidence = [*_evidence_of_practice(practice_id, copies, spellings), *_evidence_of_countries(practice_id, countries)]
    return PracticeRows(
        practice=_practice_row(practice_id, copies, chosen),
        countries=_rows_of_countries(practice_id, countries),
        terms=_term_rows(practice_id, spellings),
        evidence=_longest_runs(evidence),
    )


def _practice_row(practice_id: str, copies: Sequence[Shown], chosen: Shown) -> gfmd.Practice:
    title, summary = title_of(copies, chosen), chosen.practice.summary
    author = author_of(copies)
    first_year, last_year = period_of(title)
    return gfmd.Practice(
        practice_id=practice_id,
        title=title,
        summary=summary,
        submitted_by=author.name,
        anonymous=author.anonymous,
        submitted_on=day_of(copies).day,
        language=language_of("\n".join(part for part in (title, summary) if part)),
        period_start=first_year,
        period_end=last_year,
        truncated=chosen.practice.truncated,
        url=min(filter(None, map(own_page_url, copies)), key=_whole_addresses_first, default=None),
    )


def _whole_addresses_first(url: str) -> tuple[bool, str]:
    return not url.startswith("http"), url


def _country_lines(copies: Iterable[Shown]) -> Iterator[_CountryLine]:
    for one in copies:
        page_id, practice = one.page.page_id, one.practice
        yield from (_CountryLine(iso3, True, page_id, span) for iso3, span in practice.countries)  # noqa: FBT003  as named there
        if one.page.kind == "country" and one.iso3 is not None:
            yield _CountryLine(one.iso3, False, page_id, practice.span)  # noqa: FBT003  as above


def _rows_of_countries(practice_id: str, lines: Iterable[_CountryLine]) -> list[gfmd.PracticeCountry]:
    """A row a country: ``stated`` where one line states it, else ``listed`` for the country whose page lists it."""
    is_stated: dict[str, bool] = {}
    for line in lines:
        is_stated[line.iso3] = line.is_stated or is_stated.get(line.iso3, False)
    return [
        gfmd.PracticeCountry(practice_id, iso3, "stated" if is_stated[iso3] else "listed") for iso3 in sorted(is_stated)
    ]


def _term_spellings(copies: Iterable[Shown]) -> Mapping[_TermKey, str]:
    """The printed term for each scheme and normalised term: the one that comes first by letters."""
    spellings: dict[_TermKey, str] = {}
    for term in (term for one in copies for term in one.practice.terms):
        key = (term.scheme, normalised(term.term))
        spellings[key] = min(spellings.get(key, term.term), term.term)
    return spellings


def _term_rows(practice_id: str, spellings: Mapping[_TermKey, str]) -> list[gfmd.PracticeTerm]:
    rows = sorted((scheme, term) for (scheme, _), term in spellings.items())
    return [gfmd.PracticeTerm(practice_id, cast("gfmd.TermScheme", scheme), term) for scheme, term in rows]


def _evidence_of_practice(
    practice_id: str, copies: Iterable[Shown], spellings: Mapping[_TermKey, str]
) -> Iterator[records.Evidence]:
    """The lines of a practice and of its terms, on every page that shows it."""
    for one in copies:
        page_id, practice = one.page.page_id, one.practice
        yield records.Evidence("practices", practice_id, page_id, *practice.span)
        for term in practice.terms:
            printed = spellings[term.scheme, normalised(term.term)]
            yield records.Evidence("practice_terms", f"{practice_id}/{term.scheme}/{printed}", page_id, *term.span)


def _evidence_of_countries(practice_id: str, lines: Iterable[_CountryLine]) -> Iterator[records.Evidence]:
    for line in lines:
        yield records.Evidence("practice_countries", f"{practice_id}/{line.iso3}", line.page_id, *line.span)


def _longest_runs(evidence: Iterable[records.Evidence]) -> list[records.Evidence]:
    """Of runs of lines that begin at one line for one record, the longest."""
    return list({row[:4]: row for row in sorted(evidence)}.values())
