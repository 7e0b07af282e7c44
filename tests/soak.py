"""Kills of the whole pipeline at any moment, with all its processes: ``make soak ROUNDS=1000``.

``profiles run``, ``fetch`` and ``update`` are called on one data folder and killed at a time by chance. After each kill
the current release is whole and the ledger can be read; what nobody kills does what it would have done anyway.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.acquire.archive.archive import ARCHIVE
from pipeline.acquire.archive.verify import verify as verify_archive
from tests.forked_calls import forked_calls
from tests.hostile_server import Server, serving
from tests.local_site import COUNTRIES, SLUGS, local, site, three_changes
from tests.test_cli_fetch import profiles
from warehouse import ledger
from warehouse.files.layout import PARQUET
from warehouse.manifest import read_manifest, verify
from warehouse.release import STAGING, current

KILLS_TO_AN_END = 5
"""After so many kills, a call is left alone."""
_COUNTRIES = 2
_SLUGS = SLUGS[:_COUNTRIES]
_BEFORE = site(COUNTRIES[:_COUNTRIES])
# Only a practice changes: of pages of one country that contradict each other the one captured last counts, and when a
# page is captured the kills do change.
_AFTER = {path: page for path, page in three_changes().items() if path in _BEFORE and "?page" in path}


@dataclass(frozen=True, slots=True)
class Saved:
    """A folder of saved pages, and the release that they make where nobody kills it."""

    pages: Path
    release: str


@dataclass(slots=True)
class Survived:
    """What was done to a data folder, and survived: calls killed, and runs in between that were left alone.

    ``lines`` is how many the ledger had last.
    """

    kills: int = 0
    ends: int = 0
    lines: int = 0


def soak(folder: Path, kills: int, chance: random.Random) -> Survived:
    """Kill the pipeline so many times. Raises AssertionError where it does not survive."""
    done, data = Survived(), folder / "data"
    with serving(dict(_BEFORE)) as server, forked_calls() as calls:
        both = [_save(folder / name, {**_BEFORE, **changes}) for name, changes in (("old", {}), ("new", _AFTER))]
        began = time.monotonic()
        assert calls.ended(_run(both[0], folder / "timed")) == 0
        seconds = time.monotonic() - began
        while done.kills < kills:
            saved = chance.choice(both)
            server.pages.update(chance.choice((_BEFORE, _AFTER)))
            call = chance.choice((_run(saved, data), _run(saved, data), _fetch(server, data), _update(server, data)))
            killed = calls.ended(call, seconds * chance.uniform(0.02, 1.0)) is None
            done.lines = _require_whole(data, done.lines)
            done.kills += killed
            if killed and done.kills % KILLS_TO_AN_END == 0:
                _require_release(saved, data)
                done.ends += 1
        server.pages.update(_AFTER)
        _require_same_archive(server, data, folder / "undisturbed")
    return done


def _save(folder: Path, pages: Mapping[str, bytes]) -> Saved:
    """Save pages, and make a release of them."""
    (folder / "pages").mkdir(parents=True)
    for number, (path, page) in enumerate(sorted(pages.items())):
        if path != "/robots.txt":
            (folder / "pages" / f"{number}.html").write_bytes(page)
    _require_end(_run(Saved(folder / "pages", ""), folder / "data"))
    return Saved(folder / "pages", _whole_release(folder / "data").name)


def _run(saved: Saved, data: Path) -> tuple[str, ...]:
    return ("run", str(saved.pages), "--data", str(data), "--workers", "2")


def _fetch(server: Server, data: Path) -> tuple[str, ...]:
    return ("fetch", *_SLUGS, *local(server.url, data))


def _update(server: Server, data: Path) -> tuple[str, ...]:
    return ("update", *_SLUGS, *local(server.url, data), "--workers", "2")


def _require_whole(data: Path, lines: int) -> int:
    """Whatever was killed: the current release, if there is one yet, is sound, and no line of the ledger is lost.

    Gives how many lines it has.
    """
    now = current(data)
    assert now is None or verify(now) == (), f"the current release is damaged: {now}"
    assert now is not None or not list(data.glob("current*")), "the current release is gone"
    there = len(ledger.read(data))
    assert there >= lines, "the ledger lost lines"
    return there


def _whole_release(data: Path) -> Path:
    now = current(data)
    assert now is not None
    return now


def _require_end(call: tuple[str, ...]) -> None:
    """A call that nobody kills does what it should."""
    done = profiles(*call)
    assert done.returncode == 0, f"{' '.join(call)}: {done.stderr}"


def _require_release(saved: Saved, data: Path) -> None:
    """A run that nobody kills makes the release of its pages, byte for byte, and leaves nothing in staging."""
    _require_end(_run(saved, data))
    now = _whole_release(data)
    assert now.name == saved.release == read_manifest(now).release, "the release is another one"
    assert verify(now) == ()
    assert not list((data / STAGING).glob("*")), "something stays in staging"
    assert ledger.read(data)[-1].release == now.name


def _require_same_archive(server: Server, data: Path, other: Path) -> None:
    """The archive is sound, and an update says what it says of an archive that nobody disturbed."""
    for folder in (data, other):
        _require_end(_update(server, folder))
        assert verify_archive(folder / ARCHIVE).damages == (), folder
    assert _tables(data) == _tables(other), "the pages say something else"


def _tables(data: Path) -> Mapping[str, pa.Table]:
    """The tables of the current release, but for the times at which pages were fetched."""
    tables = {path.stem: pq.read_table(path) for path in sorted((_whole_release(data) / PARQUET).iterdir())}
    return {**tables, "pages": tables["pages"].drop_columns(["fetched_at"])}


def main() -> None:
    """Kill the pipeline as often as the first argument says; the second one is the seed of chance."""
    kills, seed = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "1"
    with TemporaryDirectory() as folder:
        done = soak(Path(folder), kills, random.Random(seed))
    sys.stdout.write(f"kills: {done.kills}, all survived; {done.ends} runs in between made the release they should\n")


if __name__ == "__main__":
    main()
