"""The evidence of a country: for each record the lines that it was read from, and the reasoning that no line shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from warehouse.site import links
from warehouse.site.beside import Printing
from warehouse.site.blocks import Link, Page
from warehouse.site.passages import Passage, SavedPages
from warehouse.site.records import Record
from warehouse.site.release import ReleaseRows, Row, Run
from warehouse.site.wording import CODE_BASES, cut, edition_of, settled_by, titled, words

_MOST_OF_FACT = 500
_NOT_FACTS = frozenset({"iso3", "participation_id", "position", "source", "text"})


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a record, with the lines that print it, where these are not all lines of the record."""

    column: str
    text: str
    lines: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A record and what was read as it: its place on the page, its id, and its values."""

    anchor: str
    id: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the reasoning, with the line that it is about, if it is about one."""

    text: str
    line: Link | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Records that rest on the same lines, these lines, and the reasoning."""

    readings: Sequence[Reading]
    passages: Sequence[Passage]
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Part:
    """The entries of a table."""

    table: str
    title: str
    description: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a country, by table."""

    name: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the reasoning behind editions, matches and countries needs: looked up once for all countries."""

    blocks: Mapping[str, Sequence[Row]]
    lines: Mapping[str, Sequence[Row]]
    roundtables: Mapping[str, Row]
    meetings: Mapping[str, Row]
    printing: Printing

    def of(self, record: Record) -> Iterator[Reason]:
        """The reasoning behind a record; nothing where its lines say it all."""
        row = record.row
        if record.table == "participations":
            yield from self._dating(row)
        if row.get("code_basis"):
            yield Reason(f"Which country it is: from {CODE_BASES.get(row['code_basis'], row['code_basis'])}.")
        if row.get("roundtable_id"):
            known, score = self.roundtables[row["roundtable_id"]], words(row["match_score"])
            yield Reason(f"The catalogue has it as {row['roundtable_id']}, “{known['title']}” (likeness {score} of 1).")
        if row.get("meeting_id"):
            known = self.meetings[row["meeting_id"]]
            yield Reason(f"The catalogue has it as {known['meeting_id']}, “{known['title']}”.")

    def _dating(self, block: Row) -> Iterator[Reason]:
        """Each line that tells something about the edition of a block, the blocks around it, and what that leaves."""
        said = self.lines.get(block["participation_id"], ())
        yield from map(_said, _once(said))
        if not said:
            yield Reason("No line of this block tells its edition.")
        for one in self.blocks[block["iso3"]]:
            if abs(one["block"] - block["block"]) == 1:
                place = "before" if one["block"] < block["block"] else "after"
                yield Reason(f"Block {one['block']}, {place} it: {edition_of(one)}.")
        yield Reason(_outcome(block))


def _once(said: Sequence[Row]) -> Iterator[Row]:
    """What the lines of one page tell, and what those of further pages tell besides: mostly they are copies."""
    told: set[tuple[str, str]] = set()
    for _, of_page in groupby(said, key=lambda one: one["page_id"]):
        fresh = [one for one in of_page if (one["basis"], one["reason"]) not in told]
        told |= {(one["basis"], one["reason"]) for one in fresh}
        yield from fresh


def _said(one: Row) -> Reason:
    left_out = "" if one["used"] else " It is left out, as it contradicts other evidence or the order."
    there = Link(f"Line {one['line']}", links.saved_page(one["page_id"], one["line"]))
    return Reason(f"({one['basis']}): {one['reason']}.{left_out}", there)


def reasoning(rows: ReleaseRows, printing: Printing) -> Reasoning:
    """What the reasoning needs, of a release."""
    said = sorted(rows.of("edition_evidence"), key=lambda one: (one["page_id"], one["line"], one["basis"]))
    lines: dict[str, list[Row]] = defaultdict(list)
    for one in said:
        lines[one["participation_id"]].append(one)
    return Reasoning(
        rows.by("participations", "iso3"),
        lines,
        {row["roundtable_id"]: row for row in rows.of("roundtables")},
        {row["meeting_id"]: row for row in rows.of("meetings")},
        printing,
    )


def page(rows: ReleaseRows, country: Row, records: Sequence[Record], saved: SavedPages, why: Reasoning) -> Page:
    """The page of the evidence of a country."""
    parts = [
        Part(table, titled(table), rows.description(table), list(_entries(rows, of_table, saved, why)))
        for table, of_table in groupby(records, key=lambda record: record.table)
    ]
    name, iso3 = country["name"], country["iso3"]
    crumbs = (links.MENU["overview"], links.MENU["countries"], Link(name, links.country(iso3)))
    content = Evidence(name, parts)
    return Page(links.country_evidence(iso3), "evidence.html", f"Evidence for {name}", "countries", content, crumbs)


def _entries(rows: ReleaseRows, records: Iterator[Record], saved: SavedPages, why: Reasoning) -> Iterator[Entry]:
    """The entries of a table; records that rest on the same lines are one, such as all memberships of one line."""
    by_lines: dict[tuple[Run, ...], list[Record]] = defaultdict(list)
    for record in records:
        by_lines[tuple(rows.evidence.get((record.table, record.id), ()))].append(record)
    for runs, resting in by_lines.items():
        reasons = list(dict.fromkeys(reason for record in resting for reason in why.of(record)))
        passages = saved.passages(runs)
        yield Entry([_reading(record, passages, why.printing) for record in resting], passages, reasons)


def _reading(record: Record, passages: Sequence[Passage], printing: Printing) -> Reading:
    facts = [
        Fact(column.replace("_", " "), cut(words(value), _MOST_OF_FACT), _lines(record, value, passages, printing))
        for column, value in record.row.items()
        if value is not None and column not in _NOT_FACTS
    ]
    return Reading(links.anchor(record.table, record.id), record.id, facts)


def _lines(record: Record, value: object, passages: Sequence[Passage], printing: Printing) -> list[Link]:
    """The lines that print a value of a country: its record rests on many lines, each with another value."""
    if "code_basis" not in record.row:
        return []
    is_printed = printing(value)
    marked = (line for passage in passages for line in passage.lines if line.is_marked)
    return [Link(f"line {line.number}", line.href) for line in marked if is_printed(line.text)]


def _outcome(block: Row) -> str:
    number, edition = block["block"], block["edition"]
    if edition is not None:
        return f"Only {edition} is left for block {number}, settled by {settled_by(block)}."
    if block["edition_first"] is None:
        return f"Nothing bounds the edition of block {number}, so it gets none."
    return (
        f"Block {number} can be any edition from {block['edition_first']} to {block['edition_last']}, so it gets none."
    )
