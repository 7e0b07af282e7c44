"""Questions to the current release: where it is, and where one of its records comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.tables import TABLES, Table
from warehouse.query import query
from warehouse.release import RELEASES, current

_CONTEXT = 2


class NotFoundError(Exception):
    """What was asked for is not there, with a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The lines that a record comes from, on one page, with some lines around them (number, is evidence, text)."""

    page: Mapping[str, object]
    lines: tuple[tuple[int, bool, str], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A record, the passages that it was read from, and the reasoning behind what no single line says."""

    table: str
    record: Mapping[str, object]
    passages: tuple[Passage, ...]
    reasoning: tuple[str, ...]
    notes: tuple[str, ...]


def current_release(data: Path) -> Path:
    """The folder of the current release. Raises NotFoundError where there is none."""
    release = current(data)
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


def explain(release: Path, table_name: str, record_id: str) -> Explanation:
    """Where a record comes from. Raises NotFoundError for a table or record that the release does not have."""
    table = next((one for one in TABLES if one.name == table_name and one.key), None)
    if table is None:
        names = ", ".join(one.name for one in TABLES if one.key)
        raise NotFoundError(f"There is no table {table_name!r} with a key. Tables: {names}.")
    record = _record(release, table, record_id)
    passages = tuple(_passage(release, row) for row in _evidence(release, table_name, record_id))
    return Explanation(
        table_name,
        record,
        passages,
        tuple(_reasoning(release, table_name, record)),
        tuple(_notes(release, passages)),
    )


def rows(release: Path, sql: str) -> tuple[Mapping[str, object], ...]:
    """The rows of a query, by column."""
    answer = query(release, sql)
    return tuple(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)


def _quoted(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _record(release: Path, table: Table, record_id: str) -> Mapping[str, object]:
    key = " || '/' || ".join(f"CAST({column} AS VARCHAR)" for column in table.key)
    found = rows(release, f"SELECT * FROM {table.name} WHERE {key} = {_quoted(record_id)}")  # noqa: S608
    if not found:
        raise NotFoundError(
            f"There is no record {record_id!r} in {table.name}; its key is {'/'.join(table.key)}, joined with '/'."
        )
    return found[0]


def _evidence(release: Path, table: str, record_id: str) -> Sequence[Mapping[str, object]]:
    return rows(
        release,
        "SELECT e.first_line, e.last_line, p.* FROM evidence e JOIN pages p USING (page_id) "  # noqa: S608
        f"WHERE e.table_name = {_quoted(table)} AND e.record_id = {_quoted(record_id)} "
        "ORDER BY p.path, p.page_id, e.first_line",
    )


def _passage(release: Path, row: Mapping[str, object]) -> Passage:
    first, last = int(str(row["first_line"])), int(str(row["last_line"]))
    lines = rows(
        release,
        f"SELECT line, text FROM page_lines WHERE page_id = {_quoted(row['page_id'])} "  # noqa: S608
        f"AND line BETWEEN {first - _CONTEXT} AND {last + _CONTEXT} ORDER BY line",
    )
    shown = tuple((int(str(one["line"])), first <= int(str(one["line"])) <= last, str(one["text"])) for one in lines)
    return Passage(row, shown)


def _reasoning(release: Path, table: str, record: Mapping[str, object]) -> list[str]:
    if table == "participations":
        return _dating(release, record)
    if table == "roundtable_roles" and record["roundtable_id"]:
        return [f"The title is most like that of {record['roundtable_id']}: similarity {record['match_score']}."]
    if table == "practices":
        return _merging(release, record)
    return []


def _merging(release: Path, record: Mapping[str, object]) -> list[str]:
    """Why copies on several pages are one practice."""
    found = rows(
        release,
        "SELECT m.*, a.path AS copy, b.path AS other FROM practice_merges m JOIN pages a USING (page_id) "  # noqa: S608
        f"JOIN pages b ON b.page_id = m.into_page_id WHERE practice_id = {_quoted(record['practice_id'])} "
        "ORDER BY copy, m.page_id, m.first_line",
    )
    return [
        f"The copy on {one['copy']}, line {one['first_line']}, is that on {one['other']}, "
        f"line {one['into_first_line']}: "
        f"{str(one['reason']).replace('_', ' ')} ({one['score']:.2f})."
        for one in found
    ]


def _dating(release: Path, record: Mapping[str, object]) -> list[str]:
    """Each piece of evidence of a block, then the range that order leaves."""
    found = rows(
        release,
        "SELECT DISTINCT basis, line, reason, used FROM edition_evidence "  # noqa: S608
        f"WHERE participation_id = {_quoted(record['participation_id'])} ORDER BY line, basis",
    )
    told = [
        f"Line {one['line']} ({one['basis']}): {one['reason']}{'' if one['used'] else '; left out, as it contradicts'}."
        for one in found
    ] or ["No line of this block tells its edition."]
    blocks = rows(
        release,
        "SELECT block, edition, edition_basis FROM participations "  # noqa: S608
        f"WHERE iso3 = {_quoted(record['iso3'])} AND edition_basis <> 'position' ORDER BY block",
    )
    anchors = (
        ", ".join(f"block {one['block']} is {one['edition']}" for one in blocks) or "no block is settled by evidence"
    )
    told.append(f"Blocks are in order and each is a different edition; by evidence {anchors}.")
    first, last = record["edition_first"], record["edition_last"]
    if record["edition"] is not None:
        told.append(f"Only {record['edition']} is left for block {record['block']}: basis {record['edition_basis']}.")
    else:
        told.append(f"Block {record['block']} can be any edition from {first} to {last}, so it gets none.")
    return told


def _notes(release: Path, passages: Sequence[Passage]) -> list[str]:
    """The issues and repairs on the lines shown."""
    notes: list[str] = []
    for passage in passages:
        page, first, last = (passage.page[name] for name in ("page_id", "first_line", "last_line"))
        notes += [
            f"{one['severity']} {one['code']}: {one['message']}"
            for one in rows(
                release,
                f"SELECT * FROM issues WHERE page_id = {_quoted(page)} AND first_line <= {last} "  # noqa: S608
                f"AND last_line >= {first} ORDER BY first_line, code",
            )
        ]
        notes += [
            f"Line {one['line']} was repaired ({one['repair']}); printed: {one['printed']}"
            for one in rows(
                release,
                f"SELECT * FROM repairs WHERE page_id = {_quoted(page)} AND line BETWEEN {first} AND {last} "  # noqa: S608
                "ORDER BY line, repair",
            )
        ]
    return notes
