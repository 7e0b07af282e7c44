"""What the benchmarks measure and compare: all processes of a command, and every row that a peer reads otherwise."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.agreement import differences
from benchmarks.peers.lines import participation, practice_key
from benchmarks.report import BEGINNING, END, Figures, written
from tests.rooms import HOUSE, ROOT, imported, is_within

Tables = dict[str, list[dict[str, object]]]

BUSY = "import time\nwhile time.process_time() < 0.5: pass"
LEAVES_A_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}])"


def measured(*command: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: measuring waits for all children of the process that measures."""
    told = (sys.executable, "-m", "benchmarks.processes", *command)
    return subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("command", [BUSY, LEAVES_A_CHILD], ids=["itself", "child that it does not wait for"])
def test_the_time_of_all_processes_of_a_command_counts(command: str) -> None:
    told = re.match(r"([0-9.]+) s of processor", measured(sys.executable, "-c", command).stdout)
    assert told is not None
    assert float(told[1]) >= 0.5


def test_a_command_that_fails_is_not_measured() -> None:
    told = measured(sys.executable, "-c", "raise SystemExit('no pages')")
    assert told.returncode != 0
    assert "no pages" in told.stderr


def read_tables() -> Tables:
    fields = [
        ("Delegate", ["Yes"]),
        ("Financial Contribution", ["No Financial Contribution"]),
        ("RT Participation", ["Chair/ Moderator in RT 1.2: “Seasonal workers in orchards”."]),
        ("Attended Summit", ["Yes"]),
        ("Thematic Meetings", ['- Attended the Thematic Workshop on "Harbours" on 3-4 May 2016 in Rabat, Morocco.']),
    ]
    row, roles, meetings = participation("NOR", 1, fields)
    practice: dict[str, object] = {
        "practice_id": "1",
        "title": "Night Bus",
        "submitted_by": None,
        "submitted_on": "2018-11-09",
        "summary": "It runs.",
    }
    return {
        "participations": [row],
        "roundtable_roles": roles,
        "meeting_attendances": meetings,
        "practices": [practice],
        "practice_countries": [{"practice_id": "1", "iso3": "NOR"}],
    }


def saved(folder: Path, tables: Tables) -> Path:
    folder.mkdir()
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder


def test_lines_are_read_by_the_peers_as_they_mean() -> None:
    tables = read_tables()
    (block,) = tables["participations"]
    assert (block["attended_prep_meetings"], block["contribution_status"]) == (False, "none")
    assert [role["role"] for role in tables["roundtable_roles"]] == ["chair", "moderator"]
    assert {role["title"] for role in tables["roundtable_roles"]} == {"Seasonal workers in orchards"}
    (meeting,) = tables["meeting_attendances"]
    assert (meeting["starts_on"], meeting["ends_on"]) == (date(2016, 5, 3), date(2016, 5, 4))
    assert practice_key("Night–Bus (2)") == practice_key("NIGHT BUS 2")


def test_what_is_read_alike_does_not_differ(tmp_path: Path) -> None:
    other = read_tables()
    other["practices"][0]["title"] = "NIGHT BUS"
    assert differences(saved(tmp_path / "one", read_tables()), saved(tmp_path / "other", other)) == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("participations", "delegate", False),
        ("roundtable_roles", "role", "speaker"),
        ("meeting_attendances", "starts_on", date(2016, 5, 2)),
        ("practices", "summary", "It stands."),
        ("practice_countries", "iso3", "SWE"),
    ],
)
def test_one_other_value_differs_on_both_sides(table: str, column: str, value: object, tmp_path: Path) -> None:
    other = read_tables()
    other[table][0][column] = value
    found = differences(saved(tmp_path / "one", read_tables()), saved(tmp_path / "other", other))
    assert len(found) == 2


def test_figures_take_the_place_between_the_marks_alone() -> None:
    page = ROOT / "docs" / "benchmarks.md"
    text = page.read_text(encoding="utf-8")
    assert text.count(BEGINNING) == text.count(END) == 1
    assert text.index(BEGINNING) < text.index(END)


def test_figures_have_no_place_on_a_page_without_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("No marks.", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks the marks"):
        written(page, Figures({}, 0, 0.0, {}, [], []))


def test_the_peers_use_nothing_of_the_program() -> None:
    for module in (ROOT / "benchmarks" / "peers").glob("*.py"):
        assert not [name for name in imported(module) if is_within(name, (*HOUSE, "tests"))]
