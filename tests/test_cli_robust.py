"""The command line where its surroundings are odd: names, interrupts, outputs that close, and answers of any type."""

from __future__ import annotations

import getpass
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.explain.queries import answer_to
from tests.local_site import json_lines
from tests.local_site import profiles as in_a_process
from tests.test_cli_fetch import profiles
from warehouse import ledger
from warehouse.query import BadQueryError

FIXTURES = Path(__file__).parent / "fixtures"
PERU = FIXTURES / "gfmd" / "peru-short" / "page.txt"
# Three small ranges: of two huge ones DuckDB would keep one in memory, and run out of it.
ENDLESS = "SELECT count(*) FROM range(1_000_000) a, range(1_000_000) b, range(1_000_000) c"


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def in_shell(plumbing: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What the command does with its output led elsewhere; the exit code is that of the command."""
    line = f"{shlex.join(command(*arguments))} {plumbing}; exit ${{PIPESTATUS[0]}}"
    return subprocess.run(["bash", "-c", line], check=False, capture_output=True, text=True)


def is_a_sentence(said: subprocess.CompletedProcess[str], part: str, code: int = 2) -> bool:
    return said.returncode == code and said.stdout == "" and part in said.stderr and "Traceback" not in said.stderr


def answer(data_of_peru: Path, sql: str) -> list[dict[str, object]]:
    """The rows of an answer, as a strict reader of JSON takes them."""
    said = profiles("sql", sql, "--data", data_of_peru)
    assert said.returncode == 0, said.stderr

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return [json.loads(line, parse_constant=refuse) for line in said.stdout.splitlines()]


def test_a_file_name_that_is_not_utf8_is_escaped(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy(PERU, os.fsdecode(os.fsencode(pages) + b"/p\xff.txt"))
    assert in_a_process("run", pages, "--data", tmp_path / "data").returncode == 0
    assert answer(tmp_path / "data", "SELECT path FROM pages") == [{"path": r"p\xff.txt"}]
    parsed = in_a_process("parse", os.fsdecode(os.fsencode(pages) + b"/p\xff.txt"))
    assert {json.loads(line)["path"] for line in parsed.stdout.splitlines()} == {r"p\xff.txt"}


def test_a_data_folder_that_is_not_named_in_utf8_is_wrong_use(tmp_path: Path) -> None:
    data = os.fsdecode(os.fsencode(tmp_path) + b"/d\xff")
    assert is_a_sentence(profiles("run", PERU, "--data", data), "UTF-8")
    assert is_a_sentence(profiles("sql", "SELECT 1", "--data", data), "UTF-8")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["html", "signal"])
def test_no_file_of_the_working_folder_is_taken_for_a_module(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.py").write_text("raise SystemExit('taken for a module')\n")
    started = [str(Path(sys.executable).parent / "profiles"), *command("run", PERU, "--data", tmp_path / "data")[3:]]
    said = subprocess.run(started, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert (said.returncode, "taken for a module" in said.stderr) == (0, False), said.stderr


def test_a_folder_without_pages_is_wrong_use(tmp_path: Path) -> None:
    for reading in ("parse", "inspect"):
        assert is_a_sentence(profiles(reading, tmp_path), "There is no page")


def test_a_check_to_accept_must_be_there(tmp_path: Path) -> None:
    asked = ("run", PERU, "--data", tmp_path, "--reason", "seen", "--accept")
    assert is_a_sentence(profiles(*asked, "row_lost"), "did you mean rows_lost?")
    assert is_a_sentence(profiles(*asked, "xyzzy"), "rows_lost")
    assert not list(tmp_path.iterdir())


def test_who_accepts_a_check_says_why(tmp_path: Path) -> None:
    asked = ("run", PERU, "--data", tmp_path)
    assert is_a_sentence(profiles(*asked, "--accept", "rows_lost"), "--reason TEXT")
    assert is_a_sentence(profiles(*asked, "--accept", "rows_lost", "--reason", " "), "--reason TEXT")
    assert is_a_sentence(profiles(*asked, "--reason", "for nothing"), "--accept CHECK")
    assert not list(tmp_path.iterdir())


def test_the_ledger_keeps_who_accepted_what_when_and_why(tmp_path: Path) -> None:
    data = ("--data", tmp_path / "data")
    assert profiles("run", PERU.parent.parent, *data).returncode == 0
    refused = profiles("run", PERU, *data)
    assert (refused.returncode, "--accept CHECK --reason TEXT" in refused.stderr) == (1, True)
    failed = [one["name"] for one in json.loads(refused.stdout)["findings"] if one["severity"] == "error"]
    flags = [flag for name in failed for flag in ("--accept", name)]
    accepted = profiles("run", PERU, *data, *flags, "--reason", "the others are gone for good")
    assert accepted.returncode == 0, accepted.stderr
    *_, line = json_lines(profiles("releases", *data).stdout)
    assert line["accepted"] == failed
    assert line["reason"] == "the others are gone for good"
    assert line["accepted_by"] == getpass.getuser()
    assert line["when"].endswith("Z")
    assert profiles("run", PERU, *data, *flags, "--reason", "not needed any more").returncode == 0
    *_, line = json_lines(profiles("releases", *data).stdout)
    assert (line["accepted"], line["reason"], line["accepted_by"]) == ([], "", ""), "nothing had to be accepted"


def test_the_ledger_is_told_in_utc(data_of_peru: Path) -> None:
    told = [line["when"] for line in json_lines(profiles("releases", "--data", data_of_peru).stdout)]
    written = json_lines((data_of_peru / "ledger.jsonl").read_text(encoding="utf-8"))
    assert told == [line["when"] for line in written]
    assert told[0].endswith("Z")


def test_a_damaged_release_is_told_with_a_way_out_and_built_anew(data_of_peru: Path, tmp_path: Path) -> None:
    shutil.copytree(data_of_peru, tmp_path / "data", symlinks=True)
    database = (tmp_path / "data" / "current").resolve() / "profiles.duckdb"
    database.chmod(0o644)
    database.write_bytes(database.read_bytes()[:5000])
    data = ("--data", tmp_path / "data")
    for asked in (["sql", "SELECT 1"], ["explain", "countries", "PER"], ["catalogue", "candidates"]):
        told = profiles(*asked, *data)
        assert is_a_sentence(told, "'profiles run' with its pages builds it anew", code=1)
    assert profiles("run", PERU, *data).returncode == 0
    shutil.rmtree(database.parent)
    told = profiles("sql", "SELECT 1", *data)
    assert is_a_sentence(told, "is gone: 'profiles run' with its pages builds it anew")
    again = profiles("run", PERU, *data)
    assert again.returncode == 0, again.stderr
    assert profiles("sql", "SELECT count(*) AS n FROM countries", *data).stdout == '{"n": 1}\n'


@pytest.mark.parametrize(
    ("sql", "plain"),
    [
        ("uuid '6b3bb5f6-8d4e-4cf7-9d3c-0d7f0d1f7a10'", "6b3bb5f6-8d4e-4cf7-9d3c-0d7f0d1f7a10"),
        ("INTERVAL 1 DAY", "1 day, 0:00:00"),
        ("TIME '10:30:00'", "10:30:00"),
        (r"'a\x00\xff'::BLOB", "6100ff"),
        ("1 / 0", None),
        ("'nan'::DOUBLE", None),
        ("{'x': ['inf'::DOUBLE, 1.5::DOUBLE]}", {"x": [None, 1.5]}),
        ("MAP {DATE '2020-01-02': 'nan'::DOUBLE}", {"2020-01-02": None}),
        ("1.25::DECIMAL(5, 2)", 1.25),
    ],
)
def test_every_type_has_a_form_in_json(data_of_peru: Path, sql: str, plain: object) -> None:
    assert answer(data_of_peru, f"SELECT {sql} AS v") == [{"v": plain}]


def test_a_slow_answer_shows_no_progress_among_the_json(data_of_peru: Path) -> None:
    assert answer(data_of_peru, "SELECT current_setting('enable_progress_bar') AS shown") == [{"shown": False}]


def test_two_columns_of_one_name_are_not_taken_for_one(data_of_peru: Path) -> None:
    assert is_a_sentence(profiles("sql", "SELECT 1 AS a, 2 AS a", "--data", data_of_peru), "name each apart")


def test_a_question_too_large_for_memory_ends(data_of_peru: Path) -> None:
    assert is_a_sentence(in_a_process("sql", "SELECT range(1000000000)", "--data", data_of_peru), "emory")


def test_a_question_that_can_not_be_interrupted_ends_all_the_same(data_of_peru: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(BadQueryError, match=r"longer than 0\.3 seconds"):
        answer_to("SELECT range(20000000)", data_of_peru / "current", limit=10, seconds=0.3)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    "reading", [("inspect", PERU), ("parse", FIXTURES / "gfmd"), ("sql", "FROM range(10000)"), ("schema",)]
)
def test_a_reader_that_has_seen_enough_is_no_fault(data_of_peru: Path, reading: tuple[str | Path, ...]) -> None:
    for reader in ("| head -n 1", "| true"):
        said = in_shell(reader, *reading, "--data", data_of_peru)
        assert (said.returncode, said.stderr) == (0, "")


def test_without_an_output_a_run_ends_as_it_went(data_of_peru: Path, tmp_path: Path) -> None:
    for plumbing in (">&-", ">&- 2>&-", "| true"):
        said = in_shell(plumbing, "run", PERU, "--data", data_of_peru)
        assert said.returncode == 0
        assert "Traceback" not in said.stderr
    assert in_shell("| true", "run", FIXTURES / "damaged" / "empty", "--data", tmp_path).returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("reading", [("inspect", PERU), ("parse", PERU), ("schema",), ("--help",)])
def test_an_output_that_is_full_is_a_sentence(reading: tuple[str | Path, ...]) -> None:
    said = in_shell(">/dev/full", *reading)
    assert said.returncode in (1, 2)
    assert "No space left" in said.stderr
    assert "Traceback" not in said.stderr
    assert "Exception ignored" not in said.stderr


def hears_interrupts(pid: int) -> bool:
    """Whether a process has come so far that an interrupt reaches Python: on a busy machine that takes its time."""
    caught = re.search(
        r"^SigCgt:\s+([0-9a-f]+)$", Path(f"/proc/{pid}/status").read_text(encoding="ascii"), re.MULTILINE
    )
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGINT - 1) & 1)


def interrupted(seconds: float, *arguments: str | Path) -> tuple[int, str]:
    """Exit code and messages of a command that a terminal interrupts, with all its processes, after some time."""
    process = subprocess.Popen(
        command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while not hears_interrupts(process.pid):
        assert process.poll() is None, "it ended, or interrupts are ignored where the tests run"
        time.sleep(0.005)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=10)
    return process.returncode, said


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of so many pages that a run over them can be interrupted."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(2000):
        (folder / f"{number}.txt").symlink_to(PERU)
    return folder


@pytest.mark.parametrize("seconds", [0.1, 0.15, 0.2, 0.3, 0.5, 0.7])
def test_an_interrupt_ends_a_run_at_any_moment_without_a_traceback(seconds: float, pages: Path, tmp_path: Path) -> None:
    code, said = interrupted(seconds, "run", pages, "--data", tmp_path / "data")
    assert code == 130
    assert said.strip().endswith("Interrupted.")
    assert "Traceback" not in said
    assert {line.outcome for line in ledger.read(tmp_path / "data")} <= {"interrupted"}
    assert not list(tmp_path.glob("data/staging/*"))


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_has_its_line(by: signal.Signals, pages: Path, tmp_path: Path) -> None:
    asked = command("run", pages, "--data", tmp_path / "data")
    process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "data" / ".lock").exists():
        time.sleep(0.005)
    time.sleep(0.1)
    process.send_signal(by)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "Error: Interrupted.\n")
    (line,) = ledger.read(tmp_path / "data")
    assert (line.outcome, line.message, list(line.seconds)) == ("interrupted", "Interrupted.", ["reading"])


@pytest.mark.parametrize("sql", [ENDLESS, "SELECT range(100_000_000)"])
def test_an_interrupt_ends_a_question(sql: str, data_of_peru: Path) -> None:
    code, said = interrupted(1.2, "sql", sql, "--data", data_of_peru)
    assert code == 130
    assert "Traceback" not in said


def test_an_interrupt_while_the_database_works_is_an_interrupt(data_of_peru: Path) -> None:
    """DuckDB then raises an error of its own: so it is in the checks, and in every question of the program itself."""
    code = (
        "import os, pathlib, signal, sys, threading\n"
        "from pipeline.cli.errors import reported_errors\n"
        "from warehouse.query import query\n"
        "threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    with reported_errors():\n"
        "        query(pathlib.Path(sys.argv[1]), sys.argv[2], seconds=20)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    asked = [sys.executable, "-c", code, str(data_of_peru / "current"), ENDLESS]
    assert subprocess.run(asked, check=True, capture_output=True, text=True).stdout == "interrupted\n"
