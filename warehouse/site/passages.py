"""The lines that records were read from, on each saved page, with some lines around them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from warehouse.site import links
from warehouse.site.blocks import Link
from warehouse.site.release import Line, ReleaseRows, Row, Run
from warehouse.site.wording import cut, page_name

_CONTEXT = 2
# Characters that are shown of a line that is evidence, and of one beside it: the whole page has all of them.
_MOST_OF_EVIDENCE, _MOST_BESIDE = 4000, 300


class ShownLine(NamedTuple):
    """One line of a saved page. ``is_marked`` is true where the record was read from it.

    ``href`` leads to its place on the whole page, ``pointer`` is its JSON Pointer on a page of JSON, ``printed`` the
    line before it was repaired, if it was. ``skips`` is true where lines are left out before it.
    """

    number: int
    text: str
    href: str
    is_marked: bool
    pointer: str | None
    printed: str | None
    skips: bool


class PageLabel(NamedTuple):
    """What tells which saved page it is: its name, where its lines are, its hash, and when it was captured, if known.

    ``outside`` is the address of the original where one may follow it.
    """

    name: str
    href: str
    page_id: str
    captured: str | None
    form: str | None
    outside: str | None


class Copy(NamedTuple):
    """Another saved page with the same lines, and the first line of each run of them."""

    page: PageLabel
    lines: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of one saved page that a record was read from, with lines around them and what is noted of them.

    ``copies`` are the other pages on which the same lines stand.
    """

    page: PageLabel
    lines: Sequence[ShownLine]
    notes: Sequence[str]
    copies: Sequence[Copy]


class _Line(NamedTuple):
    """A line, whether the record was read from it, and whether lines are left out before it."""

    held: Line
    is_marked: bool
    skips: bool


class _Excerpt(NamedTuple):
    """Lines of a saved page around some runs of them, before it is known whether others are the same."""

    page_id: str
    runs: Sequence[Run]
    lines: Sequence[_Line]


@dataclass(frozen=True, slots=True)
class SavedPages:
    """The saved pages of a release, with the repairs and the issues of each, to take passages from."""

    labels: Mapping[str, PageLabel]
    lines: Mapping[str, Sequence[Line]]
    repairs: Mapping[tuple[str, int], Row]
    issues: Mapping[str, Sequence[Row]]

    def passages(self, runs: Sequence[Run]) -> tuple[Passage, ...]:
        """The passages of a record in the order of the names of the pages; pages with the same lines are one."""
        by_page: dict[str, list[Run]] = defaultdict(list)
        for run in runs:
            by_page[run.page_id].append(run)
        alike: dict[tuple[tuple[str, bool], ...], list[_Excerpt]] = defaultdict(list)
        for page_id in sorted(by_page, key=self.labels.__getitem__):
            excerpt = _excerpt(page_id, self.lines.get(page_id, ()), by_page[page_id])
            alike[tuple((line.held.text, line.is_marked) for line in excerpt.lines)].append(excerpt)
        return tuple(self._passage(first, others) for first, *others in alike.values())

    def _passage(self, excerpt: _Excerpt, copies: Sequence[_Excerpt]) -> Passage:
        shown = [self._line(excerpt.page_id, line) for line in excerpt.lines]
        notes = self._notes(excerpt)
        others = {note: self._name(one) for one in reversed(copies) for note in self._notes(one) if note not in notes}
        told = [*notes, *(f"{name}: {note}" for note, name in others.items())]
        return Passage(self.labels[excerpt.page_id], shown, told, [self._copy(one) for one in copies])

    def _name(self, excerpt: _Excerpt) -> str:
        return self.labels[excerpt.page_id].name

    def _copy(self, excerpt: _Excerpt) -> Copy:
        """An excerpt as a copy of another one, with the first line of each run that the record was read from."""
        before = [False, *(line.is_marked for line in excerpt.lines)]
        pairs = zip(excerpt.lines, before, strict=False)
        starts = [line.held.number for line, follows in pairs if line.is_marked and not follows]
        ways = [Link(f"line {number}", links.saved_page(excerpt.page_id, number)) for number in starts]
        return Copy(self.labels[excerpt.page_id], ways)

    def _line(self, page_id: str, line: _Line) -> ShownLine:
        number = line.held.number
        text = cut(line.held.text, _MOST_OF_EVIDENCE if line.is_marked else _MOST_BESIDE)
        repair = self.repairs.get((page_id, number))
        printed = cut(repair["printed"], _MOST_OF_EVIDENCE) if repair else None
        pointer = line.held.pointer if line.is_marked else None
        return ShownLine(number, text, links.saved_page(page_id, number), line.is_marked, pointer, printed, line.skips)

    def _notes(self, excerpt: _Excerpt) -> list[str]:
        """The issues about the lines, and the repairs in them."""
        issues = [
            f"{issue['severity']} {issue['code']}: {issue['message']}"
            for issue in self.issues.get(excerpt.page_id, ())
            if issue["first_line"] is not None
            and any(issue["first_line"] <= run.last and issue["last_line"] >= run.first for run in excerpt.runs)
        ]
        repairs = [
            f"Line {number} was repaired ({self.repairs[excerpt.page_id, number]['repair']})."
            for number in (line.held.number for line in excerpt.lines if line.is_marked)
            if (excerpt.page_id, number) in self.repairs
        ]
        return [*issues, *repairs]


def saved_pages(rows: ReleaseRows) -> SavedPages:
    """The saved pages of a release. Of several repairs of one line the first one has it as it was printed."""
    labels = {row["page_id"]: _label(row) for row in rows.of("pages")}
    repairs = {(row["page_id"], row["line"]): row for row in reversed(rows.of("repairs"))}
    return SavedPages(labels, rows.lines, repairs, rows.by("issues", "page_id"))


def _label(row: Row) -> PageLabel:
    captured = row["fetched_at"]
    when = None if captured is None else f"{captured:%Y-%m-%d %H:%M} UTC"
    name, page_id = page_name(row), row["page_id"]
    return PageLabel(name, links.saved_page(page_id), page_id, when, row["form"], links.outside(row["url"]))


def _excerpt(page_id: str, lines: Sequence[Line], runs: Sequence[Run]) -> _Excerpt:
    """The lines of some runs, with two lines before and after each."""
    marked: set[int] = set()
    near: set[int] = set()
    for run in runs:
        first = bisect_left(lines, run.first, key=_last_number)
        end = bisect_left(lines, run.last + 1, key=_number)
        marked.update(range(first, end))
        near.update(range(max(first - _CONTEXT, 0), min(end + _CONTEXT, len(lines))))
    shown = [_Line(lines[at], at in marked, at > 0 and at - 1 not in near) for at in sorted(near)]
    return _Excerpt(page_id, runs, shown)


def _number(line: Line) -> int:
    return line.number


def _last_number(line: Line) -> int:
    return line.last
