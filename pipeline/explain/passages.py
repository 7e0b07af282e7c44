"""The lines that a record was read from, on each page, with some lines around them and what was repaired in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.explain.printed import Printed
from schemas.asking import Ask, quoted
from schemas.tables import Table

_CONTEXT = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """The lines that a record comes from, on one page, with some lines around them (number, is evidence, text).

    ``page`` is its row in the table of pages: ``page_id`` is the hash. ``pointers`` has, by number, the JSON Pointers
    of lines of JSON, ``repaired`` the lines that were repaired, as they were printed.
    """

    page: Mapping[str, object]
    lines: tuple[tuple[int, bool, str], ...]
    pointers: Mapping[int, str] = field(default_factory=dict)
    repaired: Mapping[int, str] = field(default_factory=dict)


def passages_of(ask: Ask, table: Table, record_id: str, record: Mapping[str, object]) -> tuple[Passage, ...]:
    """The passages of a record. Of a record about a page as a whole there is the page, and no line."""
    return tuple(_passage(ask, row) for row in _lines_of_record(ask, table, record_id, record))


def passages_printing(passages: Sequence[Passage], is_printed: Printed) -> tuple[Passage, ...]:
    """The passages with a line that prints a value: only such lines are evidence there, with lines around them.

    No passage where no line of evidence prints it.
    """
    narrowed = (_narrowed(passage, is_printed) for passage in passages)
    return tuple(passage for passage in narrowed if passage.lines)


def notes_of(ask: Ask, passages: Sequence[Passage]) -> list[str]:
    """The issues and repairs on the lines shown, and the issues about pages as a whole that are shown as such."""
    return [note for passage in passages for note in (*_issues(ask, passage), *_repairs(ask, passage))]


def _lines_of_record(
    ask: Ask, table: Table, record_id: str, record: Mapping[str, object]
) -> Sequence[Mapping[str, object]]:
    """The runs of lines that a record rests on, each with its page; a record that names page and lines has those."""
    if record.get("page_id") is not None:
        first = record.get("first_line", record.get("line"))
        last = record.get("last_line", first)
        page = ask(f"SELECT * FROM pages WHERE page_id = {quoted(record['page_id'])}")
        return [{"first_line": first, "last_line": last, **one} for one in page]
    return ask(
        "SELECT e.first_line, e.last_line, p.* FROM evidence e JOIN pages p USING (page_id) "
        f"WHERE e.table_name = {quoted(table.name)} AND e.record_id = {quoted(record_id)} "
        "ORDER BY p.path, p.page_id, e.first_line",
    )


def _passage(ask: Ask, row: Mapping[str, object]) -> Passage:
    if row["first_line"] is None:
        return Passage(row, ())
    first, last = int(str(row["first_line"])), int(str(row["last_line"]))
    page = quoted(row["page_id"])
    lines = ask(
        f"SELECT line, text, pointer FROM page_lines WHERE page_id = {page} "
        f"AND last_line >= {first - _CONTEXT} AND line <= {last + _CONTEXT} ORDER BY line",
    )
    repairs = ask(
        f"SELECT line, any_value(printed ORDER BY repair) AS printed FROM repairs WHERE page_id = {page} "
        f"AND line BETWEEN {first - _CONTEXT} AND {last + _CONTEXT} GROUP BY line ORDER BY line",
    )
    shown = tuple((int(str(one["line"])), first <= int(str(one["line"])) <= last, str(one["text"])) for one in lines)
    pointers = {int(str(one["line"])): str(one["pointer"]) for one in lines if one["pointer"] is not None}
    return Passage(row, shown, pointers, {int(str(one["line"])): str(one["printed"]) for one in repairs})


def _narrowed(passage: Passage, is_printed: Printed) -> Passage:
    hits = [at for at, (_, is_evidence, text) in enumerate(passage.lines) if is_evidence and is_printed(text)]
    near = {place for at in hits for place in range(at - _CONTEXT, at + _CONTEXT + 1)}
    lines = tuple((n, at in hits, text) for at, (n, _, text) in enumerate(passage.lines) if at in near)
    numbers = {number for number, _, _ in lines}
    pointers = {number: text for number, text in passage.pointers.items() if number in numbers}
    repaired = {number: text for number, text in passage.repaired.items() if number in numbers}
    return replace(passage, lines=lines, pointers=pointers, repaired=repaired)


def _span_of(passage: Passage) -> tuple[int, int] | None:
    numbers = [number for number, is_evidence, _ in passage.lines if is_evidence]
    return (min(numbers), max(numbers)) if numbers else None


def _issues(ask: Ask, passage: Passage) -> list[str]:
    span = _span_of(passage)
    on_lines = f"AND first_line <= {span[1]} AND last_line >= {span[0]}" if span else ""
    found = ask(
        f"SELECT * FROM issues WHERE page_id = {quoted(passage.page['page_id'])} {on_lines} ORDER BY first_line, code"
    )
    return [f"{one['severity']} {one['code']}: {one['message']}" for one in found]


def _repairs(ask: Ask, passage: Passage) -> list[str]:
    span = _span_of(passage)
    if span is None:
        return []
    found = ask(
        f"SELECT * FROM repairs WHERE page_id = {quoted(passage.page['page_id'])} "
        f"AND line BETWEEN {span[0]} AND {span[1]} ORDER BY line, repair"
    )
    return [f"Line {one['line']} was repaired ({one['repair']}); printed: {one['printed']}" for one in found]
