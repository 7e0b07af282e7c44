"""A disk that is full, fails or may not be written to: one sentence, exit code 1, and nothing half done.

A small file system can be mounted by root alone; what others can try is tried with a bound for the size of files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.acquire.archive.verify import verify as verify_archive
from pipeline.quarantine.held import held_pages
from tests.hostile_server import says, serving
from tests.local_site import COUNTRIES, SLUGS, local, site
from tests.test_cli_fetch import profiles
from warehouse import ledger
from warehouse.manifest import verify
from warehouse.release import STAGING, current

FIXTURES = Path(__file__).parent / "fixtures" / "gfmd"
PERU, BELGIUM = FIXTURES / "peru-short" / "page.txt", FIXTURES / "belgium-short" / "page.txt"
KIB = 1024
SIZES = (0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 160, 192, 256, 384, 512, 640, 768, 896, 1024)
ENOUGH = 3 * 1024
WAY_OUT = "free some space, or choose another folder with --data."

LIMITED = """
import json, resource, sys
from tests.test_cli_fetch import profiles
told = []
for limit in map(int, sys.argv[3:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    done = profiles("run", sys.argv[1], "--data", sys.argv[2], "--workers", "1")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    told.append([done.returncode, done.stderr])
print(json.dumps(told))
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def leave(disk: Path, kibibytes: int) -> None:
    """Fill a disk up to so many KiB."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    state = os.statvfs(disk)
    ballast.write_bytes(bytes(max(0, state.f_bfree * state.f_frsize - kibibytes * KIB)))


def is_one_sentence(stderr: str, words: str) -> bool:
    """Whether the last of the messages names a file and a way out, and nothing else went wrong."""
    *_, last = stderr.splitlines()
    named = last.startswith("Error: /") and words in last
    return named and stderr.count("Error:") == 1 and "Traceback" not in stderr


def is_left_whole(data: Path, release: Path | None) -> bool:
    """Whether this release is current and sound, and nothing is left of the one in the making."""
    now = current(data)
    return now == release and (now is None or verify(now) == ()) and not list(data.glob(f"{STAGING}/*"))


def test_a_run_on_a_small_disk_ends_with_a_sentence_at_every_size(disk: Path) -> None:
    data = disk / "data"
    assert profiles("run", str(PERU), "--data", str(data)).returncode == 0
    before = current(data)
    named = set()
    for size in SIZES:
        leave(disk, size)
        done = profiles("run", str(FIXTURES), "--data", str(data), "--workers", "1")
        assert done.returncode == 1, (size, done.stderr)
        assert is_one_sentence(done.stderr, f"No space left on device; {WAY_OUT}"), (size, done.stderr)
        assert is_left_whole(data, before), size
        named.add(done.stderr.splitlines()[-1].partition(": No space")[0].rpartition("/")[2])
        line = ledger.read(data)[-1]
        assert size < 8 or (line.outcome == "failed" and f"Error: {line.message}" in done.stderr), size
    assert len(named) > 5
    assert "profiles.duckdb" in named
    leave(disk, ENOUGH)
    assert profiles("run", str(FIXTURES), "--data", str(data)).returncode == 0
    assert current(data) != before
    assert ledger.damaged_lines(data) == ()


def test_a_first_run_on_a_small_disk_publishes_all_or_nothing(disk: Path) -> None:
    for size in SIZES[::3]:
        leave(disk, size)
        done = profiles("run", str(FIXTURES), "--data", str(disk / "data"), "--workers", "1")
        assert done.returncode == 1, size
        assert is_one_sentence(done.stderr, WAY_OUT), (size, done.stderr)
        assert is_left_whole(disk / "data", None), size


def test_a_fetch_on_a_small_disk_keeps_what_it_had_and_goes_on_later(disk: Path) -> None:
    data = disk / "data"
    with serving(site(COUNTRIES[:6])) as server:
        words = ("fetch", *SLUGS[:6], *local(server.url, data))
        for size in (0, 4, 8, 12):
            leave(disk, size)
            done = profiles(*words)
            assert done.returncode == 1, size
            assert is_one_sentence(done.stderr, WAY_OUT), (size, done.stderr)
            assert "/data/archive" in done.stderr
            assert not list(data.glob("archive/.*.new"))
            assert size == 0 or verify_archive(data / "archive").damages == (), size
        leave(disk, ENOUGH)
        assert profiles(*words).returncode == 0
        assert profiles("archive", "verify", "--data", str(data)).returncode == 0


def test_an_update_on_a_full_disk_leaves_its_line_and_the_release(disk: Path) -> None:
    data = disk / "data"
    with serving(site(COUNTRIES[:2])) as server:
        words = ("update", *SLUGS[:2], *local(server.url, data), "--workers", "1")
        assert profiles(*words).returncode == 0
        before = current(data)
        server.handlers["/pfp/ppd/argentina"] = says(200, bytes(10), Content_Type="text/html")
        leave(disk, 0)
        done = profiles(*words)
        assert done.returncode == 1
        assert is_one_sentence(done.stderr, WAY_OUT), done.stderr
        assert is_left_whole(data, before)
        assert ledger.read(data)[-1].outcome in {"failed", "published"}


def test_a_page_stays_in_quarantine_where_there_is_no_room_for_its_rescue(disk: Path) -> None:
    data = disk / "data"
    (disk / "long.txt").write_bytes(PERU.read_bytes() + b"\n" * 30_000)
    refused = profiles("run", str(disk / "long.txt"), "--data", str(data), "--max-page-bytes", "20000")
    assert (refused.returncode, len(list(held_pages(data)))) == (1, 1)
    leave(disk, 4)
    done = profiles("quarantine", "replay", "--data", str(data))
    assert done.returncode == 1
    assert is_one_sentence(done.stderr, WAY_OUT), done.stderr
    assert len(list(held_pages(data))) == 1
    assert not list(data.glob("rescued/**/*.new")) + list(data.glob("rescued/*.txt"))
    leave(disk, ENOUGH)
    assert "1 of 1 pages were rescued" in profiles("quarantine", "replay", "--data", str(data)).stderr


def test_a_page_that_can_not_be_kept_is_no_reason_for_half_a_note(disk: Path) -> None:
    data = disk / "data"
    assert profiles("run", str(PERU), "--data", str(data)).returncode == 0
    (disk / "soup.txt").write_bytes(b"Soup of the day\n" * 20_000)
    leave(disk, 280)
    done = profiles("run", str(disk / "soup.txt"), str(PERU), "--data", str(data))
    assert done.returncode == 1
    assert is_one_sentence(done.stderr, WAY_OUT)
    assert "/quarantine/" in done.stderr
    assert not list(data.glob("quarantine/*")) + list(data.glob("quarantine/.*"))


def test_a_full_folder_for_passing_files_is_named(disk: Path, tmp_path: Path) -> None:
    leave(disk, 4)
    with TemporaryDirectory() as short:
        (Path(short) / "t").symlink_to(disk)
        done = with_passing_files_in(Path(short) / "t", "run", str(PERU), "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert is_one_sentence(done.stderr, f"{short}/t: No space left on device; free some space")
    assert [line.outcome for line in ledger.read(tmp_path / "data")] == ["failed"]


def test_a_folder_for_passing_files_may_have_a_long_path(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 100)
    folder.mkdir()
    assert with_passing_files_in(folder, "run", str(PERU), "--data", str(tmp_path / "data")).returncode == 0


def with_passing_files_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with a folder for files that are needed for a moment."""
    asked = [sys.executable, "-m", "pipeline", *words]
    return subprocess.run(asked, capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(folder)})


@pytest.mark.parametrize("remounted", ["before the first run", "after a run"])
def test_a_folder_that_may_not_be_written_to_is_told_and_can_be_read(disk: Path, remounted: str) -> None:
    data = disk / "data"
    if remounted == "after a run":
        assert profiles("run", str(PERU), "--data", str(data)).returncode == 0
    before = current(data)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with serving(site(COUNTRIES[:1])) as server:
        for words in (
            ("run", str(BELGIUM), "--data", str(data)),
            ("fetch", SLUGS[0], *local(server.url, data)),
            ("update", SLUGS[0], *local(server.url, data)),
            ("quarantine", "replay", "--data", str(data)),
        ):
            done = profiles(*words)
            assert done.returncode == 1, words
            assert is_one_sentence(done.stderr, "Read-only file system; make it writable, or choose"), done.stderr
    assert is_left_whole(data, before)
    if before is not None:
        assert profiles("verify", "--data", str(data)).returncode == 0
        assert profiles("sql", "SELECT 1 AS one", "--data", str(data)).stdout == '{"one": 1}\n'
    assert profiles("quarantine", "list", "--data", str(data)).returncode == 0
    assert profiles("releases", "--data", str(data)).returncode == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_to_write_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o555)
    done = profiles("run", str(PERU), "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert is_one_sentence(done.stderr, "Permission denied; make it writable, or choose")


def test_a_bound_for_the_size_of_files_is_told_at_every_size(tmp_path: Path) -> None:
    assert profiles("run", str(PERU), "--data", str(tmp_path)).returncode == 0
    before = current(tmp_path)
    limits = [0, 100, 1_000, 5_000, 20_000, 80_000, 200_000, 400_000, 2**30]
    tried = [sys.executable, "-c", LIMITED, str(FIXTURES), str(tmp_path), *map(str, limits)]
    ran = subprocess.run(tried, capture_output=True, text=True, check=True)
    *refused, (last, said) = json.loads(ran.stdout)
    assert last == 0, said
    for limit, (code, said) in zip(limits, refused, strict=False):
        assert code == 1, (limit, said)
        assert is_one_sentence(said, "File too large; raise the limit for the size of a file (ulimit -f), or"), said
    assert {line.outcome for line in ledger.read(tmp_path)} == {"published", "failed"}
    assert ledger.damaged_lines(tmp_path) == ()
    release = current(tmp_path)
    assert release != before
    assert is_left_whole(tmp_path, release)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_release_stands_whose_line_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").symlink_to("/dev/full")
    done = profiles("run", str(PERU), "--data", str(tmp_path))
    assert done.returncode == 1
    assert is_one_sentence(done.stderr, f"/ledger.jsonl: No space left on device; {WAY_OUT}")
    release = current(tmp_path)
    assert release is not None and verify(release) == ()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file of Linux that fails to be read")
@pytest.mark.parametrize("name", ["page.txt", "crawl.warc.gz", "page.html"])
def test_an_input_that_fails_to_be_read_is_an_unreadable_input(tmp_path: Path, name: str) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / name).symlink_to("/proc/self/mem")
    done = profiles("run", str(tmp_path / "pages"), "--data", str(tmp_path / "data"))
    assert done.returncode == 2
    assert is_one_sentence(done.stderr, f"{name} can't be read (Input/output error).")
    assert [line.outcome for line in ledger.read(tmp_path / "data")] == ["failed"]


def test_a_data_folder_below_a_file_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in (("run", str(PERU)), ("fetch", "peru", "--allow-loopback"), ("quarantine", "replay")):
        done = profiles(*words, "--data", str(tmp_path / "file" / "data"))
        assert done.returncode == 2
        assert is_one_sentence(done.stderr, "Not a directory")
