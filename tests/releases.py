"""Releases made of small pages, under a program and a reference that a test names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from extractors.sources import SCHEMA
from pipeline.transform.dataset import dataset_of
from schemas.snapshot import Snapshot
from schemas.tables import Dataset
from warehouse.diff.compare import compared
from warehouse.diff.model import Change, Diff
from warehouse.manifest import Provenance
from warehouse.release import publish, stage

SITE = "https://www.gfmd.org/pfp/ppd/"


class Made(NamedTuple):
    """What a release is made of: pages by slug, the names of program and reference, and what these make otherwise."""

    pages: Mapping[str, str]
    program: str = "program"
    reference: str = "reference"
    otherwise: Callable[[Dataset], Dataset] = lambda dataset: dataset


def country(name: str, iso3: str, *blocks: str, teasers: str = "") -> str:
    """The page of a country with these blocks of editions, and teasers of practices below them."""
    head = f"Official Name\n{name}\nISO3 Code\n{iso3}\nAttended Meeting\n"
    return f"{head}{''.join(blocks)}{teasers}\n\nSubscribe to {name}"


def block(contribution: str = "", roundtable: str = "") -> str:
    """A block of a page: its one contribution, and its one line on roundtables."""
    given = f"\n  • {contribution}" if contribution else "\n\nNo Contribution\n"
    taken = f"\n  • {roundtable}" if roundtable else "\n\nNo Participation\n"
    return f"Delegate\nFinancial Contribution{given}\nRT Participation{taken}\nAttended Summit\nYes\n"


def changing(table: str, **values: Any) -> Callable[[Dataset], Dataset]:
    """Another program or reference: all rows of a table get these values."""

    def otherwise(dataset: Dataset) -> Dataset:
        return {**dataset, table: [row._replace(**values) for row in dataset.get(table, ())]}

    return otherwise


def release(data: Path, made: Made) -> Path:
    """The folder of a release in a data folder of its own."""
    snapshots = [
        Snapshot("gfmd", f"{slug}.txt", text.encode(), f"{SITE}{slug}", datetime(2026, 1, 1))
        for slug, text in made.pages.items()
    ]
    dataset = made.otherwise(dataset_of(snapshots))
    ids = ",".join(sorted(snapshot.page_id for snapshot in snapshots))
    digests = (hashlib.sha256(part.encode()).hexdigest() for part in (ids, made.program, made.reference))
    data.mkdir(parents=True, exist_ok=True)
    return publish(stage(SCHEMA, dataset, data, Provenance(*digests)), data).path


@contextmanager
def diff_of(folder: Path, old: Made, new: Made) -> Iterator[Diff]:
    """The diff of two releases."""
    with compared(SCHEMA, release(folder / "old", old), release(folder / "new", new)) as found:
        yield found


def changes(found: Diff, table: str) -> list[Change]:
    """The changes in a table."""
    return [change for change in found.changes() if change.table == table]


def causes(found: Diff, table: str) -> set[tuple[str, tuple[str, ...]]]:
    """The causes of all changes in a table, with what can't be excluded."""
    return {(change.cause, change.others) for change in changes(found, table)}
