"""Pages in quarantine are tried again; a rescued one can be run under its own id, and nothing is dropped silently."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.acquire.saved import find_pages, read_snapshots
from pipeline.cli.upkeep import quarantine
from pipeline.quarantine import QUARANTINE, held_pages, hold
from pipeline.replay import RESCUED, Outcome, replay
from pipeline.run import Order, run
from schemas.snapshot import Refusal, Snapshot
from tests.comparing import snapshot
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
OLD_REASON = Refusal("crashed", "An older program could not read it.")


def held(data: Path, *pages: Snapshot) -> None:
    """Pages that an older program refused."""
    for page in pages:
        hold(data, page, OLD_REASON, "0.0.1")


def replayed(data: Path) -> dict[str, Outcome]:
    """What became of each page, by path."""
    found = replay(data, program="9.9.9", workers=1, progress=lambda _done, _total: None)
    return {outcome.path: outcome for outcome in found}


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
    report = run(order, now=lambda: datetime.fromisoformat("2026-01-01"), progress=lambda _done, _total: None)
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
    found = replay(tmp_path, program="9.9.9", workers=1, progress=lambda _done, _total: None)
    assert sorted(outcome.fate for outcome in found) == ["kept", "rescued"]
    assert len(list(held_pages(tmp_path))) == len(rescued_ids(tmp_path)) == 1


def test_nothing_happens_while_a_run_has_the_data_folder(tmp_path: Path) -> None:
    held(tmp_path, snapshot(GOOD, "norway.txt"))
    with exclusive(tmp_path), pytest.raises(BusyError):
        replayed(tmp_path)
    assert set(in_quarantine(tmp_path)) == {"norway.txt"}


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
    for command in ("list", "replay"):
        assert "Example:" in CliRunner().invoke(quarantine, [command, "--help"]).stdout
