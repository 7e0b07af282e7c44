"""Questions to the current release: where it is, and where one of its records comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from extractors.sources import SCHEMA, SOURCES
from pipeline.explain.near import did_you_mean
from pipeline.explain.reasoning import reasoning
from schemas.asking import Candidate, quoted
from schemas.tables import Table
from warehouse.query import query
from warehouse.release import CURRENT, RELEASES, current

_MOST_ROWS = 1_000_000

_CONTEXT = 2


class NotFoundError(Exception):
    """What was asked for is not there, with a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The lines that a record comes from, on one page, with some lines around them (number, is evidence, text).

    ``pointers`` has, by number, the JSON Pointers of lines of JSON.
    """

    page: Mapping[str, object]
    lines: tuple[tuple[int, bool, str], ...]
    pointers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A record, the passages that it was read from, and the reasoning behind what no single line says."""

    table: str
    record: Mapping[str, object]
    passages: tuple[Passage, ...]
    reasoning: tuple[str, ...]
    notes: tuple[str, ...]


def current_release(data: Path) -> Path:
    """The folder of the current release. Raises NotFoundError if there is none."""
    release = current(data)
    if release is None and (data / CURRENT).is_symlink():
        raise NotFoundError(f"The current release of {data} is gone: 'profiles run' with its pages builds it anew.")
    if release is None:
        raise NotFoundError(f"There is no release in {data}: make one with 'profiles run PAGES', or name --data.")
    return release


def named_release(data: Path, name: str | None) -> Path:
    """The folder of a release by its id or the beginning of it, the current one without. Raises NotFoundError."""
    if name is None or name == "current":
        return current_release(data)
    found = sorted(path for path in (data / RELEASES).glob(f"{name}*") if path.is_dir()) if name.isalnum() else []
    if len(found) != 1:
        what = "no release" if not found else "more than one release"
        raise NotFoundError(f"There is {what} in {data} whose id begins with {name!r}; see 'profiles releases'.")
    return found[0]


def candidates(release: Path) -> tuple[Candidate, ...]:
    """What the pages of a release name and the references of the sources lack. Raises BadQueryError."""
    ask = partial(rows, release)
    return tuple(candidate for source in SOURCES for candidate in source.candidates(ask))


def explain(release: Path, table_name: str, record_id: str) -> Explanation:
    """Where a record comes from. Raises NotFoundError for a table or record that the release does not have.

    A table without a key, as of issues, numbers its rows from 1 in the order of all their columns.
    """
    table = named_table(table_name)
    record = record_with_id(release, table, record_id)
    if record is None:
        raise NotFoundError(no_record(release, table, record_id))
    passages = tuple(_passage(release, row) for row in _lines_of_record(release, table, record_id, record))
    return Explanation(
        table_name,
        record,
        passages,
        tuple(reasoning(partial(rows, release), table_name, record)),
        tuple(_notes(release, passages)),
    )


def rows(release: Path, sql: str) -> tuple[Mapping[str, object], ...]:
    """The rows of a query, by column."""
    answer = query(release, sql, limit=_MOST_ROWS)
    return tuple(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)


def named_table(name: str) -> Table:
    """The table of a name. Raises NotFoundError, with the names that are nearly it, if there is none."""
    names = [table.name for table in SCHEMA.tables]
    if name not in names:
        hint = did_you_mean(name, names)
        raise NotFoundError(f"There is no table {name!r}. Tables: {', '.join(names)}.{hint}")
    return next(table for table in SCHEMA.tables if table.name == name)


def record_with_id(release: Path, table: Table, record_id: str) -> Mapping[str, object] | None:
    """The record of a table by its id, None if there is none."""
    source, columns = table.name, "*"
    if not table.key:
        columns = "* EXCLUDE (number)"
        source = f"(SELECT *, row_number() OVER (ORDER BY {', '.join(table.columns)}) AS number FROM {table.name})"
    found = rows(release, f"SELECT {columns} FROM {source} WHERE {_id_of(table)} = {quoted(record_id)}")
    return found[0] if found else None


def no_record(release: Path, table: Table, record_id: str) -> str:
    """A sentence on a record that is not there, with the ids of the release that are nearly it."""
    if not table.key:
        return f"There is no record {record_id!r} in {table.name}; its rows are numbered from 1."
    known = (str(row["id"]) for row in rows(release, f"SELECT {_id_of(table)} AS id FROM {table.name} ORDER BY id"))
    hint = did_you_mean(record_id, known)
    return f"There is no record {record_id!r} in {table.name}; its key is {'/'.join(table.key)}, joined with '/'.{hint}"


def _id_of(table: Table) -> str:
    return " || '/' || ".join(f"CAST({column} AS VARCHAR)" for column in table.key or ("number",))


def _lines_of_record(
    release: Path, table: Table, record_id: str, record: Mapping[str, object]
) -> Sequence[Mapping[str, object]]:
    """The lines that a record rests on, each run with its page; a record that names its own page and lines has those.

    Of a record about a page as a whole there is the page, and no line.
    """
    if record.get("page_id") is not None:
        first = record.get("first_line", record.get("line"))
        last = record.get("last_line", first)
        page = rows(release, f"SELECT * FROM pages WHERE page_id = {quoted(record['page_id'])}")
        return [{"first_line": first, "last_line": last, **one} for one in page]
    return rows(
        release,
        "SELECT e.first_line, e.last_line, p.* FROM evidence e JOIN pages p USING (page_id) "
        f"WHERE e.table_name = {quoted(table.name)} AND e.record_id = {quoted(record_id)} "
        "ORDER BY p.path, p.page_id, e.first_line",
    )


def _passage(release: Path, row: Mapping[str, object]) -> Passage:
    if row["first_line"] is None:
        return Passage(row, ())
    first, last = int(str(row["first_line"])), int(str(row["last_line"]))
    lines = rows(
        release,
        f"SELECT line, text, pointer FROM page_lines WHERE page_id = {quoted(row['page_id'])} "
        f"AND last_line >= {first - _CONTEXT} AND line <= {last + _CONTEXT} ORDER BY line",
    )
    shown = tuple((int(str(one["line"])), first <= int(str(one["line"])) <= last, str(one["text"])) for one in lines)
    pointers = {int(str(one["line"])): str(one["pointer"]) for one in lines if one["pointer"] is not None}
    return Passage(row, shown, pointers)


def _notes(release: Path, passages: Sequence[Passage]) -> list[str]:
    """The issues and repairs on the lines shown, and the issues about pages as a whole that are shown as such."""
    notes: list[str] = []
    for passage in passages:
        page, first, last = (passage.page[name] for name in ("page_id", "first_line", "last_line"))
        if first is None:
            found = rows(release, f"SELECT * FROM issues WHERE page_id = {quoted(page)} ORDER BY first_line, code")
            notes += [f"{one['severity']} {one['code']}: {one['message']}" for one in found]
            continue
        notes += [
            f"{one['severity']} {one['code']}: {one['message']}"
            for one in rows(
                release,
                f"SELECT * FROM issues WHERE page_id = {quoted(page)} AND first_line <= {last} "
                f"AND last_line >= {first} ORDER BY first_line, code",
            )
        ]
        notes += [
            f"Line {one['line']} was repaired ({one['repair']}); printed: {one['printed']}"
            for one in rows(
                release,
                f"SELECT * FROM repairs WHERE page_id = {quoted(page)} AND line BETWEEN {first} AND {last} "
                "ORDER BY line, repair",
            )
        ]
    return notes
