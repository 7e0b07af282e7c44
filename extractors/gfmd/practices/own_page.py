"""A practice's own page, in the old, the transitional (2023) and the new layout: its text, terms, countries and day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from extractors.gfmd.facts import Practice, Term
from extractors.gfmd.practices.layout import AFTER_TEXT, UNKNOWN, Row, date_line, last_of_head, text_at, title_at
from extractors.gfmd.practices.nesting import shared_depth
from extractors.gfmd.practices.shape import is_body
from extractors.gfmd.practices.signatures import read_posted_day, read_submission
from extractors.gfmd.practices.terms import holds_terms, read_terms, split_terms
from extractors.gfmd.practices.truncation import text_is_truncated
from extractors.gfmd.practices.unknown_labels import with_unknown_labels
from extractors.gfmd.site.addresses import is_site_link, practice_url
from extractors.gfmd.site.frame import is_frame_text, is_likes
from extractors.gfmd.site.page_lines import PageLine, without_labels
from extractors.gfmd.site.vocabulary import SUBMITTED_BY
from extractors.text import without_mark
from extractors.values.names import is_anonymous
from schemas.document import Line, span_of
from schemas.extraction import Issue, Span


class PracticePage(NamedTuple):
    """The practice of a page, the owner of each of its lines, and doubts; ``is_cut`` where its end may be missing."""

    practice: Practice
    owners: dict[int, str]
    issues: tuple[Issue, ...]
    is_cut: bool


@dataclass(slots=True)
class _PracticeDraft:
    title: Line | None = None
    shared_on: date | None = None
    author: str | None = None
    text: list[Line] = field(default_factory=list)
    countries: list[tuple[str, Span]] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    owners: dict[int, str] = field(default_factory=dict)


def read_practice_page(lines: Sequence[PageLine], url: str | None, name: str | None) -> PracticePage:
    """The practice of the page. ``url`` is its own address, ``name`` what the container calls the page.

    A page may end within the text, with nothing to show it.
    """
    draft = _PracticeDraft()
    fields = _field_nesting(lines)
    rows = list(_labelled_rows(_claim_lines(draft, lines)))
    _leave_to_frame(draft, [row for row in rows if _is_below_fields(row.line, fields)])
    rows = [row for row in rows if row.line.number in draft.owners]
    days = (read_posted_day(row.text) or row.line.when for row in rows if row.label == "date")
    draft.shared_on = next((day for day in days if day), None)
    title = title_at(rows, lines, name)
    draft.title = rows[title].line if title is not None else None
    head = with_unknown_labels(_below_title(draft, rows, title, lines))
    draft.issues.extend(head.issues)
    _leave_to_frame(draft, [row for row in (*rows, *head.rows) if row.label == UNKNOWN])
    _read_rows(draft, head.rows, fields)
    ends_in_text = bool(draft.text) and draft.text[-1].number == lines[-1].line.number
    practice = _practice_of_draft(draft, without_labels(lines), url, cut=ends_in_text)
    return PracticePage(practice, draft.owners, tuple(draft.issues), is_cut=ends_in_text and practice.truncated is True)


def _claim_lines(draft: _PracticeDraft, lines: Sequence[PageLine]) -> list[PageLine]:
    """Claim all lines for the practice, and give those that can hold a label or a value: a count of likes does not."""
    likes = {one.line.number for one in lines if is_likes(one.text)}
    draft.owners.update((one.line.number, "ignored:likes" if one.line.number in likes else "practice") for one in lines)
    return [one for one in lines if one.line.number not in likes]


def _labelled_rows(lines: Sequence[PageLine]) -> Iterator[Row]:
    """Each value with the label above it, in order."""
    is_list = any(one.line.term and one.field for one in lines)
    row: Row | None = None
    for one in lines:
        row = _row_below(row, one, is_list=is_list)
        if row.text:
            yield row


def _row_below(above: Row | None, one: PageLine, *, is_list: bool) -> Row:
    """A line with its label: its own, else the one above. The text is empty where a label has no value beside it.

    ``is_list`` says that the page marks its labels as the terms of a list: then a term that is no known label is one
    that the program does not know.
    """
    line = one.line
    if one.field:
        return Row(*one.field, line, adjoins=True)
    label = UNKNOWN if is_list and line.term else _label_below(above)
    is_right_below_label = above is not None and not above.text and line.gap == 0
    return Row(label, without_mark(line.text), line, adjoins=is_right_below_label)


def _label_below(above: Row | None) -> str | None:
    """The label that holds for the line below a row: one of many values, but of one date."""
    if above is None or (above.label == "date" and above.text):
        return None
    return above.label


def _below_title(draft: _PracticeDraft, rows: Sequence[Row], title: int | None, lines: Sequence[PageLine]) -> list[Row]:
    """The rows that follow the title, without the title printed once more.

    What stands above it without a label, or between it and ``Date Shared``, is the site's and is left to the frame.
    """
    shared = date_line(lines) or 0
    above, below = (rows[:title], rows[title + 1 :]) if title is not None else ((), rows)
    own = rows[title].text.casefold() if title is not None else None
    loose = [row for row in below if row.line.number < shared and row.text.casefold() != own]
    foreign = [row for row in (*above, *loose) if row.label is None and not _is_head_row(row)]
    _leave_to_frame(draft, foreign)
    return [row for row in below if row not in foreign and row.text.casefold() != own]


def _is_head_row(row: Row) -> bool:
    return holds_terms(row.text) or SUBMITTED_BY.fullmatch(row.text) is not None


def _leave_to_frame(draft: _PracticeDraft, rows: Sequence[Row]) -> None:
    """Leave lines to the frame of the page."""
    for row in rows:
        draft.owners.pop(row.line.number, None)


def _read_rows(draft: _PracticeDraft, rows: Sequence[Row], fields: _FieldNesting | None) -> None:
    """Give every row its part. A comment or a list of other practices ends what its label holds."""
    start = text_at(rows)
    last = last_of_head(rows, start)
    after_end = set(_rows_after_practice(rows, start))
    for i, row in enumerate(rows):
        if row.label in ("date", UNKNOWN):
            continue
        is_text = start <= i and row.label == rows[start].label
        if i in after_end or (start < i and _is_foreign(row, fields, is_text=is_text)):
            _leave_to_frame(draft, [row])
        elif submission := read_submission(row.text, row.line.when):
            draft.author = draft.author or submission.author
        elif row.label == "link":
            draft.owners[row.line.number] = "ignored:external link"
        elif is_text:
            draft.text.append(row.line._replace(text=row.text))
        else:
            _take_terms(draft, row, is_list=_is_term_list(rows, i, start, last))


def _rows_after_practice(rows: Sequence[Row], start: int) -> Iterator[int]:
    """The rows of comments and lists of other practices, each up to the next label."""
    over = False
    for i, row in enumerate(rows):
        goes_on = over and row.label == rows[i - 1].label
        over = goes_on or (start <= i and _begins_another_part(row))
        if over:
            yield i


def _begins_another_part(row: Row) -> bool:
    """Whether a line below the text begins comments, links to share, or a list of other practices."""
    if is_frame_text(row.text) or SUBMITTED_BY.fullmatch(row.text):
        return True
    return row.line.heading and row.label in AFTER_TEXT


def _is_foreign(row: Row, fields: _FieldNesting | None, *, is_text: bool) -> bool:
    """Whether a line below the beginning of the text is none of the practice: links to others, or a line apart.

    Values of fields may be links to lists of their kind; the text is never a link alone.
    """
    if not is_text and _stands_apart(row.line, fields):
        return True
    links = row.line.links if not is_body(row.text) else ()
    return bool(links) and all(practice_url(link) or (is_text and is_site_link(link)) for link in links)


def _is_term_list(rows: Sequence[Row], i: int, start: int, last: int | None) -> bool:
    """Whether commas part terms on a line even if none is known: it is last before the text, where themes stand.

    Under ``Thematic Area`` commas part themes if all lines have some; else the themes stand one a line.
    """
    if rows[i].label == "theme":
        return all(len(split_terms(row.text)) > 1 for row in rows[:start] if row.label == "theme")
    return i == last


def _take_terms(draft: _PracticeDraft, row: Row, *, is_list: bool) -> None:
    found = read_terms(row.label, row.text, row.line, is_list=is_list)
    span = row.line.span
    draft.terms.extend(found.terms)
    draft.countries.extend((iso3, span) for iso3 in found.countries)
    draft.issues.extend(found.issues)


class _FieldNesting(NamedTuple):
    """The label lines of an HTML page, in order.

    ``holder`` is the depth of the element around all of them; ``own`` says that within it a label shares a further
    element with its values.
    """

    labels: tuple[Line, ...]
    holder: int
    own: bool


def _field_nesting(lines: Sequence[PageLine]) -> _FieldNesting | None:
    """How labels and values are nested, or None if fewer than two labels tell."""
    places = [i for i, one in enumerate(lines) if one.field]
    if len(places) < 2:
        return None
    labels = tuple(lines[i].line for i in places)
    holder = min(shared_depth(labels[0].path, one.path) for one in labels[1:])
    with_value = (i for i, following in pairwise(places) if following > i + 1)
    own = any(shared_depth(lines[i].line.path, lines[i + 1].line.path) > holder for i in with_value)
    return _FieldNesting(labels, holder, own)


def _is_below_fields(line: Line, fields: _FieldNesting | None) -> bool:
    """Whether a line of HTML stands below all labels and outside the element that holds them: a footer of the site."""
    if fields is None or not line.path or line.number < fields.labels[-1].number:
        return False
    return shared_depth(fields.labels[0].path, line.path) < fields.holder


def _stands_apart(line: Line, fields: _FieldNesting | None) -> bool:
    """Whether a line of HTML is no value of the label above it: labels and their values share elements, it does not."""
    if fields is None or not line.path or not fields.own:
        return False
    above = fields.labels[bisect_right(fields.labels, line.number, key=lambda label: label.number) - 1]
    return shared_depth(above.path, line.path) <= fields.holder


def _practice_of_draft(draft: _PracticeDraft, lines: Sequence[Line], url: str | None, *, cut: bool) -> Practice:
    body = [without_mark(line.text) for line in draft.text]
    anonymous = None if not draft.author else is_anonymous(draft.author)
    return Practice(
        span=span_of(lines),
        title=without_mark(draft.title.text) if draft.title else None,
        summary="\n".join(body) or None,
        submitted_by=None if anonymous else draft.author or None,
        anonymous=anonymous,
        submitted_on=draft.shared_on,
        truncated=text_is_truncated(body, cut=cut) if body else False,
        url=url,
        countries=tuple(dict(reversed(draft.countries)).items()),
        terms=tuple({(term.scheme, term.term): term for term in reversed(draft.terms)}.values()),
    )
