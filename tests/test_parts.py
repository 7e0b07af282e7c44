"""Parts that tasks leave for others: in a folder and in an object store, whole or as good as not there."""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.object_store import ROOT, ObjectStore, address, free_port, needs_object_store, told_by
from warehouse.parts.location import Bucket, UnusableStoreError, bucket_at
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
    kept = place.store.keep(NAME, FILES)
    part = recalled(place.store)
    assert kept == part
    assert contents(part) == FILES
    assert {name: file.sha256 for name, file in part.files.items()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
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


OTHERWISE = {name: b"compressed by another library" + content for name, content in FILES.items()}


@pytest.mark.parametrize(("first", "second"), [(FILES, OTHERWISE), (OTHERWISE, FILES)])
def test_what_a_killed_writer_left_in_another_form_does_no_harm(
    place: Place, first: Mapping[str, bytes], second: Mapping[str, bytes]
) -> None:
    place.store.keep(NAME, first)
    place.file("done-").unlink()
    assert place.store.recall(NAME) is None
    assert contents(place.store.keep(NAME, second)) == second
    assert contents(recalled(place.store)) == second


def test_a_part_that_is_there_in_two_forms_is_found_until_both_are_discarded(place: Place) -> None:
    forms = [place.store.keep(NAME, files) for files in (FILES, OTHERWISE)]
    found = recalled(place.store)
    assert found in forms
    found.discard()
    left = recalled(place.store)
    assert left in forms and left != found
    assert contents(left) in (FILES, OTHERWISE)
    left.discard()
    assert place.store.recall(NAME) is None


def test_files_in_very_many_forms_are_no_part_and_take_no_time(tmp_path: Path) -> None:
    store = PartStore(str(tmp_path))
    for form in (b"1", b"2"):
        part = store.keep(NAME, {f"table{number}.parquet": form for number in range(50)})
        part.discard()
    began = time.monotonic()
    assert store.recall(NAME) is None
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("refusal", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_part_of_another_user_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: int) -> None:
    store = PartStore(str(tmp_path))
    store.keep(NAME, FILES)

    def refuse(path: Path) -> None:
        raise OSError(refusal, os.strerror(refusal), str(path))

    monkeypatch.setattr(os, "utime", refuse)
    assert contents(recalled(store)) == FILES


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
        ("s3://[bucket/a", "s3://[bucket/a is no address of an object store"),
        ("s3://bucket:eu/a", "s3://bucket:eu/a is no address of an object store"),
        ("s3://bucket:80/a", "is no address of an object store"),
        ("s3://bucket/a#b", "is no address of an object store"),
    ],
)
def test_a_location_that_is_none_is_told(location: str, sentence: str) -> None:
    problem = PartStore(location).problem()
    assert problem is not None
    assert sentence in problem
    with pytest.raises(UnusableStoreError):
        PartStore(location).recall(NAME)


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("s3://key:geheim@bucket/a", "holds no secrets: set AWS_ACCESS_KEY_ID"),
        ("s3://key:ge/geheim@bucket/a", "holds no secrets: set AWS_ACCESS_KEY_ID"),
        ("s3://key:ge?geheim@bucket/a", "holds no secrets: set AWS_ACCESS_KEY_ID"),
        ("gs://key:geheim@bucket/a", "holds no secrets: set AWS_ACCESS_KEY_ID"),
        ("s3://bucket/a?scheme=http&endpoint_override=key:geheim@127.0.0.1", "holds no secrets: set AWS_ACCESS_KEY_ID"),
        ("s3://bucket/a?endpoint_override=key:geheim%40127.0.0.1", "holds no secrets: set AWS_ACCESS_KEY_ID"),
        ("s3://bucket/a?access_key=key&secret_key=geheim", "s3://bucket/a says access_key, secret_key, which no store"),
        ("s3://bucket:1/a?secret_key=geheim", "s3://bucket:1/a is no address of an object store"),
        ("s3://bucket/a#geheim", "s3://bucket/a is no address of an object store"),
        ("gs://bucket/a?secret_key=geheim", "gs://bucket/a is no address of an object store"),
    ],
)
def test_no_sentence_about_an_address_tells_its_secrets(location: str, sentence: str) -> None:
    problem = PartStore(location).problem()
    assert problem is not None
    assert sentence in problem
    assert "geheim" not in problem


@pytest.mark.parametrize(
    ("location", "bucket"),
    [
        ("s3://parts", Bucket("parts", "", ())),
        ("S3://Parts_1.a-b/", Bucket("Parts_1.a-b", "", ())),
        ("s3://parts/of/me@home/?region=eu-north-1", Bucket("parts", "of/me@home", (("region", "eu-north-1"),))),
        ("s3://parts?scheme=http", Bucket("parts", "", (("scheme", "http"),))),
    ],
)
def test_an_address_names_a_bucket_a_prefix_and_settings(location: str, bucket: Bucket) -> None:
    assert bucket_at(location) == bucket


def a_name_too_long(folder: Path) -> Path:
    return folder / ("a" * 300)


def a_link_to_itself(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop" / "parts"


@pytest.mark.parametrize("made", [a_name_too_long, a_link_to_itself])
def test_a_folder_that_the_system_refuses_is_told(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    folder = made(tmp_path)
    problem = PartStore(str(folder)).problem()
    assert problem is not None
    assert problem.startswith(f"{folder} can't keep parts (")
    assert problem.endswith("free some space there if it is full, or name another folder.")


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
