"""Roundtables and meetings that pages name and the reference lacks, ready to be looked into and added to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from extractors.text import QUOTES, is_clipped, quoted, without_accents
from schemas.asking import Ask, Candidate, Place

_CLOSING_MARKS = (*QUOTES, "’", "'")
_APART = re.compile(r"[^\w]+")

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
SAME_TITLE = 0.8
"""Least similarity of two spellings of one title: unlike titles of the catalogue have 0.76 at most."""


class _Named(NamedTuple):
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
    id: str
    kind: str
    title: str
    starts_on: date | None
    ends_on: date | None


def candidates(ask: Ask) -> tuple[Candidate, ...]:
    """The candidates of a release, in order of kind and title; each title once, however it is spelt.

    A title that the end of a page or a line cut is none, nor one of another venue than a roundtable. What is like a
    catalogued title is none, although it was not matched: it is open which catalogued one it means.
    A meeting of such a title is one all the same where its days are not those of any meeting so called.
    """
    catalogue = [_Catalogued(**row) for row in ask(_CATALOGUE)]  # type: ignore[arg-type]  # as selected
    printed: dict[tuple[str, str], list[_Named]] = {}
    for sql in (_ROLES, _ATTENDANCES):
        for row in ask(sql):
            named = _Named(**row)  # type: ignore[arg-type]  # the columns of the queries are typed by the release
            if not named.may_be_cut:
                printed.setdefault((named.kind, _folded(named.title)), []).append(named)
    new = {key: left for key, named in printed.items() if (left := _uncatalogued(key[1], named, catalogue))}
    taken = {one.id for one in catalogue}
    return tuple(_candidate(named[0].kind, named, catalogue, taken) for named in _by_spelling(new))


def _uncatalogued(title: str, named: Sequence[_Named], catalogue: Sequence[_Catalogued]) -> list[_Named]:
    """The lines that print a title which no entry of their part of the catalogue has, or has on their days."""
    alike = [one for one in _comparable(named[0].kind, catalogue) if _are_spellings(title, _folded(one.title))]
    return [one for one in named if not any(_may_be_on_days_of(one, known) for known in alike)]


def _may_be_on_days_of(named: _Named, known: _Catalogued) -> bool:
    if named.starts_on is None or known.starts_on is None:
        return True
    return named.starts_on <= (known.ends_on or known.starts_on) and known.starts_on <= (
        named.ends_on or named.starts_on
    )


def _by_spelling(printed: Mapping[tuple[str, str], Sequence[_Named]]) -> list[list[_Named]]:
    """Titles of one kind that are spellings of each other together, in order of kind and first title."""
    groups: list[tuple[str, list[str], list[_Named]]] = []
    for kind, title in sorted(printed):
        near = [group for group in groups if group[0] == kind and any(_are_spellings(title, one) for one in group[1])]
        titles = [*(one for group in near for one in group[1]), title]
        named = [*(one for group in near for one in group[2]), *printed[kind, title]]
        groups = [*(group for group in groups if group not in near), (kind, titles, named)]
    return [named for _, _, named in sorted(groups)]


def _are_spellings(one: str, other: str) -> bool:
    first, second = sorted((one, other))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    quick = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return first == second or all(ratio() >= SAME_TITLE for ratio in quick)


def _folded(title: str) -> str:
    return " ".join(_APART.sub(" ", without_accents(title.casefold())).split())


def _candidate(kind: str, named: Sequence[_Named], catalogue: Sequence[_Catalogued], taken: set[str]) -> Candidate:
    """One candidate; its id in the reference is taken from then on."""
    title = _most_frequent(one.title for one in named)
    spellings = {_folded(one.title): one.title for one in reversed(named)}
    editions = tuple(sorted({one.edition for one in named if one.edition is not None}))
    codes = tuple(sorted({one.code for one in named if one.code}))
    nearest, similarity = _nearest(kind, title, catalogue)
    edition = str(editions[0]) if len(editions) == 1 else ""
    places = tuple(sorted({Place(one.participation_id, one.page, one.line) for one in named}))
    common = {"edition": edition, "kind": kind, "title": title, "source": places[0].page, "note": _note(places)}
    row = _meeting(common, named, taken) if kind == "thematic" else _roundtable(common, codes, taken)
    return Candidate(
        kind=kind,
        title=title,
        spellings=tuple(sorted(other for key, other in spellings.items() if key != _folded(title))),
        codes=codes,
        count=len({one.participation_id for one in named}),
        editions=editions,
        places=places,
        nearest=nearest.id if nearest else None,
        nearest_title=nearest.title if nearest else None,
        similarity=similarity,
        file="meetings.csv" if kind == "thematic" else "roundtables.csv",
        row=row,
    )


def _most_frequent(values: Iterable[str]) -> str:
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value.endswith("."), value))


def _nearest(kind: str, title: str, catalogue: Sequence[_Catalogued]) -> tuple[_Catalogued | None, float]:
    """The most similar title of the same part of the catalogue, the first by id where several are."""
    printed = _folded(title)
    scored = [
        (-_similarity(printed, _folded(one.title)), one.id, one.title, one) for one in _comparable(kind, catalogue)
    ]
    score, _, _, nearest = min(scored, default=(0.0, "", "", None))
    return nearest, round(-score, 6)


def _comparable(kind: str, catalogue: Sequence[_Catalogued]) -> list[_Catalogued]:
    """The part of the catalogue that a kind belongs to."""
    thematic = kind == "thematic"
    return [one for one in catalogue if (one.kind == "thematic") == thematic and one.kind not in ("prep", "dialogue")]


def _similarity(one: str, other: str) -> float:
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _note(places: Sequence[Place]) -> str:
    pages = len({place.page for place in places})
    return f"printed on {pages} page{'s' if pages > 1 else ''}, first by {places[0].participation_id}"


def _roundtable(common: Mapping[str, str], codes: Sequence[str], taken: set[str]) -> Mapping[str, str]:
    code = codes[0] if len(codes) == 1 else ""
    stem = f"{common['edition']}-{'cluster-' if common['kind'] == 'cluster' else ''}{code}"
    free = [stem, *(f"{stem}-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]
    return {
        "roundtable_id": _free(free, taken) if common["edition"] and code else "",
        "edition": common["edition"],
        "kind": common["kind"],
        "code": code,
        "title": common["title"],
        "spelling": "main",
        "source": common["source"],
        "note": common["note"],
    }


def _meeting(common: Mapping[str, str], named: Sequence[_Named], taken: set[str]) -> Mapping[str, str]:
    stem = f"{common['edition'] or 'open'}-thematic"
    return {
        "meeting_id": _free([f"{stem}-{number}" for number in range(1, len(taken) + 2)], taken),
        "edition": common["edition"],
        "kind": common["kind"],
        "title": common["title"],
        "starts_on": _agreed(one.starts_on for one in named),
        "ends_on": _agreed(one.ends_on for one in named),
        "city": _agreed(one.city for one in named),
        "country_iso3": _agreed(one.country_iso3 for one in named),
        "source": common["source"],
        "note": common["note"],
    }


def _free(identifiers: Sequence[str], taken: set[str]) -> str:
    identifier = next((one for one in identifiers if one not in taken), identifiers[0])
    taken.add(identifier)
    return identifier


def _agreed(values: Iterable[object]) -> str:
    """The one value that all lines which say something agree on, else nothing."""
    said = {str(value) for value in values if value is not None}
    return said.pop() if len(said) == 1 else ""
