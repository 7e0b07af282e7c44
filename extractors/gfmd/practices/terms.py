"""The terms and countries that one line of a practice page holds.

Content beats label: ``Objective 15: …`` is an objective of the Global Compact wherever it stands, since the values of
terms are often lost or printed under the label before. ``terms.csv`` has the terms known so far; an unknown term is
still a term. A country that only its label calls one is reported, not made a theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.data_files import listed
from extractors.gfmd.facts import Term
from extractors.gfmd.reference.known import reference
from extractors.values.countries import country_named, is_uncoded_place
from schemas.document import Line
from schemas.extraction import Issue, Span

_OBJECTIVE = re.compile(r"(?:GCM )?Objective [0-9]{1,2}\b.*", re.IGNORECASE)
_GOAL = re.compile(
    r"(?:SDG|(?:Sub)?goal|Target) [0-9]{1,2}(?:\.[0-9a-z]{1,2})?\b.*|[0-9]{1,2}\.[0-9a-z]{1,2} \w.*", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"[,;] *(?=(?:GCM )?Objective [0-9]|(?:SDG|(?:Sub)?goal|Target) [0-9]|[0-9]{1,2}\.[0-9a-z]{1,2} )", re.IGNORECASE
)
_CHAIRMANSHIP = re.compile(r"[A-Z][\w .'’&-]{2,60} 20[0-9]{2}(?: ?[-–/] ?20[0-9]{2})?")
_COMMA_OUTSIDE_BRACKETS = re.compile(r"[,;] *(?![^()]*\))")
_JOINT = re.compile(r" and | & | ?/ ?", re.IGNORECASE)
_NUMBERED_SCHEMES = frozenset({"sdg", "gcm_objective"})
_LISTED = frozenset({"contributor", "chairmanship", "relevance"})
_LONGEST_NAME = 4
"""Parts between commas that a country's name has at most, such as in "Congo, The Democratic Republic of the"."""


class LineTerms(NamedTuple):
    """What a line holds: terms, countries by ISO3 code, and what could not be told."""

    terms: tuple[Term, ...] = ()
    countries: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


class _TermItem(NamedTuple):
    """What stands between commas, and what it is by its content: a known term, a country, a place without a code."""

    text: str
    scheme: str | None
    iso3: str | None
    is_place: bool

    @property
    def is_known(self) -> bool:
        return bool(self.scheme or self.iso3 or self.is_place)


def scheme_of(text: str) -> str | None:
    """The scheme that a term has by its content, whatever label it stands under, or None for an unknown term.

    ``Goal 1: End poverty`` is of ``sdg``, ``France 2022-2023`` of ``chairmanship``.
    """
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
    return "relevance" if text.casefold() in listed("extractors.gfmd.practices", "scopes") else None


def holds_terms(text: str) -> bool:
    """Whether at least half of what commas part on a line are known: ``Remittances, Boats`` and ``Peru`` hold terms."""
    items = _term_items(text)
    return bool(items) and 2 * sum(item.is_known for item in items) >= len(items)


def read_terms(label: str | None, text: str, line: Line, *, is_list: bool) -> LineTerms:
    """What a line of terms holds. ``is_list`` says that it is where themes stand, parted by commas."""
    span = line.span
    items = _term_items(text)
    if all(item.scheme for item in items):
        return LineTerms(_terms_of_items(items, "theme", span))
    if _are_countries(items, label):
        return _countries_of_items(items, span)
    if label in _LISTED and not _are_themes(items, is_list=is_list):
        return LineTerms(_terms_of_items(items, label, span), (), tuple(_relevance_issues(items, label, span)))
    by_number = label in _NUMBERED_SCHEMES and is_list  # what has no number there is no value of the label
    if label and label not in ("countries", *_LISTED) and not (by_number or _are_themes(items, is_list=is_list)):
        return LineTerms((Term(label, text, span),))
    themes = [item for item in items if item.scheme or not item.is_place]
    return LineTerms(
        _terms_of_items(themes, "theme", span), (), (*_uncoded_place_issues(items, span), *_country_doubts(items, span))
    )


def _term_items(text: str) -> list[_TermItem]:
    return [
        _TermItem(
            item, scheme_of(item), country.iso3 if (country := country_named(item)) else None, is_uncoded_place(item)
        )
        for item in split_terms(text)
    ]


def _are_countries(items: Sequence[_TermItem], label: str | None) -> bool:
    """Whether a line names countries: ``Albania, Kosovo`` does, though Kosovo has no code, ``Albania, Boats`` does not.

    Beside the label of countries one of them is enough. Places are also values of ``Geographical Relevance``.
    """
    named = any(item.iso3 for item in items)
    if label == "countries":
        return named or len(items) == 1 or any(item.is_place for item in items)
    if all(item.iso3 for item in items):
        return True
    are_places = all(item.iso3 or item.is_place for item in items)
    return are_places and label not in _LISTED and (named or label in (None, "theme"))


def _terms_of_items(items: Sequence[_TermItem], otherwise: str, span: Span) -> tuple[Term, ...]:
    return tuple(Term(item.scheme or otherwise, item.text, span) for item in items)


def _countries_of_items(items: Sequence[_TermItem], span: Span) -> LineTerms:
    terms = [Term(item.scheme, item.text, span) for item in items if item.scheme]
    unknown = [item.text for item in items if not item.is_known]
    issues = [
        Issue("warning", "country_unknown", f"{name!r} stands among countries, and no reviewed name fits it.", span)
        for name in unknown
    ]
    codes = tuple(item.iso3 for item in items if item.iso3)
    return LineTerms(tuple(terms), codes, (*_uncoded_place_issues(items, span), *issues))


def _uncoded_place_issues(items: Sequence[_TermItem], span: Span) -> Iterator[Issue]:
    """A place that has no code, such as Kosovo, is neither a country of the tables nor a theme."""
    for item in items:
        if item.is_place and not item.scheme:
            message = f"{item.text!r} is a place without a code in ISO 3166-1, so it is no country of the tables."
            yield Issue("warning", "country_unknown", message, span)


def _relevance_issues(items: Sequence[_TermItem], label: str, span: Span) -> Iterator[Issue]:
    """What stands under ``Geographical Relevance`` and is no scope and no place may be a label without a colon."""
    for item in items:
        if label == "relevance" and not item.is_known:
            message = f"{item.text!r} is no known value of Geographical Relevance; it may be a label that is not known."
            yield Issue("warning", "label_unknown", message, span)


def _country_doubts(items: Sequence[_TermItem], span: Span) -> Iterator[Issue]:
    """A line without a label holds countries only if all of its items are; one unknown name may hide the others."""
    named = ", ".join(item.text for item in items if item.iso3)
    if named:
        message = f"{named} would be countries, but not all on the line are, so it was read as themes."
        yield Issue("warning", "countries_unsure", message, span)


def _are_themes(items: Sequence[_TermItem], *, is_list: bool) -> bool:
    """Whether a line under a label holds themes: one is known, or there are several where themes stand."""
    themes = reference().terms["theme"]
    return any(item.text in themes for item in items) or (is_list and len(items) > 1)


def split_terms(text: str) -> list[str]:
    """The terms of a line that commas part. A comma within brackets, a known term or a country's name parts nothing.

    "and" may join countries, too. Objectives and goals hold commas of their own: there only the number of the next one
    parts.
    """
    if _OBJECTIVE.fullmatch(text) or _GOAL.fullmatch(text):
        return [piece.strip() for piece in _NUMBERED.split(text) if piece.strip()]
    pieces = [piece.strip() for piece in _COMMA_OUTSIDE_BRACKETS.split(text)]
    terms: list[str] = []
    while pieces:
        joined = (n for n in range(len(pieces), 1, -1) if _is_one_name(", ".join(pieces[:n]), n))
        size = next(joined, 1)
        terms.append(", ".join(pieces[:size]))
        pieces = pieces[size:]
    return [part for term in terms if term for part in _countries_joined(term)]


def _countries_joined(term: str) -> list[str]:
    """The countries that "and" or a slash joins: ``Chile and Peru``; the term alone where it is one name."""
    for joint in () if _is_country(term) else _JOINT.finditer(term):
        if _is_country(term[: joint.start()]):
            others = _countries_joined(term[joint.end() :])
            return [term[: joint.start()], *others] if all(map(_is_country, others)) else [term]
    return [term]


def _is_country(name: str) -> bool:
    return country_named(name) is not None or is_uncoded_place(name)


def _is_one_name(joined: str, pieces: int) -> bool:
    is_known = any(joined in terms for terms in reference().terms.values())
    return is_known or (pieces <= _LONGEST_NAME and country_named(joined) is not None)
