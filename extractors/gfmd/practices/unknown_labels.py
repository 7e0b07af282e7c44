"""Labels that the program does not know, at the head of a practice's own page, such as ``Type of practice:``.

What stands under such a label is neither a theme nor the beginning of the text. The text may itself begin with a line
that ends in a colon. What tells them apart: a label is short and no sentence, and it stands right below another line of
the head, or its value right below it. ``The project has two aims:`` is text. In HTML a label may be bold instead of
ending in a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from extractors.data_files import listed
from extractors.gfmd.practices.layout import AFTER_TEXT, UNKNOWN, Row, begins_text, text_at
from extractors.gfmd.practices.nesting import shared_depth
from extractors.gfmd.practices.shape import BODY_LENGTH, is_body
from extractors.gfmd.practices.signatures import is_posted_day
from extractors.gfmd.practices.terms import holds_terms, scheme_of, split_terms
from extractors.gfmd.site.vocabulary import SUBMITTED_BY
from schemas.document import span_of
from schemas.extraction import Issue

_WITH_COLON = re.compile(r"([^:]{2,60}?) ?:(?: (.+))?")
_MOST_WORDS = 6


class Head(NamedTuple):
    """The rows below the title, those of unknown labels marked as such, and what is to be said about them."""

    rows: Sequence[Row]
    issues: tuple[Issue, ...]


def with_unknown_labels(rows: Sequence[Row]) -> Head:
    """Mark the rows above the text that are unknown labels or stand under one, unless nothing would be left as text.

    The issue ``label_unknown`` tells of each; also of a line like a label that the text begins with.
    """
    marked = _mark_unknown_labels(rows)
    if text_at(marked) == len(rows):
        marked = rows
    return Head(marked, (*_unknown_label_issues(marked), *_text_like_label_issues(marked)))


def _mark_unknown_labels(rows: Sequence[Row]) -> Sequence[Row]:
    marked = list(rows)
    end = next((i for i, row in enumerate(rows) if row.label == "summary" or row.label in AFTER_TEXT), len(rows))
    i = 0
    while i < end:
        size = _rows_of_unknown_label(rows, i)
        if size == 0 and begins_text(rows, i):
            break
        for at in range(i, i + size):
            marked[at] = rows[at]._replace(label=UNKNOWN)
        i += size or 1
    return marked


def _rows_of_unknown_label(rows: Sequence[Row], i: int) -> int:
    """How many rows an unknown label and its values take from this one on; 0 where it is none, or not for certain."""
    row = rows[i]
    label_and_value = _label_and_value(row)
    if label_and_value is None:
        return 0
    adjoins = row.line.gap == 0 and not row.line.path
    if label_and_value[1]:
        return int(not row.adjoins and (adjoins or not is_body(row.text)))
    values = _field_below(rows, i) or _values_below(rows, i, is_sure=adjoins) or _is_lone_value(rows, i)
    return 1 + values if values or adjoins or (row.text.endswith(":") and _is_above_head(rows, i)) else 0


def _label_and_value(row: Row) -> tuple[str, str] | None:
    """An unknown label, and the value beside it, by the words of a line alone, or None if it is no label."""
    text = row.text
    match = _WITH_COLON.fullmatch(text)
    label = match[1] if match else text if row.line.strong and not row.line.heading else ""
    words = label.split()
    if not words or len(words) > _MOST_WORDS or not label[0].isupper() or any(c.isdigit() for c in label):
        return None
    if _is_of_sentence(label) or _is_known_content(row):
        return None
    return label, (match[2] or "") if match else ""


def _is_bare_label(rows: Sequence[Row], i: int) -> bool:
    """Whether a line above others is as short as a label, and no sentence: ``Duration`` above ``2010-2012``."""
    row, words = rows[i], rows[i].text.split()
    is_above_text = i + 1 < len(rows) and rows[i + 1].label == row.label
    is_short = len(words) <= _MOST_WORDS and not is_body(row.text) and words[0][0].isupper()
    says_more = _is_of_sentence(row.text) or row.line.item or _is_known_content(row)
    return is_above_text and is_short and not says_more


def _is_known_content(row: Row) -> bool:
    """Whether a line is none of an unknown label by its content: a term, a country, a day, an author."""
    text = row.text
    if scheme_of(text) or holds_terms(text) or is_posted_day(text):
        return True
    return SUBMITTED_BY.fullmatch(text) is not None


def _field_below(rows: Sequence[Row], i: int) -> int:
    """How many rows share with a label of HTML an element that holds them and nothing above: they are its values."""
    label = rows[i].line
    if not label.path or i + 1 == len(rows):
        return 0
    depth = shared_depth(label.path, rows[i + 1].line.path)
    around = shared_depth(label.path, rows[i - 1].line.path) if i else 0
    within = takewhile(lambda row: shared_depth(label.path, row.line.path) >= depth, rows[i + 1 :])
    values = list(within) if depth > around > 0 else []
    return len(values) if not any(is_body(row.text) or _is_known_content(row) for row in values) else 0


def _values_below(rows: Sequence[Row], i: int, *, is_sure: bool) -> int:
    """How many rows right below a label are its values. ``is_sure`` says that the label is one without them, too."""
    count = 0
    for above, row in zip(rows[i:], rows[i + 1 :], strict=False):
        adjoins = row.line.number == above.line.number + 1 and (count == 0 or row.line.gap == 0)
        if not adjoins or row.label != rows[i].label or not _is_label_value(row, is_sure=is_sure and count == 0):
            break
        if count and len(split_terms(row.text)) > 1:
            break  # the line of themes
        count += 1
    return count


def _is_lone_value(rows: Sequence[Row], i: int) -> bool:
    """Whether one short line stands by itself between a label and running text, as values of the old layout do."""
    between, below = rows[i + 1 : i + 2], rows[i + 2 : i + 3]
    if not between or not below or not rows[i].text.endswith(":"):
        return False
    return between[0].label == rows[i].label and _is_label_value(between[0], is_sure=False) and is_body(below[0].text)


def _is_label_value(row: Row, *, is_sure: bool) -> bool:
    if row.line.item or row.line.strong or _is_known_content(row) or _label_and_value(row):
        return False
    return not is_body(row.text) or (is_sure and len(row.text) <= BODY_LENGTH)


def _is_above_head(rows: Sequence[Row], i: int) -> bool:
    """Whether the head goes on below a label whose value is lost: with terms, or with another label."""
    if i + 1 == len(rows):
        return False
    below = rows[i + 1]
    return below.label != rows[i].label or holds_terms(below.text) or scheme_of(below.text) is not None


def _unknown_label_issues(rows: Sequence[Row]) -> Iterator[Issue]:
    """One issue for each unknown label with its values."""
    group: list[Row] = []
    for row in rows:
        if group and (row.label != UNKNOWN or row.line.term or _label_and_value(row)):
            yield _unknown_label_issue(group)
            group = []
        if row.label == UNKNOWN:
            group.append(row)
    if group:
        yield _unknown_label_issue(group)


def _unknown_label_issue(group: Sequence[Row]) -> Issue:
    values = ", ".join(repr(row.text[:80]) for row in group[1:])
    below = f"; what stands under it was not read: {values}." if values else "; it was not read."
    message = f"{group[0].text[:80]!r} is a label that is not known{below}"
    return Issue("warning", "label_unknown", message, span_of([row.line for row in group]))


def _text_like_label_issues(rows: Sequence[Row]) -> Iterator[Issue]:
    """A line like a label that the text begins with may be one: it and what follows it were kept as text."""
    start = text_at(rows)
    row = rows[start] if start < len(rows) and rows[start].label not in ("summary", *AFTER_TEXT) else None
    if row and len(row.text) <= BODY_LENGTH and (_label_and_value(row) or _is_bare_label(rows, start)):
        message = (
            f"The text begins with {row.text[:80]!r}, which may be a label that is not known; it was kept as text."
        )
        yield Issue("warning", "label_unknown", message, row.line.span)


def _is_of_sentence(text: str) -> bool:
    return not listed("extractors.gfmd.practices", "words_of_sentences").isdisjoint(text.casefold().split())
