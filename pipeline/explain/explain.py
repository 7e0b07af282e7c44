"""Questions to a release: which one is meant, where one of its records comes from, and why what no line says is so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from extractors.sources import SCHEMA, SOURCES
from pipeline.explain.passages import Passage, notes_of, passages_of, passages_printing
from pipeline.explain.printed import printing
from pipeline.spans import span_of
from schemas.asking import Ask, Candidate, Explain, Reason, quoted
from schemas.tables import Table
from warehouse import ledger
from warehouse.columns import columns_of
from warehouse.manifest import MANIFEST
from warehouse.query import Questioned, questioned
from warehouse.release import CURRENT, RELEASES, current

_MOST_ROWS = 1_000_000
_LIKE_ENOUGH = 0.8
_MOST_NEAR = 3
Row = Mapping[str, object]

_CODE_BASES = {
    "page": "The country is that of the codes printed on the page.",
    "official_name": "The page prints no codes; the country is that of its official name.",
    "name": "The page prints no codes and no known official name; the country is that of its short name.",
    "url": "The page does not name its country; it is that of the page's address.",
    "file_name": "Nothing on the page names its country; it is that of the file's name.",
}


class NotFoundError(Exception):
    """What was asked for is not there, with a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a record. ``meaning`` is that of its column; ``printed`` is false where no line prints the value."""

    column: str
    value: object
    meaning: str
    printed: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """A record, the passages that it was read from, and the reasoning behind what no single line says.

    With ``cell`` it is about that value: only lines that print it are evidence, or all lines where none does.
    """

    table: str
    record: Mapping[str, object]
    passages: tuple[Passage, ...]
    reasoning: tuple[str, ...]
    notes: tuple[str, ...]
    cell: Cell | None = None


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
        if not found:
            require_not_gone(data, [one for one in released(data) if one.startswith(name)])
        what = "no release" if not found else "more than one release"
        raise NotFoundError(f"There is {what} in {data} whose id begins with {name!r}; see 'profiles releases'.")
    return found[0]


def released(data: Path) -> list[str]:
    """The ids of the releases that the ledger names, the one made last at the end. Raises OSError."""
    return list(dict.fromkeys(str(one.release) for one in reversed(ledger.read(data)) if one.release is not None))[::-1]


def require_not_gone(data: Path, names: Sequence[str]) -> None:
    """Raise NotFoundError, with what became of it, if the last of some releases is not there any more."""
    if not names or (data / RELEASES / names[-1]).is_dir():
        return
    pruned = [one.when for one in ledger.read(data) if names[-1] in one.removed]
    how = f"was removed by 'profiles releases prune' on {pruned[-1]:%Y-%m-%d}" if pruned else "is not there any more"
    raise NotFoundError(f"Release {names[-1]} of {data} {how}; a run over the same pages makes it again.")


def candidates(release: Path) -> tuple[Candidate, ...]:
    """What the pages of a release name and the references of the sources lack. Raises BadQueryError."""
    with asking(release) as ask:
        return tuple(candidate for source in SOURCES for candidate in source.candidates(ask))


def explain(release: Path, table_name: str, record_id: str, column: str | None = None) -> Explanation:
    """Where a record comes from, or one value of it.

    Raises NotFoundError for a table, record or column that the release does not have, with those that may be meant. A
    table without a key, as of issues, numbers its rows from 1 in the order of all their columns.
    """
    with asking(release) as ask:
        return _explanation(ask, table_name, record_id, column)


def _explanation(ask: Ask, table_name: str, record_id: str, column: str | None) -> Explanation:
    table = named_table(table_name)
    record = record_with_id(ask, table, record_id)
    if record is None:
        raise NotFoundError(no_record(ask, table, record_id))
    passages = passages_of(ask, table, record_id, record)
    cell, shown = None, passages
    if column is not None:
        require_column(table, tuple(record), column)
        printed = passages_printing(passages, printing(record[column]))
        cell = Cell(column, record[column], _meaning(table, column), printed=bool(printed))
        shown = printed or passages
    told = tuple(reasoning(ask, table_name, record, column))
    return Explanation(table_name, record, shown, told, tuple(notes_of(ask, shown)), cell)


@contextmanager
def asking(release: Path) -> Iterator[Ask]:
    """What answers any number of queries to a release, as long as the block lasts. Raises BadQueryError."""
    with questioned(release) as open_release:
        yield partial(_rows, open_release)


def rows(release: Path, sql: str) -> tuple[Row, ...]:
    """The rows of one query, by column. Raises BadQueryError."""
    with asking(release) as ask:
        return tuple(ask(sql))


def _rows(open_release: Questioned, sql: str) -> Sequence[Row]:
    answer = open_release.answer(sql, limit=_MOST_ROWS)
    return tuple(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)


def named_table(name: str) -> Table:
    """The table of a name. Raises NotFoundError, with those that may be meant, if there is none."""
    tables = {table.name: table for table in SCHEMA.tables}
    if name not in tables:
        rest = _hint(_near_names(name, tuple(tables))) or f" Tables: {', '.join(tables)}."
        raise NotFoundError(f"There is no table {name!r}.{rest}")
    return tables[name]


def require_column(table: Table, columns: Sequence[str], column: str) -> None:
    """Raise NotFoundError, with those that may be meant, unless a table has a column."""
    if column not in columns:
        rest = _hint(_near_names(column, columns)) or f" Columns: {', '.join(columns)}."
        raise NotFoundError(f"There is no column {column!r} in {table.name}.{rest}")


def _meaning(table: Table, column: str) -> str:
    """What a column means; nothing of one that only a release of another version has."""
    return next((one.description for one in columns_of(table) if one.name == column), "")


def record_with_id(ask: Ask, table: Table, record_id: str) -> Mapping[str, object] | None:
    """The record of a table by its id, None if there is none."""
    source, columns = table.name, "*"
    if not table.key:
        columns = "* EXCLUDE (number)"
        source = f"(SELECT *, row_number() OVER (ORDER BY {', '.join(table.columns)}) AS number FROM {table.name})"
    found = ask(f"SELECT {columns} FROM {source} WHERE {_id_of(table)} = {quoted(record_id)}")
    return found[0] if found else None


def no_record(ask: Ask, table: Table, record_id: str) -> str:
    """A sentence on a record that is not there, with those that may be meant."""
    if not table.key:
        return f"There is no record {record_id!r} in {table.name}; its rows are numbered from 1."
    near = _near_ids(ask, f"SELECT {_id_of(table)} AS id FROM {table.name}", record_id)
    named = f"its key is {'/'.join(table.key)}, joined with '/'"
    return f"There is no record {record_id!r} in {table.name}; {named}.{_hint(near)}"


def _id_of(table: Table) -> str:
    return " || '/' || ".join(f"CAST({column} AS VARCHAR)" for column in table.key or ("number",))


def _near_names(wrong: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that are most like one that is not there: ``countrys`` gives ``countries``."""
    return tuple(get_close_matches(wrong.lower(), names, n=_MOST_NEAR))


def _near_ids(ask: Ask, ids: str, wrong: str) -> tuple[str, ...]:
    """The ids most like one that is not there; those that contain it come first. ``ids`` is a query of a column id.

    ``per`` gives ``PER``, and ``CHE`` in a table with longer keys those of Switzerland.
    """
    if not wrong:
        return ()
    typed = f"upper({quoted(wrong)})"
    found = ask(
        "SELECT id FROM ("
        f"  SELECT id, contains(upper(id), {typed}) AS has_it, jaro_winkler_similarity(upper(id), {typed}) AS likeness"
        f"  FROM ({ids})"
        f") WHERE has_it OR likeness >= {_LIKE_ENOUGH} ORDER BY has_it DESC, likeness DESC, id LIMIT {_MOST_NEAR}"
    )
    return tuple(str(one["id"]) for one in found)


def _hint(near: Sequence[str]) -> str:
    """A question behind a sentence: `` Did you mean PER or PRY?``, or nothing."""
    return f" Did you mean {' or '.join(near)}?" if near else ""


def chosen_release(data: Path, asked: str) -> Path:
    """The folder of a release of ``data``, or of another data folder or release folder named by its path.

    ``3f2a`` is a release by the beginning of its id, ``2026-10`` the one that was current at the end of that month,
    ``current`` the one that is now. Raises NotFoundError if there is none, and OSError if the ledger can't be read.
    """
    folder = Path(asked)
    if "/" in asked or folder.is_dir():
        return _release_in(folder)
    if "-" in asked:
        return _release_at(data, asked)
    return named_release(data, asked)


def _release_in(folder: Path) -> Path:
    if (folder / MANIFEST).is_file():
        return folder.resolve()
    release = current(folder) if folder.is_dir() else None
    if release is None:
        raise NotFoundError(f"{folder} is neither a release nor a data folder with a current one.")
    return release.resolve()


def _release_at(data: Path, asked: str) -> Path:
    """The release that was current at the end of a span of time. Those as of a past time do not count."""
    try:
        end = span_of(asked).last
    except ValueError:
        raise NotFoundError(
            f"{asked[:80]!r} is no release: give the beginning of an id, 'current', a date like 2026-10, or a folder."
        ) from None
    made = [one for one in ledger.read(data) if one.release is not None and one.as_of is None and one.when <= end]
    if not made:
        raise NotFoundError(f"No release of {data} was current at the end of {asked}; see 'profiles releases'.")
    require_not_gone(data, [str(made[-1].release)])
    return data / RELEASES / str(made[-1].release)


def reasoning(ask: Ask, table: str, record: Row, column: str | None = None) -> list[str]:
    """Sentences about a record of a table, or those that matter for one column; none where its lines say it all."""
    explanations = {**_OF_ALL, **{name: explain for source in SOURCES for name, explain in source.explanations.items()}}
    explain = explanations.get(table)
    found = explain(ask, record) if explain else []
    return [one.sentence for one in found if column is None or not one.columns or column in one.columns]


def _country_reasons(_ask: Ask, record: Row) -> list[Reason]:
    told = [Reason(_CODE_BASES[str(record["code_basis"])], ("iso3", "iso2", "name", "code_basis"))]
    if record["latitude"] is not None:
        sentence = "Latitude and longitude are the degrees and minutes printed, told apart by their letters."
        told.append(Reason(sentence, ("latitude", "longitude")))
    return told


def _page_reasons(_ask: Ask, record: Row) -> list[Reason]:
    columns = ("lines", "lines_claimed", "lines_ignored", "lines_unclaimed")
    lines, claimed, ignored, unclaimed = (record[column] for column in columns)
    told = [Reason(f"Of {lines} lines {claimed} are claimed, {ignored} ignored, {unclaimed} not.", columns)]
    if record["fetched_at"] is None:
        told.append(Reason("Neither the file nor the page tells when it was captured.", ("fetched_at",)))
    return told


def _quarantine_reasons(_ask: Ask, record: Row) -> list[Reason]:
    return [Reason(f"The page could not be used ({record['reason']}): {record['message']}")]


_OF_ALL: Mapping[str, Explain] = {
    "countries": _country_reasons,
    "country_identities": _country_reasons,
    "pages": _page_reasons,
    "quarantine": _quarantine_reasons,
}
