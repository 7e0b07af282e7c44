"""The reference files are sound, and a hole in them is named by file and line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractors.gfmd.reference.check import check_reference
from pipeline.cli.upkeep import reference
from schemas.asking import Finding

ROOM = Path(__file__).parent.parent / "extractors" / "values"
NAMES = ("aliases.csv", "places_without_code.csv")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the reference files, to spoil."""
    folder = tmp_path / "reference"
    shutil.copytree(ROOM.parent / "gfmd" / "reference", folder)
    for name in NAMES:
        shutil.copy(ROOM / name, folder)
    return folder


def errors(folder: Path | None = None) -> list[Finding]:
    return [finding for finding in check_reference(folder) if finding.severity == "error"]


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace a text that is there once; the number of its line."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_reference_of_the_program_is_sound() -> None:
    found = check_reference()
    assert [finding for finding in found if finding.severity == "error"] == []
    assert {finding.sentence for finding in found} == {
        "2011-2.1 has the title of 2011-cluster-II.",
        "The row has no source.",
        "The same title, edition and day stand here twice.",
    }


def test_a_copy_of_it_is_as_sound(files: Path) -> None:
    assert check_reference(files) == check_reference()
    for name in NAMES:
        (files / name).unlink()
    assert errors(files) == []


SPOILT = [
    ("editions.csv", "2012,6,Mauritius 2012", "2012,7,Mauritius 2012", "it is row 6"),
    ("editions.csv", "2012,6,Mauritius 2012", "2013,6,Mauritius 2012", "not the year"),
    ("editions.csv", "2012-11-19,2012-11-22", "2012-11-22,2012-11-19", "ends before it starts"),
    ("editions.csv", "2012-11-19,2012-11-22", "2012-11-19,2012-02-30", "ends_on is '2012-02-30'"),
    ("editions.csv", "2012-11-19,2012-11-22", "2012-11-19,22.11.2012", "which is no date"),
    ("editions.csv", "2012-01-01,2012-12-31", "2011-06-01,2012-12-31", "overlaps"),
    ("editions.csv", "2012-01-01,2012-12-31", "2012-01-01,2012-11-20", "outside the time"),
    ("editions.csv", "Mauritius 2012,MUS,", "Mauritius 2012,MRX,", "chair_iso3 is 'MRX'"),
    ("editions.csv", "http://www.gfmd.org/meetings/mauritius2012", "", "source is empty"),
    ("roundtables.csv", "2012-1.1,2012,", "2012-1.2-b,2012,", "does not fit"),
    ("roundtables.csv", "2012-1.1,2012,", "2013-1.1,2013,", "There is no edition 2013"),
    ("roundtables.csv", "for Human Development,main", "for Human Development,variant", "0 main spellings"),
    ("roundtables.csv", "for Human Development,main", "for Human Development,chief", "not one of main, variant"),
    ("roundtables.csv", "Migration, gender and family", "Joint strategies to address irregular migration", "title of"),
    ("meetings.csv", "2011-prep-2,", "2011-prep-1,", "is there 2 times"),
    ("meetings.csv", "2011-prep-2,", "2012-prep-2,", "does not fit"),
    ("meetings.csv", "2011-03-15,2011-03-15", "2011-03-15,", "one date only"),
    (
        "meetings.csv",
        "2011-06-14,2011-06-15,Marseille,FRA",
        "2011-06-14,2011-06-15,Marseille,FR",
        "country_iso3 is 'FR'",
    ),
    ("slugs.csv", "peru,PER", "peru,PRE", "iso3 is 'PRE'"),
    ("slugs.csv", "spain,ESP", "peru,ESP", "'peru' is there 2 times"),
    ("terms.csv", "sdg,1,No poverty", "sgd,1,No poverty", "scheme is 'sgd'"),
    ("terms.csv", "sdg,2,Zero hunger", "sdg,1,Zero hunger", "'1' is there 2 times"),
    ("aliases.csv", "Burma,MMR", "Burma,MYA", "iso3 is 'MYA'"),
    ("aliases.csv", "Burma,MMR", "Niger,NGA", "Niger names NER and NGA"),
    ("aliases.csv", "Burma,MMR,former English name", "Burma,MMR,", "reason is empty"),
    ("places_without_code.csv", "Abkhazia,", "Burma,", "Burma is the name of a country"),
    ("places_without_code.csv", "Puntland,", "Somaliland,", "'Somaliland' is there 2 times"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), SPOILT)
def test_a_fault_is_named_by_file_and_line(files: Path, name: str, old: str, new: str, told: str) -> None:
    line = spoil(files, name, old, new)
    found = errors(files)
    assert [one for one in found if one.file == name and one.line == line and told in one.sentence], found


def test_a_missing_row_is_a_hole(files: Path) -> None:
    lines = (files / "editions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (files / "editions.csv").write_text("".join(lines[:6] + lines[7:]), encoding="utf-8")
    found = errors(files)
    assert found[0].sentence == "Edition 2014 has number 7, but it is row 6: one is missing."
    assert sum(one.sentence == "There is no edition 2012." for one in found) > 5


def test_files_that_are_missing_cut_or_no_csv_are_told(files: Path) -> None:
    (files / "terms.csv").unlink()
    (files / "slugs.csv").write_bytes(b"slug,iso3\nperu,P\xc9R\n")
    spoil(files, "editions.csv", "number,label", "label,number")
    with (files / "roundtables.csv").open("a", encoding="utf-8") as file:
        file.write('2025-1.1,2025,roundtable\n2025-1.2,2025,"roundtable')
    told = {(one.file, one.line): one.sentence for one in errors(files)}
    assert told["terms.csv", 1] == "There is no such file."
    assert told["slugs.csv", 1] == "The file is not in UTF-8."
    assert told["editions.csv", 1].startswith("The columns are edition, label, number,")
    assert any(file == "roundtables.csv" for file, _ in told)


@pytest.mark.parametrize("name", ["editions.csv", "roundtables.csv", "meetings.csv", "slugs.csv", "terms.csv"])
def test_a_file_without_rows_is_told(files: Path, name: str) -> None:
    header = (files / name).read_text(encoding="utf-8").splitlines(keepends=True)[0]
    for content, told in (("", "The file is empty; wanted are"), (header, "The file has no rows.")):
        (files / name).write_text(content, encoding="utf-8")
        assert [one.sentence.startswith(told) for one in errors(files) if one.file == name] == [True]


def test_a_meeting_outside_the_time_of_its_edition_is_a_warning(files: Path) -> None:
    line = spoil(files, "meetings.csv", "2011-03-15,2011-03-15", "2012-03-15,2012-03-15")
    assert errors(files) == []
    warning = Finding("warning", "meetings.csv", line, "The meeting lies outside the time of its edition.")
    assert warning in check_reference(files)


def test_the_command_tells_and_leaves_with_its_code(files: Path) -> None:
    sound = CliRunner().invoke(reference, ["check"])
    assert sound.exit_code == 0
    assert {json.loads(line)["severity"] for line in sound.stdout.splitlines()} == {"warning"}
    spoil(files, "slugs.csv", "peru,PER", "peru,PRE")
    spoilt = CliRunner().invoke(reference, ["check", str(files), "--json"])
    assert spoilt.exit_code == 1
    assert json.loads(spoilt.stdout.splitlines()[0])["file"] == "slugs.csv"
    assert "The reference is not sound; errors: 1" in spoilt.stderr
    missing = CliRunner().invoke(reference, ["check", str(files / "nowhere")])
    assert missing.exit_code == 2
    assert "this is no folder" in missing.stderr
    assert "Example:" in CliRunner().invoke(reference, ["check", "--help"]).stdout
