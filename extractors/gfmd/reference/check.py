"""Whether reference files are sound: complete cells, dates in order, ids that fit, nothing twice, sources named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from extractors.gfmd.reference.columns import ALIASES, COLUMNS, NUMBER, PLACES
from extractors.values.countries import folded_name, library_names
from schemas.asking import Finding

UNSOURCED = "unsourced"
_PACKAGE = "extractors.gfmd.reference"
_OF_NAMES = frozenset({ALIASES, PLACES})
_ID_ENDING = re.compile(r"(?:-[b-z])?")


class Row(NamedTuple):
    """One row of a file, by column, and the line on which it ends."""

    line: int
    cells: Mapping[str, str]


Files = Mapping[str, Sequence[Row]]


def check_reference(folder: Path | None = None) -> tuple[Finding, ...]:
    """What is wrong with the reference files of a folder (without one, those of the program), by file and line.

    A folder need not hold the files of names. Where a file can't be read or a cell is not what its column wants, only
    that is reported: mend it first, then check again. Raises NotADirectoryError if the folder is none.
    """
    if folder is not None and not folder.is_dir():
        raise NotADirectoryError(20, "this is no folder of reference files", str(folder))
    files: dict[str, Sequence[Row]] = {}
    broken: list[Finding] = []
    for name in COLUMNS:
        rows = _read_file(folder, name)
        files[name] = [row for row in rows if isinstance(row, Row)]
        broken += [row for row in rows if isinstance(row, Finding)]
        broken += [finding for row in files[name] for finding in _complaints_of_cells(name, row)]
    found = broken or [finding for rule in _RULES for finding in rule(files)]
    return tuple(sorted(found, key=lambda finding: (finding.file, finding.line, finding.sentence)))


def _read_file(folder: Path | None, name: str) -> list[Row | Finding]:
    """The rows of a file, or what keeps it from being read."""
    place: Traversable = folder if folder is not None else resources.files(_PACKAGE)
    if folder is None and name in _OF_NAMES:
        place = resources.files("extractors.values")
    file = place.joinpath(name)
    if not file.is_file():
        return [] if name in _OF_NAMES else [Finding("error", name, 1, "There is no such file.")]
    try:
        reader = csv.reader(io.StringIO(file.read_bytes().decode("utf-8"), newline=""), strict=True)
        header = next(reader, [])
        wanted = list(COLUMNS[name])
        if header != wanted:
            has = f"The columns are {', '.join(header)}" if header else "The file is empty"
            return [Finding("error", name, 1, f"{has}; wanted are {', '.join(wanted)}.")]
        rows = [_row_of_cells(name, reader.line_num, header, cells) for cells in reader]
        return rows or [Finding("error", name, 1, "The file has no rows.")]
    except OSError as error:
        return [Finding("error", name, 1, f"The file can't be read: {error.strerror or error}.")]
    except UnicodeDecodeError:
        return [Finding("error", name, 1, "The file is not in UTF-8.")]
    except csv.Error as error:
        return [Finding("error", name, reader.line_num, f"The file is no CSV from here on: {error}.")]


def _row_of_cells(name: str, line: int, header: Sequence[str], cells: Sequence[str]) -> Row | Finding:
    if len(cells) != len(header):
        return Finding("error", name, line, f"The row has {len(cells)} cells, wanted are {len(header)}.")
    return Row(line, dict(zip(header, cells, strict=True)))


def _complaints_of_cells(name: str, row: Row) -> Iterator[Finding]:
    for column, rule in COLUMNS[name].items():
        complaint = rule(row.cells[column])
        if complaint:
            yield Finding("error", name, row.line, f"{column} {complaint}.")


def _sources_given(files: Files) -> Iterator[Finding]:
    for name in ("editions.csv", "roundtables.csv", "meetings.csv"):
        for row in files[name]:
            if row.cells["source"].strip().casefold() == UNSOURCED:
                yield Finding("warning", name, row.line, "The row has no source.")


def _editions_fit(files: Files) -> Iterator[Finding]:
    name = "editions.csv"
    for number, row in enumerate(files[name], 1):
        cells = row.cells
        if cells["number"] != str(number):
            sentence = (
                f"Edition {cells['edition']} has number {cells['number']}, but it is row {number}: one is missing."
            )
            yield Finding("error", name, row.line, sentence)
        if cells["starts_on"][:4] != cells["edition"]:
            yield Finding("error", name, row.line, "The edition is not the year in which its summit starts.")
        days = [cells[column] for column in ("meetings_from", "starts_on", "ends_on", "meetings_until")]
        if days[2] < days[1] or days[3] < days[0]:
            yield Finding("error", name, row.line, "Something ends before it starts.")
        if days[1] < days[0] or days[3] < days[2]:
            yield Finding("error", name, row.line, "The summit lies outside the time of the meetings of its edition.")


def _editions_in_order(files: Files) -> Iterator[Finding]:
    name = "editions.csv"
    for before, row in pairwise(files[name]):
        if row.cells["edition"] <= before.cells["edition"] or row.cells["starts_on"] <= before.cells["ends_on"]:
            yield Finding("error", name, row.line, "The edition is not later than the one before it.")
        if row.cells["meetings_from"] <= before.cells["meetings_until"]:
            yield Finding("error", name, row.line, "The time of its meetings overlaps that of the edition before.")


def _editions_known(files: Files) -> Iterator[Finding]:
    known = {row.cells["edition"] for row in files["editions.csv"]}
    for name in ("roundtables.csv", "meetings.csv"):
        for row in files[name]:
            if row.cells["edition"] and row.cells["edition"] not in known:
                yield Finding("error", name, row.line, f"There is no edition {row.cells['edition']}.")


def _roundtables_fit(files: Files) -> Iterator[Finding]:
    name = "roundtables.csv"
    for identifier, rows in _rows_by(files[name], "roundtable_id").items():
        cells = rows[0].cells
        between = {"roundtable": "", "cluster": "cluster-", "theme": "theme-"}[cells["kind"]]
        stem = f"{cells['edition']}-{between}{cells['code']}"
        if not identifier.startswith(stem) or not _ID_ENDING.fullmatch(identifier[len(stem) :]):
            yield Finding("error", name, rows[0].line, f"The id {identifier} does not fit its edition, kind and code.")
        if len({tuple(row.cells[column] for column in ("edition", "kind", "code")) for row in rows}) > 1:
            yield Finding("error", name, rows[-1].line, f"The rows of {identifier} differ in edition, kind or code.")


def _spellings_once(files: Files) -> Iterator[Finding]:
    name = "roundtables.csv"
    for identifier, rows in _rows_by(files[name], "roundtable_id").items():
        mains = sum(row.cells["spelling"] == "main" for row in rows)
        if mains != 1:
            yield Finding("error", name, rows[-1].line, f"{identifier} has {mains} main spellings instead of one.")
        if len({row.cells["title"] for row in rows}) < len(rows):
            yield Finding("error", name, rows[-1].line, f"{identifier} has the same spelling twice.")


def _titles_once(files: Files) -> Iterator[Finding]:
    """A title that two roundtables share: those of one kind can't be told apart, a cluster and its session can."""
    name = "roundtables.csv"
    for rows in _rows_by(files[name], "title", folded_name).values():
        first, *others = (of_one[0] for of_one in _rows_by(rows, "roundtable_id").values())
        for row in others:
            same = all(row.cells[column] == first.cells[column] for column in ("edition", "kind"))
            sentence = f"{row.cells['roundtable_id']} has the title of {first.cells['roundtable_id']}."
            yield Finding("error" if same else "warning", name, row.line, sentence)


def _meetings_fit(files: Files) -> Iterator[Finding]:
    name = "meetings.csv"
    windows = {row.cells["edition"]: row.cells for row in files["editions.csv"]}
    yield from _unique(name, files[name], "meeting_id")
    for row in files[name]:
        cells = row.cells
        stem = f"{cells['edition'] or 'open'}-{cells['kind']}-"
        if not cells["meeting_id"].startswith(stem) or not NUMBER.fullmatch(cells["meeting_id"][len(stem) :]):
            yield Finding("error", name, row.line, f"The id {cells['meeting_id']} does not fit its edition and kind.")
        if bool(cells["starts_on"]) != bool(cells["ends_on"]) or cells["ends_on"] < cells["starts_on"]:
            yield Finding("error", name, row.line, "The meeting has one date only, or ends before it starts.")
        window = windows.get(cells["edition"])
        days = (cells["starts_on"], cells["ends_on"])
        if window and days[0] and not window["meetings_from"] <= days[0] <= days[1] <= window["meetings_until"]:
            yield Finding("warning", name, row.line, "The meeting lies outside the time of its edition.")


def _meetings_once(files: Files) -> Iterator[Finding]:
    name = "meetings.csv"
    for rows in _rows_by(files[name], "title", folded_name).values():
        keys = [tuple(row.cells[column] for column in ("edition", "kind", "starts_on")) for row in rows]
        if len(set(keys)) < len(keys):
            yield Finding("warning", name, rows[-1].line, "The same title, edition and day stand here twice.")


def _slugs_and_terms(files: Files) -> Iterator[Finding]:
    yield from _unique("slugs.csv", files["slugs.csv"], "slug")
    for of_scheme in _rows_by(files["terms.csv"], "scheme").values():
        yield from _unique("terms.csv", of_scheme, "term")
        yield from _unique("terms.csv", [row for row in of_scheme if row.cells["code"]], "code")


def _names_once(files: Files) -> Iterator[Finding]:
    known: dict[str, set[str]] = {}
    for name, iso3 in (*library_names(), *((row.cells["alias"], row.cells["iso3"]) for row in files[ALIASES])):
        known.setdefault(folded_name(name), set()).add(iso3)
    for row in files[PLACES]:
        if folded_name(row.cells["name"]) in known:
            yield Finding("error", PLACES, row.line, f"{row.cells['name']} is the name of a country.")
    for row in files[ALIASES]:
        codes = sorted(known[folded_name(row.cells["alias"])])
        if len(codes) > 1:
            yield Finding("error", ALIASES, row.line, f"{row.cells['alias']} names {' and '.join(codes)}.")
    yield from _unique(ALIASES, files[ALIASES], "alias")
    yield from _unique(PLACES, files[PLACES], "name")


_RULES: tuple[Callable[[Files], Iterator[Finding]], ...] = (
    _sources_given,
    _editions_fit,
    _editions_in_order,
    _editions_known,
    _roundtables_fit,
    _spellings_once,
    _titles_once,
    _meetings_fit,
    _meetings_once,
    _slugs_and_terms,
    _names_once,
)


def _rows_by(rows: Sequence[Row], column: str, key: Callable[[str], str] = str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row.cells[column]), []).append(row)
    return groups


def _unique(name: str, rows: Sequence[Row], column: str) -> Iterator[Finding]:
    for value, same in _rows_by(rows, column).items():
        if len(same) > 1:
            yield Finding("error", name, same[-1].line, f"{column} {value!r} is there {len(same)} times.")
