"""The gates before publishing: the checks of ``checks.toml`` over a staged release and the current one."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Literal

import duckdb

from schemas.tables import Schema
from warehouse.check_views import NOTHING_KNOWN, Circumstances, create_views
from warehouse.connection import connect, first_line, naming_refused, spilling, with_room
from warehouse.database import name, text
from warehouse.files.layout import DATABASE, is_partitioned
from warehouse.manifest import file_paths
from warehouse.opening.views import table_files, view_tables

Severity = Literal["error", "warning"]
EXAMPLES = 5
CURRENT_READABLE = "current_readable"


class BoundsError(Exception):
    """A file of bounds that can't be used, with a sentence that says why."""


class UnknownCheckError(Exception):
    """A check was named that there is not, with a sentence that says which there are."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. ``compares`` means that it needs a current release; the rest is as ``checks.toml`` explains.

    ``usual_bound`` is its bound where a run is not told to use another one.
    """

    name: str
    severity: Severity
    bound: float
    sentence: str
    sql: str
    compares: bool
    usual_bound: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. ``measured`` is at most ``bound`` where it passed; ``examples`` are keys to look at."""

    name: str
    severity: Severity
    sentence: str
    measured: float
    bound: float
    ok: bool
    examples: tuple[str, ...] = ()


def load_checks(schema: Schema) -> tuple[Check, ...]:
    """Every check, with the bounds and severities it has by default; those that compare come last."""
    of_all = files("warehouse").joinpath("checks.toml")
    contents = [tomllib.loads(file.read_text("utf-8")) for file in (of_all, *schema.checks)]
    return tuple(
        Check(**entry, compares=compares, usual_bound=entry["bound"])
        for kind, compares in (("check", False), ("change", True))
        for content in contents
        for entry in content.get(kind, ())
    )


def with_bounds(checks: Sequence[Check], path: Path) -> tuple[Check, ...]:
    """The checks with bounds from a TOML file of lines such as ``rows_lost = 0.3``. Raises BoundsError."""
    try:
        bounds = tomllib.loads(path.read_text("utf-8"))
    except OSError as failure:
        raise BoundsError(f"{path}: {failure.strerror or failure}") from None
    except ValueError as failure:
        raise BoundsError(f"{path}: {failure}") from None
    unknown = sorted(bounds.keys() - {each.name for each in checks})
    if unknown:
        raise BoundsError(f"{path}: there is no check named {', '.join(unknown)}")
    for key, value in bounds.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise BoundsError(f"{path}: the bound of {key} is a number from 0 up, not {value!r}")
    return tuple(replace(each, bound=bounds.get(each.name, each.bound)) for each in checks)


def changed_bounds(checks: Sequence[Check]) -> Mapping[str, float]:
    """The bounds, by name of the check, that are not the usual ones."""
    return {each.name: each.bound for each in checks if each.bound != each.usual_bound}


def require_known(names: Collection[str], checks: Sequence[Check]) -> None:
    """Raise UnknownCheckError unless each name is that of a check: nobody means to accept nothing."""
    known = [each.name for each in checks]
    for wrong in (each for each in names if each not in known):
        near = get_close_matches(wrong, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"checks: {', '.join(known)}"
        raise UnknownCheckError(f"There is no check named {wrong!r}; {hint}")


def strict(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks with any quarantined page an error."""
    harder = "quarantined_pages"
    return tuple(replace(each, severity="error", bound=0) if each.name == harder else each for each in checks)


def check(
    schema: Schema,
    staged: Path,
    current: Path | None,
    checks: Sequence[Check],
    circumstances: Circumstances = NOTHING_KNOWN,
) -> tuple[Finding, ...]:
    """What each check finds in a staged release folder; those that compare are left out without a current one.

    ``circumstances`` are what the release itself does not tell. A current release whose database is damaged is read
    from its Parquet files. Where they are damaged too, nothing is compared, and the
    check named ``current_readable`` fails. Raises OSError that names the file where the disk refuses.
    """
    with (
        naming_refused(staged / DATABASE),
        spilling(staged.with_name(f"{staged.name}.spill")) as spill,
        connect(config={**spill, "threads": 1}) as connection,
    ):
        tables = _attach(connection, staged, "staged")
        connection.execute("USE staged")
        create_views(connection, schema.tables, circumstances)
        _count_filled(connection, "staged", tables, "filled")
        damage = None if current is None else _attach_current(connection, current)
        compared = current is not None and damage is None
        found = [_find(connection, each) for each in checks if compared or not each.compares]
    return (*found, *(_unreadable(each, damage) for each in checks if damage and each.name == CURRENT_READABLE))


def refusing(findings: Sequence[Finding], accepted: Collection[str] = ()) -> tuple[Finding, ...]:
    """The findings that refuse a release: errors that nobody accepted by name."""
    return tuple(f for f in findings if not f.ok and f.severity == "error" and f.name not in accepted)


def _attach(connection: duckdb.DuckDBPyConnection, release: Path, alias: str) -> list[str]:
    """Attach a release by its database, or by its Parquet files where it has none; the names of its tables."""
    if is_partitioned(file_paths(release)):
        return _attach_parquet(connection, release, alias)
    connection.execute(f"ATTACH {text(str(release / DATABASE))} AS {alias} (READ_ONLY)")
    held = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = ?", [alias]).fetchall()
    return [str(table) for (table,) in held]


def _attach_current(connection: duckdb.DuckDBPyConnection, current: Path) -> str | None:
    """Attach the current release as ``before``; the reason where that can't be."""
    reason = ""
    for attach in (_attach, _attach_parquet):
        try:
            tables = attach(connection, current, "before")
            _count_filled(connection, "before", tables, "before_filled")
        except (duckdb.Error, OSError) as failure:
            reason = first_line(failure)
            connection.execute("DROP TABLE IF EXISTS before_filled")
            connection.execute("DETACH DATABASE IF EXISTS before")
        else:
            return None
    return reason


def _attach_parquet(connection: duckdb.DuckDBPyConnection, release: Path, alias: str) -> list[str]:
    connection.execute(f"ATTACH ':memory:' AS {alias}")
    files = table_files(release, file_paths(release))
    if not files:
        raise FileNotFoundError(f"{release} has no Parquet files")
    view_tables(connection, files, alias)
    return list(files)


def _unreadable(each: Check, damage: str) -> Finding:
    examples = (f"{damage}; see profiles verify",)
    return Finding(each.name, each.severity, each.sentence, 1, each.bound, ok=each.bound >= 1, examples=examples)


def _count_filled(connection: duckdb.DuckDBPyConnection, database: str, tables: Collection[str], result: str) -> None:
    """A table of how many values each column of some tables has, as the database itself lists their columns."""
    connection.execute(
        f"CREATE TEMP TABLE {result} (table_name VARCHAR, column_name VARCHAR, row_count BIGINT, filled BIGINT)"
    )
    listed = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = ? AND list_contains(?, table_name) ORDER BY table_name, column_index",
        [database, list(tables)],
    ).fetchall()
    for table, cells in groupby(listed, key=lambda cell: str(cell[0])):
        columns = [str(column) for _, column in cells]
        counts = ", ".join(f"count({name(column)})" for column in columns)
        with_room(
            connection,
            f"INSERT INTO {result} SELECT ?, unnest(?), row_count, unnest(counts) "  # noqa: S608 # our names
            f"FROM (SELECT count(*) AS row_count, [{counts}] AS counts FROM {database}.{name(table)})",
            [table, columns],
        )


def _find(connection: duckdb.DuckDBPyConnection, each: Check) -> Finding:
    """Run one check. A current release that lacks what is compared (an older one) does not pass."""
    try:
        measured = _measured(connection, each)
        examples = () if measured <= each.bound else _examples(connection, each)
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.IOException) as failure:
        if not each.compares:
            raise
        reason = f"the current release can't be compared: {first_line(failure)}"
        return Finding(each.name, each.severity, each.sentence, math.inf, each.bound, ok=False, examples=(reason,))
    ok = measured <= each.bound
    return Finding(each.name, each.severity, each.sentence, measured, each.bound, ok, examples)


def _measured(connection: duckdb.DuckDBPyConnection, each: Check) -> float:
    """The greatest number that a check gives, or how many keys where they come without one."""
    what = "max(measured)" if _gives_numbers(connection, each) else "count(*)"
    ((measured,),) = with_room(connection, f"SELECT {what} FROM ({each.sql})")  # noqa: S608 # our own SQL
    return float(measured or 0)


def _examples(connection: duckdb.DuckDBPyConnection, each: Check) -> tuple[str, ...]:
    """The first of the keys that are at fault, the worst first."""
    worst = ""
    if _gives_numbers(connection, each):
        worst = f"WHERE measured > {each.bound} ORDER BY CAST(measured AS DOUBLE) DESC, CAST(key AS VARCHAR)"
    found = with_room(connection, f"SELECT key FROM ({each.sql}) {worst} LIMIT {EXAMPLES}")  # noqa: S608 # our own SQL
    return tuple(str(key) for (key,) in found)


def _gives_numbers(connection: duckdb.DuckDBPyConnection, each: Check) -> bool:
    return "measured" in connection.sql(each.sql).columns
