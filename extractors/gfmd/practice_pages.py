"""A practice's own page, in the old, the transitional (2023) and the new layout.

Content beats label: ``Objective 15: …`` is an objective of the Global Compact wherever it stands, since the values of
terms are often lost or printed under the label before. ``terms.csv`` has the terms known so far; an unknown term is
still a term.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from extractors.countries import country_named
from extractors.gfmd.nesting import shared_depth
from extractors.gfmd.posted import read_posted_day
from extractors.gfmd.reference import reference
from extractors.gfmd.teasers import is_body, is_truncated
from extractors.gfmd.vocabulary import SUBMITTED_BY
from extractors.names import is_anonymous
from extractors.text import without_mark
from schemas.document import Line
from schemas.extraction import Practice, Span, Term

LIKES = re.compile(
    r"[0-9]{1,9} likes? this page(?:, including you)?\.?|[0-9]{1,9} liked this page(?:, including you)?\.?"
)
_LABELS = {
    "date shared": "date",
    "countries and areas": "countries",
    "2030 agenda migration-relevant and related target labels": "sdg",
    "2030 agenda related targets": "sdg",
    "gcm thematic cluster areas": "gcm_cluster",
    "gcm objectives": "gcm_objective",
    "contributors": "contributor",
    "chairmanship": "chairmanship",
    "geographical relevance": "relevance",
    "themes": "theme",
    "summary": "summary",
    "link": "link",
    "links": "link",
    "gfmd source": "gfmd_source",
    "partner(s)": "partner",
    "partners": "partner",
    "thematic recollection rt": "recollection",
}
_AFTER_TEXT = frozenset({"gfmd_source", "partner", "recollection", "link"})
_OPENING = re.compile(r"(" + "|".join(re.escape(label) for label in _LABELS) + r") ?(?::(?: (.*))?)?", re.IGNORECASE)
_OBJECTIVE = re.compile(r"(?:GCM )?Objective [0-9]{1,2}\b.*", re.IGNORECASE)
_GOAL = re.compile(r"(?:SDG|(?:Sub)?goal|Target) [0-9]{1,2}(?:\.[0-9a-z]{1,2})?\b.*", re.IGNORECASE)
_CHAIRMANSHIP = re.compile(r"[A-Z][\w .'’&-]{2,60} 20[0-9]{2}(?: ?[-–/] ?20[0-9]{2})?")
_SCOPES = frozenset({"global", "regional", "sub-regional", "subregional", "national", "local", "international"})
_COMMA_OUTSIDE_BRACKETS = re.compile(r", *(?![^()]*\))")


@dataclass(slots=True)
class _Draft:
    title: Line | None = None
    posted: date | None = None
    author: str | None = None
    text: list[Line] = field(default_factory=list)
    countries: list[tuple[str, Span]] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    owners: dict[int, str] = field(default_factory=dict)


def is_practice_page(lines: Sequence[Line]) -> bool:
    """Whether the lines are a practice's own page: it prints when the practice was shared, or how many liked it."""
    return any(practice_label(line.text) == ("date", "") or LIKES.fullmatch(line.text) for line in lines) or (
        len({label for line in lines if (label := (practice_label(line.text) or ("", ""))[0])}) >= 3
    )


def practice_label(text: str) -> tuple[str, str] | None:
    """The part of a practice page that a line opens, and the value beside the label; None where it is no label."""
    match = _OPENING.fullmatch(text)
    return (_LABELS[match[1].casefold()], (match[2] or "").strip()) if match else None


def practice_layout(lines: Sequence[Line]) -> str:
    """The layout: ``practice_new``, ``practice_transitional`` or ``practice_old``."""
    labels = [label[0] if label else None for label in (practice_label(line.text) for line in lines)]
    if "summary" in labels or "partner" in labels:
        return "practice_new"
    before_date = labels[: labels.index("date")] if "date" in labels else []
    shown = [
        line for line, label in zip(lines, before_date, strict=False) if not label and not LIKES.fullmatch(line.text)
    ]
    return "practice_transitional" if shown else "practice_old"


def read_practice_page(lines: Sequence[Line], url: str | None, name: str | None) -> tuple[Practice, dict[int, str]]:
    """The practice of the page, and the owner of each line. ``name`` is what the container calls the page.

    A page may end within the text, with nothing to show it.
    """
    draft = _Draft()
    fields = _fields(lines)
    labelled = list(_labelled(lines, draft))
    found = [row for row in labelled if not _is_below(row[2], fields)]
    title = _title_at(found, lines, name)
    _disown(draft, [line for _, _, line in labelled if _is_below(line, fields)])
    # Menus and the like above the title are no part of the practice.
    _disown(draft, [line for label, _, line in found[:title] if label is None])
    rows = found[title:]
    start = _text_start(rows)
    last = _last_of_head(rows, start)
    draft.posted = next((day for label, text, _ in found if label == "date" and (day := read_posted_day(text))), None)
    for i, (label, text, line) in enumerate(rows):
        if label == "date":
            continue
        if submission := SUBMITTED_BY.fullmatch(text):
            draft.author = (submission[1] or "").strip()
        elif draft.title is None:
            draft.title = line
        elif label == "link":
            draft.owners[line.number] = "ignored:external link"
        elif start <= i and label == rows[start][0]:
            draft.text.append(replace(line, text=text))
        elif start < i and _stands_apart(line, fields):
            _disown(draft, [line])
        else:
            _add_terms(draft, label, text, line, is_last=i == last)
    return _practice(
        draft, lines, url, cut=bool(draft.text) and draft.text[-1].number == lines[-1].number
    ), draft.owners


def _disown(draft: _Draft, lines: Sequence[Line]) -> None:
    """Leave lines to the frame of the page."""
    for line in lines:
        draft.owners.pop(line.number)


def _labelled(lines: Sequence[Line], draft: _Draft) -> Iterator[tuple[str | None, str, Line]]:
    """Each value with the label above it, in order; label lines are claimed on the way."""
    label: str | None = None
    for line in lines:
        if LIKES.fullmatch(line.text):
            draft.owners[line.number] = "ignored:likes"
            continue
        draft.owners[line.number] = "practice"
        found = practice_label(line.text)
        if found:
            label, text = found
            if text:
                yield label, text, line
                label = None if label == "date" else label
        else:
            yield label, without_mark(line.text), line
            if label == "date":
                label = None


class _Fields(NamedTuple):
    """The label lines of an HTML page, in order.

    ``holder`` is the depth of the element around all of them; ``own`` says that within it a label shares a further
    element with its values.
    """

    labels: tuple[Line, ...]
    holder: int
    own: bool


def _fields(lines: Sequence[Line]) -> _Fields | None:
    """How labels and values are nested; None where fewer than two labels tell."""
    places = [i for i, one in enumerate(lines) if practice_label(one.text)]
    if len(places) < 2:
        return None
    labels = tuple(lines[i] for i in places)
    holder = min(shared_depth(labels[0].path, one.path) for one in labels[1:])
    with_value = (i for i, following in pairwise(places) if following > i + 1)
    own = any(shared_depth(lines[i].path, lines[i + 1].path) > holder for i in with_value)
    return _Fields(labels, holder, own)


def _is_below(line: Line, fields: _Fields | None) -> bool:
    """Whether a line of HTML stands below all labels and outside the element that holds them: a footer of the site."""
    if fields is None or not line.path or line.number < fields.labels[-1].number:
        return False
    return shared_depth(fields.labels[0].path, line.path) < fields.holder


def _stands_apart(line: Line, fields: _Fields | None) -> bool:
    """Whether a line of HTML is no value of the label above it: labels and their values share elements, it does not."""
    if fields is None or not line.path or not fields.own:
        return False
    above = fields.labels[bisect_right(fields.labels, line.number, key=lambda label: label.number) - 1]
    return shared_depth(above.path, line.path) <= fields.holder


def _title_at(rows: Sequence[tuple[str | None, str, Line]], lines: Sequence[Line], name: str | None) -> int:
    """Where the title stands: at a heading or at what the page calls itself, else by the layout.

    In the old layout it is below the date, in the others right above ``Date Shared``.
    """
    named = [i for i, (label, text, line) in enumerate(rows) if label is None and (line.heading or text == name)]
    if named:
        return named[0]
    shared = next((line.number for line in lines if (practice_label(line.text) or ("",))[0] == "date"), None)
    plain = [i for i, (label, _, _) in enumerate(rows) if label is None]
    if shared is None:
        return plain[0] if plain else 0
    below = next((i for i, (label, _, line) in enumerate(rows) if line.number > shared and label != "date"), None)
    if below is not None and rows[below][0] is None:
        return below
    above = [i for i in plain if rows[i][2].number < shared]
    return above[-1] if above else 0


def _text_start(rows: Sequence[tuple[str | None, str, Line]]) -> int:
    """Where the running text begins: below ``Summary``, else at the first line of its shape after the title."""
    summary = next((i for i, (label, _, _) in enumerate(rows) if label == "summary"), None)
    if summary is not None:
        return summary
    title = next((i for i, (label, _, _) in enumerate(rows) if label != "date"), len(rows))
    for i, (label, text, line) in enumerate(rows):
        if i <= title or label in _AFTER_TEXT or label == "date" or _scheme(text) or SUBMITTED_BY.fullmatch(text):
            continue
        if is_body(text) or (i > title + 1 and line.gap > 0 and not line.path and not _are_known(text)):
            return i
    return len(rows)


def _are_known(text: str) -> bool:
    """Whether a line holds countries or known themes. The lines of terms stand together, a blank line ends them."""
    items = split_terms(text)
    return all(country_named(item) for item in items) or any(_scheme(item) for item in items)


def _last_of_head(rows: Sequence[tuple[str | None, str, Line]], start: int) -> int | None:
    """The line of terms that stands last before the text: it holds the themes, whatever label is above it."""
    head = [i for i, (label, _, _) in enumerate(rows[:start]) if label not in _AFTER_TEXT and label != "date"]
    return head[-1] if len(head) > 1 and start < len(rows) and rows[start][0] != "summary" else None


def _scheme(text: str) -> str | None:
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


def _add_terms(draft: _Draft, label: str | None, text: str, line: Line, *, is_last: bool) -> None:
    span = Span(line.number, line.number)
    items = split_terms(text)
    countries = [country_named(item) for item in items]
    scheme = label if label in _AFTER_TEXT else _scheme(text)
    if scheme:
        draft.terms.append(Term(scheme, text, span))
    elif all(countries):
        draft.countries.extend((country.iso3, span) for country in countries if country)
    elif label in _AFTER_TEXT or (
        label and label not in ("countries", "relevance") and not _are_themes(items, is_last)
    ):
        draft.terms.append(Term(label, text, span))
    else:
        draft.terms.extend(Term(_scheme(item) or "theme", item, span) for item in items)


def _are_themes(items: Sequence[str], is_last: bool) -> bool:
    """Whether a line under another label holds themes: it is last before the text, and a list or known as themes."""
    themes = reference().terms["theme"]
    return any(item in themes for item in items) or (is_last and len(items) > 1)


def split_terms(text: str) -> list[str]:
    """The terms of a line that commas part. A comma within brackets or within a known term parts nothing."""
    pieces = [piece.strip() for piece in _COMMA_OUTSIDE_BRACKETS.split(text)]
    known = frozenset().union(*reference().terms.values())
    terms: list[str] = []
    while pieces:
        size = next((n for n in range(len(pieces), 1, -1) if ", ".join(pieces[:n]) in known), 1)
        terms.append(", ".join(pieces[:size]))
        pieces = pieces[size:]
    return [term for term in terms if term]


def _practice(draft: _Draft, lines: Sequence[Line], url: str | None, *, cut: bool) -> Practice:
    body = [without_mark(line.text) for line in draft.text]
    anonymous = None if not draft.author else is_anonymous(draft.author)
    when = next((line.when.date() for line in lines if line.when), None)
    return Practice(
        span=Span(lines[0].number, lines[-1].number),
        title=without_mark(draft.title.text) if draft.title else None,
        summary="\n".join(body) or None,
        submitted_by=None if anonymous else draft.author or None,
        anonymous=anonymous,
        submitted_on=draft.posted or when,
        truncated=is_truncated(body, cut=cut) if body else False,
        url=url,
        countries=tuple(dict(reversed(draft.countries)).items()),
        terms=tuple({(term.scheme, term.term): term for term in reversed(draft.terms)}.values()),
    )
