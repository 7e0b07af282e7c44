"""What is kept of pages from run to run: always what reading them would give, whatever became of the cache."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.acquire.items import Item
from pipeline.acquire.page_files import find_pages
from pipeline.cache.encoding import UnreadableAnswerError, decoded, decoded_records, encoded
from pipeline.cache.files import KeptFiles
from pipeline.cache.pages import Answer, answer, kept_pages, page_key
from pipeline.cache.size import make_room
from pipeline.order import Order
from pipeline.parts.reading import read_items
from pipeline.provenance import library_versions, made_by
from pipeline.transform.dataset import assemble, read_snapshot
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.snapshot import Doubt, Refusal, Snapshot
from schemas.tables import Dataset
from tests.comparing import all_rows, snapshot
from tests.listing import listed
from tests.test_domain_cases import EMPTY, HEAD, TAIL
from warehouse.parts.compression import compressed

ROOT = Path(__file__).parent.parent
FIXTURES = sorted((ROOT / "tests" / "fixtures").glob("*/*/page.*"))
KEY = "ab" * 32
SAID = read_snapshot(Snapshot("gfmd", "norway.txt", b"Norway"))


def norway(blocks: int) -> str:
    return HEAD + EMPTY * blocks + TAIL


def written(folder: Path, pages: Mapping[str, str]) -> list[Item]:
    """These pages, and no others, in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    stored = listed(find_pages((folder,)).files, DEFAULT_BOUNDS.payload_bytes)
    return [item for history in stored.histories for item in history]


def answered(item: Item, kept: KeptFiles) -> Answer:
    return answer(item, DEFAULT_BOUNDS, kept)


def dataset_of_answers(items: list[Item], kept: KeptFiles, bounds: Bounds = DEFAULT_BOUNDS) -> Dataset:
    return assemble(decoded(answer(item, bounds, kept).capture.content) for item in items)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def pages(tmp_path: Path) -> list[Item]:
    return written(tmp_path / "pages", {f"norway-{number}.txt": norway(number) for number in range(1, 4)})


@pytest.fixture
def kept(tmp_path: Path) -> KeptFiles:
    return KeptFiles(tmp_path / "cache", "this program")


FOLDERS = st.dictionaries(st.sampled_from(["norway.txt", "copy.txt", "old.txt", "practice.txt"]), st.integers(0, 3))
PROGRAMS = st.sampled_from(["program 1, reference 1", "program 1, reference 2", "program 2, reference 1"])
# What decides as a program or a reference does: other bounds give other results for the same page.
BOUNDS = {"program 2, reference 1": replace(DEFAULT_BOUNDS, lines=30)}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(FOLDERS, PROGRAMS), min_size=2, max_size=5))
def test_with_the_cache_all_rows_are_those_without(steps: list[tuple[dict[str, int], str]]) -> None:
    """Pages are added, changed, removed and renamed, and the program changes to and fro."""
    with tempfile.TemporaryDirectory() as folder:
        for pages, program in steps:
            items = written(Path(folder, "pages"), {name: norway(blocks) for name, blocks in pages.items()})
            bounds = BOUNDS.get(program, DEFAULT_BOUNDS)
            kept = KeptFiles(Path(folder, "cache"), program)
            assert all_rows(dataset_of_answers(items, kept, bounds)) == all_rows(
                dataset_of_answers(items, KeptFiles(None, program), bounds)
            )


def test_a_page_that_was_read_is_not_read_again(pages: list[Item], kept: KeptFiles) -> None:
    first = [answered(page, kept) for page in pages]
    again = [answered(page, kept) for page in pages]
    assert [one.kept for one in first] == [False] * 3
    assert again == [Answer(one.capture, kept=True) for one in first]


@pytest.mark.parametrize("page", FIXTURES, ids=lambda path: f"{path.parent.name}")
def test_what_any_page_gives_comes_out_as_it_was(page: Path) -> None:
    said = read_snapshot(snapshot(page.read_bytes(), f"{page.parent.name}/{page.name}"))
    again = decoded(encoded(said, KEY))
    assert (again.page, again.identity, again.facts, again.issues, again.repairs, again.refusal) == (
        said.page,
        said.identity,
        said.facts,
        said.issues,
        said.repairs,
        said.refusal,
    )
    assert list(again.claims) == list(said.claims)


PAGE = Snapshot("gfmd", "norway.txt", b"Norway", "https://www.gfmd.org/norway", datetime.fromisoformat("2020-01-01"))
CHANGES: Mapping[str, Any] = {
    "source": "factbook",
    "path": "peru.txt",
    "payload": b"Norwa",
    "url": None,
    "fetched_at": datetime.fromisoformat("2020-01-02"),
    "charset": "utf-8",
    "media_type": "text/plain",
    "refusal": Refusal("damaged_warc", "It is."),
    "rewritten_to": "https://web.archive.org/web/",
    "doubts": (Doubt("address_differs", "It does."),),
}


def test_every_field_of_a_snapshot_decides(kept: KeptFiles) -> None:
    assert list(CHANGES) == list(Snapshot.__dataclass_fields__)
    keys = {page_key(kept, replace(PAGE, **{name: value})) for name, value in CHANGES.items()}
    assert len({page_key(kept, PAGE), *keys}) == 1 + len(CHANGES)


def test_bounds_and_program_decide(tmp_path: Path) -> None:
    orders = [
        Order(tmp_path),
        Order(tmp_path, page_bounds=replace(DEFAULT_BOUNDS, depth=9)),
        Order(tmp_path, process_bounds=replace(Order(tmp_path).process_bounds, cpu_seconds=1)),
    ]
    keys = {page_key(found, PAGE) for order in orders for found in [kept_pages(order)]}
    assert len({*keys, page_key(KeptFiles(tmp_path, "another program"), PAGE)}) == len(orders) + 1


def test_libraries_decide_with_all_that_they_need_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, decided_by = library_versions("country-profiles"), made_by.__wrapped__()
    assert {"selectolax", "ftfy", "py3langid", "numpy"} <= before.keys()
    assert "pytest" not in before
    (tmp_path / "selectolax-99.dist-info").mkdir()
    described = "Metadata-Version: 2.1\nName: selectolax\nVersion: 99\n"
    (tmp_path / "selectolax-99.dist-info" / "METADATA").write_text(described, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert library_versions("country-profiles") == {**before, "selectolax": "99"}
    assert made_by.__wrapped__() != decided_by


EDITING = """
from pathlib import Path
from pipeline.provenance import made_by
digests = [made_by.__wrapped__()]
for place in ("schemas/site.py", "extractors/gfmd/words.toml", "extractors/values/aliases.csv", "warehouse/boxes.csv"):
    with Path(place).open("a") as file:
        file.write("#")
    digests.append(made_by.__wrapped__())
print(len(set(digests)))
"""


def test_every_file_of_the_program_decides(tmp_path: Path) -> None:
    for package in ("schemas", "extractors", "pipeline", "warehouse"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", EDITING], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    assert done.stdout == b"5\n"


def test_python_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_by.__wrapped__()
    monkeypatch.setattr(sys, "version", "4.0.0")
    assert made_by.__wrapped__() != before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), cut=st.booleans())
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, kept: KeptFiles, at: float, bit: int, *, cut: bool) -> None:
    kept.keep(KEY, b"what a page gives" * 20)
    (file,) = files_in(tmp_path / "cache")
    content = bytearray(file.read_bytes())
    place = int(at * len(content))
    content[place] ^= 1 << bit
    file.write_bytes(content[:place] if cut else content)
    assert kept.recall(KEY) is None
    kept.keep(KEY, b"what a page gives" * 20)
    assert kept.recall(KEY) == b"what a page gives" * 20


def test_a_file_under_the_name_of_another_is_not_taken(tmp_path: Path, kept: KeptFiles) -> None:
    kept.keep(KEY, b"Norway")
    (file,) = files_in(tmp_path / "cache")
    file.rename(file.with_name("c" * 62))
    assert kept.recall(f"ab{'c' * 62}") is None


class Attack:
    """Bytes that, read as any pickle, would make a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.file),)


def as_stored(packed: bytes, file: Path) -> bytes:
    """A file of the cache with a sound sha256, whatever it holds."""
    name = f"{file.parent.name}{file.name}"
    return hashlib.sha256(name.encode() + packed).digest() + packed


def extractions(items: list[Item], order: Order) -> Iterator[object]:
    with closing(read_items(items, order, lambda *_: None)) as found:
        yield from found


@pytest.mark.parametrize("made_up", ["a command", "plain values", "five plain values", "no pickle"])
def test_what_somebody_made_up_is_not_run_and_the_page_read_after_all(
    made_up: str, pages: list[Item], tmp_path: Path
) -> None:
    order = Order(tmp_path / "data")
    said = list(extractions(pages, order))
    contents = {
        "a command": pickle.dumps(Attack(tmp_path / "broken in")),
        "plain values": pickle.dumps({"page": 1}),
        "five plain values": pickle.dumps(("Norway", None, True, True, b"Norway")),
        "no pickle": b"Norway",
    }
    for file in files_in(tmp_path / "data" / "cache"):
        file.write_bytes(as_stored(contents[made_up], file))
    assert list(map(repr, extractions(pages, order))) == list(map(repr, said))
    assert not (tmp_path / "broken in").exists()


@pytest.mark.parametrize("made", [Attack(Path("x")), Path("x"), print, Order, KeptFiles])
def test_only_records_are_read(made: object) -> None:
    with pytest.raises(UnreadableAnswerError):
        decoded_records(pickle.dumps(made))


@pytest.mark.parametrize(
    "made_up",
    [
        b"",
        b"Norway",
        bytes.fromhex(KEY) + compressed(b"no pickle"),
        bytes.fromhex(KEY) + compressed(pickle.dumps("plain value")),
        bytes.fromhex(KEY) + compressed(pickle.dumps(Attack(Path("x")))),
        encoded(SAID, KEY)[:-9],
        bytes.fromhex(KEY) + (2**62).to_bytes(8) + encoded(SAID, KEY)[40:],
    ],
)
def test_only_what_pages_give_is_decoded(made_up: bytes) -> None:
    assert decoded(encoded(SAID, KEY)) == SAID
    with pytest.raises(UnreadableAnswerError):
        decoded(made_up)


def test_a_cache_may_be_deleted_at_any_time(tmp_path: Path, pages: list[Item], kept: KeptFiles) -> None:
    for page in pages:
        assert not answered(page, kept).kept
        shutil.rmtree(tmp_path / "cache")


def test_where_nothing_can_be_kept_pages_are_read(tmp_path: Path, pages: list[Item], kept: KeptFiles) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    assert [answered(page, kept).kept for page in [*pages, *pages]] == [False] * 6


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path / "pages", "this program")
    keys = [f"{number:064x}" for number in range(8)]
    for age, key in enumerate(keys):
        kept.keep(key, os.urandom(2**19))
        (file,) = set(files_in(tmp_path)) - {path for path in files_in(tmp_path) if path.stat().st_mtime < 2**30}
        os.utime(file, (1000 + age, 1000 + age))
    kept.recall(keys[0])
    make_room(tmp_path, 2)
    assert [key for key in keys if kept.recall(key)] == [keys[0], *keys[-2:]]
    make_room(tmp_path, 0)
    assert files_in(tmp_path) == []
    make_room(tmp_path / "nowhere", 0)
