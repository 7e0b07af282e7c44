"""The terms and countries that one line of a practice page holds.

Content beats label: ``Objective 15: …`` is an objective of the Global Compact wherever it stands, since the values of
terms are often lost or printed under the label before. ``terms.csv`` has the terms known so far; an unknown term is
still a term. A country that only its label calls one is reported, not made a theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.countries import CountryCode, country_named
from extractors.gfmd.reference import reference
from schemas.document import Line
from schemas.extraction import Issue, Span, Term

_OBJECTIVE = re.compile(r"(?:GCM )?Objective [0-9]{1,2}\b.*", re.IGNORECASE)
_GOAL = re.compile(
    r"(?:SDG|(?:Sub)?goal|Target) [0-9]{1,2}(?:\.[0-9a-z]{1,2})?\b.*|[0-9]{1,2}\.[0-9a-z]{1,2} \w.*", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"[,;] *(?=(?:GCM )?Objective [0-9]|(?:SDG|(?:Sub)?goal|Target) [0-9]|[0-9]{1,2}\.[0-9a-z]{1,2} )", re.IGNORECASE
)
_CHAIRMANSHIP = re.compile(r"[A-Z][\w .'’&-]{2,60} 20[0-9]{2}(?: ?[-–/] ?20[0-9]{2})?")
_SCOPES = frozenset(
    {"global", "regional", "sub-regional", "subregional", "inter-regional", "interregional", "national", "sub-national"}
    | {"local", "international", "bilateral", "multilateral"}
)
_COMMA_OUTSIDE_BRACKETS = re.compile(r"[,;] *(?![^()]*\))")
_NUMBERED_SCHEMES = frozenset({"sdg", "gcm_objective"})
_LISTED = frozenset({"contributor", "chairmanship", "relevance"})
_LONGEST_NAME = 4
"""Parts between commas that a country's name has at most, such as in "Congo, The Democratic Republic of the"."""


class Held(NamedTuple):
    """What a line holds: terms, countries by ISO3 code, and what could not be told."""

    terms: tuple[Term, ...] = ()
    countries: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


def scheme_of(text: str) -> str | None:
    """The scheme that a term has by its content, whatever label it stands under."""
    if _OBJECTIVE.fullmatch(text):
        return "gcm_objective"
    if _GOAL.fullmatch(text):
        return "sdg"
    known = [scheme for scheme, terms in reference().terms.items() if text in terms]
    if known:
        return known[0]
    chair = _CHAIRMANSHIP.fullmatch(text)
    if chair and all(country_named(name) for name in re.split(r" and |, ", re.split(r" 20[0-9]{2}", text)[0])):
        return "chairmanship"
    return "relevance" if text.casefold() in _SCOPES else None


def holds_terms(text: str) -> bool:
    """Whether at least half of what commas part on a line are known terms or countries."""
    items = split_terms(text)
    known = sum(bool(scheme_of(item) or country_named(item)) for item in items)
    return bool(items) and 2 * known >= len(items)


def held_by(label: str | None, text: str, line: Line, *, is_last: bool) -> Held:
    """What a line of terms holds. ``is_last`` says that it is the last before the text, where themes stand."""
    span = Span(line.number, line.number)
    items = split_terms(text)
    schemes = [scheme_of(item) for item in items]
    countries = [country_named(item) for item in items]
    if all(schemes):
        return Held(tuple(Term(scheme, item, span) for scheme, item in zip(schemes, items, strict=True) if scheme))
    if all(countries) or (label == "countries" and (any(countries) or len(items) == 1)):
        return _countries(items, schemes, countries, span)
    if label in _LISTED and not _are_themes(items, is_last=is_last):
        return Held(_terms(items, label, span))
    by_number = label in _NUMBERED_SCHEMES and is_last  # what has no number there is no value of the label
    if label and label not in ("countries", *_LISTED) and not (by_number or _are_themes(items, is_last=is_last)):
        return Held((Term(label, text, span),))
    return Held(_terms(items, "theme", span), (), tuple(_doubts(items, countries, span)))


def _terms(items: Sequence[str], otherwise: str, span: Span) -> tuple[Term, ...]:
    return tuple(Term(scheme_of(item) or otherwise, item, span) for item in items)


def _countries(
    items: Sequence[str], schemes: Sequence[str | None], countries: Sequence[CountryCode | None], span: Span
) -> Held:
    terms = [Term(scheme, item, span) for item, scheme in zip(items, schemes, strict=True) if scheme]
    unknown = [item for item, scheme, one in zip(items, schemes, countries, strict=True) if not (scheme or one)]
    issues = [
        Issue("warning", "country_unknown", f"{item!r} stands among countries, and no reviewed name fits it.", span)
        for item in unknown
    ]
    return Held(tuple(terms), tuple(one.iso3 for one in countries if one), tuple(issues))


def _doubts(items: Sequence[str], countries: Sequence[CountryCode | None], span: Span) -> Iterator[Issue]:
    """A line without a label holds countries only if all of its items are; one unknown name may hide the others."""
    if any(countries):
        named = ", ".join(item for item, country in zip(items, countries, strict=True) if country)
        message = f"{named} would be countries, but not all on the line are, so it was read as themes."
        yield Issue("warning", "countries_unsure", message, span)


def _are_themes(items: Sequence[str], *, is_last: bool) -> bool:
    """Whether a line under another label holds themes: it is last before the text, and a list or known as themes."""
    themes = reference().terms["theme"]
    return any(item in themes for item in items) or (is_last and len(items) > 1)


def split_terms(text: str) -> list[str]:
    """The terms of a line that commas part. A comma within brackets, a known term or a country's name parts nothing.

    Objectives and goals hold commas of their own: there only the number of the next one parts.
    """
    if _OBJECTIVE.fullmatch(text) or _GOAL.fullmatch(text):
        return [piece.strip() for piece in _NUMBERED.split(text) if piece.strip()]
    pieces = [piece.strip() for piece in _COMMA_OUTSIDE_BRACKETS.split(text)]
    known = frozenset().union(*reference().terms.values())
    terms: list[str] = []
    while pieces:
        joined = (n for n in range(len(pieces), 1, -1) if _is_one(", ".join(pieces[:n]), n, known))
        size = next(joined, 1)
        terms.append(", ".join(pieces[:size]))
        pieces = pieces[size:]
    return [term for term in terms if term]


def _is_one(joined: str, pieces: int, known: frozenset[str]) -> bool:
    return joined in known or (pieces <= _LONGEST_NAME and country_named(joined) is not None)
