"""Where a run keeps its parts: the option, the store that it means, and the bound on a folder of parts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cache.parts import part_store
from pipeline.cache.size import make_room
from pipeline.cli.errors import WrongUseError, reported_errors
from pipeline.cli.run_flags import RunFlags, run_options
from pipeline.order import Order
from tests.object_store import ObjectStore, address, needs_object_store, told_by
from warehouse.parts.store import PartStore

DATA = Path("data")


def ordered(*words: str) -> tuple[int, str, Order | None]:
    """The exit code of a command with the options of a run, what it says, and the order that it makes."""
    orders: list[Order] = []

    @click.command
    @run_options
    def command(run_flags: RunFlags) -> None:
        with run_flags.order(DATA) as order:
            orders.append(order)

    done = CliRunner().invoke(command, words)
    return done.exit_code, done.output, next(iter(orders), None)


def test_parts_lie_in_the_data_folder_unless_the_run_is_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, order = ordered()
    assert code == 0 and order is not None
    assert order.parts is None
    assert part_store(order) == PartStore(str(tmp_path / "data" / "cache" / "parts"))


def test_a_folder_of_parts_is_the_same_in_every_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, _, order = ordered("--parts", "shared/parts")
    assert order is not None
    assert part_store(order) == PartStore(str(tmp_path / "shared" / "parts"))


@needs_object_store
def test_parts_may_lie_in_an_object_store(object_store: ObjectStore) -> None:
    location = object_store.location("parts-of-runs", "some/prefix")
    _, _, order = ordered("--parts", location)
    assert order is not None
    assert order.parts == location


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("gs://bucket", "gs://bucket is no address of an object store: write it as s3://bucket/prefix"),
        ("s3://key:secret@bucket/a", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead"),
        ("s3://bucket/?zone=a", "says zone, which no store has"),
    ],
)
def test_a_location_that_is_none_ends_the_command(location: str, sentence: str) -> None:
    code, said, order = ordered("--parts", location)
    assert (code, order) == (2, None)
    assert sentence in " ".join(said.split())


def test_a_run_that_can_not_keep_parts_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "parts").write_text("no folder", encoding="utf-8")
    order = replace(Order(tmp_path / "data"), parts=str(tmp_path / "parts"))
    with pytest.raises(WrongUseError, match="name a folder that you may write to"), reported_errors():
        part_store(order)


def test_a_run_whose_folder_of_parts_the_system_refuses_ends_with_a_sentence(tmp_path: Path) -> None:
    parts = tmp_path / ("a" * 300)
    order = replace(Order(tmp_path / "data"), parts=str(parts))
    with pytest.raises(WrongUseError) as refused, reported_errors():
        part_store(order)
    assert refused.value.message.startswith(f"{parts} can't keep parts (")
    assert refused.value.message.endswith("or name another folder.")


ASKING_FOR_A_STORE = """
import sys
from pathlib import Path
from pipeline.cache.parts import part_store
from pipeline.order import Order
from warehouse.parts.location import UnusableStoreError

try:
    print(part_store(Order(Path("data"), parts=sys.argv[1])).location)
except UnusableStoreError as error:
    print(error)
"""


@needs_object_store
def test_an_object_store_is_tried_before_it_is_used(object_store: ObjectStore) -> None:
    location = object_store.location("there")
    assert told_by(ASKING_FOR_A_STORE, location) == f"{location}\n"
    assert "create the bucket" in told_by(ASKING_FOR_A_STORE, address(object_store.port, "nowhere"))


def kept_long_ago(store: PartStore, number: int) -> Path:
    """The folder of a part of one MiB that was not used since so many seconds after the beginning of time."""
    name = f"{number:064x}"
    store.keep(name, {"pages": os.urandom(2**19), "told": os.urandom(2**19)})
    folder = Path(store.location) / name[:2] / name[2:]
    for file in folder.iterdir():
        os.utime(file, (number, number))
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> tuple[PartStore, list[Path]]:
    store = PartStore(str(tmp_path / "parts"))
    return store, [kept_long_ago(store, number) for number in range(1000, 1004)]


def test_the_parts_that_were_not_used_for_longest_go_first_and_whole(
    kept: tuple[PartStore, list[Path]], tmp_path: Path
) -> None:
    store, folders = kept
    assert store.recall(f"{1000:064x}") is not None
    make_room(tmp_path, 2)
    assert [folder.exists() for folder in folders] == [True, False, False, True]
    for number in (1000, 1003):
        part = store.recall(f"{number:064x}")
        assert part is not None
        assert len(part.read("pages")) + len(part.read("told")) == 2**20
    make_room(tmp_path, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_no_more_is_deleted_than_need_be(kept: tuple[PartStore, list[Path]], tmp_path: Path) -> None:
    _, folders = kept
    for file in (file for folder in folders for file in folder.iterdir()):
        os.utime(file, (1000, 1000))
    make_room(tmp_path, 2)
    assert len([folder for folder in folders if folder.exists()]) == 2
    make_room(tmp_path, 2)
    assert len([folder for folder in folders if folder.exists()]) == 2


def test_the_marker_goes_first(
    kept: tuple[PartStore, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, folders = kept
    deleting = Path.unlink
    monkeypatch.setattr(Path, "unlink", only_markers(deleting))
    make_room(tmp_path, 0)
    assert [sorted(path.name[:5] for path in folder.iterdir()) for folder in folders] == [["pages", "told-"]] * 4
    assert store.recall(f"{1000:064x}") is None
    monkeypatch.undo()
    make_room(tmp_path, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def only_markers(delete: Callable[[Path, bool], None]) -> Callable[[Path, bool], None]:
    """Deletes as a process does that is killed once it has deleted a marker."""

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if not path.name.startswith("done"):
            raise OSError("killed")
        delete(path, missing_ok)

    return unlink
