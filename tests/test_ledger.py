"""The ledger: each line is there for good, whoever writes beside it and however a write ends."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warehouse import ledger

BY_OTHERS = """
import pathlib, sys
from tests.test_ledger import entry
from warehouse import ledger
for second in range(40):
    ledger.append(pathlib.Path(sys.argv[1]), entry(second, message=sys.argv[2] * 3000))
"""


def entry(second: int, **values: object) -> ledger.Entry:
    when = datetime(2026, 1, 2, 3, 4, second, tzinfo=UTC).replace(tzinfo=None)
    return ledger.Entry(when, "published", "0123456789abcdef", **values)  # type: ignore[arg-type] # as named


def written(data: Path, *entries: ledger.Entry) -> Path:
    for one in entries:
        ledger.append(data, one)
    return data / "ledger.jsonl"


def test_the_ledger_gives_back_what_was_written(tmp_path: Path) -> None:
    assert ledger.read(tmp_path) == ()
    entries = (
        entry(1, pages=3, failed=("a", "b"), accepted=("a",), message="é\n"),
        entry(2, inputs="1" * 64, seconds={"reading": 1.25, "uniting": 0.0}),
    )
    path = written(tmp_path, *entries)
    assert ledger.read(tmp_path) == entries
    assert '"when": "2026-01-02T03:04:01Z"' in path.read_text().splitlines()[0]


def test_a_message_with_a_name_that_is_not_utf8_is_written_as_escapes(tmp_path: Path) -> None:
    path = written(tmp_path, entry(1, message="p\udcff.txt can't be read"))
    assert r"p\udcff.txt" in path.read_text(encoding="utf-8")
    assert ledger.read(tmp_path) == (entry(1, message="p\udcff.txt can't be read"),)


def test_a_last_line_without_its_end_is_read_and_kept(tmp_path: Path) -> None:
    path = written(tmp_path, entry(1), entry(2))
    path.write_bytes(path.read_bytes()[:-1])
    assert ledger.read(tmp_path) == (entry(1), entry(2))
    ledger.append(tmp_path, entry(3))
    assert ledger.read(tmp_path) == (entry(1), entry(2), entry(3))
    assert ledger.damaged_lines(tmp_path) == ()


@pytest.mark.parametrize("kept", [1, 40, -2])
def test_a_torn_last_line_costs_only_itself_and_is_kept_as_damaged(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path, entry(1), entry(2))
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + second[:kept])
    assert ledger.read(tmp_path) == (entry(1),)
    assert ledger.damaged_lines(tmp_path) == (), "it may be in the writing"
    ledger.append(tmp_path, entry(3))
    assert ledger.read(tmp_path) == (entry(1), entry(3))
    assert ledger.damaged_lines(tmp_path) == (2,)
    assert path.read_bytes().splitlines()[1] == second[:kept]


@pytest.mark.parametrize(
    "damage",
    [b"garbage", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"when": "2026-01-02", "outcom', b'{"when": "soon"}'],
)
def test_a_damaged_line_hides_no_other(tmp_path: Path, damage: bytes) -> None:
    path = written(tmp_path, entry(1))
    with path.open("ab") as file:
        file.write(damage + b"\n")
    ledger.append(tmp_path, entry(2))
    assert ledger.read(tmp_path) == (entry(1), entry(2))
    assert ledger.damaged_lines(tmp_path) == (2,)


def test_lines_that_are_written_at_once_do_not_mix(tmp_path: Path) -> None:
    programs = [subprocess.Popen([sys.executable, "-c", BY_OTHERS, str(tmp_path), letter]) for letter in "abc"]
    assert [program.wait() for program in programs] == [0, 0, 0]
    entries = ledger.read(tmp_path)
    assert ledger.damaged_lines(tmp_path) == ()
    for letter in "abc":
        assert [one.when.second for one in entries if one.message[0] == letter] == list(range(40))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_ledger_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left on device") as caught:
        ledger.append(tmp_path, entry(1))
    assert caught.value.filename == str(tmp_path / "ledger.jsonl")


def test_what_a_later_program_says_beside_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, entry(1))
    cells = json.loads(path.read_text())
    path.write_text(json.dumps({**cells, "weather": "fine"}) + "\n")
    assert ledger.read(tmp_path) == (entry(1),)
