"""Whether a peer read of the same pages what the program did: ``python -m benchmarks.agreement RELEASE PEER``.

Blocks, roles and meetings are compared column by column, practices by title, author, day, text and countries. What
only the program says, such as editions, matches with the catalogue and evidence, is left out.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.peers.lines import practice_key

Record = tuple[object, ...]

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "participations": (
        "participation_id",
        "block",
        "delegate",
        "attended_prep_meetings",
        "attended_summit",
        "contribution_status",
        "roundtable_status",
    ),
    "roundtable_roles": (
        "participation_id",
        "position",
        "role",
        "venue",
        "code",
        "title",
        "person",
        "affiliation",
        "text",
    ),
    "meeting_attendances": (
        "participation_id",
        "position",
        "role",
        "kind",
        "title",
        "starts_on",
        "ends_on",
        "city",
        "text",
    ),
}
_OF_PRACTICES = ("submitted_by", "submitted_on", "summary")
_MOST_SHOWN = 5


def differences(release: Path, peer: Path) -> list[str]:
    """What one has and the other has not, a sentence each. ``release`` and ``peer`` are folders of Parquet files."""
    found = []
    for table in (*_COLUMNS, "practices"):
        ours, theirs = (Counter(_records(folder, table)) for folder in (release, peer))
        if not ours:
            found.append(f"{table}: the program has no row")
        found += [f"{table}: only the program has {row}" for row in (ours - theirs).elements()]
        found += [f"{table}: only the peer has {row}" for row in (theirs - ours).elements()]
    return found


def _records(folder: Path, table: str) -> Iterator[Record]:
    if table == "practices":
        return _practices(folder)
    return _rows(folder, table, _COLUMNS[table])


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
