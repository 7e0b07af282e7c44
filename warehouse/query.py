"""Questions to a release by SQL: read only, and with no way to files, network or settings."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.connection import first_line
from warehouse.opening.opened import OpenRelease, opened


class BadQueryError(Exception):
    """A query that can't be answered, with a sentence that says why."""


class UnreadableReleaseError(BadQueryError):
    """A release that can answer no query at all, with a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns and rows of an answer. ``cut`` is true where there were more rows than asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Questioned:
    """A release that is open for any number of questions."""

    release: Path
    found: OpenRelease

    def answer(self, sql: str, limit: int, seconds: float = 60.0) -> Answer:
        """Answer one question, as ``query`` does, and raises what it raises."""
        try:
            question = _question(self.found.connection, sql)
            return _answer(self.found, question, limit, seconds)
        except duckdb.IOException as failure:
            raise _damaged(self.release, failure) from None
        except duckdb.InterruptException:
            raise BadQueryError(f"the query took longer than {seconds:g} seconds") from None
        except duckdb.Error as failure:
            raise BadQueryError(str(failure).partition("\n\n")[0]) from None


def query(release: Path, sql: str, limit: int = 10_000, seconds: float = 60.0, memory: str = "1GB") -> Answer:
    """Answer one SELECT (or WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE) from a release.

    At most ``limit`` rows, within ``seconds`` and with ``memory`` (as DuckDB spells sizes). Raises BadQueryError for
    SQL that is wrong, is not one such question, reaches outside the release or takes too long, and of these
    UnreadableReleaseError where the release can't be read.
    """
    with questioned(release, memory) as open_release:
        return open_release.answer(sql, limit, seconds)


@contextmanager
def questioned(release: Path, memory: str = "1GB") -> Iterator[Questioned]:
    """A release, open for questions as long as the block lasts. Raises UnreadableReleaseError."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(opened(release))
            found.connection.execute(f"SET memory_limit = '{memory}'")
            found.connection.execute("SET lock_configuration = true")
        except (duckdb.Error, OSError, ValueError) as failure:
            raise _damaged(release, failure) from None
        yield Questioned(release, found)


def _damaged(release: Path, failure: Exception) -> UnreadableReleaseError:
    return UnreadableReleaseError(
        f"Release {release.name} can't be read: {first_line(failure)}. 'profiles verify' tells what is damaged in it, "
        "and 'profiles run' with its pages builds it anew."
    )


def _question(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one statement of a text. Locking down files is not enough: COPY may still write the database's own WAL."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise BadQueryError(f"one query at a time, not {len(statements)}")
    if statements[0].type is not duckdb.StatementType.SELECT:
        kind = statements[0].type.name.replace("_", " ")
        raise BadQueryError(f"only a SELECT is answered, not {kind}; releases are never written to")
    return statements[0]


def _answer(found: OpenRelease, question: duckdb.Statement, limit: int, seconds: float) -> Answer:
    clock = threading.Timer(seconds, found.interrupt)
    clock.start()
    try:
        found.require_no_files(question.query)
        found.connection.execute(question)
        columns = found.connection.description or []
        _refuse_zones([(str(name), str(kind)) for name, kind, *_ in columns])
        _refuse_namesakes([str(name) for name, *_ in columns])
        rows = found.connection.fetchmany(limit + 1)
    finally:
        clock.cancel()
        clock.join()
    return Answer(tuple(str(name) for name, *_ in columns), tuple(rows[:limit]), len(rows) > limit)


def _refuse_zones(columns: list[tuple[str, str]]) -> None:
    """Reading times with a zone needs a time-zone package, which the program does without."""
    for name, kind in columns:
        if "WITH TIME ZONE" in kind:
            raise BadQueryError(f"column {name} is a {kind}; cast it: CAST({name} AS TIMESTAMP)")


def _refuse_namesakes(columns: list[str]) -> None:
    """Rows are given by the names of their columns: of two that share one, a reader would see the last only."""
    for name, times in Counter(columns).items():
        if times > 1:
            raise BadQueryError(f"{times} columns are called {name}; name each apart: SELECT … AS {name}_2")
