"""Parts that tasks leave for others: in a folder and in an object store, whole or as good as not there."""

from __future__ import annotations

import hashlib
import pickle
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.object_store import ROOT, ObjectStore, address, free_port, needs_object_store, told_by
from warehouse.parts.location import UnusableStoreError
from warehouse.parts.store import DamagedPartError, Part, PartStore

NAME = hashlib.sha256(b"a shard").hexdigest()
FILES = {"pages.parquet": b"PAR1 rows of pages PAR1" * 400, "told": b"", "page_lines.parquet": bytes(range(256))}


@dataclass(frozen=True, slots=True)
class Place:
    """A store that is tested, and the folder in which its files lie."""

    store: PartStore
    folder: Path

    def file(self, start: str) -> Path:
        """The one file of the part whose name begins so."""
        (found,) = (self.folder / NAME[:2] / NAME[2:]).glob(f"{start}*")
        return found


@pytest.fixture(params=["folder", pytest.param("objects", marks=needs_object_store)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Place(PartStore(str(tmp_path / "parts")), tmp_path / "parts")
    objects: ObjectStore = request.getfixturevalue("object_store")
    bucket = re.sub(r"[^a-z0-9]", "", tmp_path.name)
    return Place(PartStore(objects.location(bucket, "some/prefix")), objects.folder / bucket / "some" / "prefix")


def recalled(store: PartStore, name: str = NAME) -> Part:
    part = store.recall(name)
    assert part is not None
    return part


def contents(part: Part) -> Mapping[str, bytes]:
    return {file: part.read(file) for file in part.files}


def test_what_was_kept_is_recalled(place: Place) -> None:
    assert place.store.problem() is None
    assert place.store.recall(NAME) is None
    place.store.keep(NAME, FILES)
    part = recalled(place.store)
    assert contents(part) == FILES
    assert part.read_range("pages.parquet", 5, 4) == b"rows"
    assert {name: (file.size, file.sha256) for name, file in part.files.items()} == {
        name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in FILES.items()
    }
    assert place.store.recall("ab" * 32) is None


def test_a_file_is_named_by_its_bytes_and_the_marker_is_empty(place: Place) -> None:
    place.store.keep(NAME, {"pages.parquet": b"rows"})
    digest = hashlib.sha256(b"rows").hexdigest()
    kept = {p.relative_to(place.folder).as_posix(): p.read_bytes() for p in place.folder.rglob("*") if p.is_file()}
    folder = f"{NAME[:2]}/{NAME[2:]}"
    of_all = hashlib.sha256(f"pages-{digest}.parquet".encode()).hexdigest()
    assert kept == {f"{folder}/pages-{digest}.parquet": b"rows", f"{folder}/done-{of_all}": b""}


def test_stores_and_parts_travel_to_other_processes(place: Place) -> None:
    place.store.keep(NAME, FILES)
    store, part = pickle.loads(pickle.dumps((place.store, recalled(place.store))))  # noqa: S301  our own
    assert store == place.store
    assert contents(part) == FILES


def test_a_part_without_its_marker_is_not_there(place: Place) -> None:
    place.store.keep(NAME, FILES)
    place.file("done-").unlink()
    assert place.store.recall(NAME) is None
    place.store.keep(NAME, FILES)
    assert contents(recalled(place.store)) == FILES


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def lengthen(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def test_a_part_that_lacks_a_file_is_not_there(place: Place) -> None:
    place.store.keep(NAME, FILES)
    listed_before = recalled(place.store)
    place.file("pages").unlink()
    assert place.store.recall(NAME) is None
    with pytest.raises(DamagedPartError, match="pages"):
        listed_before.read("pages.parquet")


@pytest.mark.parametrize("damage", [cut, flip, lengthen])
def test_a_damaged_file_is_noticed_and_the_part_made_again(place: Place, damage: Callable[[Path], None]) -> None:
    place.store.keep(NAME, FILES)
    listed_before = recalled(place.store)
    damage(place.file("pages"))
    for part in (listed_before, recalled(place.store)):
        with pytest.raises(DamagedPartError, match=r"pages"):
            part.read("pages.parquet")
    assert part.read("told") == b""
    part.discard()
    assert place.store.recall(NAME) is None
    place.store.keep(NAME, FILES)
    assert contents(recalled(place.store)) == FILES


def test_a_range_beyond_the_end_of_a_file_is_damage(place: Place) -> None:
    place.store.keep(NAME, FILES)
    part = recalled(place.store)
    with pytest.raises(DamagedPartError, match="cut off"):
        part.read_range("page_lines.parquet", 250, 7)
    with pytest.raises(DamagedPartError, match="cut off"):
        part.read_range("page_lines.parquet", 300, 7)


def test_a_marker_without_files_is_a_damaged_part(place: Place) -> None:
    place.store.keep(NAME, {})
    part = recalled(place.store)
    assert part.files == {}
    with pytest.raises(DamagedPartError, match=r"has no pages\.parquet"):
        part.read("pages.parquet")
    part.discard()
    part.discard()
    assert place.store.recall(NAME) is None


def test_two_tasks_may_keep_the_same_part_at_the_same_time(place: Place) -> None:
    def keep() -> None:
        for _ in range(5):
            place.store.keep(NAME, FILES)
            assert contents(recalled(place.store)) == FILES

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(keep) for _ in range(4)]:
            done.result()
    assert len([path for path in place.folder.rglob("*") if path.is_file()]) == len(FILES) + 1


KEEPING = """
import sys
from warehouse.parts.store import PartStore
store = PartStore(sys.argv[1])
files = {f"file{number}": bytes([number]) * 500_000 for number in range(10)}
for number in range(1000):
    print(number, flush=True)
    store.keep(f"{number:064x}", files)
"""


def test_a_task_that_is_killed_leaves_only_parts_that_are_whole(place: Place) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KEEPING, place.store.location], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as task:
        assert task.stdout is not None
        begun = [task.stdout.readline() for _ in range(3)]
        task.kill()
    assert begun == ["0\n", "1\n", "2\n"]
    kept = [part for number in range(5) if (part := place.store.recall(f"{number:064x}"))]
    assert len(kept) >= 2
    for part in kept:
        assert contents(part) == {f"file{number}": bytes([number]) * 500_000 for number in range(10)}


@pytest.mark.parametrize("name", ["", "ab", "../../etc", "AB" * 32, "a/b/c/d"])
def test_a_part_is_named_in_hex(tmp_path: Path, name: str) -> None:
    store = PartStore(str(tmp_path))
    with pytest.raises(ValueError, match="no name of a part"):
        store.keep(name, FILES)
    with pytest.raises(ValueError, match="no name of a part"):
        store.recall(name)


@pytest.mark.parametrize("file", ["", "../pages", "pages-1.parquet", ".parquet", "Pages.parquet", "a/b"])
def test_a_file_has_a_plain_name(tmp_path: Path, file: str) -> None:
    with pytest.raises(ValueError, match="no name of a file in a part"):
        PartStore(str(tmp_path)).keep(NAME, {file: b""})


WORKING = """
import sys
from functools import partial
from pipeline.engine.pool import kept_worker, run_pages
from warehouse.parts.store import PartStore

store = PartStore(sys.argv[1])

def keep(number):
    store.keep(f"{number:064x}", {"told": b"%d" % number})

def read(number):
    return store.recall(f"{number:064x}").read("told")

with kept_worker(PartStore.problem) as problem_of:
    assert problem_of(store) is None
assert [result for _, result in run_pages(keep, range(20), workers=2)] == [None] * 20
with kept_worker(read) as read_by_worker:
    assert [read_by_worker(number) for number in range(20)] == [b"%d" % number for number in range(20)]
assert [result for _, result in run_pages(read, range(20), workers=2)] == [b"%d" % number for number in range(20)]
"""
OPEN_BEFORE = """
import sys
from pipeline.engine.pool import run_pages
from warehouse.parts.store import PartStore

store = PartStore(sys.argv[1])
store.problem()
((_, refusal),) = run_pages(PartStore.problem, [store], workers=1)
print(refusal.message)
"""


def test_workers_keep_and_read_for_a_process_that_leaves_the_store_to_them(place: Place) -> None:
    assert told_by(WORKING, place.store.location) == ""


@needs_object_store
@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_worker_that_was_forked_too_late_says_so(object_store: ObjectStore) -> None:
    assert "RuntimeError" in told_by(OPEN_BEFORE, object_store.location("forked"))


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("parts", "parts is no absolute path: name a folder so, or s3://"),
        ("s3://", "is no address of an object store"),
        ("s3:///prefix", "is no address of an object store"),
        ("gs://bucket/prefix", "is no address of an object store"),
        ("s3://bucket/a?regoin=x", "says regoin, which no store has: it may say endpoint_override, region, scheme"),
        ("s3://key:secret@bucket/a", "holds no secrets: set AWS_ACCESS_KEY_ID"),
    ],
)
def test_a_location_that_is_none_is_told(location: str, sentence: str) -> None:
    problem = PartStore(location).problem()
    assert problem is not None
    assert sentence in problem
    with pytest.raises(UnusableStoreError):
        PartStore(location).recall(NAME)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "parts").write_text("no folder", encoding="utf-8")
    store = PartStore(str(tmp_path / "parts"))
    problem = store.problem()
    assert problem is not None
    assert "name a folder that you may write to" in problem
    for use in (store.recall, lambda name: store.keep(name, FILES)):
        with pytest.raises(UnusableStoreError, match="can't keep parts"):
            use(NAME)


def test_a_disk_that_takes_no_more_is_told_with_the_file(tmp_path: Path) -> None:
    store = PartStore(str(tmp_path))
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError, match=r"/pages-[0-9a-f]{64}\.parquet"):
            store.keep(NAME, {"pages.parquet": bytes(10_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@needs_object_store
def test_a_bucket_that_is_not_there_is_told(object_store: ObjectStore) -> None:
    store = PartStore(address(object_store.port, "nowhere"))
    said = "The bucket nowhere can't keep parts: there is no such bucket; create the bucket, or name another one."
    assert store.problem() == said
    with pytest.raises(UnusableStoreError, match="create the bucket, or name another one"):
        store.keep(NAME, FILES)


WITHOUT_OBJECT_STORES = """
import sys
sys.modules["pyarrow._s3fs"] = None
from warehouse.parts.store import PartStore
print(PartStore(sys.argv[1]).problem())
"""


def test_a_pyarrow_without_object_stores_is_told_and_keeps_parts_in_folders(tmp_path: Path) -> None:
    assert "name a folder for the parts" in told_by(WITHOUT_OBJECT_STORES, "s3://bucket/prefix")
    assert told_by(WITHOUT_OBJECT_STORES, str(tmp_path)) == "None\n"


@needs_object_store
def test_a_store_that_nobody_answers_for_is_told(object_store: ObjectStore) -> None:
    assert object_store.port
    problem = PartStore(address(free_port(), "bucket")).problem()
    assert problem is not None
    assert problem.endswith("check the address and the network.")


class _LetsNobodyIn(BaseHTTPRequestHandler):
    """Answers as S3 does where keys may not do what they ask for."""

    def do_GET(self) -> None:
        self.send_response(403)
        body = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_PUT = do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def letting_nobody_in() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _LetsNobodyIn) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@needs_object_store
def test_keys_that_may_do_nothing_are_told(object_store: ObjectStore) -> None:
    assert object_store.port
    with letting_nobody_in() as port:
        store = PartStore(address(port, "bucket"))
        problem = store.problem()
        assert problem is not None
        assert "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in problem
        with pytest.raises(UnusableStoreError, match="set AWS_ACCESS_KEY_ID"):
            store.recall(NAME)
