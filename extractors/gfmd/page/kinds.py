"""What kind of page it is, told by the words that only such a page prints, or by its address."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from extractors.gfmd.identity.country import is_point
from extractors.gfmd.page.sections import subscription_at
from extractors.gfmd.practices.signatures import is_of_search, is_shared_line, signing_places
from extractors.gfmd.practices.terms import holds_terms, split_terms
from extractors.gfmd.site.addresses import is_listing_address, practice_url
from extractors.gfmd.site.frame import is_likes
from extractors.gfmd.site.page_lines import PageLine, without_labels
from extractors.gfmd.site.vocabulary import (
    BLOCK_LABELS,
    COORDINATE_LABELS,
    IDENTITY_LABELS,
    SUBSCRIPTION,
    Label,
    Labelled,
    answer,
    is_negative,
    says_nothing,
)
from extractors.text import begins_with_list_mark, without_mark
from extractors.values.coordinates import read_coordinate
from extractors.values.countries import country_named
from extractors.values.money import opens_with_amount
from schemas.document import Line

Kind = Literal["values", "country", "practice", "listing"]

_COUNTRY_ONLY_LABELS = {Label.OFFICIAL_NAME, Label.ISO2, Label.ISO3, Label.PARTICIPATION, Label.SUMMIT}
_CODES = frozenset({Label.ISO2, Label.ISO3})
_LISTS = frozenset({Label.CONTRIBUTION, Label.ROUNDTABLES, Label.THEMATIC_MEETINGS})
_CODE = re.compile(r"[A-Z]{2,3}", re.IGNORECASE)
_ANSWERS = re.compile(r"\b(?:Yes|No(?: (?:Financial )?Contributions?| (?:RT |Roundtable )?Participation)?)\b")
_FEWEST_IN_A_ROW = 3
_FEWEST_VALUES = 2
_FEWEST_COUNTRY_LABELS = 3
_FEWEST_PRACTICE_LABELS = 3
_BELOW_A_PRACTICE = frozenset({"comments", "related practices"})


class _PageContent(NamedTuple):
    """What a page shows: its lines, with labels and without, and whether they are a practice's own page."""

    page: Sequence[PageLine]
    lines: Sequence[Line]
    is_of_practice: bool

    @property
    def labels(self) -> list[Labelled]:
        """The labels that lines of the page open with."""
        return [one.opening for one in self.page if one.opening]


def page_kind(page: Sequence[PageLine], address: str | None) -> Kind | None:
    """The kind of a page with these lines and this address, or None if nothing tells it.

    ``values`` is the page of a country whose labels are lost. The address of a list makes a list of every page that
    does not show several labels of a country.
    """
    lines = without_labels(page)
    shown = _PageContent(page, lines, is_practice_page(page))
    if is_listing_address(address) and len(_country_labels(shown)) < _FEWEST_COUNTRY_LABELS:
        return "listing"
    return next((kind for kind, holds in _KINDS if holds(shown)), None)


def _is_country_page(shown: _PageContent) -> bool:
    """Whether a page is a country's: it prints labels that only such pages have, or practices and a country's name.

    ``Subscribe to Peru`` at the end of ``Page not found`` makes no page of Peru: there is nothing to read on it.
    """
    if _prints_country_labels(shown):
        return True
    return _shows_practices(shown.lines) and _ends_in_a_country(shown.page) and not shown.is_of_practice


def _prints_country_labels(shown: _PageContent) -> bool:
    """Whether a page prints labels of a country's identity or participation that no other page has.

    A practice's page may have one of their words on a line of its own; a country's has at least three labels.
    """
    labels = _country_labels(shown)
    own = bool(labels & _COUNTRY_ONLY_LABELS)
    if shown.is_of_practice:
        return own and len(labels) >= _FEWEST_COUNTRY_LABELS
    return own or len(labels & {*BLOCK_LABELS}) > 1


def _country_labels(shown: _PageContent) -> set[Label]:
    return {found.label for found in shown.labels if _is_printed_as_label(found)}


def _is_printed_as_label(found: Labelled) -> bool:
    """Whether a label stands as country pages print it: alone on its line, or beside a value of its kind.

    ``Official Name Republic of Peru`` does, ``Official name registration is free of charge`` is running text.
    """
    rest = found.rest
    if not rest:
        return True
    if found.label is Label.OFFICIAL_NAME:
        return country_named(rest) is not None
    if found.label in _CODES:
        return _CODE.fullmatch(rest) is not None
    if found.label in COORDINATE_LABELS:
        return _is_coordinate(rest)
    value = answer(rest) is not None or says_nothing(rest)
    return value or (found.label in _LISTS and _is_list_value(rest))


def _is_list_value(rest: str) -> bool:
    return is_negative(rest) or begins_with_list_mark(rest) or opens_with_amount(rest)


def is_practice_page(page: Sequence[PageLine]) -> bool:
    """Whether the lines are a practice's own page: it prints when the practice was shared, or how many liked it.

    Lists of practices print both too, but for each of theirs.
    """
    lines = without_labels(page)
    labels = {one.field.label for one in page if one.field}
    if is_of_search(lines):
        return False
    if len(labels) >= _FEWEST_PRACTICE_LABELS:
        return True
    shared = [one for one in page if is_shared_line(one.text)]
    if shared:
        alone = shared[0].field == ("date", "")
        return len(shared) == 1 and (alone or len(labels) > 1 or _is_liked_once(lines))
    return _is_liked_once(lines) and not _lists_teasers(lines, labels)


def _is_liked_once(lines: Sequence[Line]) -> bool:
    return sum(is_likes(line.text) for line in lines) == 1


def _lists_teasers(lines: Sequence[Line], labels: set[str]) -> bool:
    """Whether lines sign several teasers, or on a page without labels and terms one, or several practices are linked.

    What stands below the heading of comments or of other practices tells nothing.
    """
    own = list(takewhile(lambda line: line.text.casefold().rstrip(":") not in _BELOW_A_PRACTICE, lines))
    signed = len(signing_places(own))
    has_terms = bool(labels) or any(len(split_terms(line.text)) > 1 and holds_terms(line.text) for line in own)
    return signed > 1 or (not has_terms and (signed == 1 or _links_several(own)))


def _links_several(lines: Sequence[Line]) -> bool:
    return len({url for line in lines if (url := practice_url(line.href))}) > 1


def _shows_practices(lines: Sequence[Line]) -> bool:
    return is_listing_page(lines) or any(practice_url(line.href) for line in lines)


def is_listing_page(lines: Sequence[Line]) -> bool:
    """Whether a page lists practices: lines sign them, several link to their own pages, or several are liked."""
    if signing_places(lines) or is_of_search(lines):
        return True
    return _links_several(lines) or sum(is_likes(line.text) for line in lines) > 1


def _is_values_only(shown: _PageContent) -> bool:
    """Whether labels are lost and values are left: answers and amounts in a row, bare coordinates."""
    labels = {found.label for found in shown.labels}
    if labels & {*BLOCK_LABELS} or shown.is_of_practice:
        return False
    above = shown.lines[: _first_signature(shown.lines)]
    values = sum(_is_answer_or_money(line.text) for line in above)
    if values >= _FEWEST_VALUES or any(_is_row_of_values(line.text) for line in above):
        return True
    return not labels & IDENTITY_LABELS and any(
        _is_coordinate(line.text) or _is_firm_negative(line.text) for line in above
    )


def values_end(lines: Sequence[Line]) -> int:
    """How many lines of a values-only page come before its teasers: up to the last value."""
    first = _first_signature(lines)
    values = [
        i
        for i, line in enumerate(lines[:first])
        if _is_answer_or_money(line.text) or _is_row_of_values(line.text) or _is_coordinate(line.text)
    ]
    return values[-1] + 1 if values else max(first - 1, 0)


def _first_signature(lines: Sequence[Line]) -> int:
    return next(iter(signing_places(lines)), len(lines))


def _ends_in_a_country(lines: Sequence[PageLine]) -> bool:
    end = subscription_at(lines)
    name = SUBSCRIPTION.fullmatch(lines[end].text) if end is not None else None
    return name is not None and country_named(name[1]) is not None


def _is_answer_or_money(text: str) -> bool:
    """Whether a line is an answer, a negative, or money, as they stand under the labels that are lost."""
    value = without_mark(text)
    return answer(value) is not None or is_negative(value) or _is_row_of_values(text) or opens_with_amount(value)


def _is_row_of_values(text: str) -> bool:
    """Whether a line holds the values of several labels side by side."""
    answers = _ANSWERS.findall(text)
    rest = _ANSWERS.sub("", text)
    return len(answers) >= _FEWEST_IN_A_ROW or (len(answers) > 1 and not any(c.isalpha() for c in rest))


def _is_firm_negative(text: str) -> bool:
    return is_negative(text) and " " in text


def _is_coordinate(text: str) -> bool:
    return is_point(text) or read_coordinate(text) is not None


_KINDS: tuple[tuple[Kind, Callable[[_PageContent], bool]], ...] = (
    ("values", _is_values_only),
    ("country", _is_country_page),
    ("practice", lambda shown: shown.is_of_practice),
    ("listing", lambda shown: is_listing_page(shown.lines)),
)
"""The kinds, in the order in which they are asked for: what is surer comes first."""
