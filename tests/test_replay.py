"""Pages in quarantine are tried again; a rescued one can be run under its own id, and nothing is dropped silently."""

from __future__ import annotations

import gzip
import hashlib
import json
import multiprocessing
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import find_pages
from pipeline.cli.upkeep import quarantine
from pipeline.explain.explain import current_release, rows
from pipeline.order import Order
from pipeline.quarantine.held import QUARANTINE, held_pages, hold
from pipeline.quarantine.originals import Original
from pipeline.replay import RESCUED, Outcome, replay
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.extraction import Page
from schemas.snapshot import Refusal, Snapshot
from tests.comparing import snapshot
from tests.rendering import warc
from tests.running import run_over, run_quietly
from tests.test_domain_cases import EMPTY, HEAD, TAIL
from warehouse.lock import BusyError, exclusive

GOOD = (HEAD + EMPTY + TAIL).encode()
CAPTURED = replace(
    snapshot(GOOD, "crawl.warc.gz"),
    url="https://www.gfmd.org/pfp/ppd/norway",
    fetched_at=datetime.fromisoformat("2024-05-01T10:00:00"),
    charset="utf-8",
    media_type="text/plain",
)
TYPE = "text/plain; charset=utf-8"
OLD_REASON = Refusal("crashed", "An older program could not read it.")


def held(data: Path, *pages: Snapshot) -> None:
    """Pages that an older program refused, each found in a file of its own."""
    for page in pages:
        found = data / "found"
        found.parent.mkdir(exist_ok=True)
        found.write_bytes(warc({page.url: page.payload}, TYPE, compressed=True) if page.url else page.payload)
        original = Original(found, record=0 if page.url else None)
        hold(data, original, page_of(page), OLD_REASON, "0.0.1")
        found.unlink()


def page_of(page: Snapshot) -> Page:
    return Page(page.page_id, page.source, page.path, page.url, page.fetched_at)


def tried(data: Path, bounds: Bounds = DEFAULT_BOUNDS) -> tuple[Outcome, ...]:
    """What became of each page."""
    return replay(Order(data, page_bounds=bounds), program="9.9.9", progress=lambda *_: None)


def replayed(data: Path) -> dict[str, Outcome]:
    """What became of each page, by path."""
    return {outcome.path: outcome for outcome in tried(data)}


def in_quarantine(data: Path) -> dict[str, tuple[str, str]]:
    """Reason and program of the pages in quarantine, by path."""
    return {page.path: (page.reason, page.program) for page in held_pages(data)}


def rescued_ids(data: Path) -> set[str]:
    """The page ids that a run over the rescued pages would read."""
    return {page.page_id for file in find_pages([data / RESCUED]).files for page in read_snapshots(file)}


def test_a_page_that_can_be_used_now_is_rescued_with_its_bytes(tmp_path: Path) -> None:
    page = snapshot(GOOD, "saved/norway.txt")
    held(tmp_path, page)
    outcome = replayed(tmp_path)["saved/norway.txt"]
    assert (outcome.fate, outcome.reason) == ("rescued", "crashed")
    assert outcome.file == tmp_path / RESCUED / "saved" / "norway.txt"
    assert outcome.file.read_bytes() == GOOD
    assert in_quarantine(tmp_path) == {}
    assert rescued_ids(tmp_path) == {page.page_id}


def test_a_captured_page_keeps_its_address_its_time_and_its_id(tmp_path: Path) -> None:
    held(tmp_path, CAPTURED)
    outcome = replayed(tmp_path)["crawl.warc.gz"]
    assert outcome.fate == "rescued"
    (file,) = find_pages([tmp_path / RESCUED]).files
    (page,) = read_snapshots(file)
    assert replace(page, path=CAPTURED.path) == CAPTURED


def test_a_run_publishes_what_was_rescued(tmp_path: Path) -> None:
    held(tmp_path, CAPTURED)
    replayed(tmp_path)
    order = Order(tmp_path, (tmp_path / RESCUED,))
    report = run_quietly(order)
    assert (report.outcome, report.rows["countries"], report.quarantined) == ("published", 1, 0)


def test_a_page_that_is_refused_again_stays_with_todays_reason(tmp_path: Path) -> None:
    held(tmp_path, snapshot(b"", "empty.txt"), snapshot(b"Soup of the day\n", "soup.txt"))
    found = replayed(tmp_path)
    assert {path: outcome.fate for path, outcome in found.items()} == {"empty.txt": "refused", "soup.txt": "refused"}
    assert in_quarantine(tmp_path) == {"empty.txt": ("empty", "9.9.9"), "soup.txt": ("not_a_profile", "9.9.9")}
    assert not (tmp_path / RESCUED).exists()


def test_a_page_whose_kept_bytes_changed_is_told_and_stays(tmp_path: Path) -> None:
    held(tmp_path, snapshot(GOOD, "a.txt"), snapshot(GOOD, "b.txt"))
    first, second = held_pages(tmp_path)
    (tmp_path / QUARANTINE / f"{first.page_id}.page").write_bytes(GOOD + b"!")
    (tmp_path / QUARANTINE / f"{second.page_id}.page").unlink()
    found = replayed(tmp_path)
    assert [(found[name].fate, found[name].reason) for name in ("a.txt", "b.txt")] == [
        ("damaged", "damaged_bytes"),
        ("damaged", "bytes_missing"),
    ]
    assert set(in_quarantine(tmp_path)) == {"a.txt", "b.txt"}


LONG = GOOD + b"\n" * 9_000
TWO = {"https://www.gfmd.org/pfp/ppd/norway": LONG, "https://www.gfmd.org/pfp/ppd/chile": LONG}
FOUND_AS = {
    "norway.txt": LONG,
    "norway.txt.gz": gzip.compress(LONG),
    "plain.warc": warc(TWO, TYPE, compressed=False),
    "members.warc.gz": warc(TWO, TYPE, compressed=True),
    "chunked.warc": warc(TWO, TYPE, compressed=False, coding="chunked"),
    "encoded.warc": warc(TWO, TYPE, compressed=True, coding="gzip"),
    "one-member.warc.gz": gzip.compress(warc(TWO, TYPE, compressed=False)),
}
TIGHT = Bounds(payload_bytes=1_000)


@pytest.mark.parametrize("name", sorted(FOUND_AS))
def test_a_page_over_the_bound_is_kept_whole_and_a_higher_bound_gives_what_its_original_gives(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / name).write_bytes(FOUND_AS[name])
    assert run_over(tmp_path / "pages", tmp_path / "data", TIGHT).outcome == "refused"
    shutil.rmtree(tmp_path / "pages")
    assert {outcome.fate for outcome in tried(tmp_path / "data", TIGHT)} == {"refused"}
    assert {outcome.fate for outcome in tried(tmp_path / "data")} == {"rescued"}
    assert not list((tmp_path / "data" / QUARANTINE).iterdir())
    rescued = run_over(tmp_path / "data" / RESCUED, tmp_path / "data")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / name).write_bytes(FOUND_AS[name])
    original = run_over(tmp_path / "pages", tmp_path / "other")
    assert (rescued.outcome, rescued.rows) == ("published", original.rows), rescued.message
    assert page_ids(tmp_path / "data") == page_ids(tmp_path / "other")


def page_ids(data: Path) -> list[str]:
    release = current_release(data)
    return [str(row["page_id"]) for row in rows(release, "SELECT page_id FROM pages ORDER BY ALL")]


@pytest.mark.parametrize("name", ["norway.txt.gz", "plain.warc", "members.warc.gz", "one-member.warc.gz"])
def test_a_broken_container_is_kept_as_it_was_found_and_stays_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "pages").mkdir()
    content = FOUND_AS[name]
    (tmp_path / "pages" / name).write_bytes(content[: len(content) * 7 // 8])
    run_over(tmp_path / "pages", tmp_path / "data")
    (page,) = held_pages(tmp_path / "data")
    kept = (tmp_path / "data" / QUARANTINE / page.kept).read_bytes()
    assert content[: len(content) * 7 // 8].endswith(kept)
    assert (len(kept), hashlib.sha256(kept).hexdigest()) == (page.bytes, page.sha256)
    (again,) = tried(tmp_path / "data")
    assert (again.fate, again.reason) == ("refused", page.reason)
    assert again.reason.startswith("damaged_")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"page_id": 5}', b"[" * 100_000, b"\xff"])
def test_a_note_that_can_not_be_read_is_told_and_hides_no_other_page(tmp_path: Path, content: bytes) -> None:
    held(tmp_path, snapshot(b"", "empty.txt"))
    (tmp_path / QUARANTINE / f"{'a' * 64}.json").write_bytes(content)
    for command in (["list"], ["replay", "--workers", "1"]):
        answer = CliRunner().invoke(quarantine, [*command, "--data", str(tmp_path)])
        assert answer.exit_code == 1
        assert [json.loads(line)["path"] for line in answer.stdout.splitlines()] == ["empty.txt"]
        assert "1 notes can't be read" in answer.stderr


@pytest.mark.parametrize("path", ["../outside.txt", "/outside.txt", ".hidden.txt", "page.pdf"])
def test_a_page_that_a_folder_can_not_take_is_kept(tmp_path: Path, path: str) -> None:
    data = tmp_path / "data"
    held(data, snapshot(GOOD, path))
    assert replayed(data)[path].fate == "kept"
    assert set(in_quarantine(data)) == {path}
    assert not list(tmp_path.glob("*.txt"))


def test_two_pages_of_one_path_do_not_overwrite_each_other(tmp_path: Path) -> None:
    other = (HEAD + EMPTY + EMPTY + TAIL).encode()
    held(tmp_path, snapshot(GOOD, "norway.txt"), snapshot(other, "norway.txt"))
    found = tried(tmp_path)
    assert sorted(outcome.fate for outcome in found) == ["kept", "rescued"]
    assert len(list(held_pages(tmp_path))) == len(rescued_ids(tmp_path)) == 1


def test_nothing_happens_while_a_run_has_the_data_folder(tmp_path: Path) -> None:
    held(tmp_path, snapshot(GOOD, "norway.txt"))
    with exclusive(tmp_path), pytest.raises(BusyError):
        replayed(tmp_path)
    assert set(in_quarantine(tmp_path)) == {"norway.txt"}


def test_workers_end_with_a_replay_that_fails_however_long_its_error_is_kept(tmp_path: Path) -> None:
    held(tmp_path, snapshot(GOOD, "norway.txt"), snapshot(GOOD + b"\n", "oman.txt"))
    (tmp_path / RESCUED).write_bytes(b"A file where the folder should be.")
    with pytest.raises(OSError, match=RESCUED) as failed:
        replayed(tmp_path)
    assert multiprocessing.active_children() == []
    assert failed.traceback  # which holds all that was open
    assert set(in_quarantine(tmp_path)) == {"norway.txt", "oman.txt"}


def test_the_commands_list_and_replay(tmp_path: Path) -> None:
    held(tmp_path, snapshot(GOOD, "norway.txt"), snapshot(b"", "empty.txt"))
    listed = CliRunner().invoke(quarantine, ["list", "--data", str(tmp_path)])
    assert listed.exit_code == 0
    assert [json.loads(line)["path"] for line in listed.stdout.splitlines()] == ["empty.txt", "norway.txt"]
    again = CliRunner().invoke(quarantine, ["replay", "--data", str(tmp_path), "--workers", "1"])
    assert again.exit_code == 0, again.stderr
    fates = {told["path"]: told["fate"] for told in map(json.loads, again.stdout.splitlines())}
    assert fates == {"empty.txt": "refused", "norway.txt": "rescued"}
    assert "1 of 2 pages were rescued, 1 were refused again." in again.stderr
    assert f"profiles run PAGES {tmp_path / RESCUED}" in again.stderr
    alone = CliRunner().invoke(quarantine, ["--data", str(tmp_path)])
    assert [json.loads(line)["path"] for line in alone.stdout.splitlines()] == ["empty.txt"]
    before = CliRunner().invoke(quarantine, ["--data", str(tmp_path), "replay"])
    assert (before.exit_code, "after the command" in before.stderr) == (2, True)
    for command in ("list", "replay"):
        assert "Example:" in CliRunner().invoke(quarantine, [command, "--help"]).stdout
