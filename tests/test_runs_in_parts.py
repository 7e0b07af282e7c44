"""Parts: whatever pages and keys are cut into, the tables are those of all pages at once; and no part is made twice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.pages import write_pages
from extractors.sources import SCHEMA
from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import PageFile
from pipeline.cache.encoding import decoded, encoded
from pipeline.cache.pages import encoded_capture
from pipeline.parts.making import Parts, made_parts
from pipeline.parts.pages_read import pages_read
from pipeline.parts.parts import DEFAULT_SIZES, Done, Sizes, Workshop
from pipeline.parts.tables import pieces_of
from pipeline.transform.dataset import assemble, read_snapshot
from schemas.extraction import AnyExtraction, Extraction
from tests.comparing import key_of, snapshot
from warehouse.building.parquet import to_arrow
from warehouse.parts.store import DamagedPartError, PartStore

T = TypeVar("T")
FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*/*/page.*"))
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
SMALL = Sizes(pages=4, told=5_000, together=0)


def here(task: Callable[[T], Done], items: Sequence[T]) -> Iterator[Done]:
    """Has tasks done in this process."""
    return map(task, items)


def parts_of(extractions: Sequence[AnyExtraction], store: Path, sizes: Sizes = SMALL, program: str = "1") -> Parts:
    with tempfile.TemporaryDirectory() as folder, pages_read(Path(folder)) as pages:
        pages.note_all(pages.keep(encoded_capture(one, key_of(one)) for one in extractions))
        return made_parts(pages, Path(folder), Workshop(PartStore(str(store)), program), here, sizes)


def rows_of(parts: Parts) -> dict[str, list[str]]:
    """The rows of each table out of parts, each as one text."""
    return {
        name: sorted(repr(row) for piece in pieces.tables for row in piece.to_pylist())
        for name, pieces in pieces_of(parts).items()
    }


def rows_at_once(extractions: Sequence[AnyExtraction]) -> dict[str, list[str]]:
    """The same of all pages at once."""
    dataset = assemble(extractions)
    tables = {table.name: to_arrow(table, dataset.get(table.name, ())) for table in SCHEMA.tables}
    return {name: sorted(map(repr, content.to_pylist())) for name, content in tables.items()}


@cache
def corpus() -> tuple[AnyExtraction, ...]:
    """What the samples of all sources say, whole and cut, and a small site with several captures of some addresses."""
    samples = [(path.read_bytes(), f"{path.parent.name}/{path.name}") for path in FIXTURES]
    cut = [(payload[: len(payload) // 2], f"cut/{name}") for payload, name in samples]
    with tempfile.TemporaryDirectory() as folder:
        write_pages(Path(folder), 40, seed=3, form="warc")
        captures = list(read_snapshots(PageFile(Path(folder, "pages.warc.gz"), "pages.warc.gz")))
    return tuple(map(read_snapshot, (*captures, *(snapshot(*one) for one in (*samples, *cut)))))


@pytest.fixture(scope="module")
def used_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has what was made of other pages before, by this program and another; a fifth of it is damaged."""
    return tmp_path_factory.mktemp("used")


@settings(max_examples=8, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 2**32),
    st.integers(1, 80),
    st.builds(Sizes, st.integers(1, 30), st.sampled_from([1, 300, 10_000]), st.sampled_from([0, 2**30])),
    st.sampled_from(["1", "2"]),
)
def test_however_pages_and_keys_are_cut_the_rows_are_those_of_all_at_once(
    used_store: Path, seed: int, count: int, sizes: Sizes, program: str
) -> None:
    chance = Random(seed)
    chosen = chance.sample(corpus(), min(count, len(corpus())))
    assert rows_of(parts_of(chosen, used_store, sizes, program)) == rows_at_once(chosen)
    files = sorted(path for path in used_store.rglob("*") if path.is_file())
    for path in chance.sample(files, len(files) // 5):
        path.write_bytes(path.read_bytes()[1:])


def test_the_tables_of_pages_are_in_order_shard_after_shard(tmp_path: Path) -> None:
    parts = parts_of(corpus(), tmp_path)
    assert len(parts.shards) > 10
    pieces = pieces_of(parts)
    ids = [page for piece in pieces["pages"].tables for page in piece["page_id"].to_pylist()]
    assert ids == sorted(ids)
    assert pieces["page_lines"].in_order


def files_in(store: Path) -> dict[str, int]:
    """The files of a store, each with what tells whether it was written anew."""
    return {path.relative_to(store).as_posix(): path.stat().st_ino for path in store.rglob("*") if path.is_file()}


def read_by_another_process(page: AnyExtraction) -> AnyExtraction:
    """What the page says, in which other values are one object, so that it is encoded as other bytes."""
    again = decoded(encoded(page, key_of(page)))
    assert isinstance(again, Extraction)
    return again


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    parts_of(corpus(), tmp_path)
    before = files_in(tmp_path)
    parts_of([read_by_another_process(page) for page in reversed(corpus())], tmp_path)
    assert files_in(tmp_path) == before


def test_a_page_more_makes_its_shard_anew_and_no_other(tmp_path: Path) -> None:
    most, last = corpus()[:-1], corpus()[-1]
    before = {part.folder for part in parts_of(most, tmp_path).shards}
    after = [part.folder for part in parts_of((*most, last), tmp_path).shards]
    assert len([folder for folder in after if folder not in before]) == 1


def test_another_program_makes_all_parts_anew(tmp_path: Path) -> None:
    first, second = (parts_of(corpus(), tmp_path, program=program) for program in ("1", "2"))
    folders = [{part.folder for part in (*parts.shards, *parts.united)} for parts in (first, second)]
    assert folders[0].isdisjoint(folders[1])


@pytest.mark.parametrize("damage", ["cut off", "changed", "gone", "without its marker"])
def test_damaged_and_half_written_parts_are_noticed_and_made_again(tmp_path: Path, damage: str) -> None:
    expected = rows_of(parts_of(corpus(), tmp_path))
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("done"))
    for path in files[::2]:
        whole = path.read_bytes()
        match damage:
            case "cut off":
                path.write_bytes(whole[:-5])
            case "changed":
                path.write_bytes(whole[:9] + bytes([whole[9] ^ 1]) + whole[10:])
            case "gone":
                path.unlink()
            case _:
                for marker in path.parent.glob("done-*"):
                    marker.unlink()
    assert rows_of(parts_of(corpus(), tmp_path)) == expected


def test_a_part_that_is_damaged_while_a_run_goes_on_ends_it(tmp_path: Path) -> None:
    parts = parts_of(corpus(), tmp_path)
    pieces = pieces_of(parts)
    for path in tmp_path.rglob("page_lines-*"):
        path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(DamagedPartError):
        list(pieces["page_lines"].tables)


def test_a_task_is_given_a_bounded_number_of_pages() -> None:
    assert Sizes(pages=256, told=2 * 2**20, together=4 * 2**20) == DEFAULT_SIZES
