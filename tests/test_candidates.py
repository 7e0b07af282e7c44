"""Titles that pages name and the catalogue lacks come out as rows ready to be added, each with where it is printed."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractors.gfmd.reference.check import check_reference
from pipeline.cli.upkeep import catalogue
from pipeline.explain.explain import candidates, current_release
from pipeline.order import Order
from schemas.asking import Candidate
from tests.running import run_quietly
from tests.test_domain_cases import block
from tests.written_pages import identity

REFERENCE = Path(__file__).parent.parent / "extractors" / "gfmd" / "reference"
NORWAY = ("Kingdom of Norway", "NO", "NOR", "Norway")
SPAIN = ("Kingdom of Spain", "ES", "ESP", "Spain")
KNOWN = 'Team Member in RT 2.2 "Fostering the development impact of return migrants"'
NEW = 'Co-Chair in RT 4.1 "Ferries, bridges and other crossings"'
NEW_AGAIN = 'Team Member in RT 4.1 "Ferries, Bridges and other Crossings."'
CLUSTER = 'Chair in Cluster IV "Postal savings of those abroad"'
MEETING = 'Attended Thematic Workshop on "Ferries and their timetables" on 3 May 2017 in Geneva, Switzerland.'


def page(country: tuple[str, str, str, str], *blocks: str) -> str:
    """A country page with these blocks."""
    official, iso2, iso3, name = country
    return identity(official, iso2, iso3) + "".join(blocks) + f"\n\n\nSubscribe to {name}"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a release in which two countries name what the catalogue lacks."""
    folder = tmp_path_factory.mktemp("candidates")
    (folder / "pages").mkdir()
    both = f"{KNOWN} \n  • {NEW} \n  • {CLUSTER}"
    (folder / "pages" / "norway.txt").write_text(page(NORWAY, block(both, meetings=MEETING)), encoding="utf-8")
    (folder / "pages" / "spain.txt").write_text(page(SPAIN, block(f"{NEW_AGAIN} \n  • {KNOWN}")), encoding="utf-8")
    report = run_quietly(Order(folder / "data", (folder / "pages",)))
    assert report.outcome == "published", report.message
    return folder / "data"


@pytest.fixture
def found(data: Path) -> Mapping[str, Candidate]:
    """The candidates, by title."""
    return {one.title: one for one in candidates(current_release(data))}


CUT = (
    'Team Member in RT 4.1 "Ferries, bridges and …"',
    'Team Member in RT 4.2 "Lighthouses along',
    "Team Member in RT 4.3 Lighthouses along …",
    'Speaker in the Common Space "Lighthouses of the north"',
)


def test_what_a_line_or_the_page_cuts_is_no_candidate_nor_a_title_of_another_venue(tmp_path: Path) -> None:
    shown = "".join(f"  • {line}\n" for line in CUT)
    text = page(SPAIN, f"Delegate\nRT Participation\n{shown}Attended Summit\n", block(KNOWN))
    (tmp_path / "spain.txt").write_text(text.partition(" of return migrants")[0], encoding="utf-8")
    data = tmp_path / "data"
    report = run_quietly(Order(data, (tmp_path / "spain.txt",)))
    assert report.outcome == "published", report.message
    assert candidates(current_release(data)) == ()


def test_each_new_title_is_one_candidate_and_no_known_one_is(found: Mapping[str, Candidate]) -> None:
    assert list(found) == [
        "Postal savings of those abroad",
        "Ferries, bridges and other crossings",
        "Ferries and their timetables",
    ]


def test_a_candidate_says_how_often_and_where_it_is_printed(found: Mapping[str, Candidate]) -> None:
    one = found["Ferries, bridges and other crossings"]
    assert (one.count, one.codes, one.editions) == (2, ("4.1",), (2017,))
    assert [(place.participation_id, place.page, place.line) for place in one.places] == [
        ("ESP-01", "spain.txt", 9),
        ("NOR-01", "norway.txt", 10),
    ]


def test_a_candidate_names_the_catalogued_title_most_like_it(found: Mapping[str, Candidate]) -> None:
    one = found["Ferries and their timetables"]
    assert one.nearest is not None and "-thematic-" in one.nearest
    assert one.nearest_title and 0 < one.similarity < 0.77


def test_spellings_of_one_title_are_one_candidate_and_misspelt_catalogued_ones_are_none(tmp_path: Path) -> None:
    lines = [
        'Co-Chair in RT 4.1 "Ferries, bridges and other crossings"',
        'Co-Chair in RT 4.1 "Ferries, brigdes and other crosings"',
        'Team Member in RT 9.9 "Fostering developmental impacts of the return of migrants"',
    ]
    meetings = (
        'Attended the Thematic Workshop on "Ferries and their timetables" on 3 May 2017 in Geneva, Switzerland.\n'
        'Attended the Thematic Workshop on "Ferries and their time tables" on 3 May 2017 in Geneva, Switzerland.'
    )
    (tmp_path / "norway.txt").write_text(
        page(NORWAY, block(" \n  • ".join(lines), meetings=meetings)), encoding="utf-8"
    )
    run_quietly(Order(tmp_path / "data", (tmp_path / "norway.txt",)))
    release = current_release(tmp_path / "data")
    assert [(one.title, one.spellings) for one in candidates(release)] == [
        ("Ferries, bridges and other crossings", ("Ferries, brigdes and other crosings",)),
        ("Ferries and their time tables", ("Ferries and their timetables",)),
    ]


def test_the_row_of_a_roundtable_is_ready_to_be_added(found: Mapping[str, Candidate]) -> None:
    one = found["Ferries, bridges and other crossings"]
    assert one.file == "roundtables.csv"
    assert one.row == {
        "roundtable_id": "2017-4.1",
        "edition": "2017",
        "kind": "roundtable",
        "code": "4.1",
        "title": one.title,
        "spelling": "main",
        "source": "spain.txt",
        "note": "printed on 2 pages, first by ESP-01",
    }
    assert found["Postal savings of those abroad"].row["roundtable_id"] == "2017-cluster-IV"


def test_the_row_of_a_meeting_has_its_days_and_its_place(found: Mapping[str, Candidate]) -> None:
    row = found["Ferries and their timetables"].row
    assert (row["meeting_id"], row["edition"], row["kind"]) == ("2017-thematic-2", "2017", "thematic")
    assert (row["starts_on"], row["ends_on"]) == ("2017-05-03", "2017-05-03")
    assert (row["city"], row["country_iso3"]) == ("Geneva", "CHE")


def test_the_rows_added_leave_the_reference_sound(found: Mapping[str, Candidate], tmp_path: Path) -> None:
    for file in REFERENCE.glob("*.csv"):
        with (tmp_path / file.name).open("w", encoding="utf-8", newline="") as copy:
            copy.write(file.read_text(encoding="utf-8"))
            for one in found.values():
                if one.file == file.name:
                    csv.writer(copy).writerow(one.row.values())
    assert [finding for finding in check_reference(tmp_path) if finding.severity == "error"] == []


def test_the_candidates_are_the_same_every_time(data: Path) -> None:
    release = current_release(data)
    assert candidates(release) == candidates(release)


def test_the_command_prints_them(data: Path, tmp_path: Path) -> None:
    answer = CliRunner().invoke(catalogue, ["candidates", "--data", str(data)])
    assert answer.exit_code == 0
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [one["kind"] for one in told] == ["cluster", "roundtable", "thematic"]
    assert told[1]["places"][0] == {"participation_id": "ESP-01", "page": "spain.txt", "line": 9}
    nothing = CliRunner().invoke(catalogue, ["candidates", "--data", str(tmp_path)])
    assert nothing.exit_code == 2
    assert "There is no release" in nothing.stderr
    assert "Example:" in CliRunner().invoke(catalogue, ["candidates", "--help"]).stdout
