"""Packs: what pieces of parts made in earlier runs is used again, and never instead of what they would make now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.cache.encoding import encoded_records, encoded_values
from pipeline.cache.files import KeptFiles
from pipeline.cache.pages import encoded_capture
from pipeline.parts.making import made_parts
from pipeline.parts.messages import Messages, begins_anew
from pipeline.parts.packs import Place, made_by_pieces
from pipeline.parts.pages_read import pages_read
from pipeline.parts.parts import Done, Made, Sizes, Workshop
from schemas.extraction import AnyExtraction
from schemas.records import Issue
from tests.comparing import key_of
from tests.test_runs_in_parts import corpus
from warehouse.parts.compression import compressed
from warehouse.parts.store import PartStore
from warehouse.passing_database import passing_database

T = TypeVar("T")
SMALL = Sizes(pages=16, told=20_000, together=0)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Maker:
    """Makes an issue and a message of each letter, and notes of which ones it did."""

    made: list[str] = field(default_factory=list)

    def make(self, letter: str) -> Made:
        self.made.append(letter)
        row = Issue(page_id=letter, severity="warning", code="letter", first_line=1, last_line=1, message=letter)
        return Made({"issues": [row]}, [("gfmd", "units", letter, letter, letter.encode())])

    def all_of(self, letters: str, place: Place) -> Made:
        return made_by_pieces(letters, lambda letter: (letter.encode(),), self.make, place)


def plain(made: Made) -> tuple[list[object], list[object]]:
    return list(made.rows["issues"]), list(made.messages)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(KeptFiles(tmp_path / "packs", "this program"), ("gfmd", "units", "a"))


def only_file(folder: Path) -> Path:
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    return file


def test_only_pieces_that_are_new_are_made(place: Place) -> None:
    maker = Maker()
    first = maker.all_of("abc", place)
    maker.made.clear()
    again = maker.all_of("bacd", place)
    assert maker.made == ["d"]
    assert plain(again) == plain(Maker().all_of("bacd", place._replace(names=("elsewhere",))))
    assert plain(first) == plain(Maker().all_of("abc", place._replace(names=("elsewhere again",))))


def test_a_pack_has_what_was_made_last_and_nothing_else(place: Place) -> None:
    Maker().all_of(LETTERS, place)
    Maker().all_of("ab", place)
    maker = Maker()
    maker.all_of("abc", place)
    assert maker.made == ["c"]


@pytest.mark.parametrize("other", [("another program", "a"), ("this program", "b")])
def test_another_program_and_another_place_have_packs_of_their_own(place: Place, other: tuple[str, str]) -> None:
    program, first = other
    Maker().all_of("abc", place)
    maker = Maker()
    maker.all_of("abc", Place(KeptFiles(place.packs.folder, program), ("gfmd", "units", first)))
    assert maker.made == list("abc")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), cut=st.booleans())
def test_a_damaged_pack_is_as_good_as_none(tmp_path: Path, place: Place, at: float, bit: int, *, cut: bool) -> None:
    expected = plain(Maker().all_of("abc", place))
    file = only_file(tmp_path / "packs")
    content = bytearray(file.read_bytes())
    content[int(at * len(content))] ^= 1 << bit
    file.write_bytes(content[: int(at * len(content))] if cut else content)
    maker = Maker()
    assert plain(maker.all_of("abc", place)) == expected
    assert maker.made == list("abc")


@pytest.mark.parametrize("made_up", [b"Norway", compressed(b"Norway"), compressed(encoded_records([1, 2]))])
def test_what_this_program_did_not_write_is_no_pack(place: Place, made_up: bytes) -> None:
    place.packs.keep(place.packs.key(*place.names), made_up)
    maker = Maker()
    maker.all_of("abc", place)
    assert maker.made == list("abc")


def test_where_nothing_can_be_kept_all_is_made(tmp_path: Path, place: Place) -> None:
    (tmp_path / "packs").write_text("a file where the folder should be", encoding="utf-8")
    for _ in range(2):
        maker = Maker()
        maker.all_of("abc", place)
        assert maker.made == list("abc")


def here(task: Callable[[T], Done], items: Sequence[T]) -> Iterator[Done]:
    return map(task, items)


@settings(max_examples=2, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.integers(0, 2**32))
def test_whatever_changes_the_parts_are_those_without_packs(seed: int) -> None:
    """Pages come and go from run to run; the files of parts are the same, byte for byte, made by pieces or at once."""
    chance = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        packs = KeptFiles(Path(folder, "packs"), "1")
        for run in range(2):
            chosen = chance.sample(corpus(), chance.randint(len(corpus()) * 3 // 4, len(corpus())))
            with_packs = files_made(chosen, Path(folder, f"with-{run}"), packs)
            assert with_packs == files_made(chosen, Path(folder, f"without-{run}"), None)
            assert any(name.split("/")[-1].startswith("practices-") for name in with_packs)


def files_made(extractions: Sequence[AnyExtraction], store: Path, packs: KeptFiles | None) -> set[str]:
    """The files of the parts that are made, whose names have the sha256 of their bytes."""
    with tempfile.TemporaryDirectory() as folder, pages_read(Path(folder)) as pages:
        pages.note_all(pages.keep(encoded_capture(one, key_of(one)) for one in extractions))
        made_parts(pages, Path(folder), Workshop(PartStore(str(store)), "1", packs), here, SMALL)
    return {path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file()}


def test_equal_values_have_equal_bytes_whichever_of_them_are_one_object() -> None:
    one, other = "".join(LETTERS), "".join(reversed("".join(reversed(LETTERS))))
    assert one is not other
    assert encoded_values([(one, one)]) == encoded_values([(one, other)])


def first_keys(keys: Sequence[str]) -> set[str]:
    """The keys that begin the ranges of a step that was told 100 bytes under each key."""
    with passing_database(None) as connection:
        messages = Messages(connection)
        messages.add([("gfmd", "units", key, "page", bytes(100)) for key in keys])
        return {found.told[0][0] for found in messages.ranges("gfmd", "units", 4_000)}


def test_most_ranges_begin_at_the_same_keys_whatever_else_is_there() -> None:
    keys = [f"{Random(number).getrandbits(64):016x}" for number in range(2_000)]
    before = first_keys(keys)
    after = first_keys(sorted({*keys[20:], *(f"{number:016x}" for number in range(20))}))
    assert len(before) > 60
    assert len(before & after) > 0.9 * len(before)


def test_one_key_in_so_many_begins_anew() -> None:
    keys = [str(number) for number in range(8_000)]
    assert all(begins_anew(key, 1) for key in keys)
    assert 800 < sum(begins_anew(key, 8) for key in keys) < 1_200
