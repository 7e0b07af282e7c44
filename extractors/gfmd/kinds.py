"""What kind of page it is, told by the words that only such a page prints."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.countries import country_named
from extractors.gfmd.identity import is_point, read_coordinate
from extractors.gfmd.practice_layout import is_practice_page
from extractors.gfmd.practice_links import is_listing_address, practice_url
from extractors.gfmd.sections import subscription_at
from extractors.gfmd.vocabulary import (
    BLOCK_LABELS,
    IDENTITY_LABELS,
    SUBMITTED_BY,
    SUBSCRIPTION,
    Label,
    answer,
    is_negative,
    labelled,
)
from extractors.money import opens_with_amount
from extractors.text import without_mark
from schemas.document import Line

_OF_COUNTRIES_ALONE = {Label.OFFICIAL_NAME, Label.ISO2, Label.ISO3, Label.PARTICIPATION, Label.SUMMIT}
_ANSWERS = re.compile(r"\b(?:Yes|No(?: (?:Financial )?Contributions?| (?:RT |Roundtable )?Participation)?)\b")
_FEWEST_IN_A_ROW = 3
_FEWEST_VALUES = 2


def is_country_page(lines: Sequence[Line]) -> bool:
    """Whether a page is a country's: it prints labels that only such pages have, or practices and a country's name.

    ``Subscribe to Peru`` at the end of ``Page not found`` makes no page of Peru: there is nothing to read on it.
    """
    if prints_country_labels(lines):
        return True
    return _shows_practices(lines) and _ends_in_a_country(lines) and not is_practice_page(lines)


def prints_country_labels(lines: Sequence[Line]) -> bool:
    """Whether a page prints labels of a country's identity or participation that no other page has."""
    labels = _labels(lines)
    return bool(labels & _OF_COUNTRIES_ALONE) or len(labels & {*BLOCK_LABELS}) > 1


def is_listing_page(lines: Sequence[Line], address: str | None) -> bool:
    """Whether a page lists practices: an author is named, several link to their own pages, or its address says so."""
    if is_listing_address(address) or any(SUBMITTED_BY.fullmatch(line.text) for line in lines):
        return True
    return len({url for line in lines if (url := practice_url(line.href))}) > 1


def _shows_practices(lines: Sequence[Line]) -> bool:
    return any(SUBMITTED_BY.fullmatch(line.text) or practice_url(line.href) for line in lines)


def is_values_only(lines: Sequence[Line]) -> bool:
    """Whether labels are lost and values are left: answers and amounts in a row, bare coordinates."""
    labels = _labels(lines)
    if labels & {*BLOCK_LABELS} or is_practice_page(lines):
        return False
    above = lines[: _first_submission(lines)]
    values = sum(_is_value(line.text) for line in above)
    if values >= _FEWEST_VALUES or any(_is_row(line.text) for line in above):
        return True
    return not labels & IDENTITY_LABELS and any(_is_place(line.text) or _is_firm_negative(line.text) for line in above)


def values_end(lines: Sequence[Line]) -> int:
    """How many lines of a values-only page come before its teasers: up to the last value."""
    first = _first_submission(lines)
    values = [
        i for i, line in enumerate(lines[:first]) if _is_value(line.text) or _is_row(line.text) or _is_place(line.text)
    ]
    return values[-1] + 1 if values else max(first - 1, 0)


def _first_submission(lines: Sequence[Line]) -> int:
    return next((i for i, line in enumerate(lines) if SUBMITTED_BY.fullmatch(line.text)), len(lines))


def _labels(lines: Sequence[Line]) -> set[Label]:
    return {found.label for line in lines if (found := labelled(line.text))}


def _ends_in_a_country(lines: Sequence[Line]) -> bool:
    end = subscription_at(lines)
    name = SUBSCRIPTION.fullmatch(lines[end].text) if end is not None else None
    return name is not None and country_named(name[1]) is not None


def _is_value(text: str) -> bool:
    """Whether a line is an answer, a negative, or money, as they stand under the labels that are lost."""
    said = without_mark(text)
    return answer(said) is not None or is_negative(said) or _is_row(text) or opens_with_amount(said)


def _is_row(text: str) -> bool:
    """Whether a line holds the values of several labels side by side."""
    answers = _ANSWERS.findall(text)
    rest = _ANSWERS.sub("", text)
    return len(answers) >= _FEWEST_IN_A_ROW or (len(answers) > 1 and not any(c.isalpha() for c in rest))


def _is_firm_negative(text: str) -> bool:
    return is_negative(text) and " " in text


def _is_place(text: str) -> bool:
    return is_point(text) or read_coordinate(text) is not None
