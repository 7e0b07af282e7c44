"""What a user sees on a terminal: the bars of a run, and answers that fit its width."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from pipeline.cli import cli
from pipeline.cli.output import print_rows
from tests.local_site import environment

PERU = Path(__file__).parent / "fixtures" / "gfmd" / "peru-short" / "page.txt"


def drawn(screen: int) -> str:
    """All that is written to a terminal until nobody has it open any more, without its colours."""
    pieces: list[bytes] = []
    with suppress(OSError):
        while piece := os.read(screen, 65536):
            pieces.append(piece)
    os.close(screen)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(pieces).decode())


def on_terminal(width: int, *words: str | Path) -> tuple[int, str]:
    """Exit code of a command and all that it shows on a terminal of a width."""
    ours, theirs = pty.openpty()
    asked = [sys.executable, "-m", "pipeline", *map(str, words)]
    process = subprocess.Popen(asked, env={**environment(), "COLUMNS": str(width)}, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = drawn(ours)
    return process.wait(), shown


def test_a_run_shows_a_bar_for_each_of_its_stages(tmp_path: Path) -> None:
    code, shown = on_terminal(100, "run", PERU, "--data", tmp_path)
    assert code == 0
    stages = ("Reading pages", "Uniting pages", "Building the release", "Checking it", "Publishing it")
    places = [shown.index(stage) for stage in stages]
    assert places == sorted(places)
    *_, last = shown.rpartition("Reading pages")
    assert all(re.search(rf"{stage} +━+ 1/1", f"Reading pages{last}") for stage in stages)
    assert "page_lines" in shown, "the counts of the run follow"


def test_pages_that_are_tried_again_have_a_bar_of_their_own(tmp_path: Path) -> None:
    code, shown = on_terminal(100, "quarantine", "replay", "--data", tmp_path)
    assert (code, "Trying again" in shown) == (0, True)


def shown(columns: Sequence[str], rows: Sequence[Sequence[object]], width: int) -> str:
    """What is printed on a terminal of a width."""
    console = Console(file=io.StringIO(), width=width)
    print_rows(columns, rows, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_rows_that_fit_are_a_table_and_others_stand_one_below_the_other() -> None:
    columns, rows = ("iso3", "name"), [("PER", "Peru"), ("BEL", None)]
    table = shown(columns, rows, 20)
    assert max(map(len, table.splitlines())) <= 20
    assert "│ PER  │ Peru │" in table
    narrow = shown(columns, rows, 14)
    assert [line.rstrip() for line in narrow.splitlines()] == [
        "Row 1", "  iso3 PER", "  name Peru", "Row 2", "  iso3 BEL", "  name –",
    ]  # fmt: skip


def test_no_word_of_a_wide_row_is_lost() -> None:
    text = " ".join(f"word{number}" for number in range(60))
    lines = shown(("title", "summary"), [("A", text), ("B", "short")], 40).splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(" ".join(lines).split()).count("word59") == 1
    assert re.sub(r"\s+", " ", " ".join(line.removeprefix("  summary") for line in lines[2:-3])).strip() == text


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    assert "[bold]" in shown(("[bold]x",), [("[red]y",)], 80)
    assert "[red]y" in shown(("[bold]x",), [("[red]y",)], 80)
    assert shown(("n",), [], 80).count("n") == 1


def test_an_answer_on_a_narrow_terminal_is_told_row_by_row(data_of_peru: Path) -> None:
    question = "SELECT iso3, official_name, point FROM countries"
    code, wide = on_terminal(100, "sql", question, "--data", data_of_peru)
    assert (code, "│ PER" in wide, "Row 1" in wide) == (0, True, False)
    code, narrow = on_terminal(36, "sql", question, "--data", data_of_peru)
    assert (code, "│" in narrow) == (0, False)
    assert "  official_name Republic of Peru" in narrow


COMMENTED = [
    "-- who is there\nSELECT iso3 FROM countries",
    "--who is there\nSELECT iso3 FROM countries",
    "-- a = b\nSELECT iso3 FROM countries",
    "--\nSELECT iso3 FROM countries",
    "/* who\n is there */ SELECT iso3 FROM countries",
    "  -- spaces first\n  SELECT iso3 FROM countries",
    "SELECT iso3 -- and no more\nFROM countries --",
    "-- one\n-- two\n/* three */\nFROM countries SELECT iso3;",
]


@pytest.mark.parametrize("question", COMMENTED)
@pytest.mark.parametrize("place", ["first", "last", "behind two dashes"])
def test_a_query_may_begin_with_a_comment(data_of_peru: Path, question: str, place: str) -> None:
    options = ["--data", str(data_of_peru), "--limit", "5"]
    words = {
        "first": [question, *options],
        "last": [*options, question],
        "behind two dashes": [*options, "--", question],
    }
    answer = CliRunner().invoke(cli, ["sql", *words[place]])
    assert (answer.exit_code, answer.stdout) == (0, '{"iso3": "PER"}\n'), answer.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--limt", "5", "SELECT 1"], "No such option"),
        (["--limit", "x y", "SELECT 1"], "Invalid value for '--limit'"),
        (["-- only a comment"], "one query at a time, not 0"),
        (["-- a\nSELECT 1", "SELECT 2"], "unexpected extra argument"),
        ([], "Missing argument"),
    ],
)
def test_wrong_options_are_still_told(data_of_peru: Path, words: list[str], sentence: str) -> None:
    answer = CliRunner().invoke(cli, ["sql", *words, "--data", str(data_of_peru)])
    assert answer.exit_code == 2
    assert sentence in answer.stderr


def test_a_folder_with_a_space_in_its_name_is_no_query(data_of_peru: Path, tmp_path: Path) -> None:
    (tmp_path / "my data").symlink_to(data_of_peru)
    answer = CliRunner().invoke(cli, ["sql", f"--data={tmp_path / 'my data'}", "SELECT 1 AS one"])
    assert (answer.exit_code, answer.stdout) == (0, '{"one": 1}\n')


def test_the_ledger_is_shown_with_the_seconds_of_each_run(data_of_peru: Path) -> None:
    code, shown = on_terminal(140, "releases", "--data", data_of_peru)
    assert code == 0
    assert re.search(r"┃ seconds ┃", shown)
    assert re.search(r"│ published │ [0-9a-f]{16} │ True    │ 1     │ [0-9]+\.[0-9] +│", shown)


def test_an_explanation_shows_pages_marked_lines_and_reasons(data_of_peru: Path) -> None:
    code, told = on_terminal(100, "explain", "countries", "PER", "latitude", "--data", data_of_peru)
    assert code == 0
    assert "printed on the lines marked" in told
    assert re.search(r"page\.txt \(capture time unknown\)\s+page [0-9a-f]{64}", told)
    assert re.search(r">\s+\d+\s+10 00 S", told)
    assert "Latitude and longitude are the degrees and minutes printed" in told
    code, told = on_terminal(100, "explain", "participations", "PER-01", "--data", data_of_peru)
    assert code == 0
    assert "Blocks are in order" in told
