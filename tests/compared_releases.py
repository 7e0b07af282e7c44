"""What two releases differ in, table by table: to show that a change of structure or speed changed no content.

``python -m tests.compared_releases old/current new/current`` prints a line for each table that differs, and rows of it.
Columns that only one of the two has are named and left out of the comparison. The exit code is 1 where rows differ.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

EXAMPLES = 3


class Difference(NamedTuple):
    """What differs in a table: columns of one release alone, and how many rows each has that the other has not."""

    table: str
    columns: tuple[str, ...]
    gone: int
    come: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        columns = f", columns {', '.join(self.columns)}" if self.columns else ""
        return "\n".join((f"{self.table}: {self.gone} rows gone, {self.come} come{columns}", *self.examples))


def differences(old: Path, new: Path) -> Iterator[Difference]:
    """The tables of two release folders that differ; one that only one of them has differs in all of its rows."""
    names = {file.stem for release in (old, new) for file in (release / "parquet").glob("*.parquet")}
    for table in sorted(names):
        files = [release / "parquet" / f"{table}.parquet" for release in (old, new)]
        if not all(file.is_file() for file in files):
            rows = [duckdb.read_parquet(str(file)).shape[0] if file.is_file() else 0 for file in files]
            yield Difference(table, (), rows[0], rows[1], ())
        elif files[0].read_bytes() != files[1].read_bytes():
            yield _difference(table, *files)


def _difference(table: str, old: Path, new: Path) -> Difference:
    before, after = (duckdb.read_parquet(str(file)) for file in (old, new))
    shared = [column for column in before.columns if column in after.columns]
    alone = tuple(sorted({*before.columns} ^ {*after.columns}))
    before, after = (rows.project(", ".join(f'"{column}"' for column in shared)) for rows in (before, after))
    gone, come = before.except_(after).fetchall(), after.except_(before).fetchall()
    examples = [f"  {sign} {row}" for sign, rows in (("-", gone), ("+", come)) for row in rows[:EXAMPLES]]
    return Difference(table, alone, len(gone), len(come), tuple(examples))


if __name__ == "__main__":
    found = list(differences(*map(Path, sys.argv[1:3])))
    print(*found, sep="\n")  # noqa: T201  a command for developers
    sys.exit(any(one.gone or one.come for one in found))
