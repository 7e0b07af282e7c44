"""Tables in pieces: however they are cut, and in whatever order they come, the files are the same, byte for byte."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.sources import SCHEMA
from schemas import records
from schemas.tables import Table
from tests.test_warehouse import TABLE, UNKNOWN_ORIGIN, sample, write_rows
from warehouse.building.keys import DuplicateKeyError, UnorderedError
from warehouse.building.parquet import to_arrow, write_parquet
from warehouse.building.pieces import Pieces
from warehouse.building.sorting import SORTED_AT_ONCE, sorted_pieces
from warehouse.release import stage, stage_pieces

PAGES = [f"{number:064x}" for number in (1, 7, 10, 11, 255)]
MANY = 140_000
EVIDENCE, ISSUES = TABLE["evidence"], TABLE["issues"]
Rows = list[tuple[Any, ...]]

texts = st.sampled_from(["", "PER", "PER-01", "PER-01/1", "Perú", "Zoë", "a", "𝔄", "\x00", "é", "é"])
evidence = st.builds(
    records.Evidence, texts, texts, st.sampled_from(PAGES), st.integers(1, 40), st.integers(1, 40), st.none() | texts
)
issues = st.builds(
    records.Issue,
    st.none() | st.sampled_from(PAGES),
    st.sampled_from(["error", "info"]),
    texts,
    st.none() | st.integers(1, 40),
    st.none() | st.integers(1, 40),
    texts,
)
tables = st.one_of(
    st.tuples(st.just(EVIDENCE), st.lists(evidence, max_size=200, unique_by=lambda row: row[:4])),
    st.tuples(st.just(ISSUES), st.lists(issues, max_size=200)),
)


def cut(rows: Rows, cuts: Sequence[int]) -> list[Rows]:
    """The rows in pieces that begin where it says."""
    places = sorted({0, len(rows), *(place % (len(rows) + 1) for place in cuts)})
    return [rows[start:end] for start, end in pairwise(places)]


def pieces_of(table: Table, parts: Sequence[Rows], *, in_order: bool = False) -> Pieces:
    """These rows in pieces that can be read once."""
    return Pieces((to_arrow(table, rows) for rows in parts), in_order)


def bytes_of(table: Table, pieces: Pieces) -> bytes:
    """The bytes of the file with the rows of pieces."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        write_parquet(table, pieces, path)
        assert list(Path(folder).iterdir()) == [path]
        return path.read_bytes()


@settings(deadline=None, max_examples=60)
@given(tables, st.lists(st.integers(0, 300), max_size=8))
def test_pieces_in_any_cut_and_order_give_the_bytes_of_one(tabled: tuple[Table, Rows], cuts: list[int]) -> None:
    table, rows = tabled
    whole = to_arrow(table, rows)
    ordered = [tuple(row.values()) for row in whole.to_pylist()]
    one = bytes_of(table, Pieces([whole], in_order=True))
    assert bytes_of(table, pieces_of(table, cut(rows, cuts))) == one
    assert bytes_of(table, pieces_of(table, cut(ordered, cuts), in_order=True)) == one


@settings(deadline=None, max_examples=60)
@given(tables, st.lists(st.integers(0, 300), max_size=8), st.integers(1, 30_000))
def test_pieces_that_are_put_aside_come_back_in_order(
    tabled: tuple[Table, Rows], cuts: list[int], at_once: int
) -> None:
    table, rows = tabled
    with TemporaryDirectory() as folder:
        aside = Path(folder) / "aside"
        parts = [to_arrow(table, part) for part in cut(rows, cuts)]
        with sorted_pieces(table, parts, aside, at_once) as given_back:
            found = [row for part in given_back for row in part.to_pylist()]
        assert not aside.exists()
    assert found == to_arrow(table, rows).to_pylist()


def many_lines() -> Rows:
    """More lines than a row group holds, and more than are sorted in memory."""
    texts = [f"What the line with the number {number} says of this country and its roads" for number in range(700)]
    return [
        records.PageLine(PAGES[at // 35_000], 1 + at % 35_000, "participation", texts[at % 700], 1 + at % 35_000)
        for at in range(MANY)
    ]


def test_many_rows_in_pieces_that_overlap_give_the_bytes_of_one(tmp_path: Path) -> None:
    table, lines = TABLE["page_lines"], many_lines()
    write_rows(table, lines, tmp_path / "one.parquet")
    halves = [to_arrow(table, lines[1::2]), to_arrow(table, lines[::2])]
    assert sum(half.nbytes for half in halves) > SORTED_AT_ONCE
    assert bytes_of(table, Pieces(halves)) == (tmp_path / "one.parquet").read_bytes()
    with pytest.raises(DuplicateKeyError, match=rf"^page_lines: the key {PAGES[0]}/1 and \d+ more is given twice$"):
        bytes_of(table, Pieces([halves[1], *halves]))


@pytest.mark.parametrize("in_order", [True, False])
def test_a_key_of_two_pieces_is_refused(in_order: bool) -> None:
    rows = sample()["contributions"]
    with pytest.raises(DuplicateKeyError, match=r"^contributions: the key PER-01/1 is given twice$"):
        bytes_of(TABLE["contributions"], pieces_of(TABLE["contributions"], [rows, rows[:1]], in_order=in_order))


def test_pieces_that_are_not_in_the_order_that_they_claim_are_refused() -> None:
    rows = sorted(sample()["countries"])
    assert [row[0] for row in rows] == ["BEL", "PER"]
    with pytest.raises(UnorderedError, match=r"^countries: pieces said to be in order are not; the key BEL comes"):
        bytes_of(TABLE["countries"], pieces_of(TABLE["countries"], [rows[1:], rows[:1]], in_order=True))


def test_a_release_of_pieces_is_that_of_their_rows(tmp_path: Path) -> None:
    rows, shuffle = sample(), random.Random(3)
    content = {}
    for table in SCHEMA.tables:
        listed = shuffle.sample(rows.get(table.name, []), len(rows.get(table.name, [])))
        content[table.name] = pieces_of(table, cut(listed, [1, 3]))
    whole = stage(SCHEMA, rows, tmp_path / "whole", UNKNOWN_ORIGIN)
    assert stage_pieces(SCHEMA, content, tmp_path / "pieces", UNKNOWN_ORIGIN).manifest.release == whole.manifest.release


def test_a_table_in_pieces_that_nobody_defined_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^no such table: rivers$"):
        stage_pieces(SCHEMA, {"rivers": Pieces(())}, tmp_path, UNKNOWN_ORIGIN)


def test_a_disk_that_refuses_what_is_put_aside_is_named(tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    aside.symlink_to("/dev/full")
    parts = [to_arrow(ISSUES, [row]) for row in sample()["issues"]]
    with pytest.raises(OSError, match="No space left on device") as caught, sorted_pieces(ISSUES, parts, aside, 1):
        pytest.fail("the disk took it")
    assert caught.value.filename == str(aside)
    assert not aside.is_symlink()


def write_interrupted(pieces: Iterator[pa.Table], aside: Path) -> None:
    """Sort pieces by way of a file, and be interrupted when the first rows come."""
    with sorted_pieces(ISSUES, pieces, aside, 1) as parts:
        for _ in parts:
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", [1, 2])
def test_nothing_put_aside_stays_where_the_run_is_interrupted(tmp_path: Path, at: int) -> None:
    def interrupted() -> Iterator[pa.Table]:
        for number, row in enumerate(sample()["issues"]):
            if number == at:
                raise KeyboardInterrupt
            yield to_arrow(ISSUES, [row])

    with pytest.raises(KeyboardInterrupt):
        write_interrupted(interrupted(), tmp_path / "aside")
    assert list(tmp_path.iterdir()) == []
