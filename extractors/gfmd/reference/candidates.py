"""Roundtables and meetings that pages name and the reference lacks, ready to be looked into and added to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from extractors.gfmd.reference.catalogue import folded
from extractors.gfmd.reference.columns import COLUMNS
from extractors.gfmd.reference.spellings import groups_of_spellings, likest, spellings_of
from extractors.text import QUOTES, is_clipped, quoted
from schemas.asking import Ask, Candidate, Place

_CLOSING_MARKS = (*QUOTES, "’", "'")

_ROLES = """
SELECT DISTINCT CASE r.venue WHEN 'cluster' THEN 'cluster' WHEN 'thematic_meeting' THEN 'thematic' ELSE 'roundtable' END
       AS kind, r.code, r.title, NULL AS starts_on, NULL AS ends_on, NULL AS city, NULL AS country_iso3,
       r.participation_id, b.edition, coalesce(p.url, p.path) AS page, e.first_line AS line, r.text,
       EXISTS (FROM issues i WHERE i.page_id = p.page_id AND i.code = 'end_missing' AND i.first_line = e.first_line)
       AS is_at_cut_end
FROM roundtable_roles r JOIN participations b USING (participation_id)
JOIN evidence e ON e.table_name = 'roundtable_roles'
               AND e.record_id = concat_ws('/', r.participation_id, r.position, r.role)
JOIN pages p ON p.page_id = e.page_id
WHERE r.title IS NOT NULL AND r.roundtable_id IS NULL
  AND (r.venue IN ('roundtable', 'cluster', 'working_session', 'thematic_meeting') OR r.code IS NOT NULL)
ORDER BY ALL
"""
_ATTENDANCES = """
SELECT DISTINCT 'thematic' AS kind, NULL AS code, m.title, m.starts_on, m.ends_on, m.city, m.country_iso3,
       m.participation_id, b.edition, coalesce(p.url, p.path) AS page, e.first_line AS line, m.text,
       EXISTS (FROM issues i WHERE i.page_id = p.page_id AND i.code = 'end_missing' AND i.first_line = e.first_line)
       AS is_at_cut_end
FROM meeting_attendances m JOIN participations b USING (participation_id)
JOIN evidence e ON e.table_name = 'meeting_attendances' AND e.record_id = concat_ws('/', m.participation_id, m.position)
JOIN pages p ON p.page_id = e.page_id
WHERE m.title IS NOT NULL AND m.meeting_id IS NULL ORDER BY ALL
"""
_CATALOGUE = """
SELECT roundtable_id AS id, kind, unnest(list_concat([title], spellings)) AS title,
       NULL::DATE AS starts_on, NULL::DATE AS ends_on FROM roundtables
UNION ALL SELECT meeting_id, kind, title, starts_on, ends_on FROM meetings ORDER BY ALL
"""
_NO_CANDIDATE = ("prep", "dialogue")
"""Kinds of meetings whose titles no page names as those of a session."""


class _PrintedTitle(NamedTuple):
    """One line of one page that names a title, in the order of columns of the queries."""

    kind: str
    code: str | None
    title: str
    starts_on: date | None
    ends_on: date | None
    city: str | None
    country_iso3: str | None
    participation_id: str
    edition: int | None
    page: str
    line: int
    text: str
    is_at_cut_end: bool

    @property
    def may_be_cut(self) -> bool:
        """Whether the title may go on: an ellipsis ends it, its quotation is not closed, or the page ends in it."""
        quotation = quoted(self.text)
        if self.is_at_cut_end or quotation is None:
            return self.is_at_cut_end or is_clipped(self.text)
        is_open = quotation[2] == len(self.text) and not self.text.endswith(_CLOSING_MARKS)
        return is_open or is_clipped(quotation[0])


class _Catalogued(NamedTuple):
    """A title of the catalogue, in the order of columns of the query."""

    id: str
    kind: str
    title: str
    starts_on: date | None
    ends_on: date | None


class _CataloguePart(NamedTuple):
    """The part of the catalogue that a kind of sessions belongs to, and its titles as they are compared."""

    entries: Sequence[_Catalogued]
    titles: Sequence[str]


def candidates(ask: Ask) -> tuple[Candidate, ...]:
    """The candidates of a release, in order of kind and title; each title once, however it is spelt.

    A title that the end of a page or a line cut is none, nor one of another venue than a roundtable. What is like a
    catalogued title is none, although it was not matched: it is open which catalogued one it means.
    A meeting of such a title is one all the same where its days are not those of any meeting so called.
    """
    catalogue = [_Catalogued(**row) for row in ask(_CATALOGUE)]  # type: ignore[arg-type]  # as selected
    printed: dict[str, dict[str, list[_PrintedTitle]]] = defaultdict(lambda: defaultdict(list))
    for sql in (_ROLES, _ATTENDANCES):
        for row in ask(sql):
            named = _PrintedTitle(**row)  # type: ignore[arg-type]  # the columns of the queries are typed by the release
            if not named.may_be_cut:
                printed[named.kind][folded(named.title)].append(named)
    taken = {one.id for one in catalogue}
    return tuple(
        _new_candidate(named, part, taken)
        for kind in sorted(printed)
        for part in (_part_for(kind, catalogue),)
        for named in _new_titles(printed[kind], part)
    )


def _part_for(kind: str, catalogue: Sequence[_Catalogued]) -> _CataloguePart:
    thematic = kind == "thematic"
    entries = [one for one in catalogue if (one.kind == "thematic") == thematic and one.kind not in _NO_CANDIDATE]
    return _CataloguePart(entries, [folded(one.title) for one in entries])


def _new_titles(printed: Mapping[str, Sequence[_PrintedTitle]], part: _CataloguePart) -> list[list[_PrintedTitle]]:
    """The lines of each title that the catalogue lacks, however it is spelt there, in order of titles."""
    new = {title: left for title, lines in sorted(printed.items()) if (left := _uncatalogued(title, lines, part))}
    titles = list(new)
    groups = sorted([titles[index] for index in group] for group in groups_of_spellings(titles))
    return [[line for title in group for line in new[title]] for group in groups]


def _uncatalogued(title: str, lines: Sequence[_PrintedTitle], part: _CataloguePart) -> list[_PrintedTitle]:
    """The lines that print a title which no entry of their part of the catalogue has, or has on their days."""
    alike = [part.entries[index] for index in spellings_of(title, part.titles)]
    return [line for line in lines if not any(_may_be_on_days_of(line, known) for known in alike)]


def _may_be_on_days_of(line: _PrintedTitle, known: _Catalogued) -> bool:
    """Whether a meeting that a line names can be a catalogued one by its days; it can where one has none."""
    if line.starts_on is None or known.starts_on is None:
        return True
    return line.starts_on <= (known.ends_on or known.starts_on) and known.starts_on <= (line.ends_on or line.starts_on)


def _new_candidate(named: Sequence[_PrintedTitle], part: _CataloguePart, taken: set[str]) -> Candidate:
    """One candidate out of the lines that name it; its id in the reference is taken from then on."""
    kind, title = named[0].kind, _most_frequent(one.title for one in named)
    spellings = {folded(one.title): one.title for one in reversed(named)}
    editions = tuple(sorted({one.edition for one in named if one.edition is not None}))
    codes = tuple(sorted({one.code for one in named if one.code}))
    nearest, similarity = _nearest_entry(title, part)
    edition = str(editions[0]) if len(editions) == 1 else ""
    places = tuple(sorted({Place(one.participation_id, one.page, one.line) for one in named}))
    common = {"edition": edition, "kind": kind, "title": title, "source": places[0].page, "note": _note_of(places)}
    file = "meetings.csv" if kind == "thematic" else "roundtables.csv"
    cells = _meeting_cells(common, named, taken) if kind == "thematic" else _roundtable_cells(common, codes, taken)
    return Candidate(
        kind=kind,
        title=title,
        spellings=tuple(sorted(other for key, other in spellings.items() if key != folded(title))),
        codes=codes,
        count=len({one.participation_id for one in named}),
        editions=editions,
        places=places,
        nearest=nearest.id if nearest else None,
        nearest_title=nearest.title if nearest else None,
        similarity=similarity,
        file=file,
        row={column: cells[column] for column in COLUMNS[file]},
    )


def _most_frequent(values: Iterable[str]) -> str:
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value.endswith("."), value))


def _nearest_entry(title: str, part: _CataloguePart) -> tuple[_Catalogued | None, float]:
    """The most similar title of a part of the catalogue, the first by id where several are."""
    found = likest(folded(title), part.titles)
    if not found:
        return None, 0.0
    nearest = min((part.entries[one.place] for one in found), key=lambda entry: (entry.id, entry.title))
    return nearest, round(found[0].similarity, 6)


def _note_of(places: Sequence[Place]) -> str:
    pages = len({place.page for place in places})
    return f"printed on {pages} page{'s' if pages > 1 else ''}, first by {places[0].participation_id}"


def _roundtable_cells(common: Mapping[str, str], codes: Sequence[str], taken: set[str]) -> Mapping[str, str]:
    code = codes[0] if len(codes) == 1 else ""
    stem = f"{common['edition']}-{'cluster-' if common['kind'] == 'cluster' else ''}{code}"
    free = [stem, *(f"{stem}-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]
    identifier = _first_free(free, taken) if common["edition"] and code else ""
    return {**common, "roundtable_id": identifier, "code": code, "spelling": "main"}


def _meeting_cells(common: Mapping[str, str], named: Sequence[_PrintedTitle], taken: set[str]) -> Mapping[str, str]:
    stem = f"{common['edition'] or 'open'}-thematic"
    identifier = _first_free([f"{stem}-{number}" for number in range(1, len(taken) + 2)], taken)
    days_and_place = ("starts_on", "ends_on", "city", "country_iso3")
    own = {column: _only_value(getattr(one, column) for one in named) for column in days_and_place}
    return {**common, **own, "meeting_id": identifier}


def _first_free(identifiers: Sequence[str], taken: set[str]) -> str:
    identifier = next((one for one in identifiers if one not in taken), identifiers[0])
    taken.add(identifier)
    return identifier


def _only_value(values: Iterable[object]) -> str:
    """The one value that all lines which say something agree on, else nothing."""
    stated = {str(value) for value in values if value is not None}
    return stated.pop() if len(stated) == 1 else ""
