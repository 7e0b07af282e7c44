"""Damage to what is stored: whatever changes what a reader is given is found by ``verify``, or refused when it is read.

A damage is a flipped bit, a cut, or a block of zeros, at places by chance that are the same in every run.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.acquire.archive.archive import ArchiveDamaged, read_archive
from pipeline.acquire.archive.index import INDEX_NAME
from pipeline.acquire.archive.verify import verify as verify_archive
from pipeline.acquire.page_files import UnreadableInput
from schemas import records
from tests.small_releases import ORIGIN, publish_small, small_rows
from tests.telling import say
from tests.test_archive import SECOND, exchange, not_modified, pages, write
from tests.test_warehouse import Rows
from warehouse.connection import connect
from warehouse.describing.datapackage import DATAPACKAGE
from warehouse.files.layout import DATABASE, PARQUET
from warehouse.manifest import MANIFEST, describe, read_manifest, render
from warehouse.verifying.contents import verify_contents

PAGES = 300
UNREADABLE = (OSError, ValueError, pa.ArrowException, duckdb.Error, UnreadableInput, ArchiveDamaged)


def flip(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def clear(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    length = min(len(content) - at, chance.choice((16, 512, 4096)))
    return content[:at] + bytes(length) + content[at + length :]


@dataclass(frozen=True, slots=True)
class Kept:
    """Files in a folder that are damaged: all that a reader gets out of it, and what a check finds wrong there.

    ``after`` is what happens in the folder between the damage and the check.
    """

    folder: Path
    pattern: str
    read: Callable[[Path], object]
    check: Callable[[Path], Sequence[object]]
    after: Callable[[Path], None]

    def harm(self, chance: random.Random) -> Iterator[str]:
        """Damage one of the files as long as the result is in use; tells which, and how."""
        sound = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        path = chance.choice(sorted(self.folder.glob(self.pattern)))
        harm = chance.choice((flip, flip, cut, clear))
        path.write_bytes(harm(sound[path], chance))
        yield f"{path.name}: {harm.__name__}"
        for path, content in sound.items():
            path.write_bytes(content)


def nothing(_: Path) -> None:
    """Nothing happens between the damage and the check."""


def take_for_sound(release: Path) -> None:
    """Write the manifest anew, as if the damage had been there before it: no digest tells of it then."""
    (release / MANIFEST).write_bytes(render(describe(release, ORIGIN)))


def tables(release: Path) -> object:
    """The values of each table of a release, in either form."""
    with connect(release / DATABASE, read_only=True) as connection:
        return {
            path.stem: (pq.read_table(path), connection.sql(f'FROM "{path.stem}"').to_arrow_table())
            for path in sorted((release / PARQUET).iterdir())
        }


def descriptions(release: Path) -> object:
    """What the other files of a release say."""
    return read_manifest(release), json.loads((release / DATAPACKAGE).read_bytes())


def pages_and_answers(folder: Path) -> object:
    """What a run and a fetch get out of an archive."""
    archive = read_archive(folder)
    return pages(folder), [(entry, archive.snapshot(entry)) for entry in archive.entries() if entry.good]


def answers(folder: Path) -> object:
    """The answers of an archive, as its index has them."""
    return list(read_archive(folder).entries())


def damages_of_archive(folder: Path) -> Sequence[object]:
    return verify_archive(folder).damages


def many_pages() -> Rows:
    """Rows with so many pages that most of a file is not its description."""
    chance, rows = random.Random(2), small_rows("Peru")
    made = [records.Page(chance.randbytes(32).hex(), "gfmd", None, f"{number}.txt", None, None, None, None, 9, 9, 0, 0)
            for number in range(PAGES)]  # fmt: skip
    return {**rows, "pages": [*rows["pages"], *made]}


def in_release(
    pattern: str, read: Callable[[Path], object] = tables, after: Callable[[Path], None] = nothing
) -> Callable[[Path], Kept]:
    """Some files of a release."""

    def keep(folder: Path) -> Kept:
        release = publish_small(folder, many_pages()).path
        for path in release.rglob("*.*"):
            path.chmod(0o644)
        return Kept(release, pattern, read, verify_contents, after)

    return keep


def in_archive(pattern: str, read: Callable[[Path], object]) -> Callable[[Path], Kept]:
    """Some files of an archive."""

    def keep(folder: Path) -> Kept:
        write(folder, exchange(), exchange("chile", SECOND), not_modified("peru", 1), exchange(payload=SECOND, hour=2))
        return Kept(folder, pattern, read, damages_of_archive, nothing)

    return keep


KEPT = {
    "Parquet files": (100, in_release("parquet/*")),
    "Parquet files, before their digests were taken": (80, in_release("parquet/*", after=take_for_sound)),
    "the database": (60, in_release("*.duckdb")),
    "the database, before its digest was taken": (60, in_release("*.duckdb", after=take_for_sound)),
    "manifest and data package": (60, in_release("*.json", descriptions)),
    "the archive": (100, in_archive("*.warc.gz", pages_and_answers)),
    "the index of the archive": (40, in_archive(INDEX_NAME, answers)),
}


def test_five_hundred_damages_are_tried() -> None:
    assert sum(times for times, _ in KEPT.values()) == 500


@pytest.mark.parametrize(("what", "times", "keep"), [(what, *case) for what, case in KEPT.items()], ids=KEPT)
def test_a_damage_that_changes_what_is_read_is_found(
    what: str, times: int, keep: Callable[[Path], Kept], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, kept = random.Random(what), keep(tmp_path)
    sound, changes, missed = kept.read(kept.folder), 0, []
    assert not kept.check(kept.folder)
    for _ in range(times):
        for told in kept.harm(chance):
            try:
                changed = kept.read(kept.folder) != sound
                kept.after(kept.folder)
                missed += [told] if changed and not kept.check(kept.folder) else []
            except UNREADABLE:
                changed = True
            changes += changed
    assert not missed
    assert changes > times / 4
    say(capsys, f"damages to {what}: {times}, {changes} change what is read, all found")
