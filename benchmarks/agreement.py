"""Whether a peer read of the same pages what the program did: ``python -m benchmarks.agreement RELEASE PEER``.

Blocks, roles and meetings are compared by all columns that both give, practices by title, author, day, text and
countries. What only the program says, such as editions, matches with the catalogue and evidence, is left out.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.peers.lines import practice_key

Record = tuple[object, ...]

_TABLES = ("participations", "roundtable_roles", "meeting_attendances", "practices")
_OF_PRACTICES = ("submitted_by", "submitted_on", "summary")
_MOST_SHOWN = 5


def differences(release: Path, peer: Path) -> list[str]:
    """What one has and the other has not, a sentence each. ``release`` and ``peer`` are folders of Parquet files."""
    found = []
    for table in _TABLES:
        given, wanted = (pq.read_schema(folder / f"{table}.parquet").names for folder in (release, peer))
        columns = tuple(name for name in wanted if name in given)
        ours, theirs = (Counter(_records(folder, table, columns)) for folder in (release, peer))
        if not ours:
            found.append(f"{table}: the program has no row")
        found += [f"{table}: only the program has {row}" for row in (ours - theirs).elements()]
        found += [f"{table}: only the peer has {row}" for row in (theirs - ours).elements()]
    return found


def _records(folder: Path, table: str, columns: tuple[str, ...]) -> Iterator[Record]:
    return _practices(folder) if table == "practices" else _rows(folder, table, columns)


def _rows(folder: Path, table: str, columns: tuple[str, ...]) -> Iterator[Record]:
    read = pq.read_table(folder / f"{table}.parquet", columns=list(columns))
    yield from zip(*(read.column(name).to_pylist() for name in columns), strict=True)


def _practices(folder: Path) -> Iterator[Record]:
    countries = defaultdict(list)
    for key, iso3 in _rows(folder, "practice_countries", ("practice_id", "iso3")):
        countries[key].append(iso3)
    for key, title, *values in _rows(folder, "practices", ("practice_id", "title", *_OF_PRACTICES)):
        told = (None if value is None else practice_key(str(value)) for value in values)
        yield practice_key(str(title)), *told, *sorted(map(str, countries[key]))


def main() -> None:
    """Print where the two differ, and fail if they do."""
    found = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    if found:
        sys.exit("\n".join((f"{len(found)} rows differ:", *found[:_MOST_SHOWN])))
    print("The same blocks, roles, meetings and practices.")


if __name__ == "__main__":
    main()
